"""Reflection: does a proposer that errs all the time still end in a workflow that is sound and does what was asked?

`python -m benchmarks.reflection [--trials N]`. Each trial takes a composition at random and a proposer that knows the right
workflow but spoils it: in every round each of six faults (wrong link, missing step, cycle, unknown tool, redundant step, wrong
param) is put in with probability 0.5. Beside it stands a plain loop with a judge in place of the checks: a simulated language
model that overlooks a faulty workflow in 15 % and finds fault with a sound one in 10 % of cases, and whose last word is taken.
"As the right one" counts workflows that are the deterministic plan step by step, ids apart.

Tokens are estimated as letters / 4 of what is read and written: a call reads the list of tools, the wish, what was given and the
faults told, and writes the workflow; the judge reads the same list and the workflow, and writes 60 tokens.
"""

import argparse
import asyncio
import random
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import mean

from agent_core.agent import Plan
from agent_core.declared import with_declared
from agent_core.intents import Intent
from agent_core.projects import defaults
from agent_core.reflection import ROUNDS, Task, found, reflect
from agent_core.standins import stand_ins
from agent_core.tool import Tool, tools
from agent_core.workflow import Step, Workflow
from benchmarks.combinations import longer, pairs, singles
from benchmarks.composition import compose_one

CHANCE = 0.5
"""Of each fault in each round."""
MISSED, FALSE_ALARM = 0.15, 0.10
"""Rates of the simulated judge's errors."""
_LETTERS = 4
"""Letters of a token."""
_VERDICT = 60
"""Tokens of a judgement."""

_FIXED = ("seed", "wish_language", "max_bytes")
"""Params that no proposer may choose."""

Fault = Callable[[Workflow, random.Random, Mapping[str, Tool]], Workflow]


def wrong_link(workflow: Workflow, luck: random.Random, known: Mapping[str, Tool]) -> Workflow:
    """A port fed by another source than it should be."""
    step = luck.choice([step for step in workflow.steps if step.inputs] or list(workflow.steps))
    sources = [f"given:{name}" for name in workflow.given] + [other.id for other in workflow.steps if other.id != step.id]
    if not step.inputs or not sources:
        return workflow
    port = luck.choice(sorted(step.inputs))
    return _with(workflow, step.model_copy(update={"inputs": {**step.inputs, port: luck.choice(sources)}}))


def missing_step(workflow: Workflow, luck: random.Random, known: Mapping[str, Tool]) -> Workflow:
    """A step left out; its id is still named by others."""
    gone = luck.choice(workflow.steps)
    return workflow.model_copy(update={"steps": tuple(step for step in workflow.steps if step.id != gone.id)})


def cycle(workflow: Workflow, luck: random.Random, known: Mapping[str, Tool]) -> Workflow:
    """An early step fed by a late one."""
    if len(workflow.steps) < 2:
        return workflow
    early, late = sorted(luck.sample(range(len(workflow.steps)), 2))
    step = workflow.steps[early]
    port = luck.choice(sorted(step.inputs)) if step.inputs else "timeline"
    return _with(workflow, step.model_copy(update={"inputs": {**step.inputs, port: workflow.steps[late].id}}))


def unknown_tool(workflow: Workflow, luck: random.Random, known: Mapping[str, Tool]) -> Workflow:
    """A step with a tool that does not exist."""
    step = luck.choice(workflow.steps)
    return _with(workflow, step.model_copy(update={"tool": f"super_{step.tool}"}))


def redundant_step(workflow: Workflow, luck: random.Random, known: Mapping[str, Tool]) -> Workflow:
    """A step more than is needed: one that is there already once again, or one of any tool, leading nowhere."""
    twice = luck.choice(workflow.steps)
    extra = twice if luck.random() < 0.5 else Step(id="extra", tool=luck.choice(sorted(known)))
    new = extra.model_copy(update={"id": f"{extra.id}-again"})
    return workflow.model_copy(update={"steps": (*workflow.steps, new)})


def wrong_param(workflow: Workflow, luck: random.Random, known: Mapping[str, Tool]) -> Workflow:
    """A param that the tool does not have, or a value that is none."""
    step = luck.choice(workflow.steps)
    names = sorted(known[step.tool].params) if step.tool in known else []
    name = luck.choice(names) if names and luck.random() < 0.5 else "sparkle"
    return _with(workflow, step.model_copy(update={"params": {**step.params, name: {"very": "much"}}}))


FAULTS: tuple[Fault, ...] = (wrong_link, missing_step, cycle, unknown_tool, redundant_step, wrong_param)


def _with(workflow: Workflow, changed: Step) -> Workflow:
    steps = tuple(changed if step.id == changed.id else step for step in workflow.steps)
    return workflow.model_copy(update={"steps": steps})


@dataclass
class Faulty:
    """A proposer that spoils the right workflow, and counts what it reads and writes."""

    luck: random.Random
    known: Mapping[str, Tool]
    chance: float = CHANCE
    tokens: int = 0

    async def propose(self, task: Task, faults: Sequence[str]) -> Workflow:
        """The right workflow with faults of any kind."""
        workflow = task.floor
        for fault in FAULTS:
            if workflow.steps and self.luck.random() < self.chance:
                workflow = fault(workflow, self.luck, self.known)
        self.tokens += _read(task, self.known) + _tokens("\n".join(faults)) + _tokens(workflow.model_dump_json())
        return workflow


@dataclass
class Tally:
    """How one way of going about it did."""

    name: str
    right: int = 0
    same: int = 0
    rounds: list[int] = field(default_factory=list[int])
    tokens: list[int] = field(default_factory=list[int])
    by: Counter[str] = field(default_factory=Counter[str])

    def add(self, right: bool, same: bool, rounds: int, tokens: int, by: str) -> None:
        """One trial more."""
        self.right += right
        self.same += same
        self.rounds.append(rounds)
        self.tokens.append(tokens)
        self.by[by] += 1

    def told(self) -> str:
        """A line of the report."""
        whose = ", ".join(f"{name} {count}" for name, count in self.by.most_common())
        return (
            f"{self.name:<20} sound and covering {self.right} of {len(self.rounds)}, as the right one {self.same};"
            f" rounds {mean(self.rounds):.2f}; tokens {mean(self.tokens):.0f} ({whose})"
        )


def tasks(known: Mapping[str, Tool]) -> list[Task]:
    """Every composition as a task."""
    made = [compose_one(one, stand_ins(one.attach), known) for one in (*singles(), *pairs(), *longer())]
    return [
        Task(intent=plan.intent, floor=plan.workflow, fixed=defaults(plan.workflow, _FIXED))
        for one in made
        if isinstance(plan := one.plan, Plan) and plan.workflow and not one.faults
    ]


async def judged(task: Task, proposer: Faulty, known: Mapping[str, Tool]) -> tuple[Workflow, int, int]:
    """The loop with a judge: workflow, rounds and the judge's tokens."""
    workflow, spent = task.floor, 0
    for rounds in range(1, ROUNDS + 1):
        workflow = await proposer.propose(task, ["The judge is not content."] if rounds > 1 else [])
        faulty = bool(found(workflow, task, known))
        spent += _read(task, known) + _tokens(workflow.model_dump_json()) + _VERDICT
        error = proposer.luck.random()
        content = error < MISSED if faulty else error >= FALSE_ALARM
        if content:
            return workflow, rounds, spent
    return workflow, ROUNDS, spent


async def measure(trials: int, seed: int = 1) -> list[Tally]:
    """All ways over the same tasks."""
    known = with_declared(tools())
    luck = random.Random(seed)
    every = tasks(known)
    checked, bare, plain = Tally("checks and mending"), Tally("checks alone"), Tally("judge by LLM")
    for trial in range(trials):
        task = luck.choice(every)
        for tally, mend in ((checked, True), (bare, False)):
            proposer = Faulty(random.Random(trial), known)
            made = await reflect(task, proposer, known, mend=mend)
            tally.add(not found(made.workflow, task, known), _same(made.workflow, task), made.rounds, proposer.tokens, made.by)
        proposer = Faulty(random.Random(trial), known)
        workflow, rounds, spent = await judged(task, proposer, known)
        plain.add(not found(workflow, task, known), _same(workflow, task), rounds, proposer.tokens + spent, "judge")
    return [checked, bare, plain]


def _same(workflow: Workflow, task: Task) -> bool:
    return _form(workflow) == _form(task.floor)


def _form(workflow: Workflow) -> Counter[str]:
    """The steps of a workflow with their tools in place of their ids."""
    tool_of = {step.id: step.tool for step in workflow.steps}
    fed = ((step, {port: tool_of.get(source, source) for port, source in sorted(step.inputs.items())}) for step in workflow.steps)
    return Counter(f"{step.tool} {step.goal} {sorted(step.params.items())} {inputs}" for step, inputs in fed)


def _read(task: Task, known: Mapping[str, Tool]) -> int:
    """Tokens of a prompt."""
    given = sum(len(name) + len(thing.artifact) for name, thing in task.floor.given.items())
    return _listed(known) + _tokens(Intent.model_dump_json(task.intent)) + given // _LETTERS


def _listed(known: Mapping[str, Tool]) -> int:
    if not _LISTED:
        for spec in known.values():
            _LISTED[spec.name] = _tokens(f"{spec.name} {sorted(spec.ports)} {sorted(spec.params)} {sorted(spec.makes.values())}")
    return sum(_LISTED.values())


_LISTED: dict[str, int] = {}
"""Tokens that each tool takes in the list."""


def _tokens(text: str) -> int:
    return len(text) // _LETTERS


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and tell; 0 when every trial ended well."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reflection", description=__doc__)
    parser.add_argument("--trials", type=int, default=500)
    options = parser.parse_args(arguments)
    tallies = asyncio.run(measure(options.trials))
    for tally in tallies:
        print(tally.told())
    return 0 if all(tally.right == options.trials for tally in tallies[:2]) else 1


if __name__ == "__main__":
    sys.exit(main())
