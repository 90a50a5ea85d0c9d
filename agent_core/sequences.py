"""Several videos and pictures one after another, as one timeline."""

from collections.abc import Iterator, Sequence

from agent_core.edits import bounded
from media.clip import Clip, Transform
from media.facts import MediaFacts
from media.timeline import ASPECTS, DEFAULT_RATE, Timeline, timeline_of
from media.transitions import Transition, TransitionKind

STANDS = 3.0
"""Seconds that a picture is shown."""
_LASTS = {"cut": 0.0, "crossfade": 0.5, "whip": 0.3, "flash": 0.3}
"""Seconds of each transition, where the clips are long enough."""


def sequence(files: Sequence[MediaFacts], transition: TransitionKind = "cut", aspect: str | None = None) -> Timeline:
    """The files in their order. Size and rate are those of the first video, or of the first picture where there is none; what has
    another shape stands over a blurred copy of itself."""
    lead = next((facts for facts in files if facts.kind == "video"), files[0])
    base = timeline_of(lead).model_copy(update={"video": (), "rate": _rate(lead)})
    return bounded(_sized(base, aspect).then(_clips(files, base, transition)))


def _rate(lead: MediaFacts) -> tuple[int, int]:
    return timeline_of(lead).rate if lead.kind == "video" else (DEFAULT_RATE.numerator, DEFAULT_RATE.denominator)


def _sized(base: Timeline, aspect: str | None) -> Timeline:
    if aspect is None:
        return base
    ratio, short = ASPECTS[aspect], min(base.width, base.height)
    width, height = (short * ratio, short) if ratio >= 1 else (short, short / ratio)
    return base.model_copy(update={"width": round(width), "height": round(height)})


def _clips(files: Sequence[MediaFacts], base: Timeline, kind: TransitionKind) -> Iterator[Clip]:
    before = 0
    for number, facts in enumerate(files):
        seconds = STANDS if facts.kind == "image" else facts.duration or 0.0
        frames = max(1, base.to_frames(seconds))
        lasting = min(base.to_frames(_LASTS[kind]), before // 3, frames // 3) if number else 0
        entry = Transition(kind=kind, frames=lasting) if lasting else Transition()
        yield Clip(source=facts, at=0, frames=frames, transform=Transform(fit="blur"), transition=entry)
        before = frames
