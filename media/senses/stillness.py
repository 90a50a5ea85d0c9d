# pyright: basic
"""Where the picture is black, and where it stands still."""

from typing import Any

import cv2

from media.senses.index import Span
from media.senses.picture import Picture

_DARK = 26
"""Luma, in grey levels, up to which a pixel is black; shadows of a film at night are lighter somewhere."""
_BRIGHT_SHARE = 0.01
_BLACK_SECONDS = 0.08
_SIDE = 4
"""Pixels of the small plane that are averaged to one, against noise."""
_CHANGED, _MEAN = 6.0, 0.8
"""Grey levels by which one place, and all of them on average, may differ from a picture that stands."""
_FROZEN_SECONDS = 1.0


class Stillness:
    """An eye for pictures that show nothing and for pictures that do not change."""

    def __init__(self) -> None:
        self._black, self._frozen = _Spans(_BLACK_SECONDS), _Spans(_FROZEN_SECONDS)
        self._anchor: Any = None

    def see(self, picture: Picture) -> None:
        """Take the next picture."""
        lit = cv2.countNonZero(cv2.threshold(picture.luma, _DARK, 1, cv2.THRESH_BINARY)[1])
        self._black.take(picture.time, lit < _BRIGHT_SHARE * picture.luma.size)
        high, wide = picture.luma.shape
        small = cv2.resize(picture.luma, (max(1, wide // _SIDE), max(1, high // _SIDE)), interpolation=cv2.INTER_AREA)
        stands = self._anchor is not None and _stands(self._anchor, small)
        if not stands:
            self._anchor = small
            self._frozen.restart(picture.time)
        self._frozen.take(picture.time, True)

    def finish(self, end: float) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
        """Black and frozen spans of a picture that ends there, in seconds from its start."""
        return self._black.finish(end), self._frozen.finish(end)


def _stands(anchor: Any, now: Any) -> bool:
    if anchor.shape != now.shape or cv2.norm(anchor, now, cv2.NORM_INF) > _CHANGED:
        return False
    return cv2.norm(anchor, now, cv2.NORM_L1) <= _MEAN * now.size


class _Spans:
    """Gathers spans in which something holds, if they are long enough."""

    def __init__(self, least: float) -> None:
        self._least = least
        self._spans: list[Span] = []
        self._start: float | None = None

    def take(self, time: float, holds: bool) -> None:
        if not holds:
            self.restart(time)
        elif self._start is None:
            self._start = time

    def restart(self, time: float) -> None:
        """What held until now holds no more."""
        if self._start is not None and time - self._start >= self._least:
            self._spans.append((self._start, time))
        self._start = None

    def finish(self, end: float) -> tuple[Span, ...]:
        self.restart(end)
        return tuple(self._spans)
