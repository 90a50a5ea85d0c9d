# pyright: basic
"""The search for faces in a picture: from the front, now and then from the side, where there may be some."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from media.senses.index import Box
from media.senses.look import Look
from media.senses.picture import Picture, Plane

_SIDE = 324
"""Pixels of the shorter side of the picture that is searched."""
_SMALLEST = 20
_SCALE = 1.15
_NEIGHBOURS = 2
_LEAST = 30.0
"""Weight (the cascade's sum) below which nothing is a face."""
_PROFILE_WEIGHT = 1.2
_SKIN_BLUE, _SKIN_RED = (80, 128), (132, 175)
"""Cb and Cr of skin, whatever its shade (Chai and Ngan, "Face segmentation using skin-color map", 1999; widened)."""
_SKIN = 0.2
"""Share of a face's middle that has a skin's colour, where the picture has colours."""
_GREY = 3.0
"""Mean distance of Cb and Cr from their mean, up to which a picture has no colours."""
_ALL = 0.6
"""Share of the picture from which on it is searched as a whole."""
_TURNS = 4
"""Searches of which the first is of the whole picture, whatever its colours, for faces small and large."""
_SIDEWAYS = (1, 3)
"""Those that look for faces from the left and from the right."""

Area = tuple[int, int, int, int]
"""Left, top, right and bottom in pixels."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A place that looks like a face."""

    box: Box
    weight: float
    """How clearly: the sum of the cascade's last stage; of real faces mostly above 45."""


class FaceSearch:
    """Searches pictures, each a little differently: most are searched for large faces and where faces were, some for small ones,
    some for faces seen from a side."""

    def __init__(self) -> None:
        self._turn = 0

    def part(self) -> None:
        """What comes is another shot: its first picture is searched in full."""
        self._turn = 0

    def find(self, look: Look, known: Sequence[Box] = ()) -> list[Finding]:
        """The faces of a picture; `known` is where some may still be."""
        turn, self._turn = self._turn % _TURNS, self._turn + 1
        skin = _skin(look.picture)
        large = _shrunk(look.gray, _SIDE)
        found = _fronts(large, _whole(large)) if turn == 0 else [*self._near(large, known), *_broad(look.picture.luma, skin)]
        if not found and skin is not None and turn in _SIDEWAYS:
            found = _sides(look.picture.luma, skin, mirrored=turn == _SIDEWAYS[0])
        return [finding for finding in _apart(found) if skin is None or _is_skin(skin, finding.box)]

    def _near(self, plane: Plane, known: Sequence[Box]) -> list[Finding]:
        return [finding for box in known for finding in _fronts(plane, _around(plane, box))]


def _whole(plane: Plane) -> Area:
    return 0, 0, plane.shape[1], plane.shape[0]


def _around(plane: Plane, box: Box) -> Area:
    high, wide = plane.shape
    left, top = (box[0] - 0.5 * box[2]) * wide, (box[1] - 0.5 * box[3]) * high
    right, bottom = left + 2 * box[2] * wide, top + 2 * box[3] * high
    return max(0, round(left)), max(0, round(top)), min(wide, round(right)), min(high, round(bottom))


def _broad(luma: Plane, skin: Plane | None) -> list[Finding]:
    """Large faces, by the small picture."""
    areas = [_whole(luma)] if skin is None else _areas(skin)
    return [finding for area in areas for finding in _fronts(luma, area)]


def _shrunk(gray: Plane, side: int) -> Any:
    share = side / min(gray.shape)
    if share >= 1:
        return gray
    return cv2.resize(gray, (round(gray.shape[1] * share), round(gray.shape[0] * share)), interpolation=cv2.INTER_AREA)


def _skin(picture: Picture) -> Any:
    """Where the colour of skin is, `uint8[h, w]` of 0 and 255; `None` where the picture has no colours."""
    colourful = max(float(cv2.meanStdDev(plane)[1][0, 0]) for plane in (picture.blue, picture.red))
    if colourful < _GREY:
        return None
    blue, red = cv2.inRange(picture.blue, *_SKIN_BLUE), cv2.inRange(picture.red, *_SKIN_RED)
    return cv2.bitwise_and(blue, red)


def _areas(skin: Plane) -> list[Area]:
    """Rectangles around the patches of skin that are large enough for a face."""
    cleaned = cv2.morphologyEx(skin, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    near = cv2.dilate(cleaned, np.ones((9, 9), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(near)
    boxes: list[Area] = []
    for left, top, wide, high, area in stats[1:count]:
        if area < 0.004 * skin.size:
            continue
        more = round(0.25 * max(wide, high))
        right, bottom = min(skin.shape[1], left + wide + more), min(skin.shape[0], top + high + more)
        boxes.append((max(0, left - more), max(0, top - more), right, bottom))
    if sum((right - left) * (bottom - top) for left, top, right, bottom in boxes) > _ALL * skin.size:
        return [_whole(skin)]
    return boxes


def _fronts(plane: Plane, area: Area) -> list[Finding]:
    return [finding for finding in _detected("haarcascade_frontalface_alt2.xml", plane, area) if finding.weight >= _LEAST]


def _sides(luma: Plane, skin: Plane, mirrored: bool) -> list[Finding]:
    """Faces that look to the left or, mirrored, to the right. The cascade tells little of how clear they are."""
    if mirrored:
        luma, skin = np.ascontiguousarray(luma[:, ::-1]), np.ascontiguousarray(skin[:, ::-1])
    found = [finding for area in _areas(skin) for finding in _detected("haarcascade_profileface.xml", luma, area)]
    clear = [Finding(finding.box, _LEAST) for finding in found if finding.weight >= _PROFILE_WEIGHT]
    return [Finding(_mirrored(finding.box), finding.weight) for finding in clear] if mirrored else clear


def _detected(name: str, plane: Plane, area: Area) -> list[Finding]:
    left, top, right, bottom = area
    if min(right - left, bottom - top) < _SMALLEST:
        return []
    part = np.ascontiguousarray(plane[top:bottom, left:right])
    boxes, _, weights = _cascade(name).detectMultiScale3(
        part, _SCALE, _NEIGHBOURS, minSize=(_SMALLEST, _SMALLEST), outputRejectLevels=True
    )
    high, wide = plane.shape
    return [
        Finding(((left + x) / wide, (top + y) / high, w / wide, h / high), float(weight))
        for (x, y, w, h), weight in zip(boxes, weights, strict=True)
    ]


@cache
def _cascade(name: str) -> Any:
    return cv2.CascadeClassifier(str(Path(cv2.__file__).parent / "data" / name))


def _is_skin(skin: Plane, box: Box) -> bool:
    high, wide = skin.shape
    left, top, across, down = box
    rows = slice(int((top + 0.2 * down) * high), int((top + 0.85 * down) * high) + 1)
    columns = slice(int((left + 0.2 * across) * wide), int((left + 0.8 * across) * wide) + 1)
    part = skin[max(0, rows.start) : rows.stop, max(0, columns.start) : columns.stop]
    return part.size > 0 and float(part.mean()) / 255 >= _SKIN


def _apart(found: list[Finding]) -> list[Finding]:
    """The clearest of those that lie over one another."""
    kept: list[Finding] = []
    for finding in sorted(found, key=lambda finding: -finding.weight):
        if not any(_touch(finding.box, other.box) for other in kept):
            kept.append(finding)
    return kept


def _touch(one: Box, other: Box) -> bool:
    across = abs(one[0] + one[2] / 2 - other[0] - other[2] / 2) < max(one[2], other[2]) / 2
    return across and abs(one[1] + one[3] / 2 - other[1] - other[3] / 2) < max(one[3], other[3]) / 2


def _mirrored(box: Box) -> Box:
    return 1 - box[0] - box[2], box[1], box[2], box[3]
