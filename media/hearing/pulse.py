"""Beats at a tempo: the times that lie on accents and yet keep an even distance (after Ellis, "Beat tracking by dynamic
programming", 2007), for several tempi at once."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from media.hearing.spectra import FLUX_HZ
from media.hearing.tempo import HOP_SECONDS, Pace

Array = npt.NDArray[np.float32]
Times = npt.NDArray[np.float64]

LATENCY = 0.006
"""Seconds by which an accent's curve peaks after what made it."""
_RATIOS = np.exp(np.linspace(-0.2, 0.2, 17))
"""Distances that are tried, against the period."""
_CHUNK = 500
_TIGHT = 90.0
"""What leaving the period costs: times the square of its logarithm."""


def pulses(curve: Array, paces: Sequence[Pace]) -> list[Times]:
    """The beats in seconds at each of the tempi, over a curve of accents at `FLUX_HZ`."""
    if not paces or not len(curve):
        return [np.zeros(0) for _ in paces]
    evened = _scaled(curve)
    score, back = _forward(evened, _periods(paces, len(curve)))
    return [_backward(score[:, i], back[:, i], pace) for i, pace in enumerate(paces)]


def _scaled(curve: Array) -> Array:
    """Blurred a little, so that what is a few hundredths off still counts, and with a standard deviation of one."""
    away = np.linspace(-2.5, 2.5, 7, dtype=np.float32)
    kernel: Array = np.exp(-0.5 * away**2)
    blurred = np.asarray(np.convolve(curve, kernel / kernel.sum(), mode="same"), np.float32)
    return (blurred / (blurred.std() + 1e-6)).astype(np.float32)


def _periods(paces: Sequence[Pace], length: int) -> Array:
    """`float32[length, len(paces)]`: the period in frames, frame by frame."""
    seconds = np.arange(length) / FLUX_HZ
    marks = np.arange(max(len(pace.periods) for pace in paces)) * HOP_SECONDS
    return np.stack([np.interp(seconds, marks, pace.periods) * FLUX_HZ for pace in paces], axis=1).astype(np.float32)


def _forward(curve: Array, periods: Array) -> tuple[Array, npt.NDArray[np.int32]]:
    length, count = periods.shape
    head = int(periods.max() * _RATIOS[-1]) + 2
    score = np.zeros((length + head, count), np.float32)
    back = np.zeros((length, count), np.int32)
    columns: npt.NDArray[np.intp] = np.arange(count, dtype=np.intp)
    wide = columns[:, None]
    for start in range(0, length, _CHUNK):
        lags, cost = _distances(periods[start : start + _CHUNK])
        for t, (away, price) in enumerate(zip(lags, cost, strict=True), start):
            ways = score[head + t - away, wide] - price
            best = ways.argmax(axis=1)
            score[head + t] = curve[t] + np.maximum(ways[columns, best], 0)
            back[t] = away[columns, best]
    return score[head:], back


def _distances(periods: Array) -> tuple[npt.NDArray[np.int32], Array]:
    """Distances to the beat before that are tried, in frames, and what each costs: `[n, len(paces), len(_RATIOS)]`."""
    lags = np.rint(periods[:, :, None] * _RATIOS).astype(np.int32)
    return lags, (_TIGHT * np.log(lags / periods[:, :, None]) ** 2).astype(np.float32)


def _backward(score: Array, back: npt.NDArray[np.int32], pace: Pace) -> Times:
    last = len(score) - max(1, int(pace.period * FLUX_HZ))
    at = max(0, last) + int(score[max(0, last) :].argmax())
    frames: list[int] = []
    while at >= 0:
        frames.append(at)
        at -= int(back[at])
    return np.array(frames[::-1]) / FLUX_HZ - LATENCY
