# pyright: basic
"""A line of words that stands on the screen, followed in the small picture from its first to its last."""

from typing import Any

import cv2
import numpy as np

from media.senses.index import Box, Writing
from media.senses.past import Past
from media.senses.picture import Picture, Plane

_ALIKE = 0.5
"""Likeness (normalised correlation of the letters' pattern) at which a line still stands."""
_FAINT = 0.3
"""Share of its strokes' strength to which a line may fade."""
_MISSES = 2
"""Pictures in a row without it after which a line is gone."""
_REACH = 2
"""Pixels of the small picture that a line may move between two pictures."""
_HALF = 0.06
"""Half of the time between two pictures that are glanced at."""
_ROOM = 1
_LEAST_SURE = 0.7
_PATTERN = (11, 1)


def pattern(luma: Plane) -> Any:
    """The strokes of letters in a small picture, `float32[h, w]`: what differs from its row's surroundings."""
    shown = luma.astype(np.float32)
    return shown - cv2.blur(shown, _PATTERN)


class Line:
    """One line. It is found, read once, and followed."""

    def __init__(self, box: Box, picture: Picture, past: Past) -> None:
        """`box` is where it stands in a picture; `past` tells since when."""
        self.box = box
        self.text = ""
        self.confidence = 0.0
        self.tries = 0
        self._misses = 0
        self._patch = _cut(pattern(picture.luma), box, 0)
        self._first = self._last = picture.time
        self._go_back(past)

    def follow(self, time: float, shown: Any) -> None:
        """Look whether it stands in the next small picture's pattern."""
        box, alike = _found(self._patch, self.box, shown)
        if alike < _ALIKE:
            self._misses += 1
            return
        self._misses, self._last, self.box = 0, time, box

    def take(self, text: str, confidence: float) -> None:
        """What was read; what is unsure is not taken, and may be read once more."""
        self.tries += 1
        if confidence >= _LEAST_SURE and sum(letter.isalnum() for letter in text) >= (1 if _is_han(text) else 2):
            self.text, self.confidence = text, confidence

    def is_gone(self) -> bool:
        """Whether it does not stand any more."""
        return self._misses >= _MISSES

    def holds(self, middle: tuple[float, float]) -> bool:
        """Whether a point lies within it."""
        left, top, wide, high = self.box
        return left - 0.01 <= middle[0] <= left + wide + 0.01 and top - 0.01 <= middle[1] <= top + high + 0.01

    def covers(self, box: Box) -> bool:
        """Whether another box is this line again."""
        return _shared(self.box, box) > 0.5 * box[2] * box[3]

    def is_within(self, box: Box) -> bool:
        """Whether another box holds this line and more."""
        return _shared(self.box, box) > 0.6 * self.box[2] * self.box[3]

    def writing(self) -> Writing:
        """As it goes into the index."""
        left, top, wide, high = (round(float(part), 4) for part in self.box)
        start = round(max(0.0, self._first - _HALF), 3) if self._first > 0 else 0.0
        sure, end = round(self.confidence, 3), round(self._last + _HALF, 3)
        return Writing(start=start, end=end, text=self.text, box=(left, top, wide, high), confidence=sure)

    def _go_back(self, past: Past) -> None:
        box, misses = self.box, 0
        for time, luma in past.back(self._first, within_shot=False):
            moved, alike = _found(self._patch, box, pattern(luma))
            misses = 0 if alike >= _ALIKE else misses + 1
            if misses == _MISSES:
                return
            if not misses:
                box, self._first = moved, time


def _found(patch: Any, box: Box, shown: Any) -> tuple[Box, float]:
    """Where a pattern is near a box, and how alike it is."""
    area, left, top = _area(shown, box, _REACH)
    if area.shape[0] < patch.shape[0] or area.shape[1] < patch.shape[1] or float(patch.std()) < 1.0:
        return box, -1.0
    _, best, _, (x, y) = cv2.minMaxLoc(cv2.matchTemplate(area, patch, cv2.TM_CCOEFF_NORMED))
    if float(area[y : y + patch.shape[0], x : x + patch.shape[1]].std()) < _FAINT * float(patch.std()):
        return box, -1.0
    home, home_top = _corner(box, shown)
    across, down = left + x - home, top + y - home_top
    high, wide = shown.shape
    return (box[0] + across / wide, box[1] + down / high, box[2], box[3]), float(best)


def _corner(box: Box, plane: Any) -> tuple[int, int]:
    high, wide = plane.shape
    return max(0, round(box[0] * wide) - _ROOM), max(0, round(box[1] * high) - _ROOM)


def _area(plane: Any, box: Box, more: int) -> tuple[Any, int, int]:
    high, wide = plane.shape
    left, top = _corner(box, plane)
    right = left + max(3, round(box[2] * wide)) + 2 * _ROOM
    bottom = top + max(3, round(box[3] * high)) + 2 * _ROOM
    left, top = max(0, left - more), max(0, top - more)
    return plane[top : min(high, bottom + more), left : min(wide, right + more)], left, top


def _cut(plane: Any, box: Box, more: int) -> Any:
    return _area(plane, box, more)[0].copy()


def _shared(one: Box, other: Box) -> float:
    wide = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    high = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    return max(0.0, wide) * max(0.0, high)


def _is_han(text: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)
