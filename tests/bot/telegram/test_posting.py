"""What is posted: lengths as Telegram counts them, whose buttons they are, and what is still known after a restart."""

from dataclasses import replace

import pytest

from agent_core.messages import Origin
from bot.errors import PostFailed
from bot.platform import Button, Outgoing
from bot.telegram import buttons
from bot.telegram.units import split, units, within
from tests.bot.conftest import FakeClient
from tests.bot.telegram.conftest import adapter
from tests.bot.telegram.double import BotApi
from tests.bot.telegram.test_adapter import ORIGIN, outgoing_file

pytestmark = pytest.mark.unit

GROUP = ORIGIN.model_copy(update={"chat": "-5", "private": False})


def test_emoji_count_twice() -> None:
    assert (units("a"), units("字"), units("ữ"), units("😀"), units("")) == (1, 1, 1, 2, 0)
    assert within("😀😀😀", 5) == "😀😀" and within("ab", 2) == "ab" and within("a😀b", 2) == "a"
    for text in ("😀" * 50, "word " * 40, "字" * 90 + "\n" + "行" * 30, "😀 làm meme\n" * 20, "x" * 31, ""):
        parts = split(text, 30)
        assert all(0 < units(part) <= 30 for part in parts)
        assert "".join("".join(parts).split()) == "".join(text.split())


async def test_no_message_is_longer_than_telegram_takes(api: BotApi, client: FakeClient) -> None:
    bot = adapter(api)
    await bot.post(ORIGIN, Outgoing("😀" * 3000))
    assert [units(m["text"]) for m in api.posted()] == [4096, 1904]
    await bot.post(ORIGIN, Outgoing("😀" * 600, [outgoing_file(client)], kind="result"))
    words, video = api.posted()[2:]
    assert units(words["text"]) == 1200 and "caption" not in video
    await bot.edit(ORIGIN, str(video["message_id"]), Outgoing("🎬" * 600, kind="result"))
    assert api.posted()[-1]["caption"] == "🎬" * 512
    assert not [call for call in api.calls if call.status == 400 and call.method != "editMessageText"]


async def test_markup_in_words_is_shown_as_it_is(api: BotApi) -> None:
    text = "<b>1 < 2</b> & _so_ *on* [x](https://cutroom.example)"
    await adapter(api).post(ORIGIN, Outgoing(text))
    (call,) = api.called("sendMessage")
    assert api.posted()[0]["text"] == text and "parse_mode" not in call.params and "entities" not in call.params


@pytest.mark.parametrize(
    ("data", "user", "allowed"),
    [
        ("7|act:undo:r1", "7", True),
        ("7|act:undo:r1", "8", False),
        ("7|cancel:job1", "8", False),
        ("7|ans:job1:vi", "8", False),
        ("7|act:how:r1", "8", True),
        ("-1005|act:undo:r1", "8", True),
        ("act:undo:r1", "8", True),
    ],
)
def test_a_button_is_for_whoever_asked(data: str, user: str, allowed: bool) -> None:
    press = buttons.pressed(data)
    assert press.allowed(user) is allowed and "|" not in press.value


@pytest.mark.parametrize(("value", "data"), [("x" * 62, "7|" + "x" * 62), ("x" * 63, "x" * 63), ("é" * 33, None)])
def test_what_a_button_carries_fits(value: str, data: str | None) -> None:
    drawn = buttons.keyboard(GROUP, [[Button("go", value)]])
    assert (drawn.inline_keyboard[0][0].callback_data if drawn else None) == data


async def test_a_file_is_known_after_a_restart_and_for_every_chat(api: BotApi, client: FakeClient) -> None:
    await adapter(api, marks=client).post(ORIGIN, Outgoing("one", [outgoing_file(client)], kind="result"))
    await adapter(api, marks=client).post(GROUP, Outgoing("two", [outgoing_file(client)], kind="result"))
    first, second = api.called("sendVideo")
    assert first.files and not second.files and second.params["video"] in api.files
    assert second.params["supports_streaming"] is True
    api.files.clear()
    for words in ("three", "four"):
        await adapter(api, marks=client).post(ORIGIN, Outgoing(words, [outgoing_file(client)], kind="result"))
    assert [bool(call.files) for call in api.called("sendVideo")] == [True, False, True, False]


async def test_a_posting_goes_on_after_a_restart_where_it_broke_off(api: BotApi, client: FakeClient) -> None:
    subtitles = outgoing_file(client, b"1", kind="file", content_type="application/x-subrip", name="clip.srt")
    message = Outgoing("here", [outgoing_file(client), subtitles], kind="result", nonce="n1")
    api.fail("sendDocument", 502)
    with pytest.raises(PostFailed):
        await adapter(api, marks=client).post(ORIGIN, message)
    posted = await adapter(api, marks=client).post(ORIGIN, message)
    assert len(posted) == len(api.posted()) == 2
    assert await adapter(api, marks=client).post(ORIGIN, replace(message, nonce="n2")) != posted


async def test_a_moved_group_is_still_known_after_a_restart(api: BotApi, client: FakeClient) -> None:
    api.moved[-5] = -1005
    await adapter(api, marks=client).post(GROUP, Outgoing("hello"))
    await adapter(api, marks=client).post(GROUP, Outgoing("again"))
    assert [m["text"] for m in api.posted(-1005)] == ["hello", "again"]
    assert len(api.called("sendMessage", 400)) == 1
    there = Origin(platform="telegram", account="424242", chat="-1005", message="100/-5", user="7", private=False)
    await adapter(api).post(there, Outgoing("about a wish of before"))
    assert "reply_parameters" not in api.called("sendMessage")[-1].params


@pytest.mark.parametrize(
    ("status", "words", "code"),
    [
        (403, "Forbidden: bot was blocked by the user", "platform-blocked"),
        (403, "Forbidden: bot was kicked from the supergroup chat", "platform-blocked"),
        (403, "Forbidden: user is deactivated", "platform-blocked"),
        (400, "Bad Request: chat not found", "platform-blocked"),
        (400, "Bad Request: have no rights to send a message", "platform-blocked"),
        (400, "Bad Request: not enough rights to send text messages to the chat", "platform-blocked"),
        (400, "Bad Request: TOPIC_CLOSED", "platform-blocked"),
        (400, "Bad Request: not enough rights to send videos to the chat", "media-not-allowed"),
        (400, "Bad Request: CHAT_SEND_VIDEOS_FORBIDDEN", "media-not-allowed"),
    ],
)
async def test_where_the_bot_may_not_write_it_does_not_try_again(
    api: BotApi, client: FakeClient, status: int, words: str, code: str
) -> None:
    api.fail("sendVideo", status, words)
    with pytest.raises(PostFailed) as failed:
        await adapter(api).post(GROUP, Outgoing("here", [outgoing_file(client)], kind="result"))
    assert (failed.value.code, failed.value.retry_after) == (code, None)


async def test_a_wish_that_is_gone_is_answered_without_a_reply(api: BotApi) -> None:
    api.fail("sendMessage", 400, "Bad Request: message to be replied not found")
    await adapter(api).post(ORIGIN, Outgoing("hello"))
    refused, taken = api.called("sendMessage", 400)[0], api.called("sendMessage")[0]
    assert refused.params["reply_parameters"]["allow_sending_without_reply"] is True
    assert "reply_parameters" not in taken.params and len(api.posted()) == 1
