"""What is sent in one go is one wish; what is passed on, reworded or moved is understood as people mean it."""

import asyncio
from typing import Any

import pytest

from agent_core.messages import Template
from bot.localization import Localization
from bot.platform import Incoming, anchor
from bot.telegram.adapter import Telegram
from tests.bot.conftest import FakeClient
from tests.bot.telegram.conftest import QUICK, Heard, adapter, quiet_for, running, until
from tests.bot.telegram.double import ANN, BOT, TOKEN, BotApi

pytestmark = pytest.mark.unit

GROUP = -5
BERT = {**ANN, "id": 8, "first_name": "Bert"}
FROM_BERT = {"forward_origin": {"type": "user", "date": 1_700_000_000, "sender_user": BERT}}
FROM_SOMEBODY = {"forward_origin": {"type": "hidden_user", "date": 1_700_000_000, "sender_user_name": "Bert"}}
FROM_ANN = {"forward_origin": {"type": "user", "date": 1_700_000_000, "sender_user": ANN}}
STICKER = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}


async def _wish(heard: Heard) -> Any:
    await until(lambda: heard.wishes)
    await quiet_for(0.06)
    assert len(heard.wishes) == 1
    return heard.wishes.pop()


async def _content(file: Any) -> bytes:
    return b"".join([chunk async for chunk in file.read()])


@pytest.mark.parametrize("origin", [FROM_BERT, FROM_SOMEBODY])
async def test_a_comment_and_what_it_forwards_are_one_wish(api: BotApi, heard: Heard, origin: dict[str, Any]) -> None:
    said = api.say("make it a meme")
    for name in ("one.mp4", "two.mp4"):
        api.say("Subscribe for more!", video=api.video(name=name), **origin)
    wish = await _wish(heard)
    assert wish.text == "make it a meme" and [file.name for file in wish.files] == ["one.mp4", "two.mp4"]
    assert wish.origin.message == str(said["message_id"])


async def test_what_stood_under_a_forwarded_file_is_no_wish_of_whoever_forwards_it(api: BotApi, heard: Heard) -> None:
    api.say("make it a meme", video=api.video(), **FROM_BERT)
    assert (await _wish(heard)).text == ""
    api.say("make it a meme", video=api.video(), **FROM_ANN)
    assert (await _wish(heard)).text == "make it a meme"
    api.say("@CutroomBot make it a meme", chat=GROUP, video=api.video(), **FROM_BERT)
    assert (await _wish(heard)).addressed is False


async def test_files_sent_one_by_one_and_words_after_them_are_one_wish(api: BotApi, heard: Heard) -> None:
    api.say(video=api.video())
    api.say(document=api.file(b"words", file_name="words.srt", mime_type="application/x-subrip"))
    last = api.say("burn them in")
    wish = await _wish(heard)
    assert [file.name for file in wish.files] == ["clip.mp4", "words.srt"] and wish.text == "burn them in"
    assert wish.origin.message == str(last["message_id"])


async def test_wishes_of_their_own_stay_apart_and_in_order(api: BotApi, heard: Heard) -> None:
    api.say("make it a meme", video=api.video(name="one.mp4"))
    api.say("make it vertical", video=api.video(name="two.mp4"))
    api.say("first of all")
    api.say("second of all")
    api.say("for another", user=BERT, chat=8)
    await until(lambda: len(heard.wishes) == 5)
    mine = [(wish.text, len(wish.files)) for wish in heard.wishes if wish.origin.user == "7"]
    assert mine == [("make it a meme", 1), ("make it vertical", 1), ("first of all", 0), ("second of all", 0)]


async def test_a_reply_or_a_command_is_a_wish_of_its_own(api: BotApi, heard: Heard) -> None:
    mine = api.message("here", user=BOT, video=api.video())
    api.say("words")
    api.say("smaller", reply_to_message=mine)
    api.say("/help")
    await until(lambda: len(heard.wishes) == 3)
    assert sorted((wish.text, wish.template) for wish in heard.wishes if not wish.template) == [
        ("smaller", None),
        ("words", None),
    ]
    api.say(video=api.video())
    api.say("/meme hello")
    await until(lambda: len(heard.wishes) == 4)
    wish = heard.wishes[-1]
    assert wish.template == Template(capability="meme") and wish.text == "hello" and len(wish.files) == 1


async def test_a_long_text_in_pieces_is_one_wish(api: BotApi, heard: Heard) -> None:
    pieces = ["read this: " + "word " * 815, "word " * 100 + "the end"]
    for piece in pieces:
        api.say(piece)
    wish = await _wish(heard)
    assert wish.text.split() == " ".join(pieces).split()


async def test_words_right_after_an_album_find_it_heard(api: BotApi, heard: Heard) -> None:
    heard.hold.clear()
    for _ in range(2):
        api.say(chat=GROUP, media_group_id="a1", video=api.video())
    api.say("@CutroomBot join these", chat=GROUP)
    await until(lambda: heard.wishes)
    await quiet_for(0.1)
    assert [wish.addressed for wish in heard.wishes] == [False]
    heard.hold.set()
    await until(lambda: len(heard.wishes) == 2)


async def test_what_is_being_heard_when_the_bot_ends_is_broken_off(api: BotApi) -> None:
    ended: list[str] = []

    async def slow(incoming: Incoming) -> None:
        try:
            await asyncio.sleep(5)
        except asyncio.CancelledError:
            ended.append(incoming.text)
            raise

    async with running(adapter(api).run(slow)):
        api.say("make it a meme", video=api.video())
        await until(lambda: api.called("sendChatAction"))
    assert ended == ["make it a meme"] and len(api.unconfirmed) == 1


# -- words of others as material


@pytest.mark.parametrize(
    "script",
    [
        "Once upon a time there was a cat that wanted to be a film star.",
        "从前有一只猫，它一心想当电影明星，每天都对着镜子练习。",
        "Ngày xửa ngày xưa có một con mèo muốn làm ngôi sao điện ảnh.",
    ],
)
async def test_a_reply_to_somebodys_script_takes_it_as_a_text(api: BotApi, heard: Heard, script: str) -> None:
    theirs = api.message(script, chat=GROUP, user=BERT)
    api.say("@CutroomBot read this aloud", chat=GROUP, reply_to_message=theirs)
    wish = await _wish(heard)
    assert wish.text == "read this aloud" and wish.reply_to is None
    assert wish.files[0].content_type.startswith("text/plain") and await _content(wish.files[0]) == script.encode()
    for remark in ("haha, what a cat that is", "哈哈，这只猫太好笑了"):
        api.say("@CutroomBot make it a meme", chat=GROUP, reply_to_message=api.message(remark, chat=GROUP, user=BERT))
        assert not (await _wish(heard)).files


async def test_a_quoted_part_is_the_material(api: BotApi, heard: Heard) -> None:
    theirs = api.message("nobody wants this. Con mèo 😀 ngủ. nor this", user=BERT)
    quote = {"text": "Con mèo 😀 ngủ.", "position": 19, "is_manual": True}
    api.say("read it aloud", reply_to_message=theirs, quote=quote)
    (file,) = (await _wish(heard)).files
    assert await _content(file) == "Con mèo 😀 ngủ.".encode()
    mine = api.message("a long summary of a film, which goes on and on and on", user=BOT)
    api.say("shorter", reply_to_message=mine, quote={"text": "a long summary", "position": 0, "is_manual": True})
    wish = await _wish(heard)
    assert wish.reply_to == str(mine["message_id"]) and not wish.files


# -- what cannot be taken


@pytest.mark.parametrize(("code", "language"), [("en", "en"), ("zh-hans", "zh"), ("vi", "vi")])
async def test_stickers_are_kindly_refused(api: BotApi, bot: Telegram, client: FakeClient, code: str, language: Any) -> None:
    user = {**ANN, "language_code": code}
    api.say(user=user, sticker=api.file(b"webp", **STICKER))
    await until(lambda: len(api.posted()) == 1)
    api.say("meme", user=user, reply_to_message=api.message(user=BERT, sticker=api.file(b"webp", **STICKER)))
    await until(lambda: len(api.posted()) == 2)
    assert {m["text"] for m in api.posted()} == {Localization().say(language, "error-sticker-not-material")}
    mine = api.message("here", chat=GROUP, user=BOT)
    api.say(chat=GROUP, user=user, sticker=api.file(b"webp", **STICKER), reply_to_message=mine)
    await until(lambda: not api.unconfirmed)
    assert not client.jobs and len(api.posted(GROUP)) == 1


async def test_a_file_too_big_for_telegrams_server_is_refused_before_anybody_waits(api: BotApi, client: FakeClient) -> None:
    bot = Telegram(TOKEN, Localization(), api_url=api.url, cloud=True, timing=QUICK, home=api.home)
    heard = Heard()
    async with running(bot.run(heard.receive)):
        api.say(video=api.video(size=21 * 1024 * 1024))
        wish = await _wish(heard)
        assert wish.refused.code == "file-too-big-for-platform" and wish.refused.values == {"size_mb": 21.0, "limit_mb": 20}
        api.say("look", chat=GROUP, video=api.video(size=21 * 1024 * 1024))
        assert (await _wish(heard)).refused is None
    assert not api.called("getFile")


@pytest.mark.parametrize("kind", ["channel_post", "edited_channel_post"])
async def test_what_happens_in_channels_is_passed_over(api: BotApi, heard: Heard, kind: str) -> None:
    post = {"message_id": 5, "date": 1, "chat": {"id": -1009, "type": "channel", "title": "News"}, "text": "@CutroomBot meme"}
    api.push({kind: post})
    api.say("hello", chat=7)
    assert (await _wish(heard)).text == "hello"
    linked = {"is_automatic_forward": True, "sender_chat": {"id": -1009, "type": "channel", "title": "News"}}
    api.say("@CutroomBot meme", chat=GROUP, user={**ANN, "id": 777000, "first_name": "Telegram"}, **linked)
    await until(lambda: not api.unconfirmed)
    assert not heard.wishes and not api.called("sendMessage")


# -- edited messages


async def test_a_reworded_wish_takes_the_place_of_the_one_at_work(api: BotApi, bot: Telegram, client: FakeClient) -> None:
    wish = api.say("make it a mme", video=api.video(b"the clip"))
    await until(lambda: client.jobs)
    client.move("job1", "running", stage="render", fraction=0.2)
    await until(lambda: api.posted())
    api.reword(wish, "make it a meme")
    await until(lambda: "job2" in client.jobs)
    request = client.jobs["job2"].request
    assert client.jobs["job1"].status.state == "cancelled" and request.text == "make it a meme"
    assert [client.store[file.asset] for file in request.attachments] == [b"the clip"]
    assert anchor(request.origin) == str(wish["message_id"])
    client.deliver("job2", products=(client.product(),))
    result = (await until(lambda: [m for m in api.posted() if "video" in m]))[0]
    assert result["reply_to_message"]["message_id"] == wish["message_id"]
    await until(lambda: client.jobs["job2"].status.state == "delivered")
    api.reword(wish, "thanks!")
    await until(lambda: not api.unconfirmed)
    await quiet_for(0.1)
    assert len(client.jobs) == 2


async def test_a_reworded_wish_keeps_the_files_that_were_sent_before_it(api: BotApi, bot: Telegram, client: FakeClient) -> None:
    wish = api.say("make it a mme")
    await until(lambda: client.jobs)
    client.move("job1", "running", stage="render", fraction=0.2)
    status = (await until(lambda: api.posted()))[0]
    await until(lambda: client.jobs["job1"].status.status_message)
    api.reword(wish, "make it a meme")
    await until(lambda: "job2" in client.jobs)
    assert client.jobs["job2"].request.reply_to == str(status["message_id"])


async def test_a_caption_written_later_is_a_wish_and_other_changes_are_none(
    api: BotApi, bot: Telegram, client: FakeClient
) -> None:
    clip = api.say(video=api.video())
    await until(lambda: api.posted())
    api.reword(clip, "make it a meme")
    await until(lambda: client.jobs)
    assert client.jobs["job1"].request.text == "make it a meme" and len(client.jobs["job1"].request.attachments) == 1
    api.reword(api.message("something of long ago"), "something else")
    grouped = api.message("make it a meme", chat=GROUP)
    api.reword(grouped, "@CutroomBot make it a meme")
    await until(lambda: len(client.jobs) == 2)
    assert client.jobs["job2"].request.origin.chat == str(GROUP)
    await until(lambda: not api.unconfirmed)
    assert len(client.jobs) == 2


async def test_a_reworded_album_is_heard_whole(api: BotApi, heard: Heard) -> None:
    first = api.say("join thees", media_group_id="a1", video=api.video(name="one.mp4"))
    api.say(media_group_id="a1", video=api.video(name="two.mp4"))
    await _wish(heard)
    api.reword(first, "join these")
    wish = await _wish(heard)
    assert (wish.text, wish.edited, len(wish.files)) == ("join these", True, 2)
    async with asyncio.timeout(5):
        api.reword(api.message("of long ago", media_group_id="a0", video=api.video()), "join these")
        await until(lambda: not api.unconfirmed)
    assert not heard.wishes


# -- groups that move


@pytest.mark.parametrize("side", ["old", "new", "both"])
async def test_what_is_under_way_follows_a_group_that_moves(api: BotApi, bot: Telegram, client: FakeClient, side: str) -> None:
    api.say("@CutroomBot make it a meme", chat=GROUP, video=api.video())
    await until(lambda: client.jobs)
    client.move("job1", "running", stage="render", fraction=0.2)
    await until(lambda: api.posted(GROUP))
    await until(lambda: client.jobs["job1"].status.status_message)
    api.moved[GROUP] = -1005
    if side != "new":
        api.say(chat=GROUP, migrate_to_chat_id=-1005)
    if side != "old":
        api.say(chat=-1005, migrate_from_chat_id=GROUP)
    await until(lambda: client.moved)
    assert set(client.moved) == {(str(GROUP), "-1005")}
    client.move("job1", "running", stage="render", fraction=0.6)
    status = (await until(lambda: api.posted(-1005)))[0]
    assert "60%" in status["text"] and "reply_to_message" not in status
    client.deliver("job1", products=(client.product(),))
    result = (await until(lambda: [m for m in api.posted(-1005) if "video" in m]))[0]
    assert "reply_to_message" not in result
    assert len(api.posted(GROUP)) == 1 and not api.called("sendVideo", 400)


async def test_a_bot_that_is_blocked_or_kicked_lets_its_work_end_in_peace(api: BotApi, bot: Telegram, client: FakeClient) -> None:
    api.say("make it a meme", video=api.video())
    await until(lambda: client.jobs)
    api.fail("*", 403, "Forbidden: bot was blocked by the user", times=-1, chat=7)
    client.move("job1", "running", stage="render", fraction=0.2)
    client.deliver("job1", products=(client.product(),))
    await until(lambda: client.failed)
    assert client.failed == [("d1", "platform-blocked", None)]
    await quiet_for(0.2)
    tried = len([call for call in api.calls if call.status == 403])
    await quiet_for(0.2)
    assert len([call for call in api.calls if call.status == 403]) == tried <= 6
    api.mend()
    api.say("hello again", chat=9)
    await until(lambda: len(client.jobs) == 2)


async def test_everything_about_a_wish_stays_in_its_topic(api: BotApi, bot: Telegram, client: FakeClient) -> None:
    api.topics[GROUP] = {12, 13}
    here = {"message_thread_id": 12, "is_topic_message": True}
    api.say("@CutroomBot make it a meme", chat=GROUP, video=api.video(), **here)
    await until(lambda: client.jobs)
    client.move("job1", "running", stage="render", fraction=0.2)
    await until(lambda: api.posted(GROUP))
    subtitles = client.product(b"1", kind="file", content_type="application/x-subrip", name="clip.srt")
    client.deliver("job1", products=(client.product(), subtitles), actions=("undo",), revision="r1")
    result = (await until(lambda: [m for m in api.posted(GROUP) if "document" in m]))[0]
    api.press(result, "7|act:undo:r1")
    await until(lambda: "job2" in client.jobs)
    assert client.jobs["job2"].request.origin.thread == "12"
    client.deliver("job2", "refusal", code="internal")
    await until(lambda: len(api.posted(GROUP)) == 4)
    assert {m["message_thread_id"] for m in api.posted(GROUP)} == {12}
    assert {call.params["message_thread_id"] for call in api.called("sendChatAction")} == {12}
