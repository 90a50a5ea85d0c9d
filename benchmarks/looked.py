"""What looking finds in generated pictures, and what it costs: shared by the parts of `benchmarks.looks`."""

import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from media.senses.looking import Looking, Looks
from media.senses.planes import Screen

FIRST = 1000
"""The first seed that is reported; those below were for tuning."""
Box = tuple[float, float, float, float]
Frames = Iterable[tuple[float, Any]]


@dataclass
class Clock:
    """Processor seconds of looking, and seconds of material."""

    spent: float = 0.0
    shown: float = 0.0

    @property
    def share(self) -> float:
        """Processor seconds for a second of material."""
        return self.spent / max(self.shown, 1e-9)


def looked(frames: Frames, size: tuple[int, int], scenes: Sequence[tuple[float, float]], clock: Clock) -> Looks:
    """What is found in pictures (BGR) at their times."""
    screen, last = Screen(*size), 0.0
    with tempfile.TemporaryDirectory() as folder:
        looking = Looking(Path(folder))
        for at, picture in frames:
            shown, last = screen.still(picture, at), at
            start = time.process_time()
            looking.see(shown)
            clock.spent += time.process_time() - start
        clock.shown += last
        return looking.finish(scenes)


def overlap(one: Box, other: Box) -> float:
    """Shared area of two boxes as a share of what both cover."""
    wide = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    high = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    shared = max(0.0, wide) * max(0.0, high)
    return shared / max(one[2] * one[3] + other[2] * other[3] - shared, 1e-9)
