# pyright: basic
"""Colours by name: how much of a picture is red, blue, grey, …"""

from functools import lru_cache
from typing import Any

import cv2
import numpy as np

NAMES = ("black", "white", "gray", "red", "orange", "yellow", "green", "cyan", "blue", "purple", "pink", "brown")
"""The names, as captions have them; their order is that of `shares`."""
_BLACK, _WHITE = 45, 205
"""Values (HSV, 0 to 255) up to which everything is black, and from which on what has no colour is white."""
_GRAY = 45
"""Saturation below which there is no colour."""
_BROWN = 165
"""Value below which orange is brown."""
_PALE = 110
"""Saturation below which a light red is pink."""
_EDGES = ((16, 3), (42, 4), (68, 5), (160, 6), (195, 7), (258, 8), (295, 9), (340, 10), (361, 3))
"""Degrees of hue up to which each name goes."""
_LEAST, _MOST = 0.12, 3
"""Share of a picture that a strong colour has, and how many there are at most."""


def shares(blue_green_red: Any) -> Any:
    """The share of each name in a picture `uint8[h, w, 3]` (BGR), `float32[12]`."""
    hue, saturation, value = (part.ravel() for part in cv2.split(cv2.cvtColor(blue_green_red, cv2.COLOR_BGR2HSV)))
    named = _of_hue()[hue]
    named[(named == 4) & (value < _BROWN)] = 11
    named[(named == 3) & (value > _BROWN) & (saturation < _PALE)] = 10
    pale = saturation < _GRAY
    named[pale] = np.where(value[pale] > _WHITE, 1, 2)
    named[value < _BLACK] = 0
    return (np.bincount(named, minlength=len(NAMES)) / named.size).astype(np.float32)


def strongest(mean: Any) -> tuple[str, ...]:
    """The names of the strongest colours, most of it first."""
    order = np.argsort(-mean, kind="stable")[:_MOST]
    return tuple(NAMES[place] for place in order if mean[place] >= _LEAST)


@lru_cache(maxsize=1)
def _of_hue() -> Any:
    """The name of every hue of OpenCV's, which counts 180 to the circle."""
    names = np.empty(256, np.uint8)
    lower = 0
    for degrees, name in _EDGES:
        names[lower : degrees // 2 + 1] = name
        lower = degrees // 2 + 1
    names[lower:] = 3
    return names
