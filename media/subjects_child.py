"""The child process of `media.subjects`: finds the cuts and weighs the places of every shot, and prints them as JSON.

Arguments: a `Sample` as JSON. A shot is weighed by a bounded number of its pictures, so memory does not grow with the length.
"""

import json
import sys
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from media.cuts import find_cuts, read_changes
from media.faces import find_faces
from media.saliency import Planes, profile, saliency

_MOST_SHOTS = 2500
"""A source with more cuts keeps its clearest ones."""
_WEIGHED = 24
"""Pictures of a shot that are weighed, each with its neighbour."""
_SEARCHED = 5
"""Pictures of a shot in which faces are looked for."""
_FACED = 0.4
"""Share of those pictures that must show a face."""
_BLACK = 28
_STRIPS = 32


@dataclass(frozen=True)
class Sample:
    """What FFmpeg decoded."""

    folder: str
    pictures: str
    changes: str
    width: int
    height: int
    pace: float
    """Pictures a second."""
    duration: float


def find(sample: Sample) -> dict[str, Any]:
    """The shots, as the fields of `media.subjects.Shot`."""
    pictures = _Pictures(sample)
    if not len(pictures):
        return {"shots": []}
    bounds = [0.0, *_boundaries(sample, pictures), sample.duration]
    return {"shots": [{"start": start, "end": end, **_places(pictures, start, end)} for start, end in pairwise(bounds)]}


class _Pictures:
    """The decoded pictures, read as they are asked for."""

    def __init__(self, sample: Sample) -> None:
        path, size = Path(sample.folder, sample.pictures), sample.width * sample.height * 3 // 2
        count = path.stat().st_size // size if path.exists() else 0
        self._raw = np.memmap(path, np.uint8, "r", shape=(count, size)) if count else np.zeros((0, size), np.uint8)
        self._width, self._height = sample.width, sample.height
        self._pace = sample.pace

    def __len__(self) -> int:
        return len(self._raw)

    def within(self, start: float, end: float) -> range:
        """The pictures shown in [start, end) seconds."""
        first, last = (int(np.ceil(time * self._pace - 1e-6)) for time in (start, end))
        return range(min(first, len(self)), min(max(last, first), len(self)))

    def luma(self, index: int) -> npt.NDArray[np.uint8]:
        return self._raw[index, : self._width * self._height].reshape(self._height, self._width)

    def planes(self, index: int) -> Planes:
        """Brightness and both colours at half the size, float32[3, height, width]."""
        high, wide = self._height // 2, self._width // 2
        bright = self.luma(index)[: high * 2, : wide * 2].reshape(high, 2, wide, 2).mean(axis=(1, 3), dtype=np.float32)
        colours = self._raw[index, self._width * self._height :].reshape(2, high, wide)
        return np.concatenate([bright[None], colours.astype(np.float32)])


def _boundaries(sample: Sample, pictures: _Pictures) -> list[float]:
    """Where one shot ends and the next begins: at cuts, and in the middle of black. Of two boundaries too near for a picture
    between them only the clearer is kept."""
    if not sample.duration:
        return []
    cuts = find_cuts(read_changes(Path(sample.folder, sample.changes)), most=_MOST_SHOTS)
    clear = {**dict.fromkeys(_black(sample, pictures), 0.0), **cuts}
    kept = [0.0]
    for time in sorted(time for time in clear if pictures.within(time, sample.duration)):
        if pictures.within(kept[-1], time):
            kept.append(time)
        elif kept[-1] and clear[time] > clear[kept[-1]]:
            kept[-1] = time
    return kept[1:]


def _black(sample: Sample, pictures: _Pictures) -> list[float]:
    """The middle of every stretch of black: pictures fade into one another through it without a cut."""
    black = [bool(np.percentile(pictures.luma(index)[::4, ::4], 98) < _BLACK) for index in range(len(pictures))]
    edges = np.flatnonzero(np.diff([False, *black, False]))
    return [float(first + last - 1) / 2 / sample.pace for first, last in zip(edges[::2], edges[1::2], strict=True) if first]


def _places(pictures: _Pictures, start: float, end: float) -> dict[str, Any]:
    shown = pictures.within(start, end) or range(1)
    weighed = _spread(shown, _WEIGHED)
    following = [pictures.planes(index + 1) for index in weighed if index + 1 in shown]
    map_ = saliency([pictures.planes(index) for index in weighed], following, _faces(pictures, shown))
    return {"across": profile(map_, 0, _STRIPS), "down": profile(map_, 1, _STRIPS)}


def _faces(pictures: _Pictures, shown: range) -> list[tuple[float, float, float, float]]:
    """The faces of a shot, if enough of its pictures show any."""
    searched = _spread(shown, _SEARCHED)
    found = [find_faces(pictures.luma(index)) for index in searched]
    if sum(bool(faces) for faces in found) < _FACED * len(searched):
        return []
    return [face for faces in found for face in faces]


def _spread(shown: range, most: int) -> list[int]:
    """At most that many pictures, evenly over the shot."""
    if len(shown) <= most:
        return list(shown)
    return [shown[int((step + 0.5) * len(shown) / most)] for step in range(most)]


if __name__ == "__main__":
    sys.stdout.write(json.dumps(find(Sample(**json.loads(sys.argv[1])))))
