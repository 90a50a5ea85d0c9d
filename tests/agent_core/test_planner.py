"""The planner: every combination of what is built becomes one valid workflow with one render."""

from itertools import permutations

import pytest

from agent_core.catalogue.listing import capabilities
from agent_core.checks import problems
from agent_core.errors import Impossible
from agent_core.intents import Goal, ImplicitGoal, Intent
from agent_core.planner import Composed, Lacks, compose, reach, wanted
from agent_core.tool import tools
from agent_core.workflow import Given

pytestmark = pytest.mark.unit

SERVED = sorted({name for spec in tools().values() for name in spec.serves})
VIDEO = {"video": Given(artifact="SourceVideo", value={})}
IMAGE = {"image": Given(artifact="SourceImage", value={})}
SUBTITLE = {"subtitle": Given(artifact="SourceSubtitle", value={})}
SCRIPT = {"script": Given(artifact="SourceText", value={})}
WORDS = {"text": Given(artifact="Words", value={"text": "hello"})}
BESIDE = {
    "image": Given(artifact="SideImage", value={}),
    "audio": Given(artifact="SideAudio", value={}),
    "clips": Given(artifact="Clips", value={"files": []}),
    "footage": Given(artifact="Footage", value={"files": []}),
}
EVERYTHING = {**VIDEO, **SUBTITLE, **WORDS, **BESIDE}
KNOWN = {"seed": 1, "wish_language": "en", "max_bytes": 1000}


def intent(*names: str, unsaid: tuple[str, ...] = (), **params: object) -> Intent:
    goals = [Goal(capability=name, params=params if index == 0 else {}) for index, name in enumerate(names)]
    implicit = tuple(ImplicitGoal(capability=name, reason="platform") for name in unsaid)
    return Intent(language="en", goals=tuple(goals), implicit=implicit)


def composed(wish: Intent, given: dict[str, Given] = EVERYTHING) -> Composed:
    found = compose(wish, given, KNOWN, tools())
    assert isinstance(found, Composed), found
    assert problems(found.workflow, wanted(found.intent), tools()) == []
    return found


@pytest.mark.parametrize(
    "names", [*((name,) for name in SERVED), *permutations(SERVED, 2), *[*permutations(SERVED, 3)][::7]], ids="-".join
)
def test_every_combination_is_valid_and_encodes_no_more_than_it_delivers(names: tuple[str, ...]) -> None:
    workflow = composed(intent(*names)).workflow
    encoded = {step.id for step in workflow.steps if tools()[step.tool].stage == "render"}
    assert len({step.tool for step in workflow.steps}) == len(workflow.steps), "goals share what they need"
    assert encoded <= {*workflow.deliver} and bool(encoded) == any(capabilities()[name].group != "answers" for name in names)
    made = [tools()[workflow.step(name).tool].serves & {*names} for name in encoded]
    assert made.count(frozenset()) <= 1, "one film"
    assert len(encoded) <= 1 or any(made), "only a product of another kind, which was asked for, is a file of its own"


def test_planning_is_deterministic() -> None:
    wish = intent("subtitle", "meme")
    assert composed(wish).workflow == composed(wish).workflow


@pytest.mark.parametrize(("fit", "looked"), [("crop", True), ("blur", False), ("pad", False)])
def test_only_a_crop_looks_for_subjects(fit: str, looked: bool) -> None:
    steps = composed(intent("reframe", fit=fit)).workflow.steps
    assert ("find_subjects" in [step.tool for step in steps]) == looked
    assert "find_moment" not in [step.tool for step in steps], "the moment is of no use to it"


def test_cuts_come_before_words_whatever_the_order() -> None:
    order = [step.id for step in composed(intent("subtitle", "reframe", "meme")).workflow.steps]
    assert order.index("meme") < order.index("reframe") < order.index("subtitle") < order.index("render")


def test_params_reach_every_step_that_takes_them() -> None:
    workflow = composed(intent("meme", duration=4, caption_size=0.5)).workflow
    assert workflow.step("find_moment").params["duration"] == 4 and workflow.step("find_moment").goal == 0
    assert workflow.step("meme").params["caption_size"] == 0.5
    assert workflow.step("render").params == {"max_bytes": 1000} and workflow.step("render").goal is None


def test_a_picture_becomes_a_picture_unless_somebody_speaks() -> None:
    assert composed(intent("meme"), IMAGE).workflow.deliver == ("still",)
    assert composed(intent("voiceover"), {**IMAGE, **WORDS}).workflow.deliver == ("render",)


def test_words_without_a_picture_become_a_sound() -> None:
    assert composed(intent("voiceover"), WORDS).workflow.deliver == ("voice_file",)


def test_a_script_is_spoken_or_shown() -> None:
    spoken = composed(intent("voiceover"), {**VIDEO, **SCRIPT}).workflow
    shown = composed(intent("subtitle"), {**VIDEO, **SCRIPT, "footage": BESIDE["footage"]}).workflow
    assert spoken.step("speak").inputs == {"words": "read_words"}
    assert shown.step("caption_words").inputs["transcripts"] == "lay_script"
    assert shown.deliver == ("render", "subtitle")


@pytest.mark.parametrize(
    ("name", "given", "artifacts"),
    [
        ("meme", {}, {"SourceVideo", "SourceImage"}),
        ("subtitle", VIDEO, {"SourceSubtitle", "SourceText", "Footage", "SourceAudio"}),
        ("voiceover", VIDEO, {"SourceText"}),
        ("voiceover", {}, {"SourceText"}),
    ],
)
def test_what_is_lacking_is_named(name: str, given: dict[str, Given], artifacts: set[str]) -> None:
    assert compose(intent(name), given, KNOWN, tools()) == Lacks(name, frozenset(artifacts))


def test_unsaid_goals_are_served_where_they_can_be() -> None:
    found = composed(intent("meme", unsaid=("reframe", "subtitle", "loudness")), VIDEO)
    assert [goal.capability for goal in found.intent.implicit] == ["reframe", "loudness"], "no words are there to be captions"
    assert found.workflow.step("reframe").goal == 1


@pytest.mark.parametrize("params", [{"style": "deepfry"}, {"sparkle": True}])
def test_what_no_step_takes_is_refused_and_not_dropped(params: dict[str, object]) -> None:
    with pytest.raises(Impossible) as refused:
        compose(intent("meme", **params), VIDEO, KNOWN, tools())
    assert refused.value.code == "param-not-yet" and refused.value.values["param"] in params


def test_a_capability_without_a_tool_is_refused() -> None:
    with pytest.raises(Impossible) as refused:
        compose(intent("dub"), VIDEO, KNOWN, tools())
    assert (refused.value.code, refused.value.values) == ("not-yet", {"capability": "dub"})


def test_reach_names_params_of_all_that_prepares() -> None:
    assert {"caption_size", "duration", "language"} <= reach(tools())["meme"]
    assert {"voice", "language"} <= reach(tools())["voiceover"]
