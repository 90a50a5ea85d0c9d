"""What is wrong with a workflow is said in sentences, before anything runs."""

import pytest

from agent_core.checks import problems, upstream
from agent_core.tool import tools
from agent_core.workflow import Given, Step, Workflow

pytestmark = pytest.mark.unit

GIVEN = {
    "video": Given(artifact="SourceVideo", value={}),
    "subtitle": Given(artifact="SourceSubtitle", value={}),
}
PLACE = Step(id="place_video", tool="place_video", inputs={"source": "given:video"})
MEME = Step(id="meme", tool="meme", inputs={"timeline": "place_video"}, goal=0)
RENDER = Step(id="render", tool="render", inputs={"timeline": "meme"})
SOUND = Workflow(given=GIVEN, steps=(PLACE, MEME, RENDER), deliver=("render",))


def found(*steps: Step, deliver: tuple[str, ...] = ("render",), wanted: tuple[str, ...] = ("meme",)) -> list[str]:
    return problems(Workflow(given=GIVEN, steps=steps, deliver=deliver), wanted, tools())


def test_a_sound_workflow_has_no_problems() -> None:
    assert problems(SOUND, ["meme"], tools()) == []


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ((PLACE, MEME.model_copy(update={"inputs": {}}), RENDER), "nothing feeds the port timeline"),
        ((PLACE, MEME.model_copy(update={"inputs": {"timeline": "given:subtitle"}}), RENDER), "but given:subtitle gives"),
        ((PLACE, MEME.model_copy(update={"inputs": {"timeline": "nobody"}}), RENDER), "fed by nobody, which does not exist"),
        ((PLACE, MEME.model_copy(update={"inputs": {"timeline": "place_video", "x": "place_video"}}), RENDER), "has no port x"),
        ((PLACE, MEME.model_copy(update={"tool": "conjure"}), RENDER), "conjure, which does not exist"),
        ((PLACE, MEME.model_copy(update={"params": {"glitter": 1}}), RENDER), "has no param glitter"),
        ((PLACE, MEME.model_copy(update={"params": {"caption_size": -1}}), RENDER), "the param caption_size is not valid"),
        ((PLACE, MEME, RENDER, PLACE.model_copy(update={"id": "idle"})), "idle leads to nothing"),
        ((PLACE, MEME, RENDER, MEME), "belongs to more than one step"),
        ((PLACE, MEME.model_copy(update={"goal": 3}), RENDER), "goal 3, which does not exist"),
        ((PLACE, MEME.model_copy(update={"goal": None}), RENDER), "no step serves the goal meme"),
    ],
)
def test_each_fault_is_told(steps: tuple[Step, ...], told: str) -> None:
    assert any(told in line for line in found(*steps)), found(*steps)


def test_a_cycle_is_told() -> None:
    turning = MEME.model_copy(update={"inputs": {"timeline": "reframe"}})
    reframe = Step(id="reframe", tool="reframe", inputs={"timeline": "meme"}, goal=1)
    assert any("wait for one another" in line for line in found(turning, reframe, RENDER, wanted=("meme", "reframe")))


def test_what_nobody_asked_for_is_told() -> None:
    extra = Step(id="reframe", tool="reframe", inputs={"timeline": "meme"}, params={"fit": "blur"})
    last = RENDER.model_copy(update={"inputs": {"timeline": "reframe"}})
    assert found(PLACE, MEME, extra, last) == ["step reframe: nobody asked for what reframe does"]


@pytest.mark.parametrize(("params", "faults"), [({}, 1), ({"fit": "crop"}, 1), ({"fit": "blur"}, 0), ({"fit": "pad"}, 0)])
def test_a_port_is_needed_only_where_a_param_asks_for_it(params: dict[str, str], faults: int) -> None:
    reframe = Step(id="reframe", tool="reframe", inputs={"timeline": "meme"}, goal=1, params=params)
    last = RENDER.model_copy(update={"inputs": {"timeline": "reframe"}})
    told = found(PLACE, MEME, reframe, last, wanted=("meme", "reframe"))
    assert told == ["step reframe: nothing feeds the port subjects, which takes Subjects"] * faults


@pytest.mark.parametrize("deliver", [(), ("nothing",)])
def test_something_must_be_delivered(deliver: tuple[str, ...]) -> None:
    assert any("delivers" in line for line in found(PLACE, MEME, RENDER, deliver=deliver))


def test_upstream_follows_the_links() -> None:
    assert upstream(SOUND, ["meme"]) == {"meme", "place_video"}


def test_patching_changes_params_alone() -> None:
    patched = SOUND.patched({"meme": {"caption_size": 0.8}})
    assert patched.step("meme").params == {"caption_size": 0.8}
    assert patched.patched({"meme": {"caption_size": 1.0}}).step("render") == RENDER
    with pytest.raises(KeyError):
        patched.step("nobody")
