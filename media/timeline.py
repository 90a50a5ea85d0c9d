"""The timeline: an immutable edit decision list on one rational frame rate.

Everything on it is placed in whole frames of `Timeline.rate`; seconds are turned into frames once, here. Editing tools take
a timeline and return a new one; `media/render.py` compiles the last one into a single FFmpeg run.
"""

from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import reduce
from typing import Literal, Self, TypeVar

from pydantic import model_validator

from media.facts import MediaFacts
from media.frozen import Frozen

Fit = Literal["crop", "blur", "pad"]
CaptionPreset = Literal["plain", "bold", "karaoke", "meme"]
CaptionPosition = Literal["top", "middle", "bottom"]

Placed = TypeVar("Placed", "Clip", "Caption")

DEFAULT_RATE = Fraction(30)
ASPECTS: dict[str, Fraction] = {
    "9:16": Fraction(9, 16),
    "1:1": Fraction(1),
    "16:9": Fraction(16, 9),
    "4:5": Fraction(4, 5),
}


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
    """Point of the picture kept nearest the middle by `crop`; 0 to 1 from the top left."""
    path: tuple[Aim, ...] = ()
    """Other points from later frames on, in order; the crop jumps there, as at a cut of the source."""


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
    """Frames over which picture and sound come from black and silence."""
    fade_out: int = 0
    transform: Transform = Transform()

    @property
    def end(self) -> int:
        """The frame after the last."""
        return self.at + self.frames

    def moved(self, frames: int) -> Self:
        """The clip that many frames later."""
        return self.model_copy(update={"at": self.at + frames})

    def within(self, start: int, end: int) -> Self | None:
        """The part of the clip that is shown in [start, end), or `None`; a fade at a cut end is gone with that end."""
        first, last = max(self.at, start), min(self.end, end)
        if first >= last:
            return None
        cut = {
            "at": first,
            "frames": last - first,
            "source_at": self.source_at + first - self.at,
            "fade_in": self.fade_in if first == self.at else 0,
            "fade_out": self.fade_out if last == self.end else 0,
        }
        return self.model_copy(update=cut)

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
    fill: str = "gold"
    """Colour that karaoke's words take while they are said."""
    outline: str = "black"
    position: CaptionPosition = "bottom"


class Caption(Frozen):
    """Words shown for a stretch of the timeline, [start, end) in frames."""

    start: int
    end: int
    text: str
    second: str = ""
    """The same in a second language, drawn smaller below."""
    words: tuple[tuple[int, int, str], ...] = ()
    """The parts of `text` with the frames [start, end) in which each is said, for karaoke; empty when nobody knows."""

    def moved(self, frames: int) -> Self:
        """The caption that many frames later."""
        words = tuple((start + frames, end + frames, text) for start, end, text in self.words)
        return self.model_copy(update={"start": self.start + frames, "end": self.end + frames, "words": words})

    def within(self, start: int, end: int) -> Self | None:
        """The caption while it is shown in [start, end), or `None`; words said before are said at once, later ones never."""
        first, last = max(self.start, start), min(self.end, end)
        if first >= last:
            return None
        words = tuple((min(max(said, first), last), min(max(until, first), last), text) for said, until, text in self.words)
        return self.model_copy(update={"start": first, "end": last, "words": words})

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
    """While this track sounds, the picture's own sound and the tracks that duck nothing are lowered (sidechain)."""


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

    def kept(self, start: int, end: int) -> Self:
        """The timeline of the frames [start, end) alone. Raises `ValueError` where nothing would be left."""
        start, end = max(0, start), min(self.frames, end)
        if start >= end:
            raise ValueError("nothing of the timeline is left")
        return self._with(
            video=_cut(self.video, start, end),
            audio=[_cut(track.clips, start, end) for track in self.audio],
            captions=[_cut(track.captions, start, end) for track in self.captions],
        )

    def without(self, ranges: Iterable[tuple[int, int]]) -> Self:
        """The timeline with the frames of every range [start, end) taken out. Raises `ValueError` where nothing would be left."""
        pieces: list[Self] = []
        reached = 0
        for start, end in [*sorted(span for span in ranges if span[0] < span[1]), (self.frames, self.frames)]:
            if min(start, self.frames) > reached:
                pieces.append(self.kept(reached, start))
            reached = max(reached, end)
        if not pieces:
            raise ValueError("nothing of the timeline is left")
        return reduce(lambda before, after: before._joined(after), pieces)

    def then(self, clips: Iterable[Clip]) -> Self:
        """The timeline with further clips of the picture after its end, one after another."""
        video = list(self.video)
        for clip in clips:
            video.append(clip.model_copy(update={"at": video[-1].end if video else 0}))
        return self.model_copy(update={"video": tuple(video)})

    def reframed(self, width: int, height: int, transform: Transform | Callable[[Clip], Transform]) -> Self:
        """The timeline in another size, every clip of the picture filling it in the same way or in a way of its own."""
        video = tuple(
            clip.model_copy(update={"transform": transform if isinstance(transform, Transform) else transform(clip)})
            for clip in self.video
        )
        return self.model_copy(update={"width": width, "height": height, "video": video})

    def captioned(self, *tracks: CaptionTrack) -> Self:
        """The timeline with further tracks of captions."""
        return self.model_copy(update={"captions": (*self.captions, *tracks)})

    def _joined(self, after: Self) -> Self:
        """This timeline and then a piece of the same one."""
        audio = [(*own.clips, *_later(more.clips, self.frames)) for own, more in zip(self.audio, after.audio, strict=True)]
        captions = [
            (*own.captions, *_later(more.captions, self.frames)) for own, more in zip(self.captions, after.captions, strict=True)
        ]
        return self._with((*self.video, *_later(after.video, self.frames)), audio, captions)

    def _with(self, video: tuple[Clip, ...], audio: list[tuple[Clip, ...]], captions: list[tuple[Caption, ...]]) -> Self:
        """The same tracks with other clips and captions on them."""
        return self.model_copy(
            update={
                "video": video,
                "audio": tuple(track.model_copy(update={"clips": clips}) for track, clips in zip(self.audio, audio, strict=True)),
                "captions": tuple(
                    track.model_copy(update={"captions": shown}) for track, shown in zip(self.captions, captions, strict=True)
                ),
            }
        )

    def to_frames(self, seconds: float) -> int:
        """The frame on screen at a time."""
        return round(Fraction(seconds).limit_denominator(1_000_000) * self.fps)

    def to_seconds(self, frames: int) -> float:
        """The time at which a frame starts."""
        return float(frames / self.fps)


def timeline_of(source: MediaFacts, *, start: float = 0.0, end: float | None = None, image_duration: float = 5.0) -> Timeline:
    """A timeline that shows one source from `start` to `end` (seconds) in its own size and rate; sound alone makes a sound track.

    The rate of a source that has none, varies or is above 60 is 30 frames a second. Raises `ValueError` for an empty stretch.
    """
    rate = _usual_rate(source)
    fps = Fraction(*rate)
    length = image_duration if source.kind == "image" else (source.duration or 0.0)
    first, last = round(start * fps), round(min(length, length if end is None else end) * fps)
    clip = Clip(source=source, at=0, frames=last - first, source_at=first)
    if not source.has_picture:
        return Timeline(rate=rate, width=0, height=0, audio=(AudioTrack(clips=(clip,)),))
    return Timeline(rate=rate, width=_even(source.width), height=_even(source.height), video=(clip,))


def _usual_rate(source: MediaFacts) -> tuple[int, int]:
    odd = source.rate is None or source.variable_rate or not 10 <= Fraction(*source.rate) <= 60
    fps = DEFAULT_RATE if odd or source.rate is None else Fraction(*source.rate)
    return fps.numerator, fps.denominator


def _even(side: int | None) -> int:
    return max(2, (side or 0) // 2 * 2)


def _cut(placed: Iterable[Placed], start: int, end: int) -> tuple[Placed, ...]:
    """What lies in [start, end), counted from `start`."""
    parts = (one.within(start, end) for one in placed)
    return tuple(part.moved(-start) for part in parts if part is not None)


def _later(placed: Iterable[Placed], frames: int) -> tuple[Placed, ...]:
    return tuple(one.moved(frames) for one in placed)
