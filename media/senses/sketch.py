# pyright: basic
"""What the search for scenes keeps of a picture: small planes, and a few numbers."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from media.senses.matching import gain_for, unlikeness
from media.senses.picture import Picture, Plane

_FINE = 72
"""Pixels of the shorter side of the plane in which structure is compared."""
_COARSE = 9
"""The same of the planes in which a picture is one point of a space."""

_STILL = 1.5
"""Grey levels of change below which nothing is looked for."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """A picture in small."""

    time: float
    luma: Plane
    """`uint8[h, w]`, about 72 × 128."""
    point: Any
    """`float32[n]`: coarse luma and colours, one after another."""
    change: float
    """Mean change of luma and colours since the picture before, in grey levels; 0 for the first."""
    jump: float
    """The part of that change which no movement explains, in grey levels of a dark picture made lighter."""
    spread: float
    """How far luma reaches in the middle of the picture, in grey levels, as a standard deviation; a logo does not count."""
    light: float
    """The middle between dark and light there, 0 to 255."""


class Sketcher:
    """Makes sketches of pictures as they pass."""

    def __init__(self) -> None:
        self._before: tuple[Plane, Plane, Plane] | None = None
        self._fine: Plane | None = None

    def sketch(self, picture: Picture) -> Sketch:
        """The sketch of the next picture."""
        fine = _shrunk(picture.luma, _FINE)
        planes = _shrunk(fine, _FINE // 2), _shrunk(picture.blue, _FINE // 2), _shrunk(picture.red, _FINE // 2)
        before = self._before if self._before and self._before[0].shape == planes[0].shape else planes
        change = sum(cv2.norm(now, old, cv2.NORM_L1) for now, old in zip(planes, before, strict=True)) / planes[0].size
        gain = gain_for(planes[0], before[0])
        jump = gain * change * (unlikeness(self._fine, fine) if self._fine is not None and gain * change > _STILL else 0.2)
        self._before, self._fine = planes, fine
        point = np.concatenate([_shrunk(plane, _COARSE).ravel() for plane in planes]).astype(np.float32)
        return Sketch(picture.time, fine, point, change, jump, *_reach(planes[0]))


def _shrunk(plane: Plane, shorter: int) -> Any:
    high, wide = plane.shape
    share = shorter / min(high, wide)
    return cv2.resize(plane, (round(wide * share), round(high * share)), interpolation=cv2.INTER_AREA)


def _reach(plane: Plane) -> tuple[float, float]:
    """Spread and light of the middle of a picture."""
    high, wide = plane.shape
    middle = plane[high // 6 : high - high // 6, wide // 12 : wide - wide // 12].ravel()
    few = middle.size // 40
    parted = np.partition(middle, (few, middle.size - few))
    dark, bright = float(parted[few]), float(parted[middle.size - few])
    return (bright - dark) / 3.92, (bright + dark) / 2
