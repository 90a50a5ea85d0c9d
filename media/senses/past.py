# pyright: basic
"""The last small pictures, for senses that notice a thing only a while after it came."""

from collections import deque
from collections.abc import Iterator

from media.senses.picture import Picture, Plane

_KEPT = 80
"""Pictures: ten seconds, some megabytes."""


class Past:
    """What was glanced at lately."""

    def __init__(self) -> None:
        self._pictures: deque[tuple[float, Plane]] = deque(maxlen=_KEPT)
        self._parted = float("-inf")

    def add(self, picture: Picture) -> None:
        """Keep a copy of a picture's luma."""
        self._pictures.append((picture.time, picture.luma.copy()))

    def part(self, time: float) -> None:
        """From that time on another shot is seen."""
        self._parted = time

    def back(self, time: float, *, within_shot: bool) -> Iterator[tuple[float, Plane]]:
        """Times and planes before a time, the latest first; only those of the shot that goes on, if it is so wanted."""
        least = self._parted if within_shot else float("-inf")
        for then, luma in reversed(self._pictures):
            if then < least:
                return
            if then < time:
                yield then, luma
