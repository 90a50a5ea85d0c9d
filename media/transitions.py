"""How one clip of the picture gives way to the next."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal, NamedTuple, Self

from pydantic import Field, model_validator

from media.frozen import Frozen
from media.graph import Stream, combine, concat

TransitionKind = Literal["cut", "crossfade", "whip", "flash"]

_SMEAR = 1 / 16
"""How far a whip's blur reaches, as a share of the frame's width."""


class Transition(Frozen):
    """How a clip begins after the one before it."""

    kind: TransitionKind = "cut"
    """`crossfade` and `whip` (a pan too swift to see) show both clips at once, `flash` starts the new one out of white."""
    frames: int = Field(default=0, ge=0)

    @property
    def overlap(self) -> int:
        """Frames that both clips share; the new one stands that much earlier on the timeline."""
        return self.frames if self.kind in ("crossfade", "whip") else 0

    @model_validator(mode="after")
    def _lasting(self) -> Self:
        if (self.kind == "cut") != (self.frames == 0):
            raise ValueError("every transition but a cut lasts at least one frame, and a cut none")
        return self


class Entry(NamedTuple):
    """A clip's picture on its way into the whole."""

    picture: Stream
    frames: int
    transition: Transition


def flashed(stream: Stream, transition: Transition) -> Stream:
    """The picture of a clip that comes in by a flash."""
    if transition.kind != "flash":
        return stream
    return stream.filter("fade", type="in", start_frame=0, nb_frames=transition.frames, color="white")


def joined(entries: Sequence[Entry], fps: Fraction, width: int) -> Stream:
    """All pictures one after another; the first one's transition counts for nothing."""
    whole, frames = _run(entries, 0, fps)
    place = _run_length(entries, 0)
    while place < len(entries):
        entering = entries[place].transition
        following, more = _run(entries, place, fps)
        at = frames - entering.overlap
        whole = _crossed(whole, following, at, entering, fps)
        if entering.kind == "whip":
            whole = whole.filter("dblur", angle=0, radius=width * _SMEAR, enable=f"between(n,{at},{frames - 1})")
        frames = at + more
        place += _run_length(entries, place)
    return whole


def _run_length(entries: Sequence[Entry], first: int) -> int:
    """How many clips follow one another by cuts."""
    later = range(first + 1, len(entries))
    return next((place for place in later if entries[place].transition.overlap), len(entries)) - first


def _run(entries: Sequence[Entry], first: int, fps: Fraction) -> tuple[Stream, int]:
    run = entries[first : first + _run_length(entries, first)]
    whole = concat([entry.picture for entry in run])
    if len(entries) > 1:  # FFmpeg's concat gives clips of a single frame no length, and xfade asks for whole frames
        whole = whole.filter("settb", expr=f"{fps.denominator}/{fps.numerator}").filter("setpts", expr="N")
    return whole, sum(entry.frames for entry in run)


def _crossed(before: Stream, after: Stream, at: int, transition: Transition, fps: Fraction) -> Stream:
    """Both pictures, the second one coming over the first from frame `at` on."""
    kind = {"crossfade": "fade", "whip": "slideleft"}[transition.kind]
    times = {"duration": float(transition.frames / fps), "offset": float(at / fps)}
    return combine("xfade", before, after, transition=kind, **times)
