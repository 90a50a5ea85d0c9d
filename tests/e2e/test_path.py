"""From a chat message to the finished file and back again, in three languages."""

from pathlib import Path
from typing import Any

import pytest

from media.facts import MediaFacts
from media.probe import probe
from media.settings import MediaSettings
from tests.e2e.house import Person

pytestmark = [pytest.mark.e2e, pytest.mark.ffmpeg, pytest.mark.redis]

SUBTITLES = "1\n00:00:00,200 --> 00:00:01,800\n你好，世界！\n\n2\n00:00:02,000 --> 00:00:03,600\n再见。\n"


async def _facts(someone: Person, file: dict[str, Any], folder: Path) -> MediaFacts:
    path = await someone.fetch(file, folder)
    return await probe(path, file["asset"], file["name"], MediaSettings())


async def test_meme_then_a_reply_then_undo(somebody: Person, clip: Path, tmp_path: Path) -> None:
    wish = await somebody.send("make this a meme", [clip])
    first = await somebody.answer(wish)
    assert first["kind"] == "result"
    [video] = first["files"]
    facts = await _facts(somebody, video, tmp_path)
    assert (facts.width, facts.height, facts.video_codec, facts.audio_codec) == (640, 360, "h264", "aac")
    assert facts.duration == pytest.approx(4.0, abs=0.1)
    assert (video["width"], video["height"], video["size_bytes"]) == (640, 360, facts.size_bytes)
    assert video["thumbnail"]
    smaller = await somebody.answer(await somebody.send("smaller text", reply_to=first["id"]))
    assert smaller["kind"] == "result"
    assert smaller["files"][0]["asset"] != video["asset"]
    undone = await somebody.answer(await somebody.send("undo", reply_to=smaller["id"]))
    assert undone["files"][0]["asset"] == video["asset"]
    assert undone["took"] < 3.0, "going back renders nothing"
    nothing = await somebody.answer(await somebody.send("undo", reply_to=first["id"]))
    assert (nothing["kind"], nothing["files"]) == ("refusal", [])


async def test_how_a_result_was_made_is_told_with_a_picture(somebody: Person, clip: Path, tmp_path: Path) -> None:
    first = await somebody.answer(await somebody.send("make this a meme", [clip]))
    assert any(button["value"].startswith("act:how:") for button in first["buttons"])
    told = await somebody.answer(await somebody.send("你是怎么做的？", reply_to=first["id"], language="zh"))
    assert told["kind"] == "result" and "梗图" in told["text"] and "时长" in told["text"]
    [picture] = told["files"]
    facts = await _facts(somebody, picture, tmp_path)
    assert (facts.kind, facts.container, facts.width, facts.height) == ("image", "png", picture["width"], picture["height"])
    assert told["took"] < 5.0, "telling renders nothing"
    after = await somebody.answer(await somebody.send("smaller text", reply_to=told["id"]))
    assert after["files"][0]["kind"] == "video", "a reply to it means the result"


async def test_vertical_with_burned_in_captions(somebody: Person, clip: Path, tmp_path: Path) -> None:
    captions = tmp_path / "words.srt"
    captions.write_text(SUBTITLES, encoding="utf-8")
    done = await somebody.answer(await somebody.send("裁成竖屏，再把字幕烧进去", [clip, captions], language="zh"))
    assert done["kind"] == "result", done["text"]
    assert any("\u4e00" <= letter <= "\u9fff" for letter in done["text"])
    videos = [file for file in done["files"] if file["kind"] == "video"]
    facts = await _facts(somebody, videos[0], tmp_path)
    assert facts.width and facts.height
    assert facts.width / facts.height == pytest.approx(9 / 16, abs=0.01)
    [written] = [file for file in done["files"] if file["name"].endswith(".srt")]
    assert "再见。" in (await somebody.fetch(written, tmp_path)).read_text(encoding="utf-8")


async def test_words_of_the_wish_are_read_over_the_video(somebody: Person, clip: Path, tmp_path: Path) -> None:
    wish = "đọc lời này lồng vào video giúp mình: “Chào cả nhà, hôm nay trời đẹp quá.”"
    done = await somebody.answer(await somebody.send(wish, [clip], language="vi"))
    assert done["kind"] == "result", done["text"]
    facts = await _facts(somebody, done["files"][0], tmp_path)
    assert facts.has_sound
    assert facts.duration and facts.duration >= 3.9


async def test_a_question_is_answered_by_a_file(somebody: Person, clip: Path, tmp_path: Path) -> None:
    asked = await somebody.answer(await somebody.send("加个字幕", [clip], language="zh"))
    assert asked["kind"] == "question"
    captions = tmp_path / "words.srt"
    captions.write_text(SUBTITLES, encoding="utf-8")
    reply = await somebody.send("", [captions], reply_to=asked["id"], language="zh")

    async def results() -> list[dict[str, Any]]:
        return [m for m in somebody.messages.values() if m["kind"] == "result"]

    [done] = await somebody.until(results, 60)
    assert any(file["kind"] == "video" for file in done["files"])
    assert reply in somebody.messages


@pytest.mark.parametrize(
    ("wish", "language", "letters"),
    [("cut the boring parts and dub it in French", "en", "abc"), ("帮我", "zh", "一二"), ("giup minh voi nha", "vi", "ă")],
)
async def test_what_cannot_be_done_is_said_in_the_persons_language(
    somebody: Person, wish: str, language: str, letters: str
) -> None:
    answer = await somebody.answer(await somebody.send(wish, language=language))
    assert answer["kind"] in ("refusal", "reply", "question", "result")
    has_han = any("\u4e00" <= letter <= "\u9fff" for letter in answer["text"])
    assert has_han == (language == "zh"), answer["text"]
