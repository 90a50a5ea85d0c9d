# pyright: basic
"""What draws the eye in passing pictures, some times a second: how much of it lies in each column and each row."""

from array import array
from typing import Any

import cv2
import numpy as np

from media.saliency import Planes, saliency
from media.senses.picture import Picture

ROWS = 36
"""Rows, or columns of an upright picture, of the plane in which places are weighed."""
_SHIFT_SIDE = 72
"""Pixels of the shorter side of the plane in which the camera's movement is measured."""
_STEADY = 0.08
"""Least response of the phase correlation that tells of a camera's movement."""
_FURTHEST = 0.2
"""Share of the picture by which a camera moves at most between two glances."""


class SubjectSeen:
    """Weighs the columns and rows of pictures, the camera's own movement taken out."""

    def __init__(self) -> None:
        self._before: tuple[Any, Planes] | None = None
        self._window: Any = None
        self._shape = (ROWS, ROWS)
        self._times = array("d")
        self._across, self._down = bytearray(), bytearray()

    def glance(self, picture: Picture) -> None:
        """Take the next picture, in order of time."""
        now = _scaled(picture.luma, _SHIFT_SIDE).astype(np.float32), _planes(picture)
        before, self._before = self._before, now
        if before is None or before[1].shape != now[1].shape:
            map_ = saliency([now[1]], [], ())
        else:
            map_ = saliency([self._moved(before, now)], [now[1]], ())
        self._shape = map_.shape
        total = max(float(map_.sum()), 1e-9)
        self._times.append(picture.time)
        self._across += (map_.sum(axis=0) / total).astype(np.float16).tobytes()
        self._down += (map_.sum(axis=1) / total).astype(np.float16).tobytes()

    def part(self) -> None:
        """What comes is another shot."""
        self._before = None

    def finish(self) -> tuple[Any, Any, Any]:
        """The times `float64[n]`, and the shares of what draws the eye: `float32[n, columns]`, `float32[n, rows]`."""
        high, wide = self._shape
        across = np.frombuffer(bytes(self._across), np.float16).reshape(-1, wide).astype(np.float32)
        down = np.frombuffer(bytes(self._down), np.float16).reshape(-1, high).astype(np.float32)
        return np.array(self._times), across, down

    def _moved(self, before: tuple[Any, Planes], now: tuple[Any, Planes]) -> Planes:
        """The planes before, moved as the camera moved since."""
        if self._window is None:
            self._window = cv2.createHanningWindow(now[0].shape[::-1], cv2.CV_32F)
        (x, y), response = cv2.phaseCorrelate(before[0], now[0], self._window)
        high, wide = now[0].shape
        if response < _STEADY or abs(x) > _FURTHEST * wide or abs(y) > _FURTHEST * high or max(abs(x), abs(y)) < 0.1:
            return before[1]
        rows, columns = now[1].shape[1:]
        shift = np.array([[1, 0, x * columns / wide], [0, 1, y * rows / high]], np.float32)
        moved: Any = [cv2.warpAffine(plane, shift, (columns, rows), borderMode=cv2.BORDER_REPLICATE) for plane in before[1]]
        return np.stack(moved)


def _scaled(plane: Any, side: int) -> Any:
    share = side / min(plane.shape)
    return cv2.resize(plane, (round(plane.shape[1] * share), round(plane.shape[0] * share)), interpolation=cv2.INTER_AREA)


def _planes(picture: Picture) -> Any:
    planes: list[Any] = [_scaled(plane, ROWS) for plane in (picture.luma, picture.blue, picture.red)]
    return np.stack(planes).astype(np.float32)
