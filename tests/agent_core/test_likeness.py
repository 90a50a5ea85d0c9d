"""Examples suggest a capability where no phrase names one, and nothing where a wish is like none of them."""

import time

import pytest

from agent_core.catalogue.listing import capabilities
from agent_core.grammar.likeness import likely
from agent_core.languages import Language

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("language", "text", "capability"),
    [
        ("en", "this thing is far too heavy for the group, can it weigh less", "compress"),
        ("zh", "文件太大了，压到能发出去的大小", "compress"),
        ("vi", "tep nang qua, ep cho nhe bot de gui", "compress"),
        ("en", "there is a lot of hiss and wind over her voice", "denoise"),
        ("zh", "风声太大，听不清人声，去掉杂音", "denoise"),
        ("vi", "gió ù ù át hết tiếng, khử ồn đi", "denoise"),
    ],
)
def test_a_wish_is_like_its_kind(language: Language, text: str, capability: str) -> None:
    assert likely(text, language, capabilities()) == capability


@pytest.mark.parametrize("text", ["asdf qwer zxcv", "blorp zzz frumious", "1234", "", "💥💥"])
@pytest.mark.parametrize("language", ["en", "zh", "vi"])
def test_letters_without_meaning_are_like_nothing(language: Language, text: str) -> None:
    assert likely(text, language, capabilities()) is None


def test_only_what_is_offered_is_suggested() -> None:
    assert likely("there is a lot of hiss over her voice", "en", ["meme", "loudness"]) != "denoise"


def test_a_suggestion_takes_a_few_milliseconds() -> None:
    likely("warm", "en", capabilities())
    started = time.process_time()
    for _ in range(20):
        likely("there is a lot of hiss and wind over her voice in this one", "en", capabilities())
    assert (time.process_time() - started) / 20 < 0.005
