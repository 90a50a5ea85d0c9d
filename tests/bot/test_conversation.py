"""A message becomes a wish, an answer, a press or a hint; what goes wrong becomes words."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from agent_core.languages import LANGUAGES
from agent_core.messages import Engine, Template
from bot.conversation import Conversation
from bot.pending import WINDOW
from bot.platform import RemoteFile, pressed
from tests.bot.conftest import FakeClient, HandClock, RecallingPlatform, RecordingPlatform, incoming, remote, settle
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
        ("Chinese", "zh", 0),
        ("", "vi", 0),
        ("", None, 1),
    ]
    assert len(client.jobs) == 1
    await talk.receive(incoming(message=pressed(message, "p2"), value=buttons[0].value, reply_to=message))
    assert platform.last.whisper and "answered" in platform.last.text


@pytest.fixture
async def asked_in_a_group(talk: Conversation, client: FakeClient, clock: HandClock) -> None:
    """Somebody wished for something in a group and was asked for a video."""
    await talk.receive(incoming("make a meme of my next video", origin=GROUP))
    client.move("job1", "waiting")
    client.deliver("job1", "question", code="ask-video", question={"note": {"code": "ask-video"}, "wants": ["video"]})
    await clock.advance(5)


GROUP = {"private": False}


@pytest.mark.usefixtures("asked_in_a_group")
async def test_in_a_group_only_a_fitting_file_of_who_was_asked_answers_and_only_for_a_while(
    talk: Conversation, client: FakeClient, platform: RecordingPlatform, clock: HandClock
) -> None:
    said = len(platform.messages)
    await talk.receive(incoming(message="2", files=[remote()], origin={**GROUP, "user": "u2"}, addressed=False))
    await talk.receive(incoming(message="3", files=[remote(name="song.mp3")], origin=GROUP, addressed=False))
    await talk.receive(incoming("look at this", message="4", files=[remote()], origin=GROUP, addressed=False))
    assert not client.answers
    await talk.receive(incoming(message="5", files=[remote()], origin=GROUP, addressed=False))
    assert [(job, answer.attachments[0].name) for job, answer in client.answers] == [("job1", "clip.mp4")]
    assert len(platform.messages) == said


@pytest.mark.usefixtures("asked_in_a_group")
async def test_a_question_in_a_group_waits_for_no_file_of_the_next_day(
    talk: Conversation, client: FakeClient, clock: HandClock
) -> None:
    await clock.advance(WINDOW + 1)
    await talk.receive(incoming(message="5", files=[remote()], origin=GROUP, addressed=False))
    assert not client.answers


@pytest.mark.parametrize(("said", "value"), [("Chinese", "zh"), ("tiếng Việt", "vi"), ("中文。", "zh"), ("vi", "vi")])
async def test_plain_words_in_private_answer_with_the_option_they_name(
    talk: Conversation, client: FakeClient, clock: HandClock, question_words: None, said: str, value: str
) -> None:
    await talk.receive(incoming("subtitle it"))
    await _question(client, clock)
    await talk.receive(incoming(said, message="2"))
    assert [(answer.text, answer.value) for _, answer in client.answers] == [(said, value)]


async def test_words_that_are_no_answer_are_a_wish_of_their_own(
    talk: Conversation, client: FakeClient, clock: HandClock, question_words: None
) -> None:
    await talk.receive(incoming("subtitle it"))
    await _question(client, clock)
    await talk.receive(incoming("make it a meme instead", message="2"))
    assert not client.answers and len(client.jobs) == 2


async def test_files_nobody_asked_about_in_a_group_wait_silently_for_their_senders_wish(
    talk: Conversation, client: FakeClient, platform: RecordingPlatform
) -> None:
    reads: list[str] = []
    await talk.receive(incoming("holiday!", files=[remote(reads=reads)], origin=GROUP, addressed=False))
    await talk.receive(incoming("hello all", message="2", origin=GROUP, addressed=False))
    assert not platform.messages and not client.jobs and not reads
    await talk.receive(incoming("make it a meme", message="3", origin={**GROUP, "user": "u2"}))
    await talk.receive(incoming("make it a meme", message="4", origin=GROUP))
    assert [len(job.request.attachments) for job in client.jobs.values()] == [0, 1]
    assert reads == ["clip.mp4"]


async def test_files_sent_one_after_another_belong_together(talk: Conversation, client: FakeClient, clock: HandClock) -> None:
    await talk.receive(incoming(files=[remote(b"old", "old.mp4")]))
    await clock.advance(120)
    for number, name in enumerate(("a.mp4", "b.mp4", "c.srt"), 2):
        await talk.receive(incoming(message=str(number), files=[remote(name.encode(), name)]))
        await clock.advance(20)
    await talk.receive(incoming("put them together", message="9"))
    assert [file.name for file in client.jobs["job1"].request.attachments] == ["a.mp4", "b.mp4", "c.srt"]


async def test_files_wait_for_their_wish_over_a_restart_where_the_platform_finds_them_again(
    client: FakeClient, clock: HandClock
) -> None:
    platform = RecallingPlatform(clock)
    await Conversation(client, platform, clock=clock).receive(incoming(files=[remote(b"clip"), remote(b"x", "here only.mp4")]))
    assert [file.reference for kept in client.kept.values() for file in kept.files] == ["clip.mp4"]
    await clock.advance(60)
    again = Conversation(client, platform, clock=clock)
    await again.receive(incoming("make it a meme", message="2", reply_to="m1"))
    request = client.jobs["job1"].request
    assert [file.name for file in request.attachments] == ["clip.mp4"] and request.reply_to is None
    assert not client.kept
    await again.receive(incoming("and again", message="3"))
    assert not client.jobs["job2"].request.attachments


async def test_after_a_restart_old_files_are_let_be(client: FakeClient, clock: HandClock) -> None:
    platform = RecallingPlatform(clock)
    await Conversation(client, platform, clock=clock).receive(incoming(files=[remote()]))
    await clock.advance(WINDOW + 1)
    await Conversation(client, platform, clock=clock).receive(incoming("make it a meme", message="2"))
    assert not client.jobs["job1"].request.attachments


VOICE = {"name": "voice.ogg", "voice": True}


async def test_a_voice_note_where_nobody_understands_speech_is_kept_as_material(
    talk: Conversation, client: FakeClient, platform: RecordingPlatform
) -> None:
    await talk.receive(incoming(files=[remote(**VOICE)], locale="vi"))
    assert platform.last.text.startswith("Ở đây mình chưa nghe hiểu")
    await talk.receive(incoming("cắt khoảng lặng", message="2"))
    assert [(file.name, file.voice) for file in client.jobs["job1"].request.attachments] == [("voice.ogg", True)]


async def test_a_voice_note_is_a_wish_where_speech_is_understood(talk: Conversation, client: FakeClient) -> None:
    client.heard = [Engine(port="transcriber", name="ears", found=True, languages=LANGUAGES)]
    await talk.receive(incoming(files=[remote()]))
    await talk.receive(incoming(message="2", files=[remote(b"make it a meme", **VOICE)]))
    assert [(file.name, file.voice) for file in client.jobs["job1"].request.attachments] == [
        ("clip.mp4", False),
        ("voice.ogg", True),
    ]


async def test_presets_are_saved_from_a_result_and_used(
    talk: Conversation, client: FakeClient, platform: RecordingPlatform, clock: HandClock
) -> None:
    await talk.receive(incoming("make it a meme", files=[remote()]))
    row = client.deliver("job1", products=(client.product(),), revision="r1")
    await clock.advance(5)
    await talk.receive(incoming("save this as preset Laugh", message="2", reply_to=client.posted[row.id][0]))
    assert platform.last.text.startswith("Saved as “Laugh”")
    await talk.receive(incoming(files=[remote()], message="3"))
    await talk.receive(incoming("dùng mẫu laugh", message="4"))
    request = client.jobs["job2"].request
    assert (request.preset, request.text, len(request.attachments)) == ("laugh", "", 1)
    await talk.receive(incoming("/preset list", message="5"))
    assert platform.last.text == "Your presets:\n• Laugh: Meme"
    await talk.receive(incoming("/preset delete Laugh", message="6"))
    assert platform.last.text == "“Laugh” is gone."
    await talk.receive(incoming("/preset use Laugh", message="7"))
    assert platform.last.text.startswith("There’s no preset called “Laugh”")


async def test_a_word_that_names_no_preset_is_just_a_wish(talk: Conversation, client: FakeClient) -> None:
    await talk.receive(incoming("dùng mẫu này làm meme", files=[remote()]))
    request = client.jobs["job1"].request
    assert (request.preset, request.text) == (None, "dùng mẫu này làm meme")


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
