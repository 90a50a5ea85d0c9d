"""What speaks for and against a pulse, a meter, and a first beat of the bar: measures of accents at and between the beats."""

import numpy as np
import numpy.typing as npt

from media.hearing.accents import COUNT
from media.hearing.spectra import FLUX_HZ

Array = npt.NDArray[np.float32]
Times = npt.NDArray[np.float64]

METERS = (4, 3)
"""Beats in a bar that are told apart."""
_PARTS = np.array([0, 1 / 4, 1 / 3, 1 / 2, 2 / 3, 3 / 4])
"""Places within a beat where accents are looked at."""
_HALF = 3
_LAGS = (1, 2, 3, 4, 6, 8)
_TENTS = np.log(np.array([60, 72, 86, 103, 124, 149, 179, 215]))
"""Tempi between which the liking for a tempo is interpolated."""
_LATENCY_FRAMES = 0.5

PULSE = len(_PARTS) * COUNT + len(_TENTS) + 3 * COUNT + len(_LAGS) + 2
"""How many measures a pulse has."""
BAR = sum(meter * 2 * COUNT + len(_LAGS) + len(_TENTS) + meter for meter in METERS)
"""How many measures a meter and its first beat have beside those of the pulse."""


def widened(curves: Array) -> Array:
    """Each moment with the strongest accent within 25 ms, compressed: `float32[n, 9]`, what `looks` reads."""
    padded = np.pad(curves, ((2, 2), (0, 0)), mode="edge")
    return np.log1p(np.max([padded[i : i + len(curves)] for i in range(5)], axis=0)).astype(np.float32)


def looks(wide: Array, beats: Times) -> Array:
    """Accents at places within each beat, less their mean over all time: `float32[beats - 1, 6, 9]`."""
    times = beats[:-1, None] + np.diff(beats)[:, None] * _PARTS
    at = np.clip(np.rint(times * FLUX_HZ + _LATENCY_FRAMES).astype(int), 0, len(wide) - 1)
    return wide[at] - wide.mean(axis=0)


def pulse_evidence(seen: Array, beats: Times, salience: float) -> Array:
    """`float32[PULSE]` for beats whatever the meter."""
    periods = np.diff(beats)
    on = seen[:, 0]
    halves = np.abs(_class_means(on, 2)[0] - _class_means(on, 2)[1])
    offbeat = np.abs(_class_means(seen[:, _HALF], 2)[0] - _class_means(seen[:, _HALF], 2)[1])
    thirds = _class_means(on, 3).std(axis=0)
    uneven = float(np.log(periods).std())
    parts = [seen.mean(axis=0).ravel(), _tents(periods), halves, offbeat, thirds, _returns(seen), [salience, uneven]]
    return np.concatenate(parts).astype(np.float32)


def bar_evidence(seen: Array, beats: Times, meter: int, first: int) -> Array:
    """`float32[BAR]` for bars of `meter` beats, the first of which starts with beat `first` (0 to `meter` - 1)."""
    blocks: list[npt.NDArray[np.floating]] = []
    for other in METERS:
        if other != meter:
            blocks.append(np.zeros(other * 2 * COUNT + len(_LAGS) + len(_TENTS) + other))
            continue
        on, half = (np.roll(_class_means(seen[:, part], meter), -first, axis=0) for part in (0, _HALF))
        starts = np.zeros(meter)
        starts[first] = 1
        blocks += [_apart(on).ravel(), _apart(half).ravel(), _returns(seen), _tents(np.diff(beats)), starts]
    return np.concatenate(blocks).astype(np.float32)


def _apart(means: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    return means - means.mean(axis=0)


def _class_means(rows: npt.NDArray[np.floating], count: int) -> npt.NDArray[np.floating]:
    """Mean of every `count`-th row, by where one begins."""
    return np.array([rows[start::count].mean(axis=0) if len(rows) > start else np.zeros(rows.shape[1]) for start in range(count)])


def _returns(seen: Array) -> npt.NDArray[np.floating]:
    """How alike a beat is to the one so many beats later."""
    rows = seen.reshape(len(seen), -1)
    rows = rows - rows.mean(axis=0)
    power = float((rows**2).sum()) / max(1, len(rows)) + 1e-6
    alike = [float((rows[lag:] * rows[:-lag]).sum()) / max(1, len(rows) - lag) for lag in _LAGS]
    return np.array(alike) / power


def _tents(periods: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    """Where the tempo lies between the supports."""
    tempo = float(np.clip(np.log(60 / np.median(periods)), _TENTS[0], _TENTS[-1]))
    return np.array([np.interp(tempo, _TENTS, row) for row in np.eye(len(_TENTS))])
