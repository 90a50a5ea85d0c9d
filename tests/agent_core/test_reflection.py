"""Reflection: whatever is proposed, what starts is sound and does what was asked."""

import random
from collections.abc import Sequence

import pytest

from agent_core.agent import Plan
from agent_core.declared import with_declared
from agent_core.mending import mended
from agent_core.projects import defaults
from agent_core.reflection import ROUNDS, Task, found, reflect
from agent_core.standins import stand_ins
from agent_core.tool import tools
from agent_core.workflow import Step, Workflow
from benchmarks.combinations import Combination
from benchmarks.composition import compose_one
from benchmarks.reflection import FAULTS, Fault, Faulty, measure

pytestmark = pytest.mark.unit

ALL = with_declared(tools())


def task(*goals: str) -> Task:
    plan = compose_one(Combination(goals, ()), stand_ins(("video", "subtitle")), ALL).plan
    assert isinstance(plan, Plan) and plan.workflow
    return Task(plan.intent, plan.workflow, defaults(plan.workflow, ("max_bytes", "seed", "wish_language")))


class Scripted:
    """Proposes what it is told to, in order, and keeps what it was told was wrong."""

    def __init__(self, *proposals: Workflow | None) -> None:
        self.proposals = list(proposals)
        self.told: list[list[str]] = []

    async def propose(self, task: Task, faults: Sequence[str]) -> Workflow | None:
        self.told.append(list(faults))
        return self.proposals.pop(0)


def without(workflow: Workflow, name: str) -> Workflow:
    return workflow.model_copy(update={"steps": tuple(step for step in workflow.steps if step.id != name)})


async def test_a_sound_proposal_is_taken_as_it_is() -> None:
    wish = task("trim", "reframe")
    made = await reflect(wish, Scripted(wish.floor), ALL)
    assert (made.workflow, made.by, made.rounds) == (wish.floor, "proposer", 1)


async def test_faults_go_back_in_sentences_and_the_plan_is_the_floor() -> None:
    wish = task("trim", "reframe")
    proposer = Scripted(*[without(wish.floor, "trim")] * ROUNDS)
    made = await reflect(wish, proposer, ALL, mend=False)
    assert (made.workflow, made.by, made.rounds) == (wish.floor, "planner", ROUNDS)
    assert proposer.told[0] == [] and all("no step serves the goal trim" in told for told in proposer.told[1:])


async def test_no_proposal_is_no_failure() -> None:
    wish = task("meme")
    assert (await reflect(wish, Scripted(None), ALL)).workflow == wish.floor


async def test_limits_and_sources_are_not_the_proposers_to_choose() -> None:
    wish = task("meme")
    greedy = wish.floor.patched({"render": {"max_bytes": 10**12}})
    foreign = {**wish.floor.given, "video": wish.floor.given["video"].model_copy(update={"value": {"facts": {"asset": "other"}}})}
    made = await reflect(wish, Scripted(greedy.model_copy(update={"given": foreign})), ALL)
    assert made.workflow == wish.floor


def test_a_setting_that_the_wish_names_must_be_heeded() -> None:
    wish = task("title")
    dropped = wish.floor.patched({"title": {"text": "something else"}})
    assert found(dropped, wish, ALL) == [
        "no step for title has text set to 'Part one', which the wish names",
        "step title sets text, which nobody named",
    ]
    assert mended(dropped, wish.intent, wish.fixed, ALL) == wish.floor


def test_what_is_delivered_is_what_was_asked_for() -> None:
    wish = task("subtitle", "trim")
    assert found(wish.floor.model_copy(update={"deliver": ("render",)}), wish, ALL) == [
        "what a step with subtitle makes must be delivered"
    ]
    twice = (*wish.floor.steps, wish.floor.step("render").model_copy(update={"id": "again"}))
    more = wish.floor.model_copy(update={"steps": twice, "deliver": (*wish.floor.deliver, "again")})
    assert found(more, wish, ALL) == ["nobody asked for the file of another step with render"]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_every_kind_of_fault_is_found(fault: Fault) -> None:
    wish, caught = task("trim", "reframe", "subtitle"), 0
    for seed in range(20):
        spoiled = fault(wish.floor, random.Random(seed), ALL)
        caught += spoiled != wish.floor and bool(found(spoiled, wish, ALL))
        assert spoiled == wish.floor or found(spoiled, wish, ALL)
    assert caught >= 15


@pytest.mark.parametrize("gone", ["place_video", "find_subjects", "render"])
def test_a_missing_step_that_only_prepares_is_put_back(gone: str) -> None:
    wish = task("trim", "reframe")
    better = mended(without(wish.floor, gone), wish.intent, wish.fixed, ALL)
    assert found(better, wish, ALL) == [] if gone != "render" else "nothing finishes it" and found(better, wish, ALL)


def test_what_nobody_asked_for_is_taken_out_of_the_chain() -> None:
    wish = task("trim", "reframe")
    extra = Step(id="speed", tool="speed", inputs={"timeline": "trim"}, goal=0)
    steps = [
        step.model_copy(update={"inputs": {**step.inputs, "timeline": "speed"}}) if step.id == "reframe" else step
        for step in wish.floor.steps
    ]
    spoiled = wish.floor.model_copy(update={"steps": (*steps, extra)})
    assert found(spoiled, wish, ALL)
    assert mended(spoiled, wish.intent, wish.fixed, ALL) == wish.floor


async def test_a_proposer_that_errs_all_the_time_ends_well() -> None:
    checked, bare, judge = await measure(60)
    assert checked.right == bare.right == 60
    assert sum(checked.rounds) < sum(bare.rounds) and sum(checked.tokens) < sum(bare.tokens) < sum(judge.tokens)
    assert judge.right < 30, "the faults are not harmless"


async def test_a_proposer_without_faults_needs_one_round() -> None:
    wish = task("highlights", "subtitle")
    made = await reflect(wish, Faulty(random.Random(1), ALL, chance=0.0), ALL)
    assert (made.by, made.rounds) == ("proposer", 1)
