# pyright: basic
"""Loudness as ITU-R BS.1770-4 measures it: K-weighted power of 400 ms, gated for the whole."""

from functools import cache

import numpy as np
import numpy.typing as npt

from media.hearing.strip import Strip
from media.senses.index import Curve
from media.senses.picture import EAR_HZ

Array = npt.NDArray[np.float32]

STEP = 0.1
"""Seconds between values."""
SILENT = -70.0
_HOP = round(STEP * EAR_HZ)
_WINDOW = 4
"""Steps in 400 ms."""
_OFFSET = -0.691
_RELATIVE_GATE = -10.0


class LoudnessMeter:
    """An ear for loudness."""

    def __init__(self) -> None:
        self._state: npt.NDArray[np.float64] | None = None
        self._rest = np.zeros((0, 0), np.float32)
        self._levels = Strip(1)

    def hear(self, block: Array) -> None:
        """Take the next samples, `float32[channels, n]`."""
        from scipy.signal import sosfilt

        if self._state is None:
            self._state = np.zeros((2, len(block), 2))
            self._rest = np.zeros((len(block), 0), np.float32)
        weighted, self._state = sosfilt(_weighting(), block, axis=1, zi=self._state)
        samples = np.concatenate([self._rest, weighted.astype(np.float32)], axis=1)
        whole = samples.shape[1] // _HOP
        hops = samples[:, : whole * _HOP].reshape(len(block), whole, _HOP)
        self._levels.append(_decibels((hops**2).mean(axis=2).sum(axis=0))[:, None])
        self._rest = samples[:, whole * _HOP :]

    def finish(self) -> tuple[Curve, float]:
        """Momentary loudness, in windows around their moments, and integrated loudness."""
        power = 10 ** (self._levels.rows()[:, 0].astype(np.float64) / 10)
        if not len(power):
            return Curve(step=STEP, values=()), SILENT
        padded = np.pad(power, (1, _WINDOW - 2))
        momentary = np.convolve(padded, np.full(_WINDOW, 1 / _WINDOW), mode="valid")
        values = np.maximum(SILENT, _OFFSET + _decibels(momentary))
        return Curve(step=STEP, values=tuple(round(float(value), 1) for value in values)), _integrated(power)


def _integrated(power: npt.NDArray[np.float64]) -> float:
    """Mean of the blocks that are neither silent nor 10 LU below the others."""
    if len(power) < _WINDOW:
        return SILENT
    blocks = np.convolve(power, np.full(_WINDOW, 1 / _WINDOW), mode="valid")
    loud = blocks[_OFFSET + _decibels(blocks) > SILENT]
    if not len(loud):
        return SILENT
    gate = _decibels(loud.mean()) + _RELATIVE_GATE
    kept = loud[_decibels(loud) > gate]
    return round(max(SILENT, float(_OFFSET + _decibels(kept.mean()))), 2)


def _decibels(power: npt.NDArray[np.floating] | np.floating) -> npt.NDArray[np.float64]:
    return 10 * np.log10(np.asarray(power, np.float64) + 1e-12)


@cache
def _weighting() -> npt.NDArray[np.float64]:
    """The K-weighting at `EAR_HZ`: a shelf for the head and a high pass, from the analogue values that libebur128 gives."""
    shelf_hz, gain, shelf_q = 1681.974450955533, 3.999843853973347, 0.7071752369554196
    k = np.tan(np.pi * shelf_hz / EAR_HZ)
    high = 10 ** (gain / 20)
    band = high**0.4996667741545416
    scale = 1 + k / shelf_q + k * k
    shelf = [
        (high + band * k / shelf_q + k * k) / scale,
        2 * (k * k - high) / scale,
        (high - band * k / shelf_q + k * k) / scale,
        1,
        2 * (k * k - 1) / scale,
        (1 - k / shelf_q + k * k) / scale,
    ]
    pass_hz, pass_q = 38.13547087602444, 0.5003270373238773
    k = np.tan(np.pi * pass_hz / EAR_HZ)
    scale = 1 + k / pass_q + k * k
    return np.array([shelf, [1, -2, 1, 1, 2 * (k * k - 1) / scale, (1 - k / pass_q + k * k) / scale]])
