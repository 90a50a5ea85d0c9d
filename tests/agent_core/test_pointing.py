"""Replies that point to a moment of an answer, in three languages, and those that do not."""

import pytest

from agent_core.agent import LanguageHints, Wish
from agent_core.answering import answers_of, moments_of, words_in
from agent_core.artifacts import Answer, Passage
from agent_core.errors import Impossible
from agent_core.intents import Goal, Intent
from agent_core.messages import Limits, Note, Template
from agent_core.pointing import CLIP, pointed
from agent_core.projects import Revision
from agent_core.questions import given_files
from agent_core.retelling import ANSWERS, retold
from agent_core.workflow import Workflow
from media.facts import MediaFacts

pytestmark = pytest.mark.unit

FILM = MediaFacts(asset="f", kind="video", container="mp4", size_bytes=1, duration=100.0, width=320, height=180)
OTHER = FILM.model_copy(update={"asset": "g"})
ANSWER = Answer(
    code="answer-found",
    passages=(
        Passage(text="one two three", start=10.0, end=14.0, asset="f"),
        Passage(text="four five", start=80.0, end=83.0, asset="g"),
    ),
)
NOTE = Note(code="done-ask", values={ANSWERS: [ANSWER.model_dump(mode="json")]})


def _wish(text: str, note: Note = NOTE, template: Template | None = None) -> Wish:
    replied = Revision(
        id="r",
        project="p",
        parent=None,
        language="en",
        intent=Intent(language="en", goals=(Goal(capability="ask"),)),
        workflow=Workflow(given=given_files([FILM, OTHER]), steps=(), deliver=()),
        products=(),
        note=note,
    )
    return Wish(text=text, limits=Limits(upload_bytes=1), languages=LanguageHints(), replied=replied, template=template)


@pytest.mark.parametrize(
    ("text", "language", "asset", "start", "end"),
    [
        ("show me the second one", "en", "g", 79.7, 83.5),
        ("Clip that!", "en", "f", 9.7, 14.5),
        ("clip 1:20 to 1:40", "en", "f", 80.0, 100.0),
        ("play it from 0:10", "en", "f", 9.7, 14.5),
        ("给我看第二个", "zh", "g", 79.7, 83.5),
        ("把第一段剪出来", "zh", "f", 9.7, 14.5),
        ("cho xem đoạn thứ hai", "vi", "g", 79.7, 83.5),
        ("cat doan do nhe", "vi", "f", 9.7, 14.5),
        ("show me the last one", "en", "g", 79.7, 83.5),
    ],
)
def test_a_moment_becomes_a_clip_of_its_file(text: str, language: str, asset: str, start: float, end: float) -> None:
    found = pointed(_wish(text))
    assert found is not None
    assert (found.intent.language, found.source.asset) == (language, asset)
    assert found.intent.goals == (Goal(capability="trim", params={"start": start, "end": end}),)


@pytest.mark.parametrize(
    "text", ["shorter", "in 3 points", "who was that?", "make it vertical", "再短一点", "ngắn hơn", "cut the first 5 seconds"]
)
def test_other_replies_are_no_pointing(text: str) -> None:
    assert pointed(_wish(text)) is None


def test_a_button_names_its_moment_and_a_missing_one_is_said() -> None:
    found = pointed(_wish("", template=Template(capability=CLIP, params={"moment": 2})))
    assert found is not None and found.source.asset == "g"
    with pytest.raises(Impossible) as refused:
        pointed(_wish("show me the fifth one"))
    assert refused.value.code == "no-such-moment" and refused.value.values == {"count": 2}


def test_results_without_moments_are_left_alone() -> None:
    assert pointed(_wish("show me the second one", Note(code="done-meme"))) is None
    assert answers_of(Note(code="x", values={ANSWERS: [{"no": "answer"}]})) == []


def test_answers_come_back_from_their_note() -> None:
    assert answers_of(NOTE) == [ANSWER] and [each.start for each in moments_of(NOTE)] == [10.0, 80.0]
    assert words_in(NOTE) == 5
    assert answers_of(retold(Note(code="done-undo"), NOTE)) == [ANSWER]
