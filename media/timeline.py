"""The timeline: an immutable edit decision list on one rational frame rate.

Everything on it is placed in whole frames of `Timeline.rate`; seconds are turned into frames once, here. Editing tools take
a timeline and return a new one; `media/render.py` compiles the last one into a single FFmpeg run.
"""

from fractions import Fraction
from typing import Literal, Self

from pydantic import model_validator

from media.facts import MediaFacts
from media.frozen import Frozen

Fit = Literal["crop", "blur", "pad"]
CaptionPreset = Literal["plain", "bold", "meme"]
CaptionPosition = Literal["top", "middle", "bottom"]

DEFAULT_RATE = Fraction(30)
ASPECTS: dict[str, Fraction] = {
    "9:16": Fraction(9, 16),
    "1:1": Fraction(1),
    "16:9": Fraction(16, 9),
    "4:5": Fraction(4, 5),
}


class Transform(Frozen):
    """How a clip's picture fills the frame."""

    fit: Fit = "pad"
    """`crop` fills and cuts off, `blur` fits over a blurred copy, `pad` fits between bars."""
    focus: tuple[float, float] = (0.5, 0.5)
    """Point of the picture kept nearest the middle by `crop`; 0 to 1 from the top left."""


class Clip(Frozen):
    """A stretch of one source on a track."""

    source: MediaFacts
    at: int
    """First frame on the timeline."""
    frames: int
    source_at: int = 0
    """First frame taken from the source, in frames of the timeline's rate."""
    gain_db: float = 0.0
    fade_in: int = 0
    fade_out: int = 0
    transform: Transform = Transform()

    @property
    def end(self) -> int:
        """The frame after the last."""
        return self.at + self.frames

    @model_validator(mode="after")
    def _placed(self) -> Self:
        if self.at < 0 or self.frames <= 0 or self.source_at < 0:
            raise ValueError("a clip starts at frame 0 or later and lasts at least one frame")
        return self


class CaptionStyle(Frozen):
    """How words are drawn; what belongs to every capability that draws words."""

    preset: CaptionPreset = "plain"
    size: float = 1.0
    """Factor on the preset's own size."""
    color: str = "white"
    outline: str = "black"
    position: CaptionPosition = "bottom"


class Caption(Frozen):
    """Words shown for a stretch of the timeline, [start, end) in frames."""

    start: int
    end: int
    text: str

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not 0 <= self.start < self.end:
            raise ValueError("a caption starts at frame 0 or later and ends after its start")
        return self


class CaptionTrack(Frozen):
    """Captions that share a style; at any time at most one of them is shown."""

    captions: tuple[Caption, ...]
    style: CaptionStyle = CaptionStyle()


class AudioTrack(Frozen):
    """Sound beside the picture's own."""

    clips: tuple[Clip, ...]
    ducks_others: bool = False
    """While this track sounds, the picture's own sound is lowered (sidechain)."""


class Timeline(Frozen):
    """Tracks of clips on one frame rate. The first video clip starts at frame 0 and the clips leave no gaps."""

    rate: tuple[int, int]
    """Frames per second as a fraction."""
    width: int
    height: int
    video: tuple[Clip, ...] = ()
    audio: tuple[AudioTrack, ...] = ()
    captions: tuple[CaptionTrack, ...] = ()
    lufs: float | None = -14.0
    """Integrated loudness to bring the mix to, or `None` to leave it."""

    @property
    def fps(self) -> Fraction:
        return Fraction(*self.rate)

    @property
    def frames(self) -> int:
        """Length in frames: to the end of the last clip of the picture, or of the sound where there is no picture."""
        clips = self.video or tuple(clip for track in self.audio for clip in track.clips)
        return max((clip.end for clip in clips), default=0)

    @property
    def duration(self) -> float:
        """Length in seconds."""
        return float(self.frames / self.fps)

    def to_frames(self, seconds: float) -> int:
        """The frame on screen at a time."""
        return round(Fraction(seconds).limit_denominator(1_000_000) * self.fps)

    def to_seconds(self, frames: int) -> float:
        """The time at which a frame starts."""
        return float(frames / self.fps)
