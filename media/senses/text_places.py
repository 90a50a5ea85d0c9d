# pyright: basic
"""Where a picture may hold words, told cheaply: strong edges close to each other along a line."""

import cv2
import numpy as np

from media.senses.picture import Plane

_STEP = 26
"""Grey levels from one pixel to the next that are an edge of a letter."""
_GAP = 17
"""Pixels between letters, of a picture 360 pixels high."""
_LEAST_HIGH, _LEAST_WIDE = 6, 14
_DENSE = 0.1
"""Share of edges in a line of letters."""

Pixels = tuple[int, int, int, int]
"""Left, top, right, bottom."""


def text_places(gray: Plane) -> list[Pixels]:
    """Rectangles that may hold a line of words, in a picture `uint8[h, w]` about 360 pixels high; much that holds none is among
    them (leaves, fences), but little that does is left out."""
    edges = np.zeros_like(gray)
    cv2.absdiff(gray[:, 1:], gray[:, :-1], edges[:, 1:])
    sharp = cv2.threshold(edges, _STEP, 1, cv2.THRESH_BINARY)[1]
    run = cv2.morphologyEx(sharp, cv2.MORPH_CLOSE, np.ones((3, _GAP), np.uint8))
    run = cv2.morphologyEx(run, cv2.MORPH_OPEN, np.ones((4, 9), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(run)
    places: list[Pixels] = []
    for left, top, wide, high, area in stats[1:count].tolist():
        if high < _LEAST_HIGH or wide < max(_LEAST_WIDE, 1.2 * high):
            continue
        if cv2.countNonZero(sharp[top : top + high, left : left + wide]) >= _DENSE * area:
            places.append((left, top, left + wide, top + high))
    return places
