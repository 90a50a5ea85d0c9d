"""What a bank is made of: stretches of the files short enough to be one moment, and the words that stand in them."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from media.senses.index import Face, Heard, Index, KeyFrame, Scene, Span, Writing
from media.transcription.transcript import Line, Transcript

LONGEST = 10.0
"""Seconds of a stretch at most; longer scenes are several."""
Kind = Literal["said", "written", "pictured"]
"""Words that are spoken, stand on the screen, or describe the picture."""


@dataclass(frozen=True)
class Known:
    """All that is known of one file."""

    index: Index
    transcript: Transcript | None = None

    @property
    def asset(self) -> str:
        """The file."""
        return self.index.facts.asset

    @property
    def end(self) -> float:
        """Its length in seconds; 0 for a picture."""
        seen = self.index.seen
        last = seen.scenes[-1].end if seen and seen.scenes else 0.0
        return max(self.index.facts.duration or 0.0, last)


@dataclass(frozen=True)
class Unit:
    """A stretch of one file within one scene, and what the senses say of it."""

    known: Known
    start: float
    end: float
    scene: Scene | None
    """`None` in a file without a picture."""
    number: int
    """Which of its file's scenes it belongs to; units of one scene follow one another."""

    @property
    def asset(self) -> str:
        """The file."""
        return self.known.asset

    @property
    def heard(self) -> Heard | None:
        """What is heard in the whole file."""
        return self.known.index.heard

    @property
    def faces(self) -> tuple[Face, ...]:
        """Faces that are there for a good part of it."""
        if self.scene is None:
            return ()
        return tuple(face for face in self.scene.faces if self.share(((face.start, face.end),)) >= _GOOD_PART)

    @property
    def writing(self) -> tuple[Writing, ...]:
        """Words on the screen in it."""
        seen = self.known.index.seen
        return tuple(part for part in seen.writing if part.start < self.end and part.end > self.start) if seen else ()

    @property
    def key_frames(self) -> tuple[KeyFrame, ...]:
        """The key frames within it; where it has none, its scene's nearest one."""
        frames = self.scene.key_frames if self.scene else ()
        within = tuple(frame for frame in frames if self.start <= frame.time < self.end)
        middle = (self.start + self.end) / 2
        return within or tuple(sorted(frames, key=lambda frame: abs(frame.time - middle))[:1])

    def share(self, spans: Sequence[Span]) -> float:
        """How much of it some spans cover, 0 to 1."""
        covered = sum(max(0.0, min(end, self.end) - max(start, self.start)) for start, end in spans)
        return min(1.0, covered / max(self.end - self.start, 1e-6))


_GOOD_PART = 0.3


@dataclass(frozen=True)
class Words:
    """Words with their place."""

    unit: int
    """The unit in whose time their middle lies."""
    start: float
    end: float
    text: str
    kind: Kind


def units_of(files: Sequence[Known]) -> list[Unit]:
    """The files in stretches of `LONGEST` seconds at most, file by file in order of time."""
    return [unit for known in files for unit in _units(known)]


def words_of(units: Sequence[Unit]) -> list[Words]:
    """All words of the units' files, each placed in its unit."""
    firsts = [place for place, unit in enumerate(units) if place == 0 or unit.known is not units[place - 1].known]
    found: list[Words] = []
    for first, last in pairwise([*firsts, len(units)]):
        found += _words(units[first].known, units[first:last], first)
    return found


def _units(known: Known) -> Iterator[Unit]:
    for number, (start, end, scene) in enumerate(_scenes(known)):
        count = max(1, math.ceil((end - start) / LONGEST - 1e-6))
        step = (end - start) / count
        for part in range(count):
            yield Unit(known, start + step * part, start + step * (part + 1), scene, number)


def _scenes(known: Known) -> list[tuple[float, float, Scene | None]]:
    """The scenes; of a sound its stretches of one kind, the silences between them with the one before."""
    seen, heard = known.index.seen, known.index.heard
    if seen and seen.scenes:
        return [(scene.start, scene.end, scene) for scene in seen.scenes]
    starts = sorted({0.0, *(start for start, _, _ in heard.kinds)}) if heard else [0.0]
    ends = [*starts[1:], max(known.end, starts[-1])]
    return [(start, end, None) for start, end in zip(starts, ends, strict=True)]


def _words(known: Known, units: Sequence[Unit], first: int) -> Iterator[Words]:
    seen = known.index.seen
    lines: Sequence[Line] = known.transcript.lines if known.transcript else ()
    spans = [(line.start, line.end, line.text, "said") for line in lines]
    spans += [(part.start, part.end, part.text, "written") for part in seen.writing] if seen else []
    for start, end, text, kind in spans:
        yield Words(first + _place(units, (start + end) / 2), start, end, text, "said" if kind == "said" else "written")
    for scene in seen.scenes if seen else ():
        for frame in scene.key_frames:
            if frame.caption:
                place = _place(units, frame.time)
                yield Words(first + place, units[place].start, units[place].end, frame.caption, "pictured")


def _place(units: Sequence[Unit], time: float) -> int:
    low, high = 0, len(units) - 1
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if units[middle].start <= time else (low, middle - 1)
    return low
