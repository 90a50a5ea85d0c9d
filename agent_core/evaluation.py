"""The check of a product: what came out, measured against what was asked, by criterion after criterion."""

from collections.abc import Mapping

from agent_core.criteria import CRITERIA, GOOD, Repair, Repairs
from agent_core.measurement import Measured
from agent_core.tool import Tool
from agent_core.workflow import GIVEN, Step, Workflow
from media.frozen import Frozen
from media.timeline import Timeline

ROUNDS = 3
"""Most repairs of one product."""


class Verdict(Frozen):
    """What all criteria say: scores by name, and what would better them."""

    scores: dict[str, float] = {}
    mends: dict[str, Repairs] = {}
    """Criterion to the settings, by step, that it asks for."""

    @property
    def repairs(self) -> Repairs:
        """All of them by step; where two criteria ask for the same setting, the later one has it."""
        found: Repairs = {}
        for repairs in self.mends.values():
            for step, repair in repairs.items():
                found[step] = {**found.get(step, Repair()), **repair}
        return found

    @property
    def worst(self) -> float:
        """The lowest score; 1 where nothing could be measured."""
        return min(self.scores.values(), default=1.0)

    @property
    def failed(self) -> tuple[str, ...]:
        """The criteria that are not met."""
        return tuple(name for name, score in self.scores.items() if score < GOOD)

    def betters(self, other: "Verdict") -> bool:
        """Whether it says better things of the same product: fewer criteria fail, or they fail by less."""
        mine, theirs = ((-len(verdict.failed), sum(verdict.scores.values())) for verdict in (self, other))
        return mine > theirs

    def joined(self, other: "Verdict") -> "Verdict":
        """Both verdicts as one; of two scores with one name the lower stands."""
        scores = {name: min(self.scores.get(name, 1.0), other.scores.get(name, 1.0)) for name in {**self.scores, **other.scores}}
        mends = {name: {**self.mends.get(name, Repairs()), **repairs} for name, repairs in other.mends.items()}
        return Verdict(scores=scores, mends={**self.mends, **mends})


def judge(measured: Measured) -> Verdict:
    """What the criteria say of a file that a step made."""
    found = {name: finding for name, criterion in CRITERIA.items() if (finding := criterion(measured)) is not None}
    return Verdict(
        scores={name: round(finding.score, 3) for name, finding in found.items()},
        mends={name: finding.repairs for name, finding in found.items() if finding.repairs},
    )


def timeline_of(workflow: Workflow, step: Step, outputs: Mapping[str, Frozen], tools: Mapping[str, Tool]) -> Timeline | None:
    """The timeline that a step rendered."""
    port = next((port for port in tools[step.tool].ports.values() if port.artifact == "Timeline"), None)
    source = step.inputs.get(port.name) if port else None
    if source is None or source.startswith(GIVEN):
        return None
    made = tools[workflow.step(source).tool].made(outputs[source], "Timeline")
    return made if isinstance(made, Timeline) else None
