"""What letters and platform codes tell of a language, and how a wish's language is told."""

import pytest

from agent_core.agent import LanguageHints
from agent_core.grammar.telling import spoken_to, told
from agent_core.languages import from_locale, from_script

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("zh-CN", "zh"),
        ("zh-hans", "zh"),
        ("zh_TW", "zh"),
        ("vi-VN", "vi"),
        ("en_GB", "en"),
        ("EN", "en"),
        ("fr", None),
        ("", None),
        (None, None),
    ],
)
def test_platform_codes(code, language):
    assert from_locale(code) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("做成梗图", "zh"),
        ("phụ đề", "vi"),
        ("đi", "vi"),
        ("làm meme cho mình", "vi"),
        ("phu\u0323 đê\u0300", "vi"),
        ("make a meme", None),
        ("my résumé video at the café, make it vertical please", None),
        ("字幕をつけて", None),
        ("9:16", None),
    ],
)
def test_letters_that_give_a_language_away(text, language):
    assert from_script(text) == language


@pytest.mark.parametrize(
    ("wish", "language"),
    [
        ("lam meme giup minh", "vi"),
        ("them phu de cho video nay di", "vi"),
        ("chu nho lai", "vi"),
        ("doc loi nay len video", "vi"),
        ("make this a meme", "en"),
        ("smaller text", "en"),
        ("帮我做个meme发TikTok", "zh"),
        ("please put the subtitles on my TikTok 视频", "en"),
        ("this is my résumé, read it over the video", "en"),
        ("9:16", None),
        ("😀", None),
    ],
)
def test_language_of_a_wish(wish, language):
    assert told(wish) == language


def test_quoted_words_count_only_where_there_are_no_others():
    assert told(" : ", ["老板来了"]) == "zh"
    assert told("make a meme", ["老板来了"]) == "en"


def test_explicit_choice_then_wish_then_last_then_locale():
    assert spoken_to("en", LanguageHints(chosen="vi", last="zh")) == "vi"
    assert spoken_to("en", LanguageHints(last="zh", locale="vi")) == "en"
    assert spoken_to(None, LanguageHints(last="zh", locale="vi")) == "zh"
    assert spoken_to(None, LanguageHints(locale="vi")) == "vi"
    assert spoken_to(None, LanguageHints()) == "en"
