"""Wishes from many pens: what they mean, what of them is material, and what they cost."""

import json
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from agent_core.agent import LanguageHints
from agent_core.catalogue.examples import examples
from agent_core.catalogue.listing import built
from agent_core.errors import Impossible, NotUnderstood
from agent_core.grammar.lexicon import lexicon
from agent_core.grammar.plain import plain
from agent_core.grammar.understanding import read, understand
from agent_core.intents import Intent
from agent_core.languages import LANGUAGES, Language
from agent_core.messages import Template

pytestmark = pytest.mark.unit
WISHES = [json.loads(line) for line in (Path(__file__).parent / "wishes.jsonl").read_text("utf-8").splitlines()]
NOBODY = LanguageHints()


def wish(text: str, *kinds: Any, **more: Any) -> Intent:
    return understand(text, kinds=kinds, languages=more.pop("languages", NOBODY), **more)


@pytest.mark.parametrize("row", WISHES, ids=[row["id"] for row in WISHES])
def test_a_wish_is_understood(row: dict[str, Any]):
    intent = understand(row["text"], kinds=row.get("attach", []), languages=NOBODY, replied_to=row.get("reply_to"))
    params = {name: value for goal in intent.goals for name, value in goal.params.items()}
    assert [goal.capability for goal in intent.goals] == row["goals"]
    assert params == row.get("params", {})
    assert intent.edit == row.get("edit", {})
    assert list(intent.missing) == row.get("missing", [])
    assert [goal.capability for goal in intent.implicit] == row.get("implicit", [])
    assert intent.language == row["lang"]


def test_there_are_wishes_enough():
    assert all(sum(row["lang"] == language for row in WISHES) >= 60 for language in LANGUAGES)


def asks_only(row: dict[str, Any]) -> bool:
    """A wish with no words of the user's own, which would take in the courtesies around them."""
    given = {**row.get("params", {}), **row.get("edit", {})}
    return row["goals"] != ["help"] and not {"top_text", "bottom_text", "text"} & given.keys()


@pytest.mark.parametrize("row", [row for row in WISHES if asks_only(row)], ids=lambda row: row["id"])
def test_courtesies_change_nothing(row: dict[str, Any]):
    around = {"en": "hey, please {} thanks", "zh": "麻烦{}谢谢", "vi": "Bạn ơi {} nha"}[row["lang"]]
    kinds, reply = row.get("attach", []), row.get("reply_to")
    plainly = read(row["text"], kinds=kinds, languages=NOBODY, replied_to=reply)
    politely = read(around.format(row["text"]), kinds=kinds, languages=NOBODY, replied_to=reply)
    assert politely.goals == plainly.goals and politely.edit == plainly.edit


QUOTES = ['"{}"', "“{}”", "„{}“", "«{}»", "「{}」", "『{}』", "'{}'", "‘{}’"]


@pytest.mark.parametrize("quotes", QUOTES)
@pytest.mark.parametrize(
    ("frame", "words"),
    [
        ("top: {} bottom: {}", ("it's 3 a.m.", "Make it vertical, add subtitles!")),
        ("上面的字：{} 下面的字：{}", ("改成竖屏", "加字幕，再来一次…")),
        ("chữ trên: {} chữ dưới: {}", ("Chuyển sang DỌC đi", "thêm phụ đề  màu vàng")),
    ],
)
def test_words_are_kept_letter_by_letter_and_ask_for_nothing(quotes: str, frame: str, words: tuple[str, str]):
    intent = wish(frame.format(*(quotes.format(text) for text in words)), "video")
    assert [goal.capability for goal in intent.goals] == ["meme"]
    assert intent.goals[0].params == {"top_text": words[0], "bottom_text": words[1]}


def test_dictated_words_are_no_wish():
    text = "Làm video dọc rồi thêm phụ đề. Chữ to lên nhé!\nHoàn tác."
    intent = wish(f"đọc lời này lên video: {text}", "video")
    assert [(goal.capability, goal.params) for goal in intent.goals] == [("voiceover", {"text": text})]


def test_words_are_never_logged(caplog: pytest.LogCaptureFixture):
    caplog.set_level("INFO")
    wish('meme "my secret"', "video")
    assert not caplog.records


@pytest.mark.parametrize(
    ("text", "capability"),
    [
        ("make a commentary of this", "commentary"), ("给这个视频做个解说", "commentary"),
        ("làm video bình luận giúp mình", "commentary"),
        ("dub it into Vietnamese", "dub"), ("翻译成英文配音", "dub"), ("lồng tiếng Việt", "dub"),
        ("split the vocals from the music", "separate"), ("把人声和伴奏分开", "separate"), ("tách lời ra khỏi nhạc", "separate"),
    ],
)  # fmt: skip
def test_what_is_not_built_yet_is_named(text: str, capability: str):
    with pytest.raises(Impossible) as caught:
        wish(text, "video", replied_to=None)
    assert caught.value.code == "not-yet" and caught.value.values["capability"] == capability
    assert caught.value.values["language"] in LANGUAGES


@pytest.mark.parametrize(
    ("text", "language"), [("qwrtp zxcvb", "en"), ("龘靐齉爩", "zh"), ("xưlơ phựk bợz gừm", "vi"), ("", "en")]
)
def test_what_means_nothing_is_said_so_in_the_right_language(text: str, language: str):
    with pytest.raises(NotUnderstood) as caught:
        wish(text, "video")
    assert caught.value.values == {"language": language}


def test_language_of_the_answer_follows_the_order():
    assert wish("做成梗图", "video", languages=LanguageHints(chosen="vi")).language == "vi"
    assert wish("做成梗图", "video", languages=LanguageHints(last="vi")).language == "zh"
    assert wish("meme", "video", languages=LanguageHints(last="vi", locale="zh")).language == "vi"


def test_a_command_brings_its_own_params_and_the_text_the_rest():
    command = Template(capability="meme", params={"top_text": "hi", "caption_size": "1.5"})
    assert wish("", "image", template=command).goals[0].params == {"top_text": "hi", "caption_size": 1.5}
    bare = Template(capability="meme")
    assert wish("me at 3 am | still debugging", "image", template=bare).goals[0].params == {
        "top_text": "me at 3 am",
        "bottom_text": "still debugging",
    }
    assert wish("tuổi trẻ\ntuổi già", "image", template=bare).goals[0].params == {
        "top_text": "tuổi trẻ",
        "bottom_text": "tuổi già",
    }
    assert wish("9:16 blur", "video", template=Template(capability="reframe")).goals[0].params == {
        "aspect": "9:16",
        "fit": "blur",
    }
    assert wish("大家好", template=Template(capability="voiceover")).goals[0].params == {"text": "大家好"}
    assert wish("", template=Template(capability="undo"), replied_to="meme").goals[0].capability == "undo"
    smaller = Template(capability="edit", params={"caption_size": "down"})
    assert wish("", template=smaller, replied_to="meme").edit == {"caption_size": "down"}


def test_a_command_that_lacks_material_says_what():
    assert wish("", template=Template(capability="subtitle")).missing == ("video",)
    assert wish("", "video", template=Template(capability="voiceover")).missing == ("text",)


def test_an_answer_completes_the_partial_intent():
    asked = wish("thêm giọng đọc nữ vào video", "video")
    assert asked.missing == ("text",)
    whole = wish("Chào mừng bạn đến với căn bếp nhỏ.", "video", partial=asked)
    assert whole.goals[0].params == {"voice": "female", "text": "Chào mừng bạn đến với căn bếp nhỏ."} and not whole.missing
    assert wish("", "video", partial=wish("make it square")).missing == ()
    assert wish("", "video", "text", partial=asked).missing == ()


def test_a_reply_with_material_of_its_own_is_a_new_wish():
    assert [goal.capability for goal in wish("make this a meme", "video", replied_to="reframe").goals] == ["meme"]


def test_decomposed_and_wide_letters_are_read_alike():
    decomposed = "the\u0302m phu\u0323 đe\u0302\u0300"
    assert wish(decomposed, "video").goals[0].capability == "subtitle"
    assert wish("裁成９：１６", "video").goals[0].params == {"aspect": "9:16"}


def test_plain_letters_keep_their_places():
    for text in ("Straße İstanbul ＡＢＣ１２", "HOÀ thuỷ quý hoàn", "視頻變豎屏"):
        assert len(plain(text, lexicon("zh").variants)) == len(text)
    assert plain("hoà thuỷ quý hoàn") == "hòa thủy quý hoàn"


@pytest.mark.parametrize(
    "text",
    [
        "top: " + "hello world, " * 300,
        '"' * 4000,
        "read this: " + "make it vertical\n" * 240,
        "把字幕改成黄色然后" * 440,
        "「" * 4000,
        "a" * 4000,
    ],
    ids=["label", "quotes", "lines", "wishes", "brackets", "letters"],
)
def test_long_texts_stay_cheap(text: str):
    begun = time.process_time()
    with suppress(NotUnderstood):
        read(text, kinds=["video"], languages=NOBODY)
    assert time.process_time() - begun < 3


def test_a_wish_costs_milliseconds():
    costs: list[float] = []
    for row in WISHES:  # warm: the phrases that a wish needs are compiled when the first one needs them
        read(row["text"], kinds=row.get("attach", []), languages=NOBODY, replied_to=row.get("reply_to"))
    for row in WISHES:
        begun = time.process_time()
        read(row["text"], kinds=row.get("attach", []), languages=NOBODY, replied_to=row.get("reply_to"))
        costs.append(time.process_time() - begun)
    costs.sort()
    assert costs[len(costs) // 2] < 0.005 and costs[int(len(costs) * 0.95)] < 0.01


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("capability", [name for name in built() if name not in ("edit", "undo", "redo", "retry")])
def test_examples_mean_what_they_are_shown_for(language: Language, capability: str):
    for example in examples(language, capability):
        intent = wish(example, "video", "subtitle", languages=LanguageHints(locale=language))
        assert (intent.goals[0].capability, intent.language) == (capability, language), example


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("capability", ["edit", "undo", "redo", "retry"])
def test_examples_of_replies_mean_what_they_are_shown_for(language: Language, capability: str):
    for example in examples(language, capability):
        intent = wish(example, replied_to="meme", languages=LanguageHints(locale=language))
        assert (intent.goals[0].capability, intent.language) == (capability, language), example
