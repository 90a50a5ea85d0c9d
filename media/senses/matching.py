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
_SHADES = 32


def unlikeness(one: Plane, other: Plane) -> float:
    """How much of a picture is not found again in another, as a share of its area, wherever it moved to.

    The second is bent onto the first by optical flow (DIS: Kroeger et al., 2016); then patches are compared by their normalised
    correlation and their brightness.
    """
    a, b = one.astype(np.float32), bent(one, other).astype(np.float32)
    mean_a, mean_b = cv2.blur(a, _WINDOW), cv2.blur(b, _WINDOW)
    var_a, var_b = cv2.blur(a * a, _WINDOW) - mean_a**2, cv2.blur(b * b, _WINDOW) - mean_b**2
    both = cv2.blur(a * b, _WINDOW) - mean_a * mean_b
    alike = both / np.sqrt((np.maximum(var_a, 0) + _NOISE) * (np.maximum(var_b, 0) + _NOISE))
    flat = np.maximum(var_a, var_b) < _FLAT
    lighter = np.clip((np.abs(mean_a - mean_b) - _LIGHTER) / (_LIGHTEST - _LIGHTER), 0, 1)
    lost = np.maximum(np.where(flat, 0, np.clip(1 - alike, 0, 1)), lighter)
    weight = np.where(flat, np.maximum(_EMPTY, lighter), 1)
    return float((lost * weight).sum() / weight.sum())


def bent(one: Plane, other: Plane) -> Plane:
    """The second picture as the first would have it if nothing but movement lay between."""
    flow = _flow().calc(one, other, None)
    across, down = _grid(*one.shape)
    return cv2.remap(other, across + flow[..., 0], down + flow[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def relit(one: Plane, other: Plane, where: Any = slice(None)) -> float:
    """How far the second picture is the first in another light, 0 to 1: the share of its variance that the brightness of the
    first explains, whatever the curve, within a mask `bool[h, w]` (the correlation ratio: Roche et al., 1998)."""
    a, b = (one >> 3)[where].ravel(), bent(one, other)[where].ravel().astype(np.float64)
    count = np.bincount(a, minlength=_SHADES)
    total = np.bincount(a, weights=b, minlength=_SHADES)
    between = (total**2 / np.maximum(count, 1)).sum() / b.size - b.mean() ** 2
    return float(between / (b.var() + 1.0))


@lru_cache(maxsize=4)
def _grid(high: int, wide: int) -> Any:
    return np.meshgrid(np.arange(wide, dtype=np.float32), np.arange(high, dtype=np.float32))


@lru_cache(maxsize=1)
def _flow() -> Any:
    return cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_FAST)
