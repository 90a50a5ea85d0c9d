"""A decoded picture on its way past the senses."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

SMALL_SIDE = 144
"""Pixels of the shorter side of the small planes."""

Plane = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Picture:
    """One frame of a source, upright and with square pixels. The planes are only valid while the picture passes."""

    time: float
    """Seconds from the file's start."""
    luma: Plane
    """`uint8[h, w]`, small: 0 black to 255 white (full range)."""
    blue: Plane
    """`uint8[h, w]`, Cb around 128, as large as `luma`."""
    red: Plane
    """`uint8[h, w]`, Cr around 128."""
    large: Callable[[int], Plane]
    """The colours `uint8[h, w, 3]` (BGR, as OpenCV has them) with a shorter side of that many pixels, or the source's own where
    that is less. Costs some milliseconds: for few pictures."""


class Eye(Protocol):
    """A sense that looks at every picture as it passes, in bounded memory."""

    def see(self, picture: Picture) -> None:
        """Take the next picture, in order of time."""
        ...


class Ear(Protocol):
    """A sense that listens to the sound as it passes, in bounded memory."""

    def hear(self, block: npt.NDArray[np.float32]) -> None:
        """Take the next samples `float32[channels, n]` at `EAR_HZ`, without gaps from the file's start."""
        ...


EAR_HZ = 22_050
"""Rate at which ears listen, mono or stereo."""
