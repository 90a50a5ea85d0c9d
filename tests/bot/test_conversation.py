"""A message becomes a wish, an answer, a press or a hint; what goes wrong becomes words."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from agent_core.messages import Template
from bot.conversation import Conversation
from bot.platform import RemoteFile, pressed
from tests.bot.conftest import FakeClient, HandClock, RecordingPlatform, incoming, remote, settle
from workers.client import QuotaExceeded, Unavailable

pytestmark = pytest.mark.unit


@pytest.fixture
async def talk(client: FakeClient, platform: RecordingPlatform, clock: HandClock) -> AsyncIterator[Conversation]:
    conversation = Conversation(client, platform, clock=clock)
    running = asyncio.create_task(conversation.run())
    await settle()
    yield conversation
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


async def test_a_wish_copies_its_files_and_is_submitted_once(
    talk: Conversation, client: FakeClient, platform: RecordingPlatform, clock: HandClock
) -> None:
    reads: list[str] = []
    await talk.receive(incoming("làm thành meme", files=[remote(b"clip!", reads=reads)], locale="en"))
    await talk.receive(incoming("làm thành meme", files=[remote(b"clip!")]))
    request = client.jobs["job1"].request
    assert len(client.jobs) == 1
    assert (request.text, request.limits, request.locale) == ("làm thành meme", platform.limits, "en")
    assert client.store[request.attachments[0].asset] == b"clip!"
    assert reads == ["clip.mp4"]
    await clock.advance(1)
    assert [m.text for m in platform.of_kind("status")] == ["👀 Mình nhận được rồi, để mình xem nhé…"]


async def test_the_whole_way_from_wish_to_result_to_undo(
    talk: Conversation, client: FakeClient, platform: RecordingPlatform, clock: HandClock
) -> None:
    await talk.receive(incoming("make it a meme", files=[remote()]))
    await clock.advance(1)
    client.move("job1", "running", stage="render", fraction=0.5)
    row = client.deliver("job1", products=(client.product(),), actions=("smaller_text", "undo"), revision="r" * 32)
    await clock.advance(10)
    result = platform.of_kind("result")[0]
    posted = client.posted[row.id][0]
    assert platform.bytes[posted] == [b"video"]
    assert [b.label for line in result.buttons for b in line] == ["Smaller text", "Undo"]
    assert platform.of_kind("status")[0].text.startswith("✅")
    for number, (button, template) in enumerate(
        [
            (result.buttons[0][0], Template(capability="edit", params={"caption_size": "down"})),
            (result.buttons[0][1], Template(capability="undo")),
        ]
    ):
        press = incoming("", pressed(posted, f"p{number}"), value=button.value, reply_to=posted)
        await talk.receive(press)
        request = client.jobs[f"job{number + 2}"].request
        assert (request.template, request.reply_to) == (template, posted)


async def test_a_file_without_words_is_kept_until_its_wish_comes(
    talk: Conversation, client: FakeClient, platform: RecordingPlatform
) -> None:
    reads: list[str] = []
    await talk.receive(incoming(files=[remote(reads=reads)], locale="zh"))
    assert platform.last.text.startswith("文件收到啦")
    assert not reads and not client.jobs
    await talk.receive(incoming("做成表情包", message="2", origin={"user": "somebody else"}))
    assert client.jobs["job1"].request.attachments == ()
    await talk.receive(incoming("做成表情包", message="3", reply_to="m1"))
    request = client.jobs["job2"].request
    assert [a.name for a in request.attachments] == ["clip.mp4"]
    assert request.reply_to is None
    await talk.receive(incoming("再来一个", message="4"))
    assert client.jobs["job3"].request.attachments == ()


async def test_kept_files_are_forgotten_after_a_while(talk: Conversation, client: FakeClient, clock: HandClock) -> None:
    await talk.receive(incoming(files=[remote()]))
    await clock.advance(601)
    await talk.receive(incoming("make it a meme", message="2"))
    assert client.jobs["job1"].request.attachments == ()


async def test_an_empty_message_gets_a_hint(talk: Conversation, client: FakeClient, platform: RecordingPlatform) -> None:
    await talk.receive(incoming("  "))
    assert "make it a meme" in platform.last.text
    assert not client.jobs


async def _question(client: FakeClient, clock: HandClock) -> str:
    client.move("job1", "waiting")
    question = {
        "note": {"code": "done"},
        "options": [{"value": "zh", "label": "language-zh"}, {"value": "vi", "label": "language-vi"}],
    }
    row = client.deliver("job1", "question", code="language", question=question)
    await clock.advance(5)
    return client.posted[row.id][0]


@pytest.fixture
def question_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """A question of the test's own: which ones there are is the agent's to say."""
    monkeypatch.setattr("bot.replies.sentence", lambda *_: "Which language is spoken?")


@pytest.mark.usefixtures("question_words")
async def test_a_question_is_answered_by_reply_button_or_file(
    talk: Conversation, client: FakeClient, platform: RecordingPlatform, clock: HandClock
) -> None:
    await talk.receive(incoming("subtitle it"))
    message = await _question(client, clock)
    buttons = [b for line in platform.messages[message].buttons for b in line]
    assert [b.label for b in buttons] == ["Chinese", "Vietnamese"]
    await talk.receive(incoming("Chinese", message="2", reply_to=message))
    client.move("job1", "waiting")
    await talk.receive(incoming(message=pressed(message, "p1"), value=buttons[1].value, reply_to=message))
    client.move("job1", "waiting")
    await talk.receive(incoming(message="3", files=[remote(b"srt", "talk.srt")]))
    assert [(a.text, a.value, len(a.attachments)) for _, a in client.answers] == [
        ("Chinese", None, 0),
        ("", "vi", 0),
        ("", None, 1),
    ]
    assert len(client.jobs) == 1
    await talk.receive(incoming(message=pressed(message, "p2"), value=buttons[0].value, reply_to=message))
    assert platform.last.whisper and "answered" in platform.last.text


@pytest.mark.usefixtures("question_words")
async def test_a_bare_file_in_a_group_answers_nobodys_question(
    talk: Conversation, client: FakeClient, platform: RecordingPlatform, clock: HandClock
) -> None:
    await talk.receive(incoming("subtitle it", origin={"private": False}))
    await _question(client, clock)
    await talk.receive(incoming(message="2", files=[remote()], origin={"private": False}))
    assert not client.answers


async def test_only_who_asked_may_cancel(
    talk: Conversation, client: FakeClient, platform: RecordingPlatform, clock: HandClock
) -> None:
    await talk.receive(incoming("make it a meme", files=[remote()]))
    await clock.advance(1)
    cancel = platform.of_kind("status")[0].buttons[0][0]
    press = pressed("m1", "p1")
    await talk.receive(incoming(message=press, value=cancel.value, reply_to="m1", origin={"user": "u2"}))
    assert platform.last.whisper and platform.last.text.startswith("Only the person")
    await talk.receive(incoming(message=press, value=cancel.value, reply_to="m1"))
    await clock.advance(5)
    assert platform.of_kind("status")[0].text == "🛑 Cancelled."
    assert platform.of_kind("status")[0].buttons == ()
    await talk.receive(incoming(message=press, value=cancel.value, reply_to="m1"))
    assert "already finished" in platform.last.text


async def test_foreseen_errors_are_said_in_the_persons_language(
    talk: Conversation, client: FakeClient, platform: RecordingPlatform, clock: HandClock
) -> None:
    client.refuse = QuotaExceeded(values={"limit": 50, "resets": clock.unix() + 7200})
    talk.words._unix = clock.unix
    await talk.receive(incoming("做成表情包"))
    assert platform.last.text == "今天的 50 次已经用完了，2 小时后就有新的。"
    client.refuse = Unavailable()
    await talk.receive(incoming("meme", message="2", locale="vi"))
    assert platform.last.text.startswith("Mình đang không kết nối được")
    assert not client.jobs


async def test_a_defect_is_apologized_for_and_logs_no_words(
    talk: Conversation, platform: RecordingPlatform, caplog: pytest.LogCaptureFixture
) -> None:
    async def read() -> AsyncIterator[bytes]:
        yield b"x"
        raise RuntimeError(name)

    name = "-".join(("holiday", "secret.mp4"))
    file = RemoteFile(name=name, read=read)
    await talk.receive(incoming("my secret wish", message="77", files=[file]))
    assert platform.last.text.startswith("Sorry, something broke")
    assert "secret" not in caplog.text
    assert "77" in caplog.text and "RuntimeError" in caplog.text


async def test_an_unknown_button_is_explained(talk: Conversation, client: FakeClient, platform: RecordingPlatform) -> None:
    await talk.receive(incoming(message=pressed("m1", "p"), value="act:explode:r1", reply_to="m1"))
    assert "older version" in platform.last.text
    assert not client.jobs
