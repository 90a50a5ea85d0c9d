"""How a result was made, as the bot tells it: in three languages, with a way out of what nobody asked for."""

from collections.abc import AsyncIterator

import pytest

from agent_core.languages import LANGUAGES, Language
from agent_core.messages import Delivery, Note, Product, Template
from bot import explaining, replies
from bot.localization import Localization
from bot.telegram import commands
from bot.telegram.profile import pages
from tests.bot.conftest import incoming, remote

pytestmark = pytest.mark.unit

words = Localization()
VALUES = {
    "wishes": [
        {"capability": "meme", "params": {"top_text": "When the build is green", "duration": 12.0, "caption_color": "yellow"}},
        {"capability": "subtitle", "params": {"language": ["vi", "zh"], "style": "karaoke"}},
        {"capability": "compress", "params": {}},
    ],
    "unsaid": [{"capability": "reframe", "reason": "platform"}, {"capability": "denoise", "reason": "never-heard-of"}],
    "steps": 7,
    "cached": 3,
    "took": 83.0,
    "scores": {"length": 1.0, "loudness": 0.91, "legible": 0.4, "something_new": 1.0},
    "failed": ["legible"],
    "mended": [{"criterion": "loudness", "before": 0.2, "after": 0.91}],
    "tokens": 1234,
    "dollars": 0.0125,
}
PICTURE = Product(asset="a" * 64, name="how.png", kind="image", content_type="image/png", size_bytes=9000, width=900, height=700)


async def nothing(asset: str) -> AsyncIterator[bytes]:
    yield asset.encode()


def row(language: Language = "en", code: str = "how", kind: str = "result", **values: object) -> Delivery:
    fields = {"id": "d", "job": "j" * 16, "kind": kind, "origin": incoming().origin, "language": language, "nonce": "n"}
    note = Note.model_validate({"code": code, "values": values if code != "how" else {**VALUES, **values}})
    return Delivery.model_validate({**fields, "note": note, "products": (PICTURE,) if code == "how" else ()})


def test_it_is_told_line_by_line() -> None:
    message = replies.delivery(words, row(), nothing)
    assert message.text.split("\n") == [
        "Here’s how I made this.",
        "🎯 You asked for: Meme (“When the build is green”, 12 s, yellow), Subtitles (Vietnamese, Chinese, karaoke) and Compress",
        "💡 I added “Reframe” without being asked, because that’s what works best where you want to post it."
        " The button below takes it out.",
        "💡 I added “Noise removal” without being asked, because it usually belongs to that. The button below takes it out.",
        "⚙️ 7 steps, 1 min 23 s",
        "♻️ 3 of them were kept from before and needed no work.",
        "✅ Checked and good: length, loudness (91%) and something_new",
        "⚠️ Not quite as it should be: words big enough to read (40%)",
        "🔧 Put right: loudness (20% → 91%)",
        "🧠 Language models: 1,234 tokens, about $0.0125",
    ]
    assert [file.product for file in message.files] == [PICTURE]


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_fits_above_a_picture_in_every_language(language: Language) -> None:
    text = replies.delivery_text(words, row(language))
    assert len(text) <= 1024 and "{" not in text and len(text.split("\n")) == 10
    assert ("一共 7 步" in text) == (language == "zh") and ("7 bước" in text) == (language == "vi")


def test_what_did_not_happen_is_not_told() -> None:
    text = replies.delivery_text(words, row(unsaid=[], cached=0, failed=[], mended=[], tokens=0, scores={}))
    assert [line[0] for line in text.split("\n")] == ["H", "🎯", "⚙"]
    assert "tokens" in replies.delivery_text(words, row(dollars=None)) and "$" not in replies.delivery_text(
        words, row(dollars=None)
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_nobody_asked_for_has_a_button_that_takes_it_out(language: Language) -> None:
    buttons = [button for line in replies.delivery(words, row(language), nothing).buttons for button in line]
    assert [button.value for button in buttons] == [f"act:without.{name}:{'j' * 16}" for name in ("reframe", "denoise")]
    assert all(len(button.value.encode()) <= 64 and len(button.label) <= 40 for button in buttons)
    assert replies.action_template("without.reframe") == Template(capability="edit", params={"without": ["reframe"]})
    assert replies.action_template("without.nonsense") is None
    assert replies.action_template("how") == explaining.TEMPLATE


@pytest.mark.parametrize(
    "text",
    [
        "/how",
        "How did you make this?",
        "这是怎么做的？",
        "這是怎麼做的",
        "Bạn làm thế nào?",
        "ban lam the nao",
        "cái này làm sao vậy",
    ],
)
def test_it_can_be_asked_in_words(text: str) -> None:
    assert explaining.asked(incoming(text, reply_to="m1"))


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("How did you make this?", {}),
        ("How did you make this?", {"reply_to": "m1", "files": (remote(),)}),
        ("how do I make this shorter", {"reply_to": "m1"}),
        ("make it vertical", {"reply_to": "m1"}),
        ("", {"reply_to": "m1"}),
    ],
)
def test_other_words_ask_something_else(text: str, values: dict[str, object]) -> None:
    assert not explaining.asked(incoming(text, **values))


def test_it_is_a_command_where_there_are_commands() -> None:
    assert commands.capability("how") == "how"
    assert all("how" in dict(page.menu) for page in pages(words))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_failure_says_where_and_what_is_kept(language: Language) -> None:
    where = {"failed_stage": "render", "kept": 4, "steps": 6}
    lines = replies.delivery_text(words, row(language, "process-failed", "failure", **where)).split("\n")
    assert lines[0] == words.say(language, "error-process-failed") and len(lines) == 3
    assert words.say(language, "stage-render") in lines[1] and "4" in lines[2] and "6" in lines[2]
    served = {"failed_stage": "edit", "failed_capability": "subtitle", "kept": 0, "steps": 6}
    lines = replies.delivery_text(words, row("en", "bad-captions", "failure", **served)).split("\n")
    assert lines[1:] == ["That was at this step: Subtitles."]
    assert "\n" not in replies.delivery_text(words, row("en", "job-timeout", "failure", minutes=60))
