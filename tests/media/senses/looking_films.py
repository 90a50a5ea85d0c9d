"""Pictures for eyes, without a file: drawn, and shown as a decoder would."""

from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np

from media.senses.looking import Looking, Looks
from media.senses.planes import Screen

SIZE = (640, 360)
RATE = 10
Paint = Callable[[np.ndarray, float], None]


def ground(seed: int = 0, level: int = 110) -> np.ndarray:
    """A soft background, `uint8[360, 640, 3]`."""
    coarse = np.random.default_rng(seed).integers(level - 40, level + 40, (4, 7, 3)).astype(np.uint8)
    return np.asarray(cv2.resize(coarse, SIZE, interpolation=cv2.INTER_CUBIC))


def looks(
    folder: Path, seconds: float, paint: Paint, scenes: Sequence[tuple[float, float]] | None = None, seed: int = 0
) -> Looks:
    """What looking finds in a film that `paint` draws picture by picture on a soft background."""
    folder.mkdir(exist_ok=True)
    looking, screen, behind = Looking(folder), Screen(*SIZE), ground(seed)
    for number in range(round(seconds * RATE)):
        picture = behind.copy()
        paint(picture, number / RATE)
        looking.see(screen.still(picture, number / RATE))
    return looking.finish(scenes or [(0.0, seconds)])
