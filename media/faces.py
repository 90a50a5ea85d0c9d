# pyright: basic
"""Faces in a small grey picture, by the cascade that comes with OpenCV 4."""

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Box = tuple[float, float, float, float]
"""Left, top, width and height as shares of the picture."""

_SMALLEST = 20
"""Pixels; the cascade knows no smaller face."""


def find_faces(picture: npt.NDArray[np.uint8]) -> list[Box]:
    """The faces that look into the camera, in a picture `uint8[height, width]`."""
    import cv2

    height, width = picture.shape
    smallest = max(_SMALLEST, min(height, width) // 9)
    even = cv2.equalizeHist(np.ascontiguousarray(picture))
    boxes = _cascade().detectMultiScale(even, 1.1, 4, minSize=(smallest, smallest))
    return [(float(x) / width, float(y) / height, float(w) / width, float(h) / height) for x, y, w, h in boxes]


@cache
def _cascade() -> Any:
    import cv2

    return cv2.CascadeClassifier(str(Path(cv2.__file__).parent / "data" / "haarcascade_frontalface_alt2.xml"))
