"""Levels: how loud each fiftieth of a second is; and what follows from it: silences, noise, bursts of energy."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from media.hearing.spans import flagged, runs
from media.hearing.strip import Strip
from media.senses.index import Span
from media.senses.picture import EAR_HZ

Array = npt.NDArray[np.float32]

STEP = 0.02
"""Seconds between levels."""
NOTHING = -90.0
"""dBFS of digital silence."""
_HOP = round(STEP * EAR_HZ)
_SHORTEST = 0.35
"""Seconds from which quiet is a silence."""
_CLICK = 0.06
"""Seconds of sound that do not end a silence."""
_QUIET, _STRICT = -38.0, -60.0
"""dBFS above which nothing is silent, and below which everything is."""
_OVER_NOISE, _UNDER_SOUND = 8.0, 26.0
"""dB above the noise, and below what is heard, where quiet begins."""
_PAUSE = 0.5
"""Seconds of pauses that it takes to measure the noise."""
_NEAR = 15.0
"""Seconds to each side that a burst is measured against."""
_BURST, _HUGE = 5.0, 20.0
"""dB above what is usual there, from which a burst counts and where it counts fully."""
_FAINT = -45.0
_APART = 1.0


class LevelMeter:
    """An ear for levels: of the loudest channel."""

    def __init__(self) -> None:
        self._rest = np.zeros((0, 0), np.float32)
        self._levels = Strip(1)

    def hear(self, block: Array) -> None:
        """Take the next samples, `float32[channels, n]`."""
        samples = np.concatenate([self._rest, block], axis=1) if self._rest.size else block
        whole = samples.shape[1] // _HOP
        power = (samples[:, : whole * _HOP].reshape(len(block), whole, _HOP) ** 2).mean(axis=2).max(axis=0)
        self._levels.append(np.maximum(NOTHING, 10 * np.log10(power + 1e-10))[:, None])
        self._rest = samples[:, whole * _HOP :]

    def levels(self) -> Array:
        """`float32[n]`, dBFS, every `STEP` seconds."""
        return self._levels.rows()[:, 0]


def silences(levels: Array, end: float) -> tuple[Span, ...]:
    """Where nothing is to be heard for `_SHORTEST` seconds or longer: quiet against the rest of the sound, and near its noise."""
    if not len(levels):
        return ((0.0, end),) if end >= _SHORTEST else ()
    quiet = levels < _threshold(levels)
    for start, stop in runs(~quiet, 1.0):
        if (stop - start) * STEP < _CLICK and start > 0 and stop < len(levels):
            quiet[int(start) : int(stop)] = True
    found = [(a, end if b >= len(levels) * STEP - 1e-6 else b) for a, b in runs(quiet, STEP)]
    return tuple((round(a, 3), round(b, 3)) for a, b in found if b - a >= _SHORTEST)


def _threshold(levels: Array) -> float:
    noise, sound = float(np.percentile(levels, 5)), float(np.percentile(levels, 90))
    return max(_STRICT, min(_QUIET, noise + _OVER_NOISE, sound - _UNDER_SOUND))


def noise(levels: Array, heard: Sequence[Span], speech: Sequence[Span]) -> tuple[float | None, float | None]:
    """Level of the noise in the pauses of what is heard, dBFS, and how far speech stands above it, dB; `None` for what cannot be
    measured. Pauses in which there is nothing at all say nothing about the noise."""
    pauses = levels[~flagged(_widened(heard), STEP, len(levels))]
    pauses = pauses[pauses > NOTHING + 1]
    if len(pauses) * STEP < _PAUSE:
        return None, None
    floor = float(np.percentile(pauses, 30))
    said = levels[flagged(speech, STEP, len(levels))]
    if not len(said):
        return round(floor, 1), None
    voice = float((10 ** (said / 10)).mean()) - 10 ** (floor / 10)
    return round(floor, 1), round(10 * float(np.log10(max(voice, 1e-9))) - floor, 1)


def _widened(spans: Sequence[Span]) -> list[Span]:
    """With some time for what dies away."""
    return [(start - 0.1, end + 0.25) for start, end in spans]


def bursts(levels: Array) -> tuple[tuple[float, float], ...]:
    """Bangs, cheers, laughter: what stands out of the sound around it. (Time of its peak, strength 0 to 1.)"""
    if not len(levels):
        return ()
    power = 10 ** (levels / 10)
    short, long = (10 * np.log10(_mean(power, seconds) + 1e-9) for seconds in (0.12, 1.0))
    usual = _usual(long)
    rise = np.maximum(short - usual - 2.0, long - usual)
    rise[short < _FAINT] = 0
    found: list[tuple[float, float]] = []
    for start, stop in runs(rise >= _BURST, 1.0):
        at = int(start) + int(rise[int(start) : int(stop)].argmax())
        strength = min(1.0, float(rise[at] - _BURST) / (_HUGE - _BURST) * 0.8 + 0.2)
        if found and at * STEP - found[-1][0] < _APART:
            if strength > found[-1][1]:
                found[-1] = (round(at * STEP, 2), round(strength, 2))
        else:
            found.append((round(at * STEP, 2), round(strength, 2)))
    return tuple(found)


def _mean(power: npt.NDArray[np.floating], seconds: float) -> npt.NDArray[np.floating]:
    size = min(len(power), max(1, round(seconds / STEP)))
    return np.convolve(power, np.full(size, 1 / size), mode="same")


def _usual(long: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    """The loud quarter of what is heard within `_NEAR` seconds, looked at twice a second."""
    pace = round(0.5 / STEP)
    coarse = np.maximum(-55.0, long[::pace])
    half = round(_NEAR * 2)
    padded = np.pad(coarse, half, mode="reflect") if len(coarse) > half else np.pad(coarse, half, mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * half + 1)
    usual = np.concatenate([np.percentile(part, 75, axis=1) for part in np.array_split(windows, max(1, len(windows) // 500))])
    return np.interp(np.arange(len(long)), np.arange(len(coarse)) * pace, usual)
