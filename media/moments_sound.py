"""What the sound of a source tells about its moments: level and speech, picture by picture."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

Curve = npt.NDArray[np.float32]

_FRAMES = 50
"""Short frames a second."""
_BLOCK_SECONDS = 60
_FLOOR_DB = -90.0


@dataclass(frozen=True)
class SoundCurve:
    """One value per picture."""

    level: Curve
    """Decibels below full scale."""
    speech: Curve
    """1 where it sounds like speech, else 0."""
    present: bool


def sound_curve(path: str, rate_hz: int, pace: float, count: int) -> SoundCurve:
    """The curves of `count` pictures from a file of 16-bit mono samples; silence where there is none."""
    file = Path(path)
    silent = np.full(count, _FLOOR_DB, np.float32)
    if not file.exists() or file.stat().st_size < 2 * rate_hz // _FRAMES:
        return SoundCurve(silent, np.zeros(count, np.float32), present=False)
    power, crossings = _frames(np.memmap(file, np.int16, "r"), rate_hz // _FRAMES)
    level = 10 * np.log10(_resampled(power, pace, count) + 1e-9)
    speech = _resampled(_speech(power, crossings), pace, count) > 0.5
    return SoundCurve(level.astype(np.float32), speech.astype(np.float32), present=bool(level.max() > -60.0))


def _frames(samples: npt.NDArray[np.int16], size: int) -> tuple[Curve, Curve]:
    """Power and zero crossings of every short frame, block by block."""
    count = len(samples) // size
    power, crossings = np.zeros(count, np.float32), np.zeros(count, np.float32)
    step = _FRAMES * _BLOCK_SECONDS
    for start in range(0, count, step):
        block = samples[start * size : min(start + step, count) * size].reshape(-1, size).astype(np.float32) / 32768
        power[start : start + len(block)] = (block**2).mean(axis=1)
        crossings[start : start + len(block)] = (np.diff(np.signbit(block), axis=1)).mean(axis=1)
    return power, crossings


def _speech(power: Curve, crossings: Curve) -> Curve:
    """1 for frames in seconds that sound like speech: many low frames beside loud ones (syllables, pauses) and many crossings
    beside few (hisses beside vowels). Features after Lu, Zhang and Jiang, "Content analysis for audio classification and
    segmentation" (2002)."""
    span = 2 * _FRAMES
    found = np.zeros(len(power), np.float32)
    for start in range(0, len(power), _FRAMES):
        near = slice(start, min(start + span, len(power)))
        mean = float(power[near].mean())
        if mean < 1e-6:
            continue
        low = float((power[near] < mean / 2).mean())
        hissing = float((crossings[near] > 1.5 * crossings[near].mean()).mean())
        found[start : start + _FRAMES] = float(low > 0.45 and hissing > 0.08)
    return found


def _resampled(frames: Curve, pace: float, count: int) -> Curve:
    """The mean of the short frames that belong to each picture."""
    edges = np.minimum((np.arange(count + 1) * _FRAMES / pace).astype(int), len(frames))
    sums = np.concatenate([[0.0], np.cumsum(frames, dtype=np.float64)])
    return ((sums[edges[1:]] - sums[edges[:-1]]) / np.maximum(edges[1:] - edges[:-1], 1)).astype(np.float32)
