"""Composition over the whole catalogue: every capability and every sensible pair; some of them carried out."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from agent_core.agent import Refused
from agent_core.catalogue.listing import capabilities
from agent_core.catalogue.preparing import PREPARING
from agent_core.catalogue.serving import SERVING
from agent_core.checks import problems
from agent_core.declared import with_declared
from agent_core.editor import Editor
from agent_core.errors import Impossible
from agent_core.intents import Goal, Intent
from agent_core.messages import AttachmentKind, Template
from agent_core.planner import Composed, compose, reach, wanted
from agent_core.questions import given_files
from agent_core.standins import stand_ins
from agent_core.tool import tools
from agent_core.workflow import Workflow
from benchmarks.carrying import Bench
from benchmarks.combinations import PARAMS, SPOKEN_TO, pairs, singles
from benchmarks.composition import Composition, compose_all
from tests.agent_core.conftest import nothing

CARRIED_OUT = 20
ALL = with_declared(tools())


@pytest.fixture(scope="module")
def composed() -> list[Composition]:
    return compose_all(ALL)


def workflow(goals: Mapping[str, dict[str, object]] | Sequence[str], *attach: AttachmentKind) -> Workflow:
    """The workflow of some goals over stand-ins, without problems."""
    named = goals if isinstance(goals, Mapping) else {name: PARAMS.get(name, {}) for name in goals}
    intent = Intent.model_validate(
        {"language": "en", "goals": [{"capability": name, "params": params} for name, params in named.items()]}
    )
    found = compose(intent, given_files(stand_ins(attach)), {}, ALL)
    assert isinstance(found, Composed), found
    assert problems(found.workflow, wanted(found.intent), ALL) == []
    return found.workflow


def used(made: Workflow) -> list[str]:
    return [step.tool for step in made.steps]


@pytest.mark.unit
def test_every_capability_and_every_sensible_pair_is_sound(composed: list[Composition]) -> None:
    assert {made.combination.name: made.faults for made in composed if made.faults} == {}
    assert {name for made in composed for name in made.combination.goals} | SPOKEN_TO == set(capabilities())
    assert len(pairs()) > 500 and len(singles()) > len(capabilities())


@pytest.mark.unit
@pytest.mark.parametrize("name", sorted(set(capabilities()) - SPOKEN_TO))
def test_every_param_of_the_catalogue_reaches_a_step(name: str) -> None:
    words = {"text"} if name == "voiceover" else set[str]()  # they are an artifact, and no param
    assert {param.name for param in capabilities()[name].params} - words <= reach(ALL)[name]


@pytest.mark.unit
def test_a_signature_is_gone_when_its_tool_is_written() -> None:
    stand_for_it = replace(tools()["meme"], name="trim", serves=frozenset({"trim"}))
    assert not with_declared({})["trim"].built
    assert with_declared({"trim": stand_for_it})["trim"] is stand_for_it
    assert all(ALL[name] is spec for name, spec in tools().items())


@pytest.mark.unit
def test_signatures_have_names_of_their_own_and_serve_what_there_is() -> None:
    names = [signature.name for signature in (*PREPARING, *SERVING)]
    assert len(names) == len(set(names))
    served = {signature.serves for signature in SERVING} | {name for spec in tools().values() for name in spec.serves}
    assert served >= set(capabilities()) - SPOKEN_TO
    assert {name for signature in (*PREPARING, *SERVING) for name in signature.helps} <= set(capabilities())


@pytest.mark.unit
async def test_a_declared_step_cannot_run() -> None:
    with pytest.raises(Impossible) as refused:
        await ALL["sing"].run(None, None)
    assert refused.value.code == "not-yet"


@pytest.mark.unit
async def test_what_has_no_tool_yet_is_refused_before_it_is_queued(editor: Editor, give) -> None:
    lacking = [name for name, row in capabilities().items() if not row.built]
    for name in lacking:
        wish = await give("", "clip.mp4", template=Template(capability=name, params=PARAMS.get(name, {})))
        decision = await editor.plan(wish, nothing)
        assert isinstance(decision, Refused) and decision.note.code == "not-yet", name


@pytest.mark.unit
@pytest.mark.parametrize(
    ("goals", "attach", "deliver"),
    [
        (("trim", "gif"), ("video",), ("gif",)),
        (("trim", "extract_audio"), ("video",), ("extract_audio",)),
        (("reframe", "extract_audio"), ("video",), ("render", "extract_audio")),
        (("subtitle", "transcribe", "summarize"), ("video",), ("render", "subtitle", "transcribe", "summarize")),
        (("summarize", "subtitle"), ("video",), ("render", "summarize", "subtitle")),
        (("reframe", "thumbnail"), ("video",), ("render", "thumbnail")),
        (("denoise", "slice"), ("audio",), ("slice",)),
        (("trim", "loudness"), ("audio",), ("render_sound",)),
        (("adjust",), ("image",), ("still",)),
        (("adjust", "add_music"), ("image",), ("render",)),
        (("separate",), ("video",), ("render_sound",)),
        (("separate", "subtitle"), ("video",), ("render", "subtitle")),
        (("overview",), ("audio",), ("render",)),
        (("concat",), ("image", "image"), ("render",)),
        (("ask", "chapters"), ("audio",), ("ask", "chapters")),
        (("subtitle", "export"), ("video",), ("subtitle", "export")),
    ],
    ids=str,
)
def test_each_wish_delivers_what_it_asks_for_and_no_more(
    goals: tuple[str, ...], attach: tuple[AttachmentKind, ...], deliver: tuple[str, ...]
) -> None:
    assert workflow(goals, *attach).deliver == deliver


@pytest.mark.unit
def test_what_is_laid_over_a_film_is_not_the_film() -> None:
    made = workflow(["overlay"], "video", "image")
    assert made.step("place_video").inputs == {"source": "given:video"}
    assert made.step("take_side_image").inputs == {"source": "given:image"}
    assert "take_side_video" in used(workflow(["overlay"], "video", "video"))


@pytest.mark.unit
def test_all_clips_are_used_where_a_goal_is_about_all() -> None:
    assert "place_clips" in used(workflow(["highlights"], "video", "video"))
    assert "place_clips" in used(workflow(["beatsync", "reframe"], "video", "audio", "image"))
    assert "place_video" in used(workflow(["reframe"], "video", "video"))


@pytest.mark.unit
def test_music_is_the_users_where_there_is_any() -> None:
    assert "take_music" in used(workflow(["add_music"], "video", "audio"))
    assert "take_music" in used(workflow(["add_music"], "audio", "audio"))
    assert "compose_music" in used(workflow(["add_music"], "audio"))


@pytest.mark.unit
def test_two_goals_do_not_share_what_was_made_for_one() -> None:
    made = workflow({"voiceover": {"voice": "male"}, "commentary": {"voice": "female"}}, "video", "text")
    spoken = {made.step(made.step(name).inputs["narration"]).tool for name in ("voiceover", "commentary")}
    assert spoken == {"speak", "speak_script"}
    both = workflow(["ask", "summarize"], "video")
    assert used(both).count("hear") == used(both).count("survey") == 1, "what serves both is made once"


@pytest.mark.unit
def test_a_value_chooses_the_tool_that_takes_it() -> None:
    assert "meme" in used(workflow({"meme": {"style": "classic"}}, "video"))
    assert "meme_in_style" in used(workflow({"meme": {"style": "zoom"}}, "video"))
    assert "clone_voice" in used(workflow({"voiceover": {"voice": "reference"}}, "video", "text", "audio"))
    assert workflow({"overview": {"output": "audio"}}, "video").deliver == ("overview_sound",)


@pytest.mark.unit
def test_values_are_held_to_the_types_of_the_catalogue() -> None:
    for params in ({"start": "soon"}, {"remove": 3}, {"sparkle": True}):
        with pytest.raises(Impossible) as refused:
            workflow({"trim": params}, "video")
        assert refused.value.code == "param-not-yet"
    workflow({"trim": {"start": 1, "end": -5, "remove": [[2, 3]]}}, "video")


@pytest.mark.unit
def test_a_goal_that_stands_twice_is_served_twice() -> None:
    intent = Intent(
        language="en",
        goals=tuple(Goal(capability="title", params={"text": text, "start": at}) for text, at in (("One", 0), ("Two", 5))),
    )
    found = compose(intent, given_files(stand_ins(("video",))), {}, ALL)
    assert isinstance(found, Composed) and problems(found.workflow, wanted(intent), ALL) == []
    assert used(found.workflow).count("title") == 2


@pytest.mark.ffmpeg
@pytest.mark.timeout(300)
async def test_what_can_run_delivers(composed: list[Composition], tmp_path: Path) -> None:
    ready = [made.combination for made in composed if made.built]
    chosen = [ready[index * len(ready) // CARRIED_OUT] for index in range(CARRIED_OUT)]
    assert len(set(chosen)) == CARRIED_OUT
    bench = Bench(tmp_path)
    faults = {combination.name: await bench.carried_out(combination) for combination in chosen}
    assert {name: found for name, found in faults.items() if found} == {}
