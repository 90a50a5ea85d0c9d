"""From a message on Telegram to the result under it, with the real library and a strict server."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from agent_core.messages import Limits, Origin
from bot.conversation import Conversation
from bot.errors import PlatformError, PostFailed
from bot.localization import Localization
from bot.platform import Button, Outgoing, OutgoingFile
from bot.settings import BotSettings
from bot.telegram.adapter import Telegram, telegram
from tests.bot.conftest import FakeClient
from tests.bot.telegram.conftest import QUICK, Heard, Quickly, adapter, jpeg, quiet_for, running, until
from tests.bot.telegram.double import ANN, TOKEN, BotApi, Flood

pytestmark = pytest.mark.unit

ORIGIN = Origin(platform="telegram", account="424242", chat="7", message="100", user="7")


def outgoing_file(
    client: FakeClient, content: bytes = b"video", thumbnail: bytes | None = None, **values: object
) -> OutgoingFile:
    product = client.product(content, **values)

    async def read() -> AsyncIterator[bytes]:
        yield content[:3]
        yield content[3:]

    async def small() -> AsyncIterator[bytes]:
        yield thumbnail or b""

    return OutgoingFile(product, read, small if thumbnail else None)


async def test_a_wish_becomes_a_native_result_and_a_reply_edits_it(api: BotApi, bot: Telegram, client: FakeClient) -> None:
    wish = api.say("make it a meme", video=api.video(b"the clip"))
    await until(lambda: client.jobs)
    request = client.jobs["job1"].request
    assert request.text == "make it a meme" and client.store[request.attachments[0].asset] == b"the clip"
    assert request.attachments[0].name == "clip.mp4" and request.attachments[0].content_type == "video/mp4"
    assert request.locale == "en" and request.limits == Limits(upload_bytes=50_000_000)

    client.move("job1", "running", stage="render", fraction=0.1)
    status = (await until(lambda: api.posted()))[0]
    assert status["reply_to_message"]["message_id"] == wish["message_id"]
    first = status["text"]
    client.move("job1", "running", stage="render", fraction=0.6)
    await until(lambda: api.posted()[0]["text"] != first)

    thumbnail = client.product(jpeg()).asset
    product = client.product(b"meme" * 1000, width=640, height=360, duration=2.6, thumbnail=thumbnail)
    client.deliver("job1", products=(product,), actions=("smaller_text",), revision="r1")
    result = (await until(lambda: [m for m in api.posted() if "video" in m]))[0]
    sent = api.called("sendVideo")[0]
    assert {k: sent.params[k] for k in ("width", "height", "duration")} == {"width": 640, "height": 360, "duration": 3}
    assert sent.params["supports_streaming"] is True and sent.files["video"] == b"meme" * 1000
    assert [content for name, content in sent.files.items() if name.startswith("attached")] == [jpeg()]
    assert result["reply_to_message"]["message_id"] == wish["message_id"] and result["caption"]
    assert sent.params["reply_parameters"]["allow_sending_without_reply"] is True
    await until(lambda: client.posted.get("d1") == [str(result["message_id"])])

    api.say("smaller text", reply_to_message=result)
    await until(lambda: "job2" in client.jobs)
    assert client.jobs["job2"].request.reply_to == str(result["message_id"])
    assert client.jobs["job2"].request.attachments == ()


async def test_a_button_is_answered_and_becomes_a_wish_each_time_it_is_pressed(
    api: BotApi, bot: Telegram, client: FakeClient
) -> None:
    api.say("make it a meme", video=api.video())
    await until(lambda: client.jobs)
    client.deliver("job1", products=(client.product(),), actions=("smaller_text",), revision="r1")
    result = (await until(lambda: [m for m in api.posted() if "video" in m]))[0]
    presses = [api.press(result, "act:smaller_text:r1") for _ in range(2)]
    await until(lambda: len(client.jobs) == 3)
    await until(lambda: set(api.answered) == set(presses))
    request = client.jobs["job2"].request
    assert request.template and request.template.params == {"caption_size": "down"}
    assert request.reply_to == str(result["message_id"])
    client.deliver("job2", products=(client.product(),))
    again = (await until(lambda: [m for m in api.posted() if "video" in m][1:]))[0]
    assert again["reply_to_message"]["message_id"] == result["message_id"]


async def test_a_whisper_to_a_presser_is_the_answer_to_the_press(api: BotApi, bot: Telegram, client: FakeClient) -> None:
    api.say("make it a meme", video=api.video())
    await until(lambda: client.jobs)
    client.move("job1", "running", stage="render")
    status = (await until(lambda: api.posted()))[0]
    bert = {**ANN, "id": 8, "first_name": "Bert"}
    press = api.press(status, "cancel:job1", user=bert)
    await until(lambda: press in api.answered)
    assert api.answered[press] == Localization().say("en", "error-not-allowed")
    assert len(api.posted()) == 1
    press = api.press(status, "cancel:job1")
    await until(lambda: client.jobs["job1"].status.state == "cancelled")
    await until(lambda: press in api.answered)
    await until(lambda: "reply_markup" not in api.posted()[0])


async def test_the_same_update_twice_makes_one_wish(api: BotApi, bot: Telegram, client: FakeClient) -> None:
    update = {"update_id": 9000, "message": api.message("make it a meme", video=api.video())}
    api.repeat(update, 3)
    await until(lambda: client.jobs)
    await until(lambda: not api.unconfirmed)
    api.repeat(update)
    await until(lambda: not api.unconfirmed)
    await quiet_for(0.1)
    assert len(client.jobs) == 1 and len(api.called("getFile")) == 1


async def test_an_update_whose_handling_broke_off_comes_again_after_a_restart(api: BotApi, client: FakeClient) -> None:
    stuck = asyncio.Event()

    async def never(_: object) -> None:
        stuck.set()
        await asyncio.Event().wait()

    async with running(adapter(api).run(never)):
        api.say("make it a meme", video=api.video())
        await asyncio.wait_for(stuck.wait(), 5)
        await until(lambda: len(api.called("getUpdates")) > 3)
        assert len(api.unconfirmed) == 1
    async with running(Conversation(client, adapter(api), clock=Quickly()).run()):
        await until(lambda: client.jobs)
        await until(lambda: not api.unconfirmed)
    assert len(client.jobs) == 1


async def test_polling_goes_on_when_the_server_went_away(api: BotApi, bot: Telegram, client: FakeClient) -> None:
    await api.restart()
    api.fail("getUpdates", 502)
    api.fail("getUpdates", 429, retry_after=1)
    api.say("make it a meme", video=api.video())
    await until(lambda: client.jobs)
    assert len(client.jobs) == 1


async def test_a_post_that_telegram_puts_off_goes_out_once(api: BotApi) -> None:
    bot = adapter(api)
    api.fail("sendMessage", 429, retry_after=1)
    assert len(await bot.post(ORIGIN, Outgoing("hello"))) == 1
    assert [m["text"] for m in api.posted()] == ["hello"]
    api.fail("sendMessage", 429, retry_after=600)
    with pytest.raises(PostFailed) as failed:
        await bot.post(ORIGIN, Outgoing("later"))
    assert failed.value.retry_after == 600
    with pytest.raises(PostFailed) as failed:
        await bot.post(ORIGIN, Outgoing("later still"))
    assert failed.value.retry_after and 590 < failed.value.retry_after <= 600
    assert len(api.called("sendMessage", 429)) == 2  # the closed chat was not asked again
    assert await bot.post(ORIGIN.model_copy(update={"chat": "8"}), Outgoing("elsewhere"))


async def test_an_edit_that_telegram_puts_off_is_handed_back(api: BotApi) -> None:
    bot = adapter(api)
    (message,) = await bot.post(ORIGIN, Outgoing("0 %", kind="status"))
    api.fail("editMessageText", 429, retry_after=1)
    with pytest.raises(PostFailed) as failed:
        await bot.edit(ORIGIN, message, Outgoing("10 %", kind="status"))
    assert failed.value.retry_after == 1
    await bot.edit(ORIGIN, message, Outgoing("20 %", kind="status"))
    assert api.posted()[0]["text"] == "20 %"


async def test_edits_of_what_is_the_same_or_gone_are_no_errors(api: BotApi) -> None:
    bot = adapter(api)
    (message,) = await bot.post(ORIGIN, Outgoing("same", kind="status"))
    await bot.edit(ORIGIN, message, Outgoing("same", kind="status"))
    await bot.edit(ORIGIN, "99999", Outgoing("gone", kind="status"))
    assert len(api.called("editMessageText", 400)) == 2


async def test_a_result_keeps_its_file_when_only_its_words_change(api: BotApi, client: FakeClient) -> None:
    bot = adapter(api)
    (message,) = await bot.post(ORIGIN, Outgoing("done", [outgoing_file(client)], kind="result"))
    await bot.edit(ORIGIN, message, Outgoing("done indeed", kind="result"))
    assert api.posted()[0]["caption"] == "done indeed" and "video" in api.posted()[0]


@pytest.mark.parametrize(
    ("status", "words", "code", "pause"),
    [
        (502, "Bad Gateway", "platform-unreachable", 5.0),
        (500, "Internal Server Error", "platform-unreachable", 5.0),
        (403, "Forbidden: bot was blocked by the user", "platform-blocked", None),
        (413, "Request Entity Too Large", "too-large-to-post", None),
        (400, "Bad Request: something new", "post-failed", None),
    ],
)
async def test_failures_say_whether_to_try_again(api: BotApi, status: int, words: str, code: str, pause: float | None) -> None:
    api.fail("sendMessage", status, words)
    with pytest.raises(PostFailed) as failed:
        await adapter(api).post(ORIGIN, Outgoing("hello"))
    assert (failed.value.code, failed.value.retry_after) == (code, pause)


async def test_a_server_that_is_not_there_is_tried_again(api: BotApi) -> None:
    bot = adapter(api)
    await api.stop()
    with pytest.raises(PostFailed) as failed:
        await bot.post(ORIGIN, Outgoing("hello"))
    assert failed.value.code == "platform-unreachable" and failed.value.retry_after


async def test_a_file_posted_before_goes_by_its_identifier(api: BotApi, client: FakeClient) -> None:
    bot = adapter(api)
    await bot.post(ORIGIN, Outgoing("one", [outgoing_file(client)], kind="result"))
    await bot.post(ORIGIN, Outgoing("two", [outgoing_file(client)], kind="result"))
    first, second = api.called("sendVideo")
    assert first.files and not second.files and second.params["video"] in api.files
    api.files.clear()
    await bot.post(ORIGIN, Outgoing("three", [outgoing_file(client)], kind="result"))
    assert api.called("sendVideo")[-1].files and len(api.posted()) == 3


@pytest.mark.parametrize(
    ("method", "values"),
    [
        ("sendPhoto", {"kind": "image", "content_type": "image/jpeg", "name": "meme.jpg", "width": 320, "height": 180}),
        ("sendDocument", {"kind": "image", "content_type": "image/jpeg", "name": "tall.jpg", "width": 100, "height": 9000}),
        ("sendAnimation", {"kind": "animation", "content_type": "image/gif", "name": "loop.gif"}),
        ("sendAudio", {"kind": "audio", "content_type": "audio/mpeg", "name": "voice.mp3", "duration": 1.2}),
        ("sendDocument", {"kind": "audio", "content_type": "audio/wav", "name": "voice.wav"}),
        ("sendDocument", {"kind": "video", "content_type": "video/webm", "name": "clip.webm"}),
        ("sendDocument", {"kind": "file", "content_type": "application/x-subrip", "name": "clip.srt"}),
    ],
)
async def test_every_product_goes_the_way_telegram_plays_it(
    api: BotApi, client: FakeClient, method: str, values: dict[str, object]
) -> None:
    posted = await adapter(api).post(ORIGIN, Outgoing("here", [outgoing_file(client, jpeg(), **values)], kind="result"))
    (call,) = api.called(method)
    assert len(posted) == 1 and call.params["caption"] == "here"
    assert next(iter(call.params[name] for name in call.files)) == values["name"]


async def test_a_picture_that_is_no_photo_goes_as_a_file(api: BotApi, client: FakeClient) -> None:
    values = {"kind": "image", "content_type": "image/png", "name": "odd.png"}
    await adapter(api).post(ORIGIN, Outgoing("here", [outgoing_file(client, b"not a picture", **values)], kind="result"))
    assert api.called("sendPhoto", 400) and api.called("sendDocument")


async def test_long_words_stand_before_the_file_and_buttons_under_the_last(api: BotApi, client: FakeClient) -> None:
    text = "\n".join(f"line {number} " + "word " * 20 for number in range(60))
    buttons = [[Button("Undo", "act:undo:r1")]]
    posted = await adapter(api).post(ORIGIN, Outgoing(text, [outgoing_file(client)], buttons, kind="result"))
    messages = api.posted()
    assert len(posted) == len(messages) == 3
    assert all(len(m.get("text", "")) <= 4096 for m in messages)
    assert "".join((messages[0]["text"] + messages[1]["text"]).split()) == "".join(text.split())
    assert ["reply_markup" in m for m in messages] == [False, False, True]


async def test_a_second_attempt_goes_on_where_the_first_broke_off(api: BotApi, client: FakeClient) -> None:
    bot = adapter(api)
    api.fail("sendDocument", 502)
    subtitles = outgoing_file(client, b"1", kind="file", content_type="application/x-subrip", name="clip.srt")
    message = Outgoing("here", [outgoing_file(client), subtitles], kind="result", nonce="n1")
    with pytest.raises(PostFailed):
        await bot.post(ORIGIN, message)
    posted = await bot.post(ORIGIN, message)
    assert len(posted) == 2 and len(api.posted()) == 2
    assert await bot.post(ORIGIN, message) == posted and len(api.posted()) == 2


async def test_a_vanished_wish_or_topic_does_not_stop_the_answer(api: BotApi) -> None:
    bot, api.topics[-5] = adapter(api), {12}
    for topic in ("12", "13"):
        await bot.post(ORIGIN.model_copy(update={"chat": "-5", "thread": topic}), Outgoing("hello"))
    assert [m.get("message_thread_id") for m in api.posted(-5)] == [12, None]
    assert "reply_to_message" not in api.posted(-5)[0]
    assert len(api.called("sendMessage", 400)) == 1


async def test_a_group_that_moved_is_followed(api: BotApi) -> None:
    bot = adapter(api)
    api.moved[-5] = -1005
    origin = ORIGIN.model_copy(update={"chat": "-5"})
    await bot.post(origin, Outgoing("hello"))
    await bot.post(origin, Outgoing("again"))
    assert [m["text"] for m in api.posted(-1005)] == ["hello", "again"]
    assert len(api.called("sendMessage", 400)) == 1


async def test_no_chat_goes_beyond_the_flood_limits(api: BotApi) -> None:
    """Ten times faster than Telegram, with the server's own rules as the judge."""
    api.flood = Flood(chat_gap=0.1, group_messages=20, group_window=6.0)
    pace = replace(QUICK.pace, chat_gap=0.105, group_window=6.1, overall_gap=0.003, progress_gap=0.3, patience=3.0)
    bot = adapter(api, replace(QUICK, pace=pace))
    origins = [ORIGIN.model_copy(update={"chat": str(chat)}) for chat in (1, 2, 3, 4, -1, -2)]

    async def chat(origin: Origin) -> None:
        (status,) = await bot.post(origin, Outgoing("0 %", kind="status"))
        edits = [bot.edit(origin, status, Outgoing(f"{n} %", kind="status")) for n in range(1, 30)]
        results = [bot.post(origin, Outgoing(f"result {n}", kind="result")) for n in range(4)]
        await asyncio.gather(*edits, *results)

    await asyncio.gather(*(chat(origin) for origin in origins))
    assert not [call for call in api.calls if call.status == 429]
    for origin in origins:
        shown = api.posted(int(origin.chat))
        assert shown[0]["text"] == "29 %"  # edits were coalesced, and the newest won
        assert sorted(m["text"] for m in shown[1:]) == [f"result {n}" for n in range(4)]
    assert len(api.called("editMessageText")) <= 2 * len(origins)


async def test_commands_are_published_in_three_languages(api: BotApi, bot: Telegram) -> None:
    await until(lambda: api.called("setMyShortDescription")[3:])
    assert set(api.menus) == {f"{scope}{code}" for scope in ("", "group:") for code in ("", "en", "zh", "vi")}
    names = {code: [command["command"] for command in menu] for code, menu in api.menus.items()}
    assert names["zh"] == names["vi"] == names["en"] == names[""] and {"meme", "help", "undo"} <= set(names["en"])
    assert set(names["group:zh"]) < set(names["zh"]) and {"meme", "help"} <= set(names["group:zh"]) - {"undo"}
    meme = {code: next(c["description"] for c in menu if c["command"] == "meme") for code, menu in api.menus.items()}
    assert len(set(meme.values())) == 3 and meme[""] == meme["en"]
    assert any("\u4e00" <= letter <= "\u9fff" for letter in meme["zh"])


async def test_the_bot_says_what_it_can_do_in_three_languages(api: BotApi, bot: Telegram) -> None:
    await until(lambda: api.called("setMyShortDescription")[3:])
    assert set(api.descriptions) == {
        f"{name}:{code}" for name in ("description", "short_description") for code in ("", "en", "zh", "vi")
    }
    assert api.descriptions["description:"] == api.descriptions["description:en"]
    for code, names in (("en", ("Meme", "Subtitles")), ("zh", ("梗图", "字幕")), ("vi", ("Meme", "Phụ đề"))):
        assert all(name in api.descriptions[f"description:{code}"] for name in names)


async def test_telegram_is_told_only_what_has_changed(api: BotApi) -> None:
    told = ("setMyCommands", "setMyDescription", "setMyShortDescription")
    heard = Heard()
    async with running(adapter(api).run(heard.receive)):
        await until(lambda: list(api.home.glob("telegram/profile-*")))
    before = sum(len(api.called(method)) for method in told)
    async with running(adapter(api).run(heard.receive)):
        api.say("hello")
        await until(lambda: heard.wishes)
    assert before == 16 and sum(len(api.called(method)) for method in told) == before
    (mark,) = api.home.glob("telegram/profile-*")
    mark.write_text("of an older version")
    api.fail("setMyDescription", 429, retry_after=1)
    api.fail("setMyShortDescription", 400, "Bad Request: not today")
    async with running(adapter(api).run(heard.receive)):
        await until(lambda: api.called("setMyShortDescription")[6:])
        await quiet_for(0.1)
        assert mark.read_text() == "of an older version"  # tried again at the next start
    async with running(adapter(api).run(heard.receive)):
        await until(lambda: mark.read_text() != "of an older version")


async def test_a_file_that_is_too_big_is_refused_in_words(api: BotApi, bot: Telegram, client: FakeClient) -> None:
    vietnamese = {**ANN, "language_code": "vi"}
    api.say("làm meme đi", user=vietnamese, video=api.video(size=25 * 1024 * 1024))
    answer = (await until(lambda: api.posted()))[0]
    assert answer["text"] == Localization().say("vi", "error-file-too-big-for-platform", {"size_mb": 25.0, "limit_mb": 20})
    assert not client.jobs and not client.store


async def test_telegrams_own_server_is_not_even_asked_for_a_big_file(api: BotApi) -> None:
    bot = Telegram(TOKEN, Localization(), api_url=api.url, cloud=True, timing=QUICK)
    heard: list[str] = []

    async def receive(incoming: object) -> None:
        (file,) = incoming.files  # pyright: ignore
        try:
            async for _ in file.read():
                pass
        except PlatformError as error:
            heard.append(error.code)

    async with running(bot.run(receive)):
        api.say("meme", video=api.video(size=21 * 1024 * 1024))
        await until(lambda: heard)
    assert heard == ["file-too-big-for-platform"] and not api.called("getFile")


async def test_a_bot_api_server_in_local_mode_lifts_the_limits(api: BotApi, bot: Telegram, client: FakeClient, tmp_path) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"a big clip")
    video = api.video(size=300 * 1024 * 1024)
    api.download_bytes = 2000 * 1024 * 1024
    api.local_paths[video["file_id"]] = str(path)
    api.say("make it a meme", video=video)
    await until(lambda: client.jobs)
    request = client.jobs["job1"].request
    assert client.store[request.attachments[0].asset] == b"a big clip"
    assert request.limits.upload_bytes == 2_000_000_000
    again = adapter(api, marks=client)
    async with running(again.run(Heard().receive)):
        await until(lambda: again.limits == request.limits)  # known from the start, after a restart


async def test_files_of_a_local_server_that_are_not_here_are_told_to_whoever_runs_it(
    api: BotApi, bot: Telegram, client: FakeClient, caplog: pytest.LogCaptureFixture
) -> None:
    video = api.video()
    api.local_paths[video["file_id"]] = "/var/lib/telegram-bot-api/not-shared/videos/file_1.mp4"
    api.say("make it a meme", video=video)
    answer = (await until(lambda: api.posted()))[0]
    assert answer["text"] == Localization().say("en", "error-file-gone-from-platform") and not client.jobs
    assert "share its folder" in caplog.text


async def test_what_the_bot_is_doing_is_shown_while_it_lasts(api: BotApi, bot: Telegram, client: FakeClient) -> None:
    api.say("make it a meme", video=api.video())
    await until(lambda: client.jobs)
    assert [call.params["action"] for call in api.called("sendChatAction")] == ["typing"]
    client.move("job1", "running", stage="render", fraction=0.3)
    await until(lambda: "record_video" in [call.params["action"] for call in api.called("sendChatAction")])
    api.late = 0.1
    client.deliver("job1", products=(client.product(),))
    await until(lambda: "upload_video" in [call.params["action"] for call in api.called("sendChatAction")])
    await until(lambda: [m for m in api.posted() if "video" in m])
    done = len(api.called("sendChatAction"))
    await quiet_for(0.1)
    assert len(api.called("sendChatAction")) == done


async def test_one_bad_answer_of_every_kind_changes_nothing(api: BotApi, client: FakeClient) -> None:
    methods = ("getMe", "deleteWebhook", "setMyCommands", "getFile", "sendChatAction", "getUpdates", "answerCallbackQuery")
    for method in (*methods, "sendVideo", "sendMessage", "editMessageText"):
        api.fail(method, 502)
    for method in ("sendVideo", "sendMessage"):
        api.fail(method, 429, retry_after=1)
    platform = adapter(api, marks=client)
    platform.progress_pace = 0.5
    async with running(Conversation(client, platform, clock=Quickly()).run()):
        api.say("make it a meme", video=api.video(b"the clip"))
        await until(lambda: client.jobs, 15)
        for step in range(1, 8):
            client.move("job1", "running", stage="render", fraction=step / 10)
            await quiet_for(0.1)
        await until(lambda: api.posted(), 15)
        client.deliver("job1", products=(client.product(),), actions=("undo",), revision="r1")
        result = (await until(lambda: [m for m in api.posted() if "video" in m], 15))[0]
        api.press(result, "act:undo:r1")
        await until(lambda: len(client.jobs) == 2, 15)
    assert len(client.jobs) == 2 and len([m for m in api.posted() if "video" in m]) == 1
    assert len([m for m in api.posted() if "video" not in m]) == 1


async def test_a_token_that_telegram_does_not_know_ends_the_run_without_naming_it(api: BotApi) -> None:
    settings = BotSettings(telegram_token="1:AAsecret-token-that-no-log-may-hold", telegram_api_url=api.url)
    with pytest.raises(PlatformError) as refused:
        await telegram(settings, Localization(), QUICK).run(lambda _: asyncio.sleep(0))
    assert refused.value.code == "bad-token" and "secret" not in str(refused.value)
    with pytest.raises(PlatformError):
        telegram(BotSettings(telegram_token="nonsense"), Localization())


async def test_the_libraries_loggers_stay_still(api: BotApi, bot: Telegram, caplog: pytest.LogCaptureFixture) -> None:
    await bot.post(ORIGIN, Outgoing("words of a user"))
    assert not [r for r in caplog.records if r.name.split(".")[0] in ("httpx", "httpcore", "telegram")]
    assert "words of a user" not in caplog.text and TOKEN not in caplog.text
    assert logging.getLogger("httpx").level > logging.CRITICAL
