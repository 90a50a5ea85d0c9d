"""Answers in words: every kind in every language, its times, its buttons, and what stands above a file."""

from collections.abc import AsyncIterator

import pytest

from agent_core.languages import LANGUAGES, Language
from agent_core.messages import Delivery, Note
from bot import answers, replies
from bot.localization import Localization
from tests.bot.conftest import incoming

pytestmark = pytest.mark.unit

words = Localization()
CODES = ("answer-found", "summary", "chapters", "description", "moments-found", "outline", "written")
EMPTY = ("answer-none", "answer-foreign", "nothing-said", "nothing-seen", "moments-none", "chapters-none")
SAID = {"text": "The bridge is old.", "start": 42.6, "end": 47.0, "asset": "a", "said": True}
LATE = {"text": "It was closed.", "start": 3723.0, "end": 3730.0, "asset": "b", "said": True}


async def _nothing(asset: str) -> AsyncIterator[bytes]:
    yield asset.encode()


def _row(language: Language = "en", files: object = None, **answer: object) -> Delivery:
    told = {"code": "answer-found", "text": "", "passages": [SAID, LATE], "language": "en", "rough": False} | answer
    values: dict[str, object] = {"answers": [told], **({"files": files} if files else {})}
    note = Note.model_validate({"code": "done-ask", "values": values})
    fields = {"id": "d", "job": "j" * 32, "kind": "result", "origin": incoming().origin, "nonce": "n"}
    return Delivery.model_validate(fields | {"language": language, "note": note, "revision": "r" * 32})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", CODES)
def test_every_kind_shows_its_passages_with_their_times(language: Language, code: str) -> None:
    text = replies.delivery_text(words, _row(language, code=code))
    assert "The bridge is old." in text and "0:42" in text and "1:02:03" in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", EMPTY)
def test_what_is_not_there_is_said_in_one_sentence(language: Language, code: str) -> None:
    message = replies.delivery(words, _row(language, code=code, passages=[]), _nothing)
    assert message.text.startswith("🤷") and "\n" not in message.text and not message.buttons


def test_citations_become_times() -> None:
    text = replies.delivery_text(words, _row(code="summary", text="It is old [1], then closed [2]."))
    assert text.endswith("It is old (0:42), then closed (1:02:03).")


def test_moments_have_buttons_that_ask_for_their_clip() -> None:
    message = replies.delivery(words, _row(), _nothing)
    pressed = [(button.label, button.value) for row in message.buttons for button in row]
    assert pressed[0] == ("▶ 0:42", f"act:clip.1:{'r' * 32}") and all(len(value.encode()) <= 64 for _, value in pressed)
    template = replies.action_template("clip.2")
    assert template is not None and (template.capability, template.params) == ("clip", {"moment": 2})
    assert replies.action_template("clip.x") is None


def test_several_files_are_named_and_a_page_knows_where_times_lead() -> None:
    row = _row(files={"a": "one.mp4", "b": "two.mp4"})
    assert "0:42 (one.mp4)" in replies.delivery_text(words, row) and "1:02:03 (two.mp4)" in replies.delivery_text(words, row)
    found = replies.delivery(words, row, _nothing).values["jumps"]
    assert {"label": "1:02:03", "time": 3723.0, "asset": "b"} in found  # type: ignore[operator]


def test_rough_hearing_is_told_and_long_answers_keep_whole_lines() -> None:
    row = _row(rough=True, passages=[SAID | {"text": "x" * 80} for _ in range(30)])
    text = replies.delivery_text(words, row)
    assert "roughly" in text.splitlines()[-1]
    head = replies.beginning(words, row, text, 500)
    assert len(head) <= 500 and head.splitlines()[-1] == "… All of it is in the file."
    assert set(head.splitlines()[:-1]) <= set(text.splitlines())


def test_answers_stand_below_what_was_made_with_them() -> None:
    assert answers.bare(_row().note).values == {} and len(answers.of(_row().note)) == 1
