# pyright: basic
"""A picture that is looked at closely: larger, and only as far as somebody asks."""

from functools import cached_property
from typing import Any

import cv2

from media.senses.picture import Picture, Plane

SIDE = 360
"""Pixels of the shorter side of what is looked at."""
_LONGEST = 640


class Look:
    """One picture for all eyes that look closely; what it costs is spent once."""

    def __init__(self, picture: Picture) -> None:
        self.picture = picture
        self.time = picture.time

    @cached_property
    def colors(self) -> Any:
        """`uint8[h, w, 3]` (BGR), the shorter side 360 pixels or the source's own."""
        return self.picture.large(SIDE)

    @cached_property
    def gray(self) -> Plane:
        """The same without colours, `uint8[h, w]`."""
        return cv2.cvtColor(self.colors, cv2.COLOR_BGR2GRAY)

    @cached_property
    def sharpness(self) -> float:
        """Variance of the Laplacian, as of a picture 360 pixels high."""
        return float(cv2.meanStdDev(cv2.Laplacian(self.gray, cv2.CV_16S))[1][0, 0] ** 2)

    def card(self) -> Any:
        """The picture as it is kept: at most 640 pixels on the longer side."""
        high, wide = self.colors.shape[:2]
        share = _LONGEST / max(high, wide)
        if share >= 1:
            return self.colors
        return cv2.resize(self.colors, (round(wide * share), round(high * share)), interpolation=cv2.INTER_AREA)
