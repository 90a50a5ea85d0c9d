# pyright: basic
"""Words on the screen: found where the picture looks like it, read once, and followed in small as long as they stand."""

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np

from media.senses.index import Box, Writing
from media.senses.inscriptions import written
from media.senses.look import Look
from media.senses.past import Past
from media.senses.picture import Picture
from media.senses.reader import Reader, cost_of_finding, cost_of_reading
from media.senses.standing import Line, pattern
from media.senses.text_places import Pixels, text_places

_EARNED = 0.05
"""Processor seconds that may be spent for every second of material."""
_ADVANCE, _MOST_SAVED, _FOR_STILL = 1.5, 3.0, 12.0
_PROBE_SIDE = 180
"""Pixels of the shorter side of a picture in which words are sought where much looks like words but is not."""
_WHOLE_SIDE = 252
_WIDE = 0.45
"""Share of the picture from which on it is searched as a whole, in small."""
_PROBE_EVERY = 2.0
_FIND_EVERY = 0.9
_FORGOTTEN = 6.0
"""Seconds after which a place without words is searched again."""
_CELL = 20
"""Pixels of a picture 360 high, in which it is remembered where there are no words."""
_READ_SIDE = 720
_SMALLEST = 0.014
"""Height of a line, as a share of the picture's shorter side, under which it is not read."""


class WritingSeen:
    """Finds, reads and follows what is written on passing pictures, within what may be spent."""

    def __init__(self, past: Past, *, still: bool = False) -> None:
        """`past` holds what was glanced at; of a `still` picture there is no second chance."""
        self._past, self._reader = past, Reader()
        self._purse = _FOR_STILL if still else _ADVANCE
        self._still = still
        self._paid = 0.0
        self._lines: list[Line] = []
        self._done: list[Line] = []
        self._tried: dict[tuple[int, int], float] = {}
        self._before: list[Pixels] = []
        self._found = self._probed = float("-inf")

    def glance(self, picture: Picture) -> None:
        """See what still stands in the next small picture."""
        if self._lines:
            shown = pattern(picture.luma)
            for line in self._lines:
                line.follow(picture.time, shown)
            self._done += [line for line in self._lines if line.is_gone() and line.text]
            self._lines = [line for line in self._lines if not line.is_gone()]

    def part(self) -> None:
        """What comes is another shot; what is written may stay."""
        self._tried.clear()
        self._before = []
        self._probed = float("-inf")

    def look(self, look: Look) -> None:
        """Search a larger picture for new words; the small one must have been glanced at."""
        self._purse = min(max(_MOST_SAVED, self._purse), self._purse + _EARNED * max(0.0, look.time - self._paid))
        self._paid = look.time
        places = [place for place in text_places(look.gray) if not self._is_known(place, look)]
        self._search(look, places)
        self._before = places
        self._read(look)

    def finish(self) -> tuple[tuple[Writing, ...], Box | None]:
        """All that was written, in order of time, and the region of burned-in subtitles."""
        self._done += [line for line in self._lines if line.text]
        self._lines = []
        return written([line.writing() for line in self._done])

    def _search(self, look: Look, places: Sequence[Pixels]) -> None:
        fresh = [place for place in places if not self._is_tried(place, look.time)]
        steady = self._still or look.time == 0 or any(_near(place, before) for place in fresh for before in self._before)
        if fresh and steady and look.time - self._found >= _FIND_EVERY:
            self._find(look, _around(fresh, look.gray.shape))
            for place in places:
                self._tried |= dict.fromkeys(_cells(place), look.time)
        elif places and not fresh and look.time - max(self._probed, self._found) >= _PROBE_EVERY:
            self._probed = look.time
            self._find(look, None)

    def _find(self, look: Look, area: Pixels | None) -> None:
        """Take up the lines of an area, or of the whole picture in small, as far as they are new."""
        high, wide = look.gray.shape
        part, left, top, scale = look.colors, 0, 0, 1.0
        if area is None or (area[2] - area[0]) * (area[3] - area[1]) > _WIDE * high * wide:
            scale = min(1.0, (_PROBE_SIDE if area is None else _WHOLE_SIDE) / min(high, wide))
            part = cv2.resize(part, (round(wide * scale), round(high * scale)), interpolation=cv2.INTER_AREA)
        else:
            left, top, right, bottom = area
            part = part[top:bottom, left:right]
        cost = cost_of_finding(part.shape[1], part.shape[0])
        if cost > self._purse:
            return
        self._purse -= cost
        self._found = look.time
        for x0, y0, x1, y1 in self._reader.lines(part):
            edges = (left + x0 / scale, top + y0 / scale, left + x1 / scale, top + y1 / scale)
            self._take_up((edges[0] / wide, edges[1] / high, (edges[2] - edges[0]) / wide, (edges[3] - edges[1]) / high), look)

    def _take_up(self, box: Box, look: Look) -> None:
        if box[3] * look.gray.shape[0] < _SMALLEST * min(look.gray.shape) or any(line.covers(box) for line in self._lines):
            return
        for line in [line for line in self._lines if line.is_within(box)]:
            self._lines.remove(line)
            self._done += [line] if line.text else []
        self._lines.append(Line(box, look.picture, self._past))

    def _read(self, look: Look) -> None:
        """Read what was found, the largest first, as far as the purse goes."""
        unread = sorted((line for line in self._lines if not line.text), key=lambda line: -line.box[3])
        chosen: list[Line] = []
        for line in unread:
            high, wide = look.gray.shape
            cost = cost_of_reading(line.box[2] * wide, line.box[3] * high)
            if cost <= self._purse and line.tries < 2:
                self._purse -= cost
                chosen.append(line)
        if not chosen:
            return
        picture = look.picture.large(_READ_SIDE)
        for line, (text, confidence) in zip(chosen, self._reader.read([_cut(picture, line.box) for line in chosen]), strict=True):
            line.take(text, confidence)
        self._lines = [line for line in self._lines if line.text or line.tries < 2]

    def _is_known(self, place: Pixels, look: Look) -> bool:
        high, wide = look.gray.shape
        left, top, right, bottom = place
        middle = (left + right) / 2 / wide, (top + bottom) / 2 / high
        return any(line.holds(middle) for line in self._lines)

    def _is_tried(self, place: Pixels, time: float) -> bool:
        cells = _cells(place)
        known = sum(time - self._tried.get(cell, float("-inf")) < _FORGOTTEN for cell in cells)
        return known >= 0.7 * len(cells)


def _cells(place: Pixels) -> list[tuple[int, int]]:
    left, top, right, bottom = place
    rows = range(top // _CELL, (bottom - 1) // _CELL + 1)
    return [(column, row) for column in range(left // _CELL, (right - 1) // _CELL + 1) for row in rows]


def _near(one: Pixels, other: Pixels) -> bool:
    """Whether two places lie over each other for the most part."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return wide > 0 and high > 0 and wide * high > 0.6 * (one[2] - one[0]) * (one[3] - one[1])


def _around(places: Sequence[Pixels], shape: tuple[int, ...]) -> Pixels:
    """What holds all places, and the rest of the letters that only stick out of them."""
    more = 8 + max(place[3] - place[1] for place in places)
    high, wide = shape
    left, top = min(place[0] for place in places) - 2 * more, min(place[1] for place in places) - more
    right, bottom = max(place[2] for place in places) + 2 * more, max(place[3] for place in places) + more
    return max(0, left), max(0, top), min(wide, right), min(high, bottom)


def _cut(picture: Any, box: Box) -> Any:
    """A line's picture, with a little room around it."""
    high, wide = picture.shape[:2]
    room = 0.12 * box[3] * high
    left, top = max(0, int(box[0] * wide - room)), max(0, int(box[1] * high - room))
    right, bottom = int(np.ceil((box[0] + box[2]) * wide + room)), int(np.ceil((box[1] + box[3]) * high + room))
    return picture[top : max(bottom, top + 1), left : max(right, left + 1)]
