# pyright: basic
"""Pictures that no film decoder reads: photographs with their orientation, and animated WebP."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image, ImageOps, ImageSequence

from media.facts import MediaFacts
from media.senses.picture import Picture
from media.senses.planes import Screen
from media.senses.planes import size_of as _size_of

_FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF", "AVIF")
_SHORT = 1080
"""Pixels of the shorter side beyond which nothing more is seen."""
_MOST = 5_000
"""Pictures of an animation."""


def is_still(facts: MediaFacts) -> bool:
    """Whether a file is read here."""
    return facts.kind == "image" or facts.container == "webp"


def stills(path: Path, facts: MediaFacts) -> Iterator[Picture]:
    """The picture, or the pictures of an animation, in order of time. Raises `OSError` for one that cannot be read."""
    Image.MAX_IMAGE_PIXELS = None  # its size was checked when it came in
    screen, time = Screen(facts.width or 1, facts.height or 1), 0.0
    with Image.open(path, formats=_FORMATS) as image:
        for index, page in enumerate(ImageSequence.Iterator(image)):
            if index == _MOST or (index and facts.kind == "image"):
                return
            yield screen.still(_colors(page, facts), time)
            time += max(10, page.info.get("duration", 0)) / 1000


def _colors(page: Any, facts: MediaFacts) -> Any:
    """Upright BGR on black."""
    size = (facts.width or page.width, facts.height or page.height)
    small = _size_of(*size, min(_SHORT, *size))
    page.draft("RGB", small)
    upright = ImageOps.exif_transpose(page).convert("RGBA")
    black = Image.new("RGBA", upright.size, (0, 0, 0, 255))
    whole = Image.alpha_composite(black, upright).convert("RGB").resize(small, Image.Resampling.BOX)
    return cv2.cvtColor(np.asarray(whole), cv2.COLOR_RGB2BGR)
