"""What a result has unasked is told once, and every word that is offered against it is understood."""

import re

import pytest
from pydantic import JsonValue

from agent_core.agent import LanguageHints
from agent_core.grammar.understanding import read
from agent_core.languages import LANGUAGES, Language
from agent_core.messages import Delivery, Note, Origin
from bot import unasked
from bot.localization import Localization
from bot.replies import delivery_text

pytestmark = pytest.mark.unit

WORDS = Localization()


def row(language: Language, *goals: dict[str, JsonValue]) -> Delivery:
    note = Note(code="done-trim", values={"unasked": list[JsonValue](goals)} if goals else {})
    origin = Origin(platform="test", account="bot", chat="c", message="m", user="u")
    return Delivery(id="d", job="j", origin=origin, kind="result", language=language, note=note, nonce="n")


def goal(capability: str, aspect: str | None = None, place: str = "TikTok") -> dict[str, JsonValue]:
    return {"capability": capability, "reason": "platform", "place": place, "aspect": aspect}


def test_it_is_told_in_the_words_of_the_result() -> None:
    text = delivery_text(WORDS, row("en", goal("reframe", "9:16"), goal("subtitle")))
    assert text.endswith(
        "For TikTok I also made it vertical and added captions. If you’d rather not, reply “keep it horizontal” or “no captions”."
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_result_that_has_only_what_was_asked_for_says_no_more(language: Language) -> None:
    assert list(unasked.told(WORDS, row(language))) == []
    assert list(unasked.told(WORDS, row(language, goal("something_newer")))) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("added", "place"),
    [
        (goal("reframe", "9:16"), True),
        (goal("reframe", "16:9"), True),
        (goal("reframe", "4:5", place=""), False),
        (goal("subtitle"), True),
        (goal("loudness"), True),
        (goal("add_music", place=""), False),
    ],
    ids=lambda value: str(value.get("capability")) + str(value.get("aspect")) if isinstance(value, dict) else "",
)
def test_what_is_offered_against_it_takes_it_out(language: Language, added: dict[str, JsonValue], place: bool) -> None:
    (said,) = unasked.told(WORDS, row(language, added))
    assert ("TikTok" in said) is place
    (offered,) = re.findall("“([^”]+)”", said)
    intent = read(offered, kinds=(), languages=LanguageHints(chosen=language), replied_to="trim")
    assert [goal.capability for goal in intent.goals] == ["edit"]
    shaped = added["capability"] == "reframe" and intent.edit.get("aspect") == "16:9"
    assert shaped or intent.edit == {"without": [added["capability"]]}
