"""Examples say what a wish is like, and nothing where it is like none of them."""

import time

import pytest

from agent_core.agent import LanguageHints
from agent_core.grammar.likeness import likeness
from agent_core.grammar.understanding import read
from agent_core.languages import Language

pytestmark = pytest.mark.unit


def _likest(text: str, language: Language, *, reply: bool = False) -> str:
    scores = likeness(text, language, () if reply else ("video",), reply=reply)
    return max(scores, key=scores.__getitem__)


@pytest.mark.parametrize(
    ("language", "text", "capability"),
    [
        ("en", "this thing is far too heavy for the group, can it weigh less", "compress"),
        ("zh", "文件太大了，压到能发出去的大小", "compress"),
        ("vi", "tep nang qua, ep cho nhe bot de gui", "compress"),
        ("en", "there is a lot of hiss and wind over her voice", "denoise"),
        ("zh", "背景太吵了，把杂音弄掉", "denoise"),
        ("vi", "gió ù ù át hết tiếng, khử ồn đi", "denoise"),
    ],
)
def test_a_wish_is_like_its_kind(language: Language, text: str, capability: str) -> None:
    assert _likest(text, language) == capability


@pytest.mark.parametrize(
    ("language", "text"), [("en", "nah the one before was nicer"), ("zh", "还是之前那版好"), ("vi", "thôi lấy lại bản trước")]
)
def test_a_reply_is_like_replies(language: Language, text: str) -> None:
    assert _likest(text, language, reply=True) == "undo"


@pytest.mark.parametrize("text", ["asdf qwer zxcv", "blorp zzz frumious", "1234", "", "💥💥"])
@pytest.mark.parametrize("language", ["en", "zh", "vi"])
def test_letters_without_meaning_are_like_nothing(language: Language, text: str) -> None:
    assert max(likeness(text, language, ("video",)).values(), default=-1.0) < -0.3


def test_what_was_sent_tells_too() -> None:
    text = "make it nicer"
    assert likeness(text, "en", ("image",))["meme"] != likeness(text, "en", ("audio",))["meme"]


def test_a_wish_that_examples_alone_explain_is_a_guess() -> None:
    understood = read("something relaxing behind it musically", kinds=["video"], languages=LanguageHints())
    assert [goal.capability for goal in understood.goals] == ["add_music"]


def test_it_takes_a_few_milliseconds() -> None:
    likeness("warm", "en", ())
    started = time.process_time()
    for _ in range(20):
        likeness("there is a lot of hiss and wind over her voice in this one", "en", ("video",))
    assert (time.process_time() - started) / 20 < 0.005
