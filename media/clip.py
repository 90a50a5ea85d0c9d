"""A clip: a stretch of one source placed on a track, and all that is done to its picture and its sound.

Frames are those of the timeline's rate. At a speed other than 1 a frame of the clip stands for `speed` frames of the source.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal, Self

from pydantic import Field, model_validator

from media.denoising import Noise
from media.effects import Effect, Look
from media.facts import MediaFacts
from media.frozen import Frozen
from media.transitions import Transition

Fit = Literal["crop", "blur", "pad"]

SLOWEST, FASTEST = 0.25, 4.0
"""Least and greatest speed of a clip."""

_COLOR = r"^(#[0-9a-fA-F]{6}|[a-zA-Z]+)$"


class Aim(Frozen):
    """Where a crop looks from a frame on."""

    source_at: int
    """First frame of the source that it holds for, in frames of the timeline's rate: nothing changes when the clip is cut."""
    focus: tuple[float, float]


class Transform(Frozen):
    """How a clip's picture fills the frame."""

    fit: Fit = "pad"
    """`crop` fills and cuts off, `blur` fits over a blurred copy, `pad` fits between bars."""
    focus: tuple[float, float] = (0.5, 0.5)
    """Point of the source's picture kept nearest the middle by `crop`; 0 to 1 from the top left."""
    path: tuple[Aim, ...] = ()
    """Other points from later frames on, in order; the crop jumps there, as at a cut of the source."""


class GainPoint(Frozen):
    """How loud a clip's sound is at a frame. Between two points the gain runs straight, beyond them it stays."""

    frame: int
    """Counted from the clip's first; where the clip was cut a point may lie outside it."""
    db: float


class Card(Frozen):
    """A drawn background that fills the frame: one colour, or from one to another."""

    color: str = Field(default="black", pattern=_COLOR)
    """`#rrggbb` or an English name."""
    to: str | None = Field(default=None, pattern=_COLOR)
    """The colour at the lower edge, where it is another."""


class Clip(Frozen):
    """A stretch of one source on a track."""

    source: MediaFacts
    at: int
    """First frame on the timeline."""
    frames: int
    source_at: int = 0
    """First frame taken from the source, in frames of the timeline's rate; the earliest one where the clip runs backward."""
    source_skip: int = 0
    """Frames of the clip itself, at its own speed, by which the source is entered later still. Cutting counts here."""
    speed: float = Field(default=1.0, ge=SLOWEST, le=FASTEST)
    """How many times faster than its source the clip runs; the pitch of its sound stays."""
    reverse: bool = False
    freeze: bool = False
    """Whether its first picture is held throughout, without sound."""
    card: Card | None = None
    """A drawn background instead of a source; `card_clip` makes such a clip."""

    gain_db: float = 0.0
    envelope: tuple[GainPoint, ...] = ()
    """Gain that changes over the clip, added to `gain_db`; in the order of its frames."""
    noise: Noise | None = None
    """What is taken out of its sound."""
    muted: bool = False
    sound_lead: int = 0
    """Frames by which its sound starts before its picture (a J cut); negative: after it."""
    sound_tail: int = 0
    """Frames by which its sound goes on after its picture (an L cut); negative: ends before it."""
    fade_in: int = 0
    """Frames over which picture and sound come from black and silence."""
    fade_out: int = 0
    sound_fade_in: int | None = None
    """The same for the sound alone, where it has fades of its own."""
    sound_fade_out: int | None = None

    transform: Transform = Transform()
    turn: Literal[0, 90, 180, 270] = 0
    """Degrees clockwise by which the picture is turned."""
    mirror: bool = False
    """Left and right exchanged, after turning."""
    flip: bool = False
    """Top and bottom exchanged, after turning."""
    steady: bool = False
    """Whether a trembling camera is held still."""
    look: Look = Look()
    effects: tuple[Effect, ...] = ()
    """In the order in which they are applied; their frames count from the clip's first."""
    transition: Transition = Transition()
    """How it begins after the clip before it on a picture track."""

    @property
    def end(self) -> int:
        """The frame after the last."""
        return self.at + self.frames

    @property
    def tempo(self) -> Fraction:
        """The speed as a fraction."""
        return Fraction(self.speed).limit_denominator(1000)

    @property
    def first(self) -> Fraction:
        """The earliest moment of the source that the picture needs, in frames of the timeline's rate."""
        return self.source_at + self.source_skip * self.tempo

    @property
    def sounds(self) -> bool:
        """Whether there is anything to hear."""
        return self.source.has_sound and not (self.muted or self.freeze)

    @property
    def sound_at(self) -> int:
        """First frame on the timeline with its sound."""
        return self.at - self.sound_lead

    @property
    def sound_end(self) -> int:
        """The frame after the last with its sound."""
        return self.end + self.sound_tail

    @property
    def sound_first(self) -> Fraction:
        """The earliest moment of the source that the sound needs, in frames of the timeline's rate."""
        return self.first - (self.sound_tail if self.reverse else self.sound_lead) * self.tempo

    def placed(self, source_frame: float | Fraction) -> Fraction:
        """The place on the timeline, in frames, where a moment of the source is shown; it may lie outside the clip."""
        run = (Fraction(source_frame) - self.first) / self.tempo
        return self.at + (self.frames - run if self.reverse else run)

    def moved(self, frames: int) -> Self:
        """The clip that many frames later."""
        return self.model_copy(update={"at": self.at + frames})

    def within(self, start: int, end: int) -> Self | None:
        """The part of the clip that is shown in [start, end), or `None`; what happens at a cut end (a fade, a transition, sound
        beyond the picture) is gone with that end."""
        first, last = max(self.at, start), min(self.end, end)
        if first >= last:
            return None
        gone, lost = first - self.at, self.end - last
        cut = {
            "at": first,
            "frames": last - first,
            **self._entered(lost if self.reverse else gone),
            "envelope": tuple(point.model_copy(update={"frame": point.frame - gone}) for point in self.envelope),
            "effects": tuple(effect.moved(-gone) for effect in self.effects),
            **self._heard(first, last, max(self.sound_at, start), min(self.sound_end, end)),
        }
        return self.model_copy(update={**cut, **(self._headless() if gone else {}), **(self._tailless() if lost else {})})

    def _entered(self, later: int) -> dict[str, int]:
        if self.freeze:
            return {}
        return {"source_at": self.source_at + later} if self.tempo == 1 else {"source_skip": self.source_skip + later}

    def _heard(self, first: int, last: int, sound_at: int, sound_end: int) -> dict[str, int]:
        if sound_at >= sound_end:
            return {"muted": True, "sound_lead": 0, "sound_tail": 0}
        return {"sound_lead": first - sound_at, "sound_tail": sound_end - last}

    def _headless(self) -> Mapping[str, object]:
        return {"fade_in": 0, "transition": Transition()} | ({} if self.sound_fade_in is None else {"sound_fade_in": 0})

    def _tailless(self) -> Mapping[str, object]:
        return {"fade_out": 0} | ({} if self.sound_fade_out is None else {"sound_fade_out": 0})

    @model_validator(mode="after")
    def _placed(self) -> Self:
        if self.at < 0 or self.frames <= 0 or self.source_at < 0 or self.source_skip < 0:
            raise ValueError("a clip starts at frame 0 or later and lasts at least one frame")
        if min(self.fade_in, self.fade_out, self.sound_fade_in or 0, self.sound_fade_out or 0) < 0:
            raise ValueError("a fade lasts no less than no time")
        if self.sound_at >= self.sound_end:
            raise ValueError("the sound of a clip ends before it starts")
        if self.sound_first < 0:
            raise ValueError("the sound of a clip starts before its source does")
        if list(self.envelope) != sorted(self.envelope, key=lambda point: point.frame):
            raise ValueError("the points of an envelope stand in order")
        return self


def card_clip(card: Card, frames: int, at: int = 0) -> Clip:
    """A clip that shows a drawn background."""
    drawn = MediaFacts(asset="", kind="image", container="card", size_bytes=0)
    return Clip(source=drawn, card=card, at=at, frames=frames)
