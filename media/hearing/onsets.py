"""Onsets: the moments at which something starts to sound."""

import numpy as np
import numpy.typing as npt

from media.hearing.spectra import FLUX_HZ

Array = npt.NDArray[np.float32]

LATENCY = 0.006
"""Seconds by which the flux peaks after what made it."""
_AHEAD, _AROUND = 3, 9
"""Rows within which an onset is the strongest, and over which it is compared with the mean (Böck and others, 2012)."""
_OVER = 0.12
"""How far it must stand above that mean."""
_APART = 0.06


def onsets(flux: Array) -> tuple[float, ...]:
    """Times in seconds, from the flux of the bands."""
    if len(flux) < 2 * _AROUND:
        return ()
    curve = flux.max(axis=1) * 0.5 + flux.mean(axis=1) * 0.5
    padded = np.pad(curve, _AHEAD, mode="edge")
    highest = np.max([padded[i : i + len(curve)] for i in range(2 * _AHEAD + 1)], axis=0)
    mean = np.convolve(curve, np.full(2 * _AROUND + 1, 1 / (2 * _AROUND + 1)), mode="same")
    found: list[float] = []
    for at in np.flatnonzero((curve >= highest) & (curve > mean * 1.3 + _OVER)):
        time = max(0.0, float(at) / FLUX_HZ - LATENCY)
        if not found or time - found[-1] >= _APART:
            found.append(round(time, 3))
    return tuple(found)
