"""What of a product nobody asked for: black, frozen and silent stretches that neither its timeline nor its sources explain."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from media.clip import Clip
from media.effects import Look
from media.facts import MediaFacts
from media.ffmpeg import FFmpeg
from media.frozen import Frozen
from media.store import Store
from media.stretches import Span, Stretches, find_stretches
from media.timeline import Timeline

Kind = Literal["black", "frozen", "silent"]

_AROUND = 1.5
"""Seconds of the source looked at before and after what is in question."""
_BLUR = 0.25
"""Seconds by which a stretch of the source may explain more than itself: encoders and detectors are no sharper."""
_SCRAP = 0.3
"""Seconds below which what is left unexplained counts for nothing."""
_MOST_LOOKS = 12
"""Parts of sources that are looked at for one product; what is then still in question passes."""
_UNHEARD_DB = -30.0


class Flaws(Frozen):
    """Seconds of each, and how picture and sound begin."""

    black: float = 0.0
    frozen: float = 0.0
    silent: float = 0.0
    offset: float | None = None
    """Seconds by which the sound begins after the picture; `None` without one of them."""


async def find_flaws(path: Path, facts: MediaFacts, timeline: Timeline, store: Store, ffmpeg: FFmpeg) -> Flaws:
    """Look through a product once in small, and at its sources only where something is black, frozen or silent.

    Raises `ProcessFailed` and its kin for a product that cannot be decoded, `KeyError` for a source that is gone.
    """
    found = await find_stretches(path, facts, ffmpeg)
    witness = _Witness(timeline, store, ffmpeg)
    return Flaws(
        black=await witness.unasked("black", found.black),
        frozen=await witness.unasked("frozen", subtract(found.frozen, found.black)),
        silent=await witness.unasked("silent", found.silent),
        offset=_offset(found),
    )


def _offset(found: Stretches) -> float | None:
    if found.picture_at is None or found.sound_at is None:
        return None
    return round(found.sound_at - found.picture_at, 3)


def subtract(spans: Iterable[Span], others: Sequence[Span]) -> list[Span]:
    """What of some spans lies in none of the others."""
    left = list(spans)
    for start, end in others:
        left = [
            part for span in left for part in ((span[0], min(span[1], start)), (max(span[0], end), span[1])) if part[0] < part[1]
        ]
    return left


def joined(spans: Iterable[Span]) -> list[Span]:
    """The same seconds in spans that do not touch, in order."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


@dataclass
class _Witness:
    """Says what a timeline and its sources explain."""

    timeline: Timeline
    store: Store
    ffmpeg: FFmpeg
    looks: int = 0

    async def unasked(self, kind: Kind, spans: Iterable[Span]) -> float:
        """Seconds of the spans that some clip ought to have filled."""
        objected: list[Span] = []
        for span in spans:
            for clip, shown in self._concerned(kind, span):
                objected += subtract([shown], await self._explained(kind, clip, shown))
        return round(sum(end - start for start, end in joined(objected) if end - start >= _SCRAP), 3)

    def _concerned(self, kind: Kind, span: Span) -> Iterator[tuple[Clip, Span]]:
        """The clips that are seen or heard in a span, and while they are."""
        timeline = self.timeline
        heard = [clip for clip in (*timeline.video, *(c for track in timeline.audio for c in track.clips)) if clip.sounds]
        for clip in heard if kind == "silent" else timeline.video:
            first, last = (clip.sound_at, clip.sound_end) if kind == "silent" else (clip.at, clip.end)
            shown = max(span[0], timeline.to_seconds(first)), min(span[1], timeline.to_seconds(last))
            if shown[0] < shown[1]:
                yield clip, shown

    async def _explained(self, kind: Kind, clip: Clip, shown: Span) -> list[Span]:
        """The parts of a span in which the clip itself is like that."""
        if _meant(kind, clip):
            return [shown]
        edges = list(self._edges(clip))
        rest = subtract([shown], edges)
        if not rest:
            return [shown]
        return [*edges, *await self._in_source(kind, clip, (rest[0][0], rest[-1][1]))]

    def _edges(self, clip: Clip) -> Iterator[Span]:
        """Where a clip fades in or out, or passes into another."""
        seconds = self.timeline.to_seconds
        before = max(clip.fade_in, clip.sound_fade_in or 0, clip.transition.overlap)
        after = max([clip.fade_out, clip.sound_fade_out or 0, *self._overlaps(clip)])
        if before:
            yield seconds(clip.at) - _BLUR, seconds(clip.at + before) + _BLUR
        if after:
            yield seconds(clip.end - after) - _BLUR, seconds(clip.end) + _BLUR

    def _overlaps(self, clip: Clip) -> Iterator[int]:
        return (other.transition.overlap for other in self.timeline.video if other.at < clip.end <= other.end and other != clip)

    async def _in_source(self, kind: Kind, clip: Clip, shown: Span) -> list[Span]:
        """The stretches of a clip's source that are like that, where the timeline has put them."""
        lasts = clip.source.duration
        if clip.source.kind == "image" or not lasts or self.looks >= _MOST_LOOKS:
            return [shown]
        self.looks += 1
        start, end = sorted(self._sourced(clip, second) for second in shown)
        path = await self.store.path(clip.source.asset)
        part = max(0.0, start - _AROUND), min(lasts, end + _AROUND)
        found = Stretches()
        if part[1] - part[0] > _SCRAP:
            found = await find_stretches(path, clip.source, self.ffmpeg, start=part[0], end=part[1], lenient=True)
        spans: list[Span] = list(getattr(found, kind))
        if kind != "black":
            spans.append((lasts - _BLUR, max(lasts, end)))  # past its end the last picture stands, and nothing is heard
        return [self._placed(clip, span) for span in spans]

    def _sourced(self, clip: Clip, second: float) -> float:
        """The second of the source that a clip shows at a second of the timeline."""
        fps = float(self.timeline.fps)
        run = second * fps - clip.at
        return (float(clip.first) + (clip.frames - run if clip.reverse else run) * float(clip.tempo)) / fps

    def _placed(self, clip: Clip, span: Span) -> Span:
        fps = float(self.timeline.fps)
        start, end = sorted(float(clip.placed(second * fps)) / fps for second in span)
        return start - _BLUR, end + _BLUR


def _meant(kind: Kind, clip: Clip) -> bool:
    """Whether a clip is like that on purpose, whatever its source shows."""
    if kind == "silent":
        return bool(clip.envelope) or clip.gain_db <= _UNHEARD_DB
    if kind == "frozen":
        return clip.freeze or clip.card is not None
    return clip.card is not None or clip.look != Look() or bool(clip.effects)
