"""Revisions, undo and follow-ups: pure functions."""

import pytest

from agent_core.errors import Impossible
from agent_core.intents import Goal, ImplicitGoal, Intent
from agent_core.messages import Note
from agent_core.projects import Revision, defaults, edited, patch, redone, reseeded, settled, undone, with_goals
from agent_core.workflow import Given, Step, Workflow

pytestmark = pytest.mark.unit

ACCEPTS = {
    "meme": frozenset({"top_text", "bottom_text", "caption_size", "duration"}),
    "reframe": frozenset({"aspect", "fit"}),
    "voiceover": frozenset({"text", "voice"}),
}
TAKES = {"meme": frozenset({"caption_size", "top_text"}), "joke": frozenset({"seed"}), "speak": frozenset({"voice"})}
MEME = Intent(language="en", goals=(Goal(capability="meme", params={"top_text": "a", "bottom_text": ""}),))
WORKFLOW = Workflow(
    given={"text": Given(artifact="Words", value={"text": "old"})},
    steps=(Step(id="joke", tool="joke", params={"seed": 4}), Step(id="meme", tool="meme", goal=0)),
    deliver=("meme",),
)


def revision(name: str, parent: str | None = None) -> Revision:
    return Revision(
        id=name, project="p", parent=parent, language="en", intent=MEME, workflow=WORKFLOW, products=(), note=Note(code="done")
    )


def change(**edit: object) -> Intent:
    return Intent.model_validate({"language": "vi", "goals": [{"capability": "edit"}], "edit": edit})


def changed(before: Intent = MEME, **edit: object) -> dict[str, dict[str, object]]:
    after = edited(before, change(**edit), ACCEPTS, duration=9.0)
    assert after.language == "vi" and after.edit == edit
    return {goal.capability: dict(goal.params) for goal in after.goals}


def test_undo_and_redo_walk_the_tree() -> None:
    first, second, third = revision("1"), revision("2", "1"), revision("3", "1")
    every = (first, second, third)
    assert undone(third, every) is first and undone(first, every) is None
    assert redone(first, every) is third and redone(third, every) is None


@pytest.mark.parametrize(
    ("sizes", "factor"), [(["down"], 0.8), (["up"], 1.25), (["up", "down"], 1.0), (["down"] * 20, 0.25), ([2], 2)]
)
def test_relative_sizes_multiply_within_bounds(sizes: list[object], factor: float) -> None:
    intent = MEME
    for size in sizes:
        intent = edited(intent, change(caption_size=size), ACCEPTS, None)
    assert intent.goals[0].params["caption_size"] == pytest.approx(factor)


def test_shorter_is_measured_from_the_product() -> None:
    assert changed(duration="shorter")["meme"]["duration"] == pytest.approx(6.0)
    assert settled(Goal(capability="meme", params={"duration": "longer"}), 4.0).params["duration"] == 6.0


def test_levels_have_no_number() -> None:
    brighter = Goal(capability="adjust", params={"brightness": "up", "volume": "down"})
    assert settled(brighter) == brighter
    assert settled(Goal(capability="speed", params={"factor": "up"})).params == {"factor": 1.25}


def test_text_takes_the_place_of_the_line_that_is_there() -> None:
    assert changed(text="new")["meme"] == {"top_text": "new", "bottom_text": ""}
    below = Intent(language="en", goals=(Goal(capability="meme", params={"top_text": "", "bottom_text": "b"}),))
    assert changed(below, text="new")["meme"] == {"top_text": "", "bottom_text": "new"}
    assert changed(top_text="")["meme"] == {"top_text": "", "bottom_text": ""}


def test_an_aspect_brings_its_capability() -> None:
    assert changed(aspect="9:16") == {"meme": {"top_text": "a", "bottom_text": ""}, "reframe": {"aspect": "9:16"}}


def test_also_and_without() -> None:
    assert list(changed(also=["voiceover"], text="hi")) == ["meme", "voiceover"]
    assert changed(also=["voiceover"], text="hi")["voiceover"] == {"text": "hi"}
    both = Intent(
        language="en",
        goals=(*MEME.goals, Goal(capability="voiceover")),
        implicit=(ImplicitGoal(capability="reframe", reason="platform"),),
    )
    after = edited(both, change(without=["voiceover", "reframe"]), ACCEPTS, None)
    assert [goal.capability for goal in after.goals] == ["meme"] and after.implicit == ()


@pytest.mark.parametrize(
    ("edit", "code"),
    [({"without": ["meme"]}, "nothing-left"), ({"without": ["subtitle"]}, "no-such-part"), ({"mood": "sad"}, "param-not-yet")],
)
def test_senseless_changes_are_refused(edit: dict[str, object], code: str) -> None:
    with pytest.raises(Impossible) as refused:
        changed(**edit)
    assert refused.value.code == code


def test_goals_on_top_take_new_params() -> None:
    more = with_goals(MEME.goals, [Goal(capability="meme", params={"top_text": "z"}), Goal(capability="reframe")])
    assert [goal.capability for goal in more] == ["meme", "reframe"]
    assert more[0].params == {"top_text": "z", "bottom_text": ""}


def test_new_params_are_a_patch() -> None:
    after = edited(MEME, change(caption_size="down"), ACCEPTS, None)
    patched = patch(WORKFLOW, MEME, after, TAKES)
    assert patched is not None and patched.step("meme").params == {"caption_size": 0.8}
    assert patched.step("joke") == WORKFLOW.step("joke")


def test_new_words_are_a_patch_of_what_is_given() -> None:
    spoken = Intent(language="en", goals=(Goal(capability="voiceover", params={"text": "old"}),))
    patched = patch(WORKFLOW, spoken, edited(spoken, change(text="new"), ACCEPTS, None), TAKES)
    assert patched is not None and patched.given["text"].value == {"text": "new"} and patched.steps == WORKFLOW.steps


def test_other_goals_are_no_patch() -> None:
    assert patch(WORKFLOW, MEME, edited(MEME, change(aspect="1:1"), ACCEPTS, None), TAKES) is None
    assert patch(WORKFLOW, MEME, edited(MEME, change(duration=3), ACCEPTS, None), TAKES) is None


def test_another_try_changes_the_luck_alone() -> None:
    again = reseeded(WORKFLOW)
    assert again.step("joke").params == {"seed": 5} and again.step("meme") == WORKFLOW.step("meme")
    assert defaults(again, ("seed", "voice")) == {"seed": 5}
