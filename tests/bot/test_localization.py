"""Numbers, spans of time, sizes and lists as each language writes them; missing words are loud."""

from importlib.resources import files

import pytest
from fluent.syntax import FluentParser
from fluent.syntax.ast import Message

from agent_core.languages import LANGUAGES, Language
from bot.errors import MissingSentence
from bot.localization import Localization
from bot.sentences import sentences

pytestmark = pytest.mark.unit

words = Localization(lambda: 1000.0)


@pytest.mark.parametrize(
    ("seconds", "en", "zh", "vi"),
    [
        (0.2, "1 s", "1 秒", "1 giây"),
        (59.4, "59 s", "59 秒", "59 giây"),
        (59.6, "1 min", "1 分钟", "1 phút"),
        (200, "3 min 20 s", "3 分 20 秒", "3 phút 20 giây"),
        (754, "13 min", "13 分钟", "13 phút"),
        (3599, "1 h", "1 小时", "1 giờ"),
        (7500, "2 h 5 min", "2 小时 5 分钟", "2 giờ 5 phút"),
    ],
)
def test_spans_of_time(seconds: float, en: str, zh: str, vi: str) -> None:
    assert [words.span(language, seconds) for language in LANGUAGES] == [en, zh, vi]


@pytest.mark.parametrize(
    ("size", "en", "vi"),
    [
        (500, "1 KB", "1 KB"),
        (820_000, "801 KB", "801 KB"),
        (13_107_200, "12.5 MB", "12,5 MB"),
        (2_000_000_000, "1.9 GB", "1,9 GB"),
    ],
)
def test_sizes(size: int, en: str, vi: str) -> None:
    assert (words.size("en", size), words.size("vi", size)) == (en, vi)


def test_lists() -> None:
    assert words.join("en", ["a", "b", "c"]) == "a, b and c"
    assert words.join("zh", ["甲", "乙", "丙"]) == "甲、乙和丙"
    assert words.join("vi", ["a"]) == "a"
    assert words.join("en", []) == ""


def test_values_are_worded_by_their_names() -> None:
    said = words.say("vi", "error-quota-exceeded", {"limit": 50, "resets": 1000.0 + 3 * 3600})
    assert said == "Bạn đã dùng hết 50 lượt của hôm nay. Sau 3 giờ nữa sẽ có lượt mới nhé."
    assert "中文字体" in words.say("zh", "error-no-font", {"language": "zh", "install": "x"})
    assert "20000 × 30000" in words.say("en", "error-too-many-pixels", {"width": 20000, "height": 30000, "limit_megapixels": 50})


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_isolating_marks(language: Language) -> None:
    assert not set("\u2066\u2067\u2068\u2069") & set(words.say(language, "link", {"name": "a", "url": "b"}))


def test_missing_words_are_loud() -> None:
    with pytest.raises(MissingSentence, match="no-such-key"):
        words.say("en", "no-such-key")
    with pytest.raises(MissingSentence, match="resets"):
        words.say("en", "error-quota-exceeded", {"limit": 1})


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_light_reader_finds_what_the_parser_finds(language: Language) -> None:
    text = files("locales").joinpath(language, "chat.ftl").read_text("utf-8")
    parsed = {entry.id.name for entry in FluentParser().parse(text).body if isinstance(entry, Message)}
    assert sentences(language).keys == parsed


def test_the_words_of_a_page() -> None:
    page = words.all("zh", "web-")
    assert page["send"] == "发送" and len(page) > 10
