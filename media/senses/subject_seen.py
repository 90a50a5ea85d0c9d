# pyright: basic
"""What draws the eye in passing pictures, some times a second: how much of it lies in each column and each row."""

from array import array
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from media.saliency import Map, Planes, central, change, compactness, contrast, shared
from media.senses.picture import Picture

ROWS = 36
"""Rows, or columns of an upright picture, of the plane in which places are weighed."""
_MOTION, _COLOUR, _MIDDLE = 1.5, 1.0, 0.1
"""What each sign weighs at most."""
_CLEAR = 14.0
"""Grey levels of change, beyond the camera's, that surely are a thing that moves."""
_SHIFT_SIDE = 72
"""Pixels of the shorter side of the plane in which the camera's movement is measured."""
_STEADY = 0.08
"""Least response of the phase correlation that tells of a camera's movement."""
_BETTER, _SLIGHT = 0.9, 12.0
"""Share of the unlikeness, and grey levels at which it ends, that the camera's movement leaves; else something else moved."""
_FURTHEST = 0.2
"""Share of the picture by which a camera moves at most between two glances."""


@dataclass(frozen=True)
class _Glance:
    """A picture until the next one tells what moved in it."""

    time: float
    plane: Any
    """In which the camera's movement is measured, `float32[h, w]`."""
    planes: Planes
    moved: Any
    """What changed since the picture before; `None` for the first of a shot."""


class SubjectSeen:
    """Weighs the columns and rows of pictures, the camera's own movement taken out.

    What moves is where a picture differs from the one before and from the one after: a place that was only left, or is only
    reached, differs from one of them.
    """

    def __init__(self) -> None:
        self._before: _Glance | None = None
        self._window: Any = None
        self._shape = (ROWS, ROWS)
        self._times = array("d")
        self._across, self._down = bytearray(), bytearray()

    def glance(self, picture: Picture) -> None:
        """Take the next picture, in order of time."""
        plane, planes = _scaled(picture.luma, _SHIFT_SIDE).astype(np.float32), _planes(picture)
        before, moved = self._before, None
        if before is not None:
            earlier, left = self._carried(before, plane, planes)
            moved = change(earlier, planes)
            self._keep(before.time, earlier, moved if left is None else np.minimum(left, moved))
        self._before = _Glance(picture.time, plane, planes, moved)

    def part(self) -> None:
        """What comes is another shot."""
        last, self._before = self._before, None
        if last is not None:
            self._keep(last.time, last.planes, np.zeros_like(last.planes[0]) if last.moved is None else last.moved)

    def finish(self) -> tuple[Any, Any, Any]:
        """The times `float64[n]`, and the shares of what draws the eye: `float32[n, columns]`, `float32[n, rows]`."""
        self.part()
        high, wide = self._shape
        across = np.frombuffer(bytes(self._across), np.float16).reshape(-1, wide).astype(np.float32)
        down = np.frombuffer(bytes(self._down), np.float16).reshape(-1, high).astype(np.float32)
        return np.array(self._times), across, down

    def _keep(self, time: float, planes: Planes, moved: Map) -> None:
        map_ = _weighed(planes, moved)
        self._shape = map_.shape
        total = max(float(map_.sum()), 1e-9)
        self._times.append(time)
        self._across += (map_.sum(axis=0) / total).astype(np.float16).tobytes()
        self._down += (map_.sum(axis=1) / total).astype(np.float16).tobytes()

    def _carried(self, before: _Glance, plane: Any, planes: Planes) -> tuple[Any, Any]:
        """The planes before and what had moved in them, carried on as the camera moved since."""
        if self._window is None:
            self._window = cv2.createHanningWindow(plane.shape[::-1], cv2.CV_32F)
        (x, y), response = cv2.phaseCorrelate(before.plane, plane, self._window)
        high, wide = plane.shape
        if response < _STEADY or abs(x) > _FURTHEST * wide or abs(y) > _FURTHEST * high or max(abs(x), abs(y)) < 0.1:
            return before.planes, before.moved
        rows, columns = planes.shape[1:]
        shift = np.array([[1, 0, x * columns / wide], [0, 1, y * rows / high]], np.float32)

        def carried(part: Any) -> Any:
            return cv2.warpAffine(part, shift, (columns, rows), borderMode=cv2.BORDER_REPLICATE)

        earlier = np.stack([carried(part) for part in before.planes])
        if _unlike(earlier[0], planes[0]) >= _BETTER * _unlike(before.planes[0], planes[0]):
            return before.planes, before.moved
        return earlier, None if before.moved is None else carried(before.moved)


def _unlike(one: Any, other: Any) -> float:
    """How unlike two planes are in most places; few that are very unlike count little."""
    return float(np.minimum(np.abs(one - other), _SLIGHT).mean())


def _weighed(planes: Planes, moved: Map) -> Any:
    """What draws the eye: what moves by itself, what has colours unlike the rest, and a little the middle."""
    coloured = contrast(planes, moved)
    clear = min(1.0, float(cv2.blur(moved, (2, 2)).max()) / _CLEAR)
    total = _MIDDLE * shared(central(moved.shape)) + _COLOUR * compactness(coloured) * shared(coloured)
    return total + _MOTION * clear * compactness(moved) * shared(moved)


def _scaled(plane: Any, side: int) -> Any:
    share = side / min(plane.shape)
    return cv2.resize(plane, (round(plane.shape[1] * share), round(plane.shape[0] * share)), interpolation=cv2.INTER_AREA)


def _planes(picture: Picture) -> Any:
    planes: list[Any] = [_scaled(plane, ROWS) for plane in (picture.luma, picture.blue, picture.red)]
    return np.stack(planes).astype(np.float32)
