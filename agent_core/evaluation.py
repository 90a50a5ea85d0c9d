"""The check of a product: what came out, measured against what was asked.

A criterion is a small function with a score from 0 to 1 and, where it fails and something can be done, a repair: params for steps
of the workflow. Nothing here decodes the whole picture again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pydantic import JsonValue

from agent_core.artifacts import File, ImageFile
from agent_core.tool import Tool
from agent_core.workflow import GIVEN, Step, Workflow
from media.captions import Box, PlacedCaption, safe_area
from media.facts import MediaFacts
from media.frozen import Frozen
from media.timeline import Timeline

ROUNDS = 3
"""Most repairs of one product."""
GOOD = 0.8
"""Score from which a criterion is met."""

Repair = dict[str, JsonValue]


@dataclass(frozen=True)
class Measured:
    """A finished file and all that is known of how it should be."""

    file: File
    facts: MediaFacts
    """The file, probed."""
    timeline: Timeline | None
    """What was rendered, where there was a timeline."""
    params: Mapping[str, JsonValue]
    """Settings of the step that made it."""
    captions: tuple[PlacedCaption, ...] = ()
    """Its captions as they were drawn."""
    missing_glyphs: int = 0
    """Letters of its captions that no font draws."""


class Finding(Frozen):
    """What one criterion says."""

    score: float
    repair: Repair = {}
    """Settings for the step that made the file, which should better the score."""


class Verdict(Frozen):
    """What all criteria say: scores by name, and repairs by step."""

    scores: dict[str, float] = {}
    repairs: dict[str, Repair] = {}

    @property
    def worst(self) -> float:
        """The lowest score; 1 where nothing could be measured."""
        return min(self.scores.values(), default=1.0)

    def joined(self, other: "Verdict") -> "Verdict":
        """Both verdicts as one; of two scores with one name the lower stands."""
        scores = {name: min(self.scores.get(name, 1.0), other.scores.get(name, 1.0)) for name in {**self.scores, **other.scores}}
        return Verdict(scores=scores, repairs={**self.repairs, **other.repairs})


def judge(step: str, measured: Measured) -> Verdict:
    """What the criteria say of a file that a step made."""
    found = {name: finding for name, criterion in CRITERIA.items() if (finding := criterion(measured)) is not None}
    repair: Repair = {}
    for finding in found.values():
        repair.update(finding.repair)
    return Verdict(
        scores={name: round(finding.score, 3) for name, finding in found.items()}, repairs={step: repair} if repair else {}
    )


def timeline_of(workflow: Workflow, step: Step, outputs: Mapping[str, Frozen], tools: Mapping[str, Tool]) -> Timeline | None:
    """The timeline that a step rendered."""
    port = next((port for port in tools[step.tool].ports.values() if port.artifact == "Timeline"), None)
    source = step.inputs.get(port.name) if port else None
    if source is None or source.startswith(GIVEN):
        return None
    made = tools[workflow.step(source).tool].made(outputs[source], "Timeline")
    return made if isinstance(made, Timeline) else None


def _length(measured: Measured) -> Finding | None:
    """As long as the timeline: a tenth of a second is nothing, a second is a fault."""
    if measured.timeline is None or isinstance(measured.file, ImageFile) or measured.facts.duration is None:
        return None
    off = abs(measured.facts.duration - measured.timeline.duration)
    return Finding(score=_falling(off, 0.15, 1.0))


def _size(measured: Measured) -> Finding | None:
    """Within the platform's limit; a file above it is made again with as much less room as it was over."""
    limit = measured.params.get("max_bytes")
    if not isinstance(limit, int):
        return None
    if measured.file.size_bytes <= limit:
        return Finding(score=1.0)
    return Finding(score=0.0, repair={"max_bytes": int(limit * 0.95 * limit / measured.file.size_bytes)})


def _frame(measured: Measured) -> Finding | None:
    """The aspect of the timeline, to a hundredth."""
    timeline, facts = measured.timeline, measured.facts
    if timeline is None or not facts.width or not facts.height:
        return None
    asked, got = timeline.width / timeline.height, facts.width / facts.height
    return Finding(score=_falling(abs(got / asked - 1), 0.02, 0.1))


def _streams(measured: Measured) -> Finding | None:
    """Picture and sound where the timeline has them."""
    timeline = measured.timeline
    if timeline is None or isinstance(measured.file, ImageFile):
        return None
    wants_sound = bool(timeline.audio) or any(clip.source.has_sound for clip in timeline.video)
    wants_picture = bool(timeline.video)
    met = (measured.facts.has_picture or not wants_picture) and (measured.facts.has_sound or not wants_sound)
    return Finding(score=1.0 if met else 0.0)


def _loudness(measured: Measured) -> Finding | None:
    """As loud as asked: one unit off is not heard, four are; the next render aims as far to the other side."""
    timeline = measured.timeline
    if timeline is None or timeline.lufs is None or measured.file.lufs is None:
        return None
    aimed = measured.params.get("lufs")
    target = float(aimed) if isinstance(aimed, int | float) else timeline.lufs
    off = measured.file.lufs - timeline.lufs
    score = _falling(abs(off), 1.0, 4.0)
    return Finding(score=score, repair={} if score >= GOOD else {"lufs": round(max(-24.0, min(-8.0, target - off)), 1)})


def _glyphs(measured: Measured) -> Finding | None:
    """Every letter of the captions can be drawn."""
    return Finding(score=1.0 if measured.missing_glyphs == 0 else 0.0) if measured.captions else None


def _safe_area(measured: Measured) -> Finding | None:
    """No caption under the edges or under what platforms draw over the picture."""
    if measured.timeline is None or not measured.captions:
        return None
    area = safe_area(measured.timeline.width, measured.timeline.height)
    return Finding(score=sum(_inside(caption.box, area) for caption in measured.captions) / len(measured.captions))


def _legible(measured: Measured) -> Finding | None:
    """Letters of a twentieth of the shorter side are read on a phone with ease, of a fiftieth hardly."""
    if measured.timeline is None or not measured.captions:
        return None
    short = min(measured.timeline.width, measured.timeline.height)
    smallest = min(caption.em for caption in measured.captions) / short
    return Finding(score=1.0 - _falling(smallest, 0.02, 0.035))


def _inside(box: Box, area: Box) -> bool:
    """Within, to the pixel that rounding takes."""
    across = box.left >= area.left - 1 and box.right <= area.right + 1
    return across and box.top >= area.top - 1 and box.bottom <= area.bottom + 1


def _falling(value: float, good: float, bad: float) -> float:
    """1 up to `good`, 0 from `bad` on, straight between."""
    return max(0.0, min(1.0, (bad - value) / (bad - good)))


CRITERIA: Mapping[str, Callable[[Measured], Finding | None]] = {
    "length": _length,
    "size": _size,
    "frame": _frame,
    "streams": _streams,
    "loudness": _loudness,
    "glyphs": _glyphs,
    "safe_area": _safe_area,
    "legible": _legible,
}
