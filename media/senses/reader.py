# pyright: basic
"""Reads words off a picture: PP-OCR by RapidOCR, its models in the wheel. Chinese and English; Vietnamese without its accents."""

import math
from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np

_PER_PIXEL = 0.42e-6
"""Processor seconds that finding lines takes per pixel (one core of a usual server)."""
_PER_SQUARE = 4.2e-3
"""Processor seconds that reading takes per square of a line's height."""
_SHORTEST = 6.7
"""Squares that the shortest line counts."""
_STEP = 32

Pixels = tuple[int, int, int, int]
"""Left, top, right, bottom."""


class Reader:
    """Finds lines of writing and reads them. Its models are loaded when it is first asked."""

    def __init__(self) -> None:
        self._engine: Any = None

    def lines(self, picture: Any) -> list[Pixels]:
        """Where lines of writing are in a picture `uint8[h, w, 3]` (BGR), from top to bottom."""
        high, wide = picture.shape[:2]
        padded = cv2.copyMakeBorder(picture, 0, -high % _STEP, 0, -wide % _STEP, cv2.BORDER_REPLICATE)
        found = self._loaded()(padded, use_det=True, use_rec=False)
        if found.boxes is None:
            return []
        return [_within(np.array(corners), wide, high) for corners in found.boxes]

    def read(self, lines: Sequence[Any]) -> list[tuple[str, float]]:
        """The words of each line's picture `uint8[h, w, 3]` (BGR), and how sure they are, 0 to 1."""
        found = [self._loaded()(np.ascontiguousarray(line), use_det=False, use_rec=True) for line in lines]
        return [(one.txts[0].strip(), float(one.scores[0])) if one.txts else ("", 0.0) for one in found]

    def _loaded(self) -> Any:
        if self._engine is None:
            from rapidocr import RapidOCR

            threads = "EngineConfig.onnxruntime"
            self._engine = RapidOCR(
                params={
                    "Global.log_level": "error", "Global.use_cls": False, "Global.use_preprocess_img": False,
                    "Det.limit_type": "max", "Det.limit_side_len": 1920,
                    f"{threads}.intra_op_num_threads": 1, f"{threads}.inter_op_num_threads": 1,
                }
            )  # fmt: skip
        return self._engine


def cost_of_finding(wide: int, high: int) -> float:
    """About how many processor seconds it takes to find the lines in a picture."""
    return _PER_PIXEL * wide * high


def cost_of_reading(wide: float, high: float) -> float:
    """About how many processor seconds it takes to read a line of that size."""
    return _PER_SQUARE * max(_SHORTEST, wide / max(high, 1e-9))


def _within(corners: Any, wide: int, high: int) -> Pixels:
    left, top = np.floor(corners.min(axis=0))
    right, bottom = (math.ceil(edge) for edge in corners.max(axis=0))
    return max(0, int(left)), max(0, int(top)), min(wide, right), min(high, bottom)
