"""Composition: does every capability, and every sensible pair of two, become one workflow that does what was asked?

`python -m benchmarks.composition [--run]` composes them all and prints how many are sound (no problem found, every goal served,
one render at most) and right (what each goal promises is delivered). With `--run` those whose tools are there are carried out on
two seconds of 320 × 180, and what they deliver is probed.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from agent_core.agent import Asked, Plan, Wish
from agent_core.catalogue.listing import capabilities
from agent_core.checks import problems
from agent_core.decision import decide
from agent_core.declared import with_declared
from agent_core.errors import AgentError
from agent_core.intents import Goal, Intent
from agent_core.planner import DELIVERABLES, wanted
from agent_core.previews import LIMITS
from agent_core.questions import given_files
from agent_core.standins import stand_ins
from agent_core.tool import Tool, tools
from agent_core.workflow import Workflow
from benchmarks.combinations import PARAMS, Combination, longer, pairs, singles
from media.facts import MediaFacts

RENDERS = frozenset({"render", "render_sound", "still"})

_FILES: Mapping[str, frozenset[str]] = {
    "text": frozenset({"Answer"}),
    "video": frozenset({"VideoFile"}),
    "audio": frozenset({"AudioFile"}),
    "image": frozenset({"ImageFile", "Covers"}),
    "animation": frozenset({"AnimationFile"}),
    "file": frozenset({"SubtitleFile", "TextFile", "ArchiveFile", "ProjectFile"}),
    "same": DELIVERABLES - {"Answer"},
}
"""Artifacts that are what a capability says that it delivers."""
_HOLDING = frozenset({"VideoFile", "AudioFile", "AnimationFile", "ArchiveFile", "ProjectFile"})
"""Files that hold an edit of the film or of its sound, whatever else was asked for."""


@dataclass(frozen=True)
class Composition:
    """What composing one combination gave."""

    combination: Combination
    plan: Plan | None
    faults: tuple[str, ...]
    """Sentences; empty when the workflow is sound and right."""

    @property
    def built(self) -> bool:
        """Every step can run."""
        return self.plan is not None and self.plan.workflow is not None and _runs(self.plan.workflow)


def compose_one(combination: Combination, files: Sequence[MediaFacts], known: Mapping[str, Tool]) -> Composition:
    """Compose a combination over some files, and find what is wrong with it."""
    goals = tuple(Goal(capability=name, params=PARAMS.get(name, {})) for name in combination.goals)
    try:
        found = decide(Wish(text="", limits=LIMITS), Intent(language="en", goals=goals), given_files(files), known)
    except AgentError as error:
        return Composition(combination, None, (f"{error.code}: {error}",))
    if not isinstance(found, Plan) or found.workflow is None:
        return Composition(combination, None, (f"asks for {found.question.wants}" if isinstance(found, Asked) else "no plan",))
    return Composition(combination, found, tuple(_faults(combination, found, found.workflow, known)))


def _faults(combination: Combination, plan: Plan, workflow: Workflow, known: Mapping[str, Tool]) -> list[str]:
    made = [frozenset(known[workflow.step(name).tool].makes.values()) & DELIVERABLES for name in workflow.deliver]
    delivered = frozenset[str]().union(*made)
    renders = sum(step.tool in RENDERS for step in workflow.steps)
    return [
        *problems(workflow, wanted(plan.intent), known),
        *([] if renders <= 1 else [f"{renders} renders"]),
        *(f"nothing of what {name} promises is delivered" for name in combination.goals if not _kept(name, delivered)),
    ]


def _kept(capability: str, delivered: frozenset[str]) -> bool:
    """Whether a promise is kept: by a file of its kind, or by another one that holds what was done."""
    row = capabilities()[capability]
    promised = frozenset[str]().union(*(_FILES[kind] for kind in row.delivers))
    edits = row.group != "answers" and {"video", "same", "audio"} & set(row.delivers)
    return bool(delivered & promised) or bool(edits and delivered & _HOLDING)


def _runs(workflow: Workflow) -> bool:
    return all(step.tool in tools() for step in workflow.steps)


def compose_all(known: Mapping[str, Tool]) -> list[Composition]:
    """Every capability and every sensible pair, over stand-ins."""
    return [compose_one(combination, stand_ins(combination.attach), known) for combination in (*singles(), *pairs(), *longer())]


def main(arguments: Sequence[str] | None = None) -> int:
    """Compose and, where asked to, run; 0 when nothing is wrong."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.composition", description=__doc__)
    parser.add_argument("--run", action="store_true", help="carry out those whose tools are there")
    options = parser.parse_args(arguments)
    began = time.perf_counter()
    found = compose_all(with_declared(tools()))
    wall = time.perf_counter() - began
    wrong = [made for made in found if made.faults]
    for made in wrong:
        print(f"{made.combination.name}: {'; '.join(made.faults)}")
    _told(found, wall)
    failed = asyncio.run(_run_all([made for made in found if made.built])) if options.run else 0
    return 1 if wrong or failed else 0


def _told(found: Sequence[Composition], wall: float) -> None:
    sizes = Counter(len(made.combination.goals) for made in found)
    right = Counter(len(made.combination.goals) for made in found if not made.faults)
    rows = {name for made in found for name in made.combination.goals}
    print(f"{len(rows)} capabilities with a workflow of their own, {len(capabilities()) - len(rows)} answered without one")
    for size in sorted(sizes):
        print(f"{size} goal{'s' if size > 1 else ''}: {right[size]} of {sizes[size]} sound and right")
    print(f"can run here: {sum(made.built for made in found)}; {1000 * wall / len(found):.1f} ms each")


async def _run_all(found: Sequence[Composition]) -> int:
    from benchmarks.carrying import Bench

    failed = 0
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="composition-") as folder:
        bench = Bench(Path(folder))
        for made in found:
            faults = await bench.carried_out(made.combination)
            failed += bool(faults)
            for fault in faults:
                print(f"{made.combination.name}: {fault}")
    print(f"carried out: {len(found) - failed} of {len(found)} in {time.perf_counter() - began:.0f} s")
    return failed


if __name__ == "__main__":
    sys.exit(main())
