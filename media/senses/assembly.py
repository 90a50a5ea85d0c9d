# pyright: basic
"""All senses together: every picture and every sound of a file passes here once, and what they found is put together."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np

from media.facts import MediaFacts
from media.senses.index import Curve, Heard, KeyFrame, Scene, Seen
from media.senses.picture import Picture

_SIDE = 360


class Watching:
    """All that looks."""

    def __init__(self, facts: MediaFacts, folder: Path) -> None:
        self._facts, self._folder = facts, folder
        self._frames: list[KeyFrame] = []
        self._next = 0.0
        self._last = 0.0

    def see(self, picture: Picture) -> None:
        self._last = picture.time
        if picture.time < self._next:
            return
        self._next = picture.time + 10.0
        large = picture.large(_SIDE)
        name = f"{len(self._frames)}.jpg"
        cv2.imwrite(str(self._folder / name), large)
        gray = cv2.cvtColor(large, cv2.COLOR_BGR2GRAY)
        sharp = float(cv2.Laplacian(gray, cv2.CV_64F).var())
        self._frames.append(KeyFrame(time=picture.time, sharpness=sharp, hash="0" * 16, asset=name))

    def finish(self) -> Seen:
        end = max(self._last, self._facts.duration or 0.0)
        scene = Scene(
            start=0.0,
            end=end,
            joint="start",
            motion=0,
            shake=0,
            brightness=0,
            contrast=0,
            saturation=0,
            sharpness=0,
            key_frames=tuple(self._frames),
        )
        return Seen(scenes=(scene,), motion=Curve(step=0.25, values=()))


class Listening:
    """All that listens."""

    def __init__(self) -> None:
        self._levels: list[float] = []

    def hear(self, block: Any) -> None:
        self._levels.append(float(np.sqrt(np.mean(block**2))))

    def finish(self) -> Heard:
        values = tuple(max(-70.0, 20 * float(np.log10(max(level, 1e-9)))) for level in self._levels)
        return Heard(loudness=Curve(step=1.0, values=values), lufs=max(values, default=-70.0))
