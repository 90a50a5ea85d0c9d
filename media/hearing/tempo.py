"""Tempi that a stretch of music may have, and how each changes over time."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from media.hearing.spectra import FLUX_HZ

Array = npt.NDArray[np.float32]

SLOWEST, FASTEST = 64.0, 188.0
"""Beats a minute between which a tempo is looked for."""
HOP_SECONDS = 2.0
_WINDOW_SECONDS = 10.0
_GRID = 60.0 / np.exp(np.arange(np.log(SLOWEST / 1.06), np.log(FASTEST * 1.06), 0.01))
"""Periods in seconds, one percent apart, from slow to fast."""
_MULTIPLES = (1, 2, 3, 4)
_KIN = (1.0, 2.0, 0.5, 1.5, 2 / 3, 3.0, 1 / 3, 4 / 3, 0.75)
_STRONGEST, _NEXT = 3, 2
"""How many peaks of all accents, and of notes, are candidates with their kin."""
_MOST = 14
_DRIFT = 8
"""Steps of the grid by which a tempo may leave its mean."""
_TURN = 0.04
"""What a step of the grid from window to window costs."""


@dataclass(frozen=True)
class Pace:
    """A tempo that may be the music's."""

    period: float
    """Mean seconds from beat to beat."""
    periods: Array
    """`float32[w]`: the period in each window, `HOP_SECONDS` apart."""
    salience: float
    """How strongly it repeats, against the strongest."""


def paces(curve: Array, notes: Array) -> list[Pace]:
    """The tempi worth trying for curves of all accents and of notes, at `FLUX_HZ`: the strongest of each, and what is half,
    double or a third of them."""
    gram, other = (_salience(part) for part in (curve, notes))
    spread, second = _spread(gram), _spread(other)
    found: list[int] = []
    for peak in (*_peaks(spread)[:_STRONGEST], *_peaks(second)[:_NEXT]):
        for ratio in _KIN:
            index = round(float(np.log(60 * ratio / _GRID[peak] / (60 / _GRID[0])) / 0.01))
            if _allowed(index) and all(abs(index - other) > 3 for other in found):
                found.append(index)
    both = gram / (gram.max() + 1e-9) + other / (other.max() + 1e-9)
    return [_followed(both, index, float(spread[index])) for index in found[:_MOST]]


def _spread(gram: Array) -> Array:
    """Mean over time of what repeats at each period or near it, 1 at most."""
    wide = np.max([np.roll(gram, shift, axis=1) for shift in (-2, -1, 0, 1, 2)], axis=0).mean(axis=0)
    return wide / (wide.max() + 1e-9)


def _allowed(index: int) -> bool:
    return 0 <= index < len(_GRID) and SLOWEST <= 60 / _GRID[index] <= FASTEST


def _peaks(curve: npt.NDArray[np.floating]) -> list[int]:
    inner = np.flatnonzero((curve[1:-1] >= curve[:-2]) & (curve[1:-1] > curve[2:])) + 1
    return sorted((int(i) for i in inner), key=lambda i: -float(curve[i]))


def _salience(curve: Array) -> Array:
    """`float32[w, len(_GRID)]`: how much the curve repeats at each period and its multiples, in windows."""
    size, hop = round(_WINDOW_SECONDS * FLUX_HZ), round(HOP_SECONDS * FLUX_HZ)
    padded = np.pad(curve, (size // 2, size // 2 + hop))
    starts = range(0, max(1, len(curve)), hop)
    lags = (_GRID[:, None] * np.array(_MULTIPLES) * FLUX_HZ).astype(np.float64)
    rows = [_repeats(padded[start : start + size], lags) for start in starts]
    return np.array(rows, np.float32)


def _repeats(window: Array, lags: npt.NDArray[np.float64]) -> Array:
    size = 2 * len(window)
    centred = window - window.mean()
    spectrum = np.fft.rfft(centred, size)
    echo = np.fft.irfft(spectrum.real**2 + spectrum.imag**2, size)[: len(window)]
    echo = echo / (echo[0] + 1e-6)
    at = np.clip(lags, 0, len(window) - 2)
    low = at.astype(int)
    values = echo[low] + (echo[low + 1] - echo[low]) * (at - low)
    return np.maximum(0, values).mean(axis=1).astype(np.float32)


def _followed(gram: Array, index: int, salience: float) -> Pace:
    """The way of a tempo through the windows, near its mean (Viterbi)."""
    low, high = max(0, index - _DRIFT), min(len(_GRID), index + _DRIFT + 1)
    part = gram[:, low:high]
    part = part / (part.max() + 1e-9)
    steps = np.arange(high - low)
    cost = _TURN * np.abs(steps[:, None] - steps[None, :])
    score = part[0] - 0.02 * np.abs(steps + low - index)
    back: list[npt.NDArray[np.intp]] = []
    for row in part[1:]:
        ways = score[None, :] - cost
        best = ways.argmax(axis=1)
        back.append(best)
        score = ways[steps, best] + row - 0.02 * np.abs(steps + low - index)
    path = [int(score.argmax())]
    for best in reversed(back):
        path.append(int(best[path[-1]]))
    periods = _GRID[np.array(path[::-1]) + low].astype(np.float32)
    return Pace(float(np.exp(np.log(periods).mean())), periods, salience)
