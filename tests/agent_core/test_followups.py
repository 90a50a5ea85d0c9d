"""Follow-ups change what they name and nothing else: what was looked at, heard, written or spoken before is not made again."""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from agent_core.agent import Plan, Refused, Wish
from agent_core.catalogue.listing import built, capabilities
from agent_core.checks import problems
from agent_core.decision import decide
from agent_core.declared import with_declared
from agent_core.editor import Editor
from agent_core.intents import Goal, Intent
from agent_core.messages import AttachmentKind, Note
from agent_core.planner import reach, wanted
from agent_core.previews import LIMITS
from agent_core.projects import Revision
from agent_core.questions import given_files
from agent_core.settings import AgentSettings
from agent_core.standins import stand_ins
from agent_core.tool import Context, Tool, tools
from agent_core.workflow import Workflow
from benchmarks.combinations import PARAMS, Combination, pairs, singles
from media.frozen import Frozen
from media.settings import MediaSettings
from media.store import Store
from tests.agent_core.conftest import nothing, revision

ALL = with_declared(tools())
CAPTIONS = {"caption_size": "down", "caption_color": "red", "caption_outline": "blue", "caption_position": "top"}


def first(goals: Sequence[str], attach: Sequence[AttachmentKind]) -> Revision:
    """The first revision of some goals over stand-ins."""
    named = tuple(Goal(capability=name, params=PARAMS.get(name, {})) for name in goals)
    plan = decide(Wish(text="", limits=LIMITS), Intent(language="en", goals=named), given_files(stand_ins(attach)), ALL)
    assert isinstance(plan, Plan), plan
    return kept(plan, None)


def kept(plan: Plan, parent: Revision | None) -> Revision:
    assert plan.workflow and problems(plan.workflow, wanted(plan.intent), ALL) == []
    return Revision(
        id=f"{parent.id if parent else 'r'}+",
        project="p",
        parent=parent.id if parent else None,
        language=plan.language,
        intent=plan.intent,
        workflow=plan.workflow,
        products=(),
        note=Note(code="done"),
    )


def then(replied: Revision, *goals: str, kinds: Sequence[AttachmentKind] = (), **edit: object) -> Plan | Any:
    """What is decided about a reply: new goals, or a change."""
    named = [{"capability": name, "params": PARAMS.get(name, {})} for name in goals or ("edit",)]
    intent = Intent.model_validate({"language": "en", "goals": named, "edit": edit})
    wish = Wish(text="", limits=LIMITS, replied=replied, revisions=(replied,))
    return decide(wish, intent, given_files(stand_ins(kinds)), ALL)


def form(workflow: Workflow) -> Counter[str]:
    """Its steps, with tools in place of ids."""
    tool_of = {step.id: step.tool for step in workflow.steps}
    return Counter(
        f"{step.tool} {sorted((port, tool_of.get(source, source)) for port, source in step.inputs.items())}"
        for step in workflow.steps
    )


def stages(plan: Plan, before: Revision) -> set[str]:
    """Stages of the steps that have to run."""
    assert plan.workflow
    return {ALL[plan.workflow.step(name).tool].stage for name in plan.workflow.anew(before.workflow)}


@pytest.mark.unit
@pytest.mark.parametrize("one", [one for one in singles() if one.goals != ("export",)], ids=lambda one: one.name)
def test_captions_and_music_are_changed_without_looking_again(one: Combination) -> None:
    before = first(one.goals, one.attach)
    accepted = {param.name for param in capabilities()[one.goals[0]].params} | reach(ALL)[one.goals[0]]
    for name, value in {**CAPTIONS, "music_volume": "up"}.items():
        if name in accepted:
            plan = then(before, **{name: value})
            assert isinstance(plan, Plan) and stages(plan, before) <= {"edit", "render"}, name
            assert plan.estimate and plan.workflow.anew(before.workflow)
            assert len(plan.workflow.anew(before.workflow)) < len(before.workflow.steps) or len(before.workflow.steps) == 2


@pytest.mark.unit
@pytest.mark.parametrize("goals", [("highlights", "subtitle"), ("commentary", "subtitle"), ("meme", "reframe")], ids=str)
def test_music_on_top_looks_at_nothing_again(goals: tuple[str, ...]) -> None:
    before = first(goals, ("video",))
    plan = then(before, also=["add_music"])
    assert [goal.capability for goal in plan.intent.goals] == [*goals, "add_music"]
    assert stages(plan, before) <= {"speak", "edit", "render"}
    assert {plan.workflow.step(name).tool for name in plan.workflow.anew(before.workflow)} <= {
        *("compose_music", "add_music", "subtitle", "render"),
    }


@pytest.mark.unit
def test_every_sensible_goal_can_come_on_top_and_go_again() -> None:
    for pair in pairs()[::5]:
        kept_goal, other = pair.goals
        if other == "concat" or pair.attach == ("audio",):
            continue  # joining is where a film begins
        before = first([kept_goal], pair.attach)
        also = kept(then(before, also=[other]), before)
        assert [goal.capability for goal in also.intent.goals] == [kept_goal, other], pair.name
        back = then(also, without=[other])
        assert form(back.workflow) == form(before.workflow), pair.name


@pytest.mark.unit
@pytest.mark.parametrize("name", [name for name in built() if capabilities()[name].group not in ("answers", "revisions")])
def test_what_is_built_goes_back_and_forth(name: str) -> None:
    attach = next(one.attach for one in singles() if one.goals == (name,))
    one = first([name], (*attach, "video", "subtitle") if attach in (("text",), ("audio",)) else (*attach, "subtitle"))
    two = kept(then(one, also=["reframe" if name != "reframe" else "meme"]), one)
    for goal, posted in (("undo", one), ("redo", two)):
        replied = two if goal == "undo" else one
        wish = Wish(text="", limits=LIMITS, replied=replied, revisions=(one, two))
        plan = decide(wish, Intent(language="en", goals=(Goal(capability=goal),)), {}, ALL)
        assert isinstance(plan, Plan) and (plan.repost, plan.workflow) == (posted.id, None), "nothing runs"
    assert isinstance(then(one, "undo"), Refused)


@pytest.mark.unit
def test_a_sound_in_a_reply_goes_under_the_picture() -> None:
    before = first(["trim"], ("video",))
    plan = then(before, "add_music", kinds=("audio",))
    assert [goal.capability for goal in plan.intent.goals] == ["trim", "add_music"]
    assert plan.workflow.step("take_music").inputs == {"source": "given:audio"}


@pytest.mark.unit
def test_a_picture_in_a_reply_is_a_logo_where_that_is_wanted_and_else_a_wish_of_its_own() -> None:
    before = first(["trim"], ("video",))
    assert [goal.capability for goal in then(before, "overlay", kinds=("image",)).intent.goals] == ["trim", "overlay"]
    assert [goal.capability for goal in then(before, "meme", kinds=("image",)).intent.goals] == ["meme"]
    assert [goal.capability for goal in then(before, "trim", kinds=("video",)).intent.goals] == ["trim"]


@pytest.mark.unit
def test_a_clip_in_a_reply_is_joined_on() -> None:
    plan = then(first(["trim"], ("video",)), "concat", kinds=("video",))
    assert [goal.capability for goal in plan.intent.goals] == ["trim", "concat"]
    assert [facts["asset"] for facts in plan.workflow.given["clips"].value["files"]] == ["video-1", "video-1"]


@pytest.mark.unit
def test_a_question_in_a_reply_is_answered_without_the_film_again() -> None:
    plan = then(first(["subtitle"], ("video",)), "ask")
    assert [goal.capability for goal in plan.intent.goals] == ["ask"] and plan.workflow.deliver == ("ask",)


@pytest.mark.unit
def test_what_a_step_hangs_on_decides_whether_it_runs_again() -> None:
    before = first(["trim", "reframe"], ("video",)).workflow
    assert before.anew(before) == frozenset()
    assert before.patched({"trim": {"start": 1}}).anew(before) == {"trim", "reframe", "render"}
    assert before.patched({"find_subjects": {"extra": 1}}).anew(before) == {"find_subjects", "reframe", "render"}


class Counting(Editor):
    """Counts the steps that it really runs."""

    def __init__(self, media: MediaSettings, store: Store) -> None:
        super().__init__(AgentSettings(), media, store)
        self.ran: list[str] = []

    @property
    def tools(self) -> Mapping[str, Tool]:
        return {name: replace(spec, run=self._counted(spec)) for name, spec in tools().items()}

    def _counted(self, spec: Tool) -> Callable[[Any, Context], Awaitable[Frozen]]:
        async def run(given: Any, context: Context) -> Frozen:
            self.ran.append(spec.name)
            return await spec.run(given, context)

        return run


@pytest.mark.ffmpeg
@pytest.mark.parametrize(
    ("wish", "files", "reply", "ran"),
    [
        ("make it a meme", ["clip.mp4"], "smaller text", {"meme", "render"}),
        ("make it a vertical meme", ["clip.mp4"], "make the text red", {"meme", "reframe", "render"}),
        ("add subtitles", ["clip.mp4", "lines.srt"], "yellow text at the top", {"subtitle", "render"}),
        ("make it 1:1 and add subtitles", ["clip.mp4", "lines.srt"], "no subtitles", {"render"}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_only_what_a_follow_up_touches_runs(
    wish: str, files: list[str], reply: str, ran: set[str], settings: MediaSettings, store: Store, give
) -> None:
    editor = Counting(settings, store)
    asked = await give(wish, *files)
    plan = await editor.plan(asked, nothing)
    assert isinstance(plan, Plan), plan
    done = revision(plan, await editor.run(plan, asked, nothing))
    assert len(editor.ran) == len(plan.workflow.steps)
    editor.ran.clear()
    again = await give(reply, replied=done, revisions=(done,))
    changed = await editor.plan(again, nothing)
    assert isinstance(changed, Plan) and changed.workflow, changed
    expected = {changed.workflow.step(name).tool for name in changed.workflow.anew(done.workflow)}
    await editor.run(changed, again, nothing)
    assert set(editor.ran) == ran == expected and len(editor.ran) == len(ran)
    assert changed.estimate.seconds < plan.estimate.seconds
