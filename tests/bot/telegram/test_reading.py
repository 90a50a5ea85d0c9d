"""What is meant for the bot in private, in groups and in albums, and what is read from it."""

from typing import Any

import pytest

from agent_core.messages import Template
from bot.telegram.adapter import Telegram
from tests.bot.conftest import FakeClient
from tests.bot.telegram.conftest import Heard, quiet_for, until
from tests.bot.telegram.double import ANN, BOT, BotApi

pytestmark = pytest.mark.unit

GROUP = -1001


async def _wish(heard: Heard) -> Any:
    await until(lambda: heard.wishes)
    assert len(heard.wishes) == 1
    return heard.wishes.pop()


async def _content(file: Any) -> bytes:
    return b"".join([chunk async for chunk in file.read()])


async def test_a_command_is_a_template_with_the_words_after_it(api: BotApi, heard: Heard) -> None:
    api.say("/meme ĐI LÀM / TAN LÀM", video=api.video())
    wish = await _wish(heard)
    assert wish.template == Template(capability="meme") and wish.text == "ĐI LÀM / TAN LÀM" and len(wish.files) == 1
    api.say("/start ref42")
    wish = await _wish(heard)
    assert wish.template == Template(capability="help") and wish.text == ""
    api.say("/nonsense now")
    wish = await _wish(heard)
    assert wish.template is None and wish.text == "/nonsense now"


async def test_the_persons_language_comes_from_telegram(api: BotApi, heard: Heard) -> None:
    for code, language in (("zh-hans", "zh"), ("vi", "vi"), ("en-GB", "en"), ("fr", None)):
        api.say("hello", user={**ANN, "language_code": code})
        assert (await _wish(heard)).locale == language


@pytest.mark.parametrize(
    ("kind", "name", "content_type"),
    [
        ("video", "clip.mp4", "video/mp4"),
        ("photo", "photo-u-file2.jpg", "image/jpeg"),
        ("voice", "voice-u-file1.ogg", "audio/ogg"),
        ("video_note", "note-u-file1.mp4", "video/mp4"),
        ("audio", "song.mp3", "audio/mpeg"),
        ("document", "words.srt", "application/x-subrip"),
        ("animation", "loop.mp4", "video/mp4"),
    ],
)
async def test_every_kind_of_attachment_is_read(api: BotApi, heard: Heard, kind: str, name: str, content_type: str) -> None:
    picture = {"width": 8, "height": 8}
    made: dict[str, Any] = {
        "video": lambda: api.video(b"content"),
        "photo": lambda: [api.file(b"small", **picture), api.file(b"content", **picture)],
        "voice": lambda: api.file(b"content", duration=2),
        "video_note": lambda: api.file(b"content", duration=2, length=240),
        "audio": lambda: api.file(b"content", duration=2, file_name=name, mime_type=content_type),
        "document": lambda: api.file(b"content", file_name=name, mime_type=content_type),
        "animation": lambda: api.file(b"content", duration=2, file_name=name, mime_type=content_type, **picture),
    }
    media = made[kind]()
    extra = {"document": media} if kind == "animation" else {}
    api.say(**{kind: media}, **extra)
    (file,) = (await _wish(heard)).files
    assert (file.name, file.content_type, file.size_bytes) == (name, content_type, 7)
    assert not api.called("getFile")  # nothing is read before a wish addresses it
    assert await _content(file) == b"content"


async def test_a_wish_that_replies_to_somebodys_video_takes_it(api: BotApi, heard: Heard) -> None:
    bert = {**ANN, "id": 8, "first_name": "Bert"}
    theirs = api.message(chat=GROUP, user=bert, video=api.video(b"bert's"))
    api.say("@CutroomBot make it a meme", chat=GROUP, reply_to_message=theirs)
    wish = await _wish(heard)
    assert wish.text == "make it a meme" and wish.reply_to is None and wish.origin.user == "7"
    assert await _content(wish.files[0]) == b"bert's"


async def test_a_reply_to_the_bot_names_its_message_and_takes_no_file(api: BotApi, heard: Heard) -> None:
    mine = api.message("here", user=BOT, video=api.video())
    api.say("smaller text", reply_to_message=mine)
    wish = await _wish(heard)
    assert wish.reply_to == str(mine["message_id"]) and not wish.files


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("@CutroomBot make it a meme", "make it a meme"),
        ("hey @cutroombot, make it a meme", "hey make it a meme"),
        ("@CutroomBot 把它做成表情包", "把它做成表情包"),
        ("@CutroomBot把它做成表情包", "把它做成表情包"),
        ("😀 làm meme đi @CutroomBot", "😀 làm meme đi"),
        ("/meme@CutroomBot hello", "hello"),
        ("/meme hello", "hello"),
        ("/preset save Laugh", "/preset save Laugh"),
        ("/preset@CutroomBot use Laugh", "/preset use Laugh"),
    ],
)
async def test_in_a_group_the_bot_hears_its_name_and_its_commands(api: BotApi, heard: Heard, text: str, words: str) -> None:
    api.say(text, chat=GROUP, video=api.video())
    wish = await _wish(heard)
    assert wish.text == words and wish.origin.private is False and wish.origin.chat == str(GROUP) and len(wish.files) == 1


async def test_in_a_group_the_rest_is_none_of_its_business(api: BotApi, heard: Heard) -> None:
    bert = {**ANN, "id": 8, "first_name": "Bert"}
    api.say("what a day", chat=GROUP)
    api.say("/meme@OtherBot hello", chat=GROUP)
    api.say("/weather", chat=GROUP)
    api.say("@CutroomBotany is a fine word", chat=GROUP)
    api.say("yes", chat=GROUP, reply_to_message=api.message("no", chat=GROUP, user=bert))
    api.say("@CutroomBot hi", chat=GROUP, user={**BOT, "id": 99, "username": "OtherBot"})
    api.say("@CutroomBot over", chat=GROUP)
    assert (await _wish(heard)).text == "over"
    assert not api.called("getFile") and len(api.called("sendChatAction")) <= 1


async def test_files_among_others_in_a_group_are_only_noted(api: BotApi, heard: Heard) -> None:
    api.say("look", chat=GROUP, video=api.video())
    wish = await _wish(heard)
    assert (wish.addressed, wish.text, [file.reference for file in wish.files]) == (False, "look", ["file1"])
    assert not api.called("getFile") and not api.called("sendChatAction")


async def test_a_voice_note_is_known_as_one(api: BotApi, heard: Heard) -> None:
    api.say(voice=api.file(b"ogg", duration=2))
    assert [file.voice for file in (await _wish(heard)).files] == [True]


async def test_a_reply_to_the_bot_needs_no_name_in_a_group(api: BotApi, heard: Heard) -> None:
    mine = api.message("here", chat=GROUP, user=BOT)
    api.say("bigger text", chat=GROUP, reply_to_message=mine)
    assert (await _wish(heard)).reply_to == str(mine["message_id"])


async def test_a_topic_is_kept_and_a_mere_thread_is_not(api: BotApi, bot: Telegram, client: FakeClient) -> None:
    api.topics[GROUP] = {12}
    root = api.message("", chat=GROUP, user=BOT, forum_topic_created={"name": "Memes", "icon_color": 7322096})
    topic = {"message_thread_id": 12, "is_topic_message": True, "reply_to_message": root}
    api.say("nobody is meant", chat=GROUP, **topic)
    api.say("@CutroomBot make it a meme", chat=GROUP, video=api.video(), **topic)
    await until(lambda: client.jobs)
    assert client.jobs["job1"].request.origin.thread == "12" and client.jobs["job1"].request.reply_to is None
    client.move("job1", "running", stage="render")
    assert (await until(lambda: api.posted(GROUP)[1:]))[0]["message_thread_id"] == 12
    api.say("@CutroomBot make it a meme", chat=GROUP, video=api.video(), message_thread_id=33)
    await until(lambda: len(client.jobs) == 2)
    assert client.jobs["job2"].request.origin.thread is None


async def test_an_album_is_one_wish(api: BotApi, heard: Heard) -> None:
    names = ["one.mp4", "two.mp4", "three.mp4"]
    first = api.say("join these", media_group_id="a1", video=api.video(name=names[0]))
    api.say(media_group_id="a1", video=api.video(name=names[1]))
    await quiet_for(0.08)
    api.say(media_group_id="a1", video=api.video(name=names[2]))
    wish = await _wish(heard)
    assert [file.name for file in wish.files] == names and wish.text == "join these"
    assert wish.origin.message == str(first["message_id"])
    await until(lambda: not api.unconfirmed)
    assert not heard.wishes


async def test_an_album_in_a_group_is_meant_when_one_of_its_captions_names_the_bot(api: BotApi, heard: Heard) -> None:
    api.say(chat=GROUP, media_group_id="a1", video=api.video())
    api.say("@CutroomBot join these", chat=GROUP, media_group_id="a1", video=api.video())
    api.say(chat=GROUP, media_group_id="a2", video=api.video())
    await until(lambda: len(heard.wishes) == 2)
    wish = next(each for each in heard.wishes if each.addressed)
    assert len(wish.files) == 2 and wish.text == "join these"


async def test_two_presses_of_one_button_have_origins_of_their_own(api: BotApi, heard: Heard) -> None:
    markup = {"inline_keyboard": [[{"text": "Undo", "callback_data": "act:undo:r1"}]]}
    mine = api.message("here", chat=GROUP, user=BOT, reply_markup=markup)
    presses = [api.press(mine, "act:undo:r1") for _ in range(2)]
    await until(lambda: len(heard.wishes) == 2)
    assert {wish.origin.message for wish in heard.wishes} == {f"{mine['message_id']}/{press}" for press in presses}
    assert {(wish.value, wish.reply_to, wish.origin.private) for wish in heard.wishes} == {
        ("act:undo:r1", str(mine["message_id"]), False)
    }


async def test_a_press_is_answered_even_while_its_wish_is_still_being_heard(api: BotApi, heard: Heard) -> None:
    heard.hold.clear()
    markup = {"inline_keyboard": [[{"text": "Undo", "callback_data": "act:undo:r1"}]]}
    press = api.press(api.message("here", user=BOT, reply_markup=markup), "act:undo:r1")
    await until(lambda: press in api.answered)
    assert api.answered[press] is None
    heard.hold.set()


async def test_a_group_that_says_it_moved_is_followed(api: BotApi, bot: Telegram, client: FakeClient) -> None:
    api.say("@CutroomBot make it a meme", chat=-5, video=api.video())
    await until(lambda: client.jobs)
    api.say(chat=-5, migrate_to_chat_id=-1005)
    await until(lambda: not api.unconfirmed)
    client.move("job1", "running", stage="render")
    await until(lambda: api.posted(-1005))
    assert not api.posted(-5)


async def test_slow_wishes_do_not_hold_up_the_others_and_none_is_heard_twice(api: BotApi, heard: Heard) -> None:
    heard.hold.clear()
    for number in range(150):
        api.say(f"wish {number}", chat=number + 1)
    await until(lambda: len(heard.wishes) >= 100)
    await until(lambda: len(api.called("getUpdates")) > 5)
    assert len(api.unconfirmed) == 150  # nothing is confirmed that is not in the ledger
    heard.hold.set()
    await until(lambda: not api.unconfirmed)
    assert sorted(w.text for w in heard.wishes) == sorted(f"wish {number}" for number in range(150))
