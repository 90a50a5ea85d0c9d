"""Reflection: a proposed workflow is looked at twice before it may start, and goes back with what is wrong at most three times.

First its soundness (`checks.problems`: every port fed by its type, no cycle, no step for nothing, valid params), then whether it
does what was asked (every goal served, with the settings that the wish names, and no more). What can be put right without asking
is put right first (`agent_core.mending`). When nothing sound has come of it, the deterministic plan is used, which always is.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from pydantic import JsonValue

from agent_core.checks import problems
from agent_core.intents import Goal, Intent
from agent_core.mending import mended
from agent_core.planner import wanted
from agent_core.tool import Tool
from agent_core.workflow import Workflow

ROUNDS = 3
"""Most proposals for one wish."""


@dataclass(frozen=True)
class Task:
    """What a workflow is wanted for."""

    intent: Intent
    floor: Workflow
    """The deterministic plan; what it was given is all that a proposal may use."""
    fixed: Mapping[str, JsonValue]
    """Values that no proposal may choose, for every step that has a param of the name: limits, the seed, the language."""


class Proposer(Protocol):
    """Anything that proposes workflows."""

    async def propose(self, task: Task, faults: Sequence[str]) -> Workflow | None:
        """A workflow; `faults` says in sentences what was wrong with the last one. `None` when there will be none."""
        ...


@dataclass(frozen=True)
class Reflected:
    """A workflow that may start, and how it was come by."""

    workflow: Workflow
    by: Literal["proposer", "mending", "planner"]
    """Whose it is at last: as it was proposed, put right, or the deterministic plan."""
    rounds: int
    """Proposals that were looked at."""


async def reflect(task: Task, proposer: Proposer, tools: Mapping[str, Tool], *, mend: bool = True) -> Reflected:
    """The first proposal that is sound and does what was asked, else the deterministic plan."""
    faults: list[str] = []
    for rounds in range(1, ROUNDS + 1):
        proposed = await proposer.propose(task, faults)
        if proposed is None:
            return Reflected(task.floor, "planner", rounds)
        held = _held(proposed, task, tools)
        faults = found(held, task, tools)
        if not faults:
            return Reflected(held, "proposer", rounds)
        better = mended(held, task.intent, task.fixed, tools) if mend else None
        if better is not None and not found(better, task, tools):
            return Reflected(better, "mending", rounds)
    return Reflected(task.floor, "planner", ROUNDS)


def found(workflow: Workflow, task: Task, tools: Mapping[str, Tool]) -> list[str]:
    """All that is wrong with a workflow for a task, in sentences."""
    faults = problems(workflow, wanted(task.intent), tools)
    return faults or [*_unheeded(workflow, task.intent), *_unnamed(workflow, task), *_undelivered(workflow, task)]


def _held(proposed: Workflow, task: Task, tools: Mapping[str, Tool]) -> Workflow:
    """A proposal with what is not its to choose: what was given, and fixed values."""

    def fixed(tool: str) -> dict[str, JsonValue]:
        spec = tools.get(tool)
        return {name: value for name, value in task.fixed.items() if spec is not None and name in spec.params}

    steps = (step.model_copy(update={"params": {**step.params, **fixed(step.tool)}}) for step in proposed.steps)
    return proposed.model_copy(update={"given": task.floor.given, "steps": tuple(steps)})


def _unheeded(workflow: Workflow, intent: Intent) -> Iterator[str]:
    """Settings that the wish names and no step of their goal has."""
    goals = [*intent.goals, *(Goal(capability=unsaid.capability, params=unsaid.params) for unsaid in intent.implicit)]
    for index, goal in enumerate(goals):
        steps = [step for step in workflow.steps if step.goal in (index, None)]
        for name, value in goal.params.items():
            if name not in workflow.given and not any(name in step.params and step.params[name] == value for step in steps):
                yield f"no step for {goal.capability} has {name} set to {value!r}, which the wish names"


def _unnamed(workflow: Workflow, task: Task) -> Iterator[str]:
    """Settings that neither the wish nor the deterministic plan has: nobody may slip one in."""
    goals = (*task.intent.goals, *task.intent.implicit)
    for step in workflow.steps:
        for name, value in step.params.items():
            planned = any(name in own.params and own.params[name] == value for own in task.floor.steps)
            if not planned and not any(name in goal.params and goal.params[name] == value for goal in goals):
                yield f"step {step.id} sets {name}, which nobody named"


def _undelivered(workflow: Workflow, task: Task) -> Iterator[str]:
    """Files that the deterministic plan delivers and the proposal does not, or the other way round."""
    due = Counter(task.floor.step(name).tool for name in task.floor.deliver)
    delivered = Counter(workflow.step(name).tool for name in workflow.deliver)
    yield from (f"what a step with {tool} makes must be delivered" for tool in due - delivered)
    yield from (f"nobody asked for the file of another step with {tool}" for tool in delivered - due)
