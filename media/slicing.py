"""A recording cut at its pauses: where to cut, and the pieces, which joined are the recording again, sample by sample."""

import wave
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Array = npt.NDArray[np.float64]

STEP = 0.01
"""Seconds between levels."""
_PAUSE = 0.45
"""Least seconds of a pause at which is cut where no longest piece is named."""
_BREATH = 0.12
"""The same where one is."""
_SHORTEST = 1.0
"""Seconds below which no piece is cut off, unless a longest piece asks for it."""
_ABOVE_FLOOR, _BELOW_SPEECH = 8.0, 15.0
"""dB that sound lies above the quietest moments, and below the loud ones, at least."""
_FORCED = 50.0
"""What a cut costs where nobody pauses; at a pause it costs between 1 and 4."""


@dataclass(frozen=True)
class Cut:
    """A place to cut at."""

    at: float
    """Seconds."""
    cost: float


def levels(path: Path) -> "Array":
    """The level of a 16-bit WAV every hundredth of a second, `float64[n]` in dBFS."""
    import numpy as np

    found: list[Array] = []
    with wave.open(str(path)) as sound:
        size, channels = round(sound.getframerate() * STEP), sound.getnchannels()
        while block := sound.readframes(size * 1000):
            samples = np.frombuffer(block, np.int16).reshape(-1, channels) / 32768.0
            whole = samples[: len(samples) // size * size].reshape(-1, size * channels)
            found.append(10 * np.log10((whole**2).mean(axis=1) + 1e-10))
    return np.concatenate(found) if found else np.empty(0)


def pauses(level: "Array", least: float) -> list[tuple[float, float]]:
    """Stretches of at least so many seconds in which nobody is heard, by what is quiet and loud in this very recording."""
    import numpy as np

    if not level.size:
        return []
    floor, loud = np.percentile(level, (5, 95))
    quiet = level < min(max(floor + _ABOVE_FLOOR, loud - 2 * _BELOW_SPEECH), loud - _BELOW_SPEECH)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], quiet.astype(np.int8), [0]))))
    spans = [(float(first) * STEP, float(last) * STEP) for first, last in edges.reshape(-1, 2)]
    return [span for span in spans if span[1] - span[0] >= least - STEP / 2]


def cuts(level: "Array", longest: float | None) -> list[float]:
    """Where to cut, in seconds, between the start and the end: in every pause worth it, or in as few and as long ones as keep
    every piece within `longest`; where somebody talks on beyond that, at the quietest moments."""
    length = level.size * STEP
    if longest is not None and length > longest:
        return _fitted(_places(level, longest), length, longest)
    found: list[float] = []
    for start, end in pauses(level, _PAUSE):
        at = round((start + end) / 2, 2)
        if at - (found[-1] if found else 0.0) >= _SHORTEST and length - at >= _SHORTEST:
            found.append(at)
    return found


def _places(level: "Array", longest: float) -> list[Cut]:
    """Pauses, and beside them the quietest moment of every quarter of a longest piece."""
    spans = pauses(level, _BREATH)
    paused = [Cut(round((start + end) / 2, 2), 1.0 + 0.36 / max(_BREATH, end - start)) for start, end in spans]
    stride = max(1, int(longest / 4 / STEP))
    firsts = range(0, level.size, stride)
    forced = [Cut((first + int(level[first : first + stride].argmin()) + 0.5) * STEP, _FORCED) for first in firsts]
    return sorted([*paused, *forced], key=lambda place: place.at)


def _fitted(places: Sequence[Cut], length: float, longest: float) -> list[float]:
    """The cheapest row of cuts that leaves no piece longer than `longest`, found from the start on."""
    nodes = [Cut(0.0, 0.0), *(place for place in places if 0 < place.at < length), Cut(length, 0.0)]
    best, come = [0.0] + [float("inf")] * (len(nodes) - 1), [0] * len(nodes)
    first = 0
    for here in range(1, len(nodes)):
        while nodes[here].at - nodes[first].at > longest:
            first += 1
        come[here] = min(range(first, here), key=lambda before: best[before], default=here - 1)
        best[here] = best[come[here]] + nodes[here].cost
    way, here = list[float](), come[-1]
    while here:
        way.append(nodes[here].at)
        here = come[here]
    return way[::-1]


def write_pieces(path: Path, at: Sequence[float], folder: Path) -> list[Path]:
    """The pieces of a WAV as WAVs, numbered. No sample is lost and none is there twice."""
    with wave.open(str(path)) as sound:
        rate, whole = sound.getframerate(), sound.getnframes()
        bounds = [0, *(round(place * rate) for place in at), whole]
        digits = max(2, len(str(len(bounds) - 1)))
        return [
            _piece(sound, end - start, folder / f"{number:0{digits}}.wav")
            for number, (start, end) in enumerate(pairwise(bounds), start=1)
        ]


def _piece(sound: wave.Wave_read, frames: int, target: Path) -> Path:
    with wave.open(str(target), "wb") as piece:
        piece.setparams(sound.getparams())
        while frames > 0 and (block := sound.readframes(min(frames, 1 << 16))):
            piece.writeframesraw(block)
            frames -= min(frames, 1 << 16)
    return target
