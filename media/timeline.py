"""The timeline: an immutable edit decision list on one rational frame rate.

Everything on it is placed in whole frames of `Timeline.rate`; seconds are turned into frames once, here. Editing tools take
a timeline and return a new one; `media/render.py` compiles the last one into a single FFmpeg run.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from functools import reduce
from itertools import pairwise, zip_longest
from typing import Literal, Self, TypeVar

from pydantic import Field, model_validator

from media.clip import Aim as Aim
from media.clip import Clip, Transform
from media.clip import Fit as Fit
from media.facts import MediaFacts
from media.frozen import Frozen
from media.transitions import Transition

CaptionPreset = Literal["plain", "bold", "karaoke", "meme"]
CaptionPosition = Literal["top", "middle", "bottom"]

Placed = TypeVar("Placed", "Clip", "Caption", "Overlay")

DEFAULT_RATE = Fraction(30)
LONGEST_REVERSE = 120
"""Seconds that a clip may run backward for: every few of them are read and kept for themselves."""
ASPECTS: dict[str, Fraction] = {
    "9:16": Fraction(9, 16),
    "1:1": Fraction(1),
    "16:9": Fraction(16, 9),
    "4:5": Fraction(4, 5),
}


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
    makes_way: bool = False
    """While anything else sounds, this track is lowered."""


class Overlay(Frozen):
    """A clip laid over the picture; what is transparent in it stays so. Its transform, look and effects count for nothing."""

    clip: Clip
    x: float = 0.5
    """Where its middle stands, 0 to 1 from the left."""
    y: float = 0.5
    """The same from the top."""
    width: float = Field(default=0.3, gt=0, le=4)
    """Share of the frame's width; the height follows from the clip's own shape."""
    opacity: float = Field(default=1.0, ge=0, le=1)

    def moved(self, frames: int) -> Self:
        """The overlay that many frames later."""
        return self.model_copy(update={"clip": self.clip.moved(frames)})

    def within(self, start: int, end: int) -> Self | None:
        """The overlay while it is shown in [start, end), or `None`."""
        clip = self.clip.within(start, end)
        return clip and self.model_copy(update={"clip": clip})


class OverlayTrack(Frozen):
    """Overlays; a later one covers an earlier one, and a later track an earlier track. Captions stand above all."""

    overlays: tuple[Overlay, ...]


class Form(Frozen):
    """How the file of a timeline is wanted; what is open is left to whoever writes it."""

    container: str | None = None
    """The ending of its name, without the dot."""
    max_bytes: int | None = Field(default=None, gt=0)
    """Limit that the file never exceeds."""
    rate_hz: int | None = None
    """Sample rate of its sound."""


class Timeline(Frozen):
    """Tracks of clips on one frame rate. The first clip of the picture starts at frame 0; each further one starts where the one
    before ends, or earlier by the overlap of its transition."""

    rate: tuple[int, int]
    """Frames per second as a fraction."""
    width: int
    height: int
    video: tuple[Clip, ...] = ()
    overlays: tuple[OverlayTrack, ...] = ()
    audio: tuple[AudioTrack, ...] = ()
    captions: tuple[CaptionTrack, ...] = ()
    lufs: float | None = -14.0
    """Integrated loudness to bring the mix to, or `None` to leave it."""
    form: Form = Form()

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

    @property
    def clips(self) -> tuple[Clip, ...]:
        """Every clip on every track."""
        laid = (overlay.clip for track in self.overlays for overlay in track.overlays)
        return (*self.video, *laid, *(clip for track in self.audio for clip in track.clips))

    @property
    def assets(self) -> frozenset[str]:
        """What must be at hand to render it."""
        return frozenset(clip.source.asset for clip in self.clips if clip.card is None)

    def problems(self) -> tuple[str, ...]:
        """Why it cannot be rendered, in sentences; none when it can."""
        return tuple(dict.fromkeys((*_sequence_problems(self.video), *_clip_problems(self.clips, self.fps))))

    def kept(self, start: int, end: int) -> Self:
        """The timeline of the frames [start, end) alone. Raises `ValueError` where nothing would be left."""
        start, end = max(0, start), min(self.frames, end)
        if start >= end:
            raise ValueError("nothing of the timeline is left")
        return self._with(
            video=_cut_picture(self.video, start, end),
            overlays=[_cut(track.overlays, start, end) for track in self.overlays],
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
        """The timeline with further clips of the picture after its end, one after another, their transitions overlapping."""
        video = list(self.video)
        for clip in clips:
            video.append(clip.model_copy(update={"at": video[-1].end - clip.transition.overlap if video else 0}))
        return self.model_copy(update={"video": tuple(video)})

    def reframed(self, width: int, height: int, transform: Transform | Callable[[Clip], Transform]) -> Self:
        """The timeline in another size, every clip of the picture filling it in the same way or in a way of its own."""
        video = tuple(
            clip.model_copy(update={"transform": transform if isinstance(transform, Transform) else transform(clip)})
            for clip in self.video
        )
        return self.model_copy(update={"width": width, "height": height, "video": video})

    def held(self, frames: int) -> Self:
        """The timeline with its last picture held for that many frames more, its own sound silent there.

        Captions that stood until the end stay. Raises `ValueError` where there is no picture.
        """
        if not self.video:
            raise ValueError("there is no picture to hold")
        last, end = self.video[-1], self.frames
        still = last.within(last.end - 1, last.end)
        assert still is not None
        effects = tuple(effect.model_copy(update={"frames": None}) for effect in still.effects if effect.covers(0))
        held = still.model_copy(
            update={"at": end, "frames": frames, "freeze": True, "fade_out": last.fade_out, "effects": effects}
        )
        captions = [
            tuple(one.model_copy(update={"end": end + frames}) if one.end >= end else one for one in track.captions)
            for track in self.captions
        ]
        video = (*self.video[:-1], last.model_copy(update={"fade_out": 0, "sound_tail": min(0, last.sound_tail)}), held)
        return self._with(video, [t.overlays for t in self.overlays], [t.clips for t in self.audio], captions)

    def frozen(self, at: int, frames: int) -> Self:
        """The timeline that stops at the picture of frame `at` for that many frames more; what comes later comes that much later,
        only the tracks of sound go on. A transition that is stopped becomes a cut. Raises `ValueError` beyond the end."""
        if not 0 <= at < self.frames:
            raise ValueError("that frame is not on the timeline")
        before = self.kept(0, at + 1).held(frames)
        whole = before._joined(self.kept(at + 1, self.frames)) if at + 1 < self.frames else before
        return whole.model_copy(update={"audio": self.audio})

    def captioned(self, *tracks: CaptionTrack) -> Self:
        """The timeline with further tracks of captions."""
        return self.model_copy(update={"captions": (*self.captions, *tracks)})

    def _joined(self, after: Self) -> Self:
        """This timeline and then a piece of the same one."""
        by = self.frames
        overlays = [(*own.overlays, *_later(more.overlays, by)) for own, more in zip(self.overlays, after.overlays, strict=True)]
        audio = [(*own.clips, *_later(more.clips, by)) for own, more in zip(self.audio, after.audio, strict=True)]
        captions = [(*own.captions, *_later(more.captions, by)) for own, more in zip(self.captions, after.captions, strict=True)]
        return self._with((*self.video, *_later(after.video, by)), overlays, audio, captions)

    def _with(
        self,
        video: tuple[Clip, ...],
        overlays: Sequence[tuple[Overlay, ...]],
        audio: Sequence[tuple[Clip, ...]],
        captions: Sequence[tuple[Caption, ...]],
    ) -> Self:
        """The same tracks with other things on them."""
        laid = (track.model_copy(update={"overlays": shown}) for track, shown in zip(self.overlays, overlays, strict=True))
        heard = (track.model_copy(update={"clips": clips}) for track, clips in zip(self.audio, audio, strict=True))
        read = (track.model_copy(update={"captions": shown}) for track, shown in zip(self.captions, captions, strict=True))
        tracks = {"overlays": tuple(laid), "audio": tuple(heard), "captions": tuple(read)}
        return self.model_copy(update={"video": video, **tracks})

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


def _cut_picture(clips: Sequence[Clip], start: int, end: int) -> tuple[Clip, ...]:
    """The same for clips that may overlap: a transition of which a part is cut off becomes a cut."""
    kept: list[Clip] = []
    for clip, following in zip_longest(clips, clips[1:]):
        covered_from = following.at if following is not None and following.transition.overlap else clip.end
        hidden_until = clip.at + clip.transition.overlap
        part = clip.within(start, end)
        if part is None or start >= covered_from or start < clip.at < end <= hidden_until:
            continue
        cut_in = not kept and part.transition.overlap
        kept.append((part.model_copy(update={"transition": Transition()}) if cut_in else part).moved(-start))
    return tuple(kept)


def _sequence_problems(clips: Sequence[Clip]) -> Iterator[str]:
    if clips and (clips[0].at != 0 or clips[0].transition.overlap):
        yield "the picture starts at frame 0, with no clip before it"
    for before, clip in pairwise(clips):
        if clip.at != before.end - clip.transition.overlap:
            yield "the clips of the picture follow one another without gaps, and overlap by their transitions alone"
        if before.transition.overlap + clip.transition.overlap > before.frames or clip.transition.overlap >= clip.frames:
            yield "a clip lasts at least as long as the transitions at its two ends"


def _clip_problems(clips: Iterable[Clip], fps: Fraction) -> Iterator[str]:
    for clip in clips:
        if clip.reverse and clip.frames > LONGEST_REVERSE * fps:
            yield f"a clip that runs backward lasts at most {LONGEST_REVERSE} seconds"


def _later(placed: Iterable[Placed], frames: int) -> tuple[Placed, ...]:
    return tuple(one.moved(frames) for one in placed)
