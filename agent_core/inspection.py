"""Runs a workflow, checks what it made, and mends: only the steps that a repair touches run again."""

import asyncio
import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from agent_core.agent import Report
from agent_core.artifacts import AnimationFile, ArchiveFile, Covers, File, ImageFile, ProjectFile, SubtitleFile, TextFile
from agent_core.checks import upstream
from agent_core.evaluation import ROUNDS, Verdict, judge, timeline_of
from agent_core.executor import Executor, Ran, material
from agent_core.flaws import Flaws, find_flaws
from agent_core.making import Making, Mended
from agent_core.measurement import Measured, Work
from agent_core.planner import DELIVERABLES
from agent_core.tool import Cost, Tool
from agent_core.workflow import Step, Workflow
from media.captions import PlacedCaption, place_captions
from media.errors import ProcessFailed
from media.facts import MediaFacts
from media.ffmpeg import FFmpeg
from media.fonts import find_fonts
from media.frozen import Frozen
from media.probe import probe
from media.settings import MediaSettings
from media.store import Store
from media.timeline import Timeline

log = logging.getLogger(__name__)

_CHECK = "check"
"""What the check's pace is learned as, beside those of the tools."""
_CHECKING = Cost(fixed=1.0, per_second=0.1)
"""What it takes for a second of material."""
_UNSEEN = (SubtitleFile, TextFile, ArchiveFile, ProjectFile)
"""Files in which there is nothing to look at or to listen to."""
_MAKING = 0.92
"""Part of the progress that the first making takes; the rest is the check and what it mends."""


@dataclass(frozen=True)
class Finished:
    """A workflow carried out and found good, or as good as it gets."""

    workflow: Workflow
    """As it ran at last, repairs included."""
    ran: Ran
    verdict: Verdict
    rounds: int
    """Repairs that were made."""
    making: Making = field(default_factory=Making)


class Inspector:
    """Measures finished files."""

    def __init__(self, store: Store, settings: MediaSettings, ffmpeg: FFmpeg) -> None:
        self._store = store
        self._settings = settings
        self._ffmpeg = ffmpeg

    async def verdict(self, workflow: Workflow, outputs: Mapping[str, Frozen], tools: Mapping[str, Tool]) -> Verdict:
        """What the criteria say of all that a run delivers."""
        whole = Verdict()
        for step, file in delivered(workflow, outputs, tools):
            if not isinstance(file, _UNSEEN):
                timeline = timeline_of(workflow, step, outputs, tools)
                steps = [workflow.step(name) for name in upstream(workflow, [step.id])]
                works = [Work(one, tools[one.tool], outputs.get(one.id)) for one in steps]
                whole = whole.joined(judge(await self._measured(step, file, timeline, works)))
        return whole

    async def _measured(self, step: Step, file: File, timeline: Timeline | None, works: Sequence[Work]) -> Measured:
        path = await self._store.path(file.asset)
        facts = await probe(path, file.asset, f"product{file.suffix}", self._settings)
        placed, missing = await asyncio.to_thread(self._drawn, timeline)
        return Measured(
            file=file,
            facts=facts,
            timeline=timeline,
            work=next(work for work in works if work.step == step),
            before=tuple(sorted((work for work in works if work.step != step), key=lambda work: work.step.id)),
            captions=placed,
            missing_glyphs=missing,
            flaws=await self._flaws(path, facts, timeline)
            if timeline and not isinstance(file, ImageFile | AnimationFile)
            else None,
        )

    async def _flaws(self, path: Path, facts: MediaFacts, timeline: Timeline) -> Flaws | None:
        """What of a film nobody asked for; what cannot be looked through is left to the other criteria."""
        try:
            return await find_flaws(path, facts, timeline, self._store, self._ffmpeg)
        except (ProcessFailed, KeyError) as error:
            log.warning("a product was not looked through: %s", type(error).__name__)
            return None

    def _drawn(self, timeline: Timeline | None) -> tuple[tuple[PlacedCaption, ...], int]:
        """The captions as they were drawn, and how many letters were left out for want of a font."""
        if timeline is None or not timeline.captions:
            return (), 0
        fonts = find_fonts(self._settings)
        text = "".join(caption.text + caption.second for track in timeline.captions for caption in track.captions)
        return place_captions(timeline, fonts), len(fonts.missing_glyphs(text))


async def finish(
    workflow: Workflow, executor: Executor, inspector: Inspector, tools: Mapping[str, Tool], report: Report
) -> Finished:
    """Run, check and repair, at most `ROUNDS` times; the best of the rounds is kept. Raises `StepFailed`."""
    began, usual = time.monotonic(), _CHECKING.fixed + _CHECKING.per_second * material(workflow)
    checking = usual * await executor.workshop.factor(_CHECK)

    async def attempt(tried: Workflow, rounds: int) -> Finished:
        start, end = _part(rounds)
        ran = await executor.run(tried, _within(report, start, end, checking))
        report("check", end, checking)
        made = time.monotonic()
        verdict = await inspector.verdict(tried, ran.outputs, tools)
        await executor.workshop.measured(_CHECK, usual, time.monotonic() - made)
        return Finished(tried, ran, verdict, rounds)

    first = best = await attempt(workflow, 0)
    for rounds in range(1, ROUNDS + 1):
        if not best.verdict.repairs:
            break
        found = await attempt(best.workflow.patched(best.verdict.repairs), rounds)
        if not found.verdict.betters(best.verdict):
            break
        best = found
    report("check", 1.0, 0.0)
    return replace(best, making=_making(first, best, time.monotonic() - began))


def _making(first: Finished, best: Finished, seconds: float) -> Making:
    before, after = first.verdict, best.verdict
    gained = [name for name in before.failed if after.scores.get(name, 0.0) > before.scores[name]]
    return Making(
        cached=tuple(step.id for step in first.workflow.steps if step.id in first.ran.cached),
        scores=after.scores,
        mended=tuple(Mended(criterion=name, before=before.scores[name], after=after.scores[name]) for name in gained),
        seconds=round(seconds, 1),
    )


def delivered(workflow: Workflow, outputs: Mapping[str, Frozen], tools: Mapping[str, Tool]) -> Iterator[tuple[Step, File]]:
    """The finished files of the steps that deliver, in order."""
    for name in workflow.deliver:
        step = workflow.step(name)
        for port, artifact in tools[step.tool].makes.items():
            made = getattr(outputs[name], port)
            for file in made.files if isinstance(made, Covers) else (made,):
                if artifact in DELIVERABLES and isinstance(file, File):
                    yield step, file


def _part(rounds: int) -> tuple[float, float]:
    """Where a round stands in the progress of the whole."""
    mending = (1 - _MAKING) / (ROUNDS + 1)
    return (0.0, _MAKING) if rounds == 0 else (_MAKING + mending * (rounds - 1), _MAKING + mending * rounds)


def _within(report: Report, start: float, end: float, after: float) -> Report:
    """A report on a part of the progress, after which there are some seconds left."""
    return lambda stage, fraction, left: report(stage, start + (end - start) * fraction, None if left is None else left + after)
