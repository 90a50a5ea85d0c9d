"""A coin toss is asked about, and the answer, by a button or in words, is what is made."""

import pytest

from agent_core.agent import LanguageHints, Wish
from agent_core.errors import NotUnderstood
from agent_core.grammar import understanding
from agent_core.grammar.doubt import in_doubt
from agent_core.grammar.understanding import read, understand
from agent_core.intents import Goal, Intent
from agent_core.llm.usage import Spending
from agent_core.messages import Answer, Limits, Origin
from agent_core.questions import which
from agent_core.reading import understood
from media.facts import MediaFacts

pytestmark = pytest.mark.unit

VIDEO = MediaFacts(asset="v", kind="video", container="mp4", size_bytes=9, duration=9.0, width=1280, height=720)
ORIGIN = Origin(platform="test", account="bot", chat="c", message="m", user="u")
VAGUE = "kindly fribble the thing for 5 seconds"


@pytest.mark.parametrize(
    ("scores", "asked"),
    [
        ({"gif": -0.7, "trim": -0.75, "meme": -0.9, "speed": -1.0}, ("gif", "trim", "meme")),
        ({"gif": -0.4, "trim": -0.45}, ()),
        ({"gif": -0.6, "trim": -0.9}, ()),
        ({"gif": -0.9}, ()),
        ({"help": -0.9, "trim": -0.95, "gif": -0.96}, ()),
        ({}, ()),
    ],
    ids=["weak and close", "strong", "apart", "no choice", "small talk", "like nothing"],
)
def test_only_a_coin_toss_is_in_doubt(scores: dict[str, float], asked: tuple[str, ...]):
    assert in_doubt(scores) == asked


def liken(monkeypatch: pytest.MonkeyPatch, **scores: float) -> None:
    monkeypatch.setattr(understanding, "likeness", lambda *_, **__: {**scores})


def test_a_wish_that_may_mean_several_things_says_which(monkeypatch: pytest.MonkeyPatch):
    liken(monkeypatch, gif=-0.6, meme=-0.65, trim=-0.7)
    found = read(VAGUE, kinds=["video"], languages=LanguageHints())
    assert found.goals[0].capability == "gif" and found.likely == ("gif", "meme", "trim")
    assert read("make it a gif", kinds=["video"], languages=LanguageHints()).likely == (), "what is named is not in doubt"
    liken(monkeypatch, gif=0.6, meme=-0.65)
    assert read(VAGUE, kinds=["video"], languages=LanguageHints()).likely == (), "what is much like one thing is acted on"


async def answered(value: str | None, text: str = "") -> Intent:
    partial = Intent(language="en", goals=(Goal(capability="gif"),), confidence=0.6, likely=("gif", "trim"))
    answer = Answer(origin=ORIGIN, value=value, text=text)
    wish = Wish(text=VAGUE, limits=Limits(upload_bytes=9), partial=partial, answers=(answer,))
    return await understood(wish, [VIDEO], ["a.mp4"], None, Spending())


async def test_a_button_says_what_the_wish_means_and_its_settings_count():
    found = await answered("trim")
    assert [(goal.capability, goal.params) for goal in found.goals] == [("trim", {"duration": 5})]
    assert found.likely == () and found.confidence == 1.0


async def test_other_words_are_a_wish_of_their_own():
    found = await answered(None, "make it square")
    assert [(goal.capability, goal.params) for goal in found.goals] == [("reframe", {"aspect": "1:1"})]
    with pytest.raises(NotUnderstood):
        await answered(None, "qwrtz plmkn")


def test_the_question_has_a_button_for_each():
    asked = which(("gif", "trim"))
    assert [(option.value, option.label) for option in asked.options] == [("gif", "command-gif"), ("trim", "command-trim")]
    assert asked.wants == ("text",)


def test_a_guess_that_is_not_there_yet_is_no_refusal_while_it_is_in_doubt(monkeypatch: pytest.MonkeyPatch):
    liken(monkeypatch, separate=-0.6, gif=-0.65, trim=-0.7)
    assert understand(VAGUE, kinds=["video"], languages=LanguageHints()).likely == ("gif", "trim")
