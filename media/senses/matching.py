# pyright: basic
"""Whether two pictures show the same thing: moved, lit otherwise or written over, but the same."""

from functools import lru_cache
from typing import Any

import cv2
import numpy as np

from media.senses.picture import Plane

_WINDOW = (9, 9)
_NOISE = 12.0
"""Variance in grey levels that a patch has by noise alone."""
_FLAT = 10.0
"""Variance below which there is no structure to compare."""
_LIGHTER, _LIGHTEST = 14.0, 40.0
"""Grey levels by which a patch may be lighter or darker and still be the same one; from the second on it is another one."""
_EMPTY = 0.35
"""What a patch counts that is as flat and as light as before: bars and grounds tell little."""
_USUAL = 24.0
"""Standard deviation of luma, in grey levels, that a picture has at least in good light."""
_MOST_GAIN = 4.0
_BAR, _BAR_NOISE = 30, 6
"""Luma up to which a line may be part of a black bar, and how much it may differ within it."""


def unlikeness(one: Plane, other: Plane) -> float:
    """How much of a picture is not found again in another, as a share of its area, where it was or wherever it moved to.

    The second is bent onto the first by optical flow (DIS: Kroeger et al., 2016); then patches are compared by their normalised
    correlation and their brightness. Dark pictures are looked at in more light.
    """
    one, other = _unbarred(one, other)
    gain = gain_for(one, other)
    parts = [_Patches(plane, gain) for plane in (one, other, bent(one, other))]
    lost = cv2.min(_lost(parts[0], parts[1]), _lost(parts[0], parts[2]))
    flat = (cv2.max(parts[0].variance, parts[1].variance) < _FLAT) & (lost < _EMPTY)
    weight = np.where(flat, _EMPTY, 1)
    return float((lost * weight).sum() / weight.sum())


def gain_for(*planes: Plane) -> float:
    """How much more light dark pictures need to be told apart, 1 to 4."""
    deviation = max(float(cv2.meanStdDev(plane)[1][0, 0]) for plane in planes)
    return max(1.0, min(_MOST_GAIN, _USUAL / max(deviation, 0.1)))


def _unbarred(one: Plane, other: Plane) -> tuple[Plane, Plane]:
    """Both pictures without the black bars that they have in common."""
    high, wide = one.shape
    lit = cv2.max(one, other)
    top, bottom = _bars(lit, 1)
    left, right = _bars(lit, 0)
    inner = slice(top, high - bottom), slice(left, wide - right)
    return one[inner], other[inner]


def _bars(lit: Any, axis: int) -> tuple[int, int]:
    """Lines at both ends that are evenly black; at most a third of the picture each."""
    most = lit.max(axis=axis)
    shown = np.flatnonzero((most > _BAR) | (most - lit.min(axis=axis) > _BAR_NOISE))
    if not len(shown):
        return 0, 0
    ends = int(shown[0]), len(most) - 1 - int(shown[-1])
    return (0, 0) if max(ends) > len(most) // 3 else ends


class _Patches:
    """A picture with the mean and the variance around every pixel."""

    def __init__(self, plane: Plane, gain: float) -> None:
        self.luma = plane.astype(np.float32) * gain
        self.mean = cv2.blur(self.luma, _WINDOW)
        self.variance = np.maximum(cv2.blur(self.luma * self.luma, _WINDOW) - self.mean**2, 0)


def _lost(one: _Patches, other: _Patches) -> Any:
    """How far each patch is another one, 0 to 1."""
    both = cv2.blur(one.luma * other.luma, _WINDOW) - one.mean * other.mean
    alike = both / np.sqrt((one.variance + _NOISE) * (other.variance + _NOISE))
    flat = cv2.max(one.variance, other.variance) < _FLAT
    lighter = np.clip((np.abs(one.mean - other.mean) - _LIGHTER) / (_LIGHTEST - _LIGHTER), 0, 1)
    return np.maximum(np.where(flat, 0, np.clip(1 - alike, 0, 1)), lighter)


def bent(one: Plane, other: Plane) -> Any:
    """The second picture as the first would have it if nothing but movement lay between."""
    flow = _flow().calc(np.ascontiguousarray(one), np.ascontiguousarray(other), None)
    across, down = _grid(*one.shape)
    return cv2.remap(other, across + flow[..., 0], down + flow[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def relit(one: Plane, other: Plane) -> float:
    """How far the second picture is the first in another light, 0 to 1: how well its patches correlate, in their places."""
    one, other = _unbarred(one, other)
    parts = [_Patches(plane, gain_for(plane)) for plane in (one, other)]
    both = cv2.blur(parts[0].luma * parts[1].luma, _WINDOW) - parts[0].mean * parts[1].mean
    alike = both / np.sqrt((parts[0].variance + _NOISE) * (parts[1].variance + _NOISE))
    weight = np.sqrt(cv2.max(parts[0].variance, parts[1].variance)) + 0.01
    return float((np.clip(alike, 0, 1) * weight).sum() / weight.sum())


@lru_cache(maxsize=4)
def _grid(high: int, wide: int) -> Any:
    return np.meshgrid(np.arange(wide, dtype=np.float32), np.arange(high, dtype=np.float32))


def _flow() -> Any:
    """A new one each time: one that has seen a black picture keeps vanishingly small numbers, and is far slower after it."""
    engine: Any = cv2
    return engine.DISOpticalFlow_create(engine.DISOPTICAL_FLOW_PRESET_FAST)
