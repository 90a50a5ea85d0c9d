# pyright: basic
"""Faces as they pass: found now and then, followed in between, believed when they come again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from media.senses.face_search import FaceSearch, Finding
from media.senses.index import Box, Face, Span
from media.senses.look import Look
from media.senses.past import Past
from media.senses.picture import Picture, Plane
from media.senses.polyline import thinned

_REACH = 0.6
"""How far a face may go between two pictures, in its own sizes."""
_ALIKE = 0.55
"""Likeness (normalised correlation) at which a place still shows the face."""
_STRONGER = 1.8
"""Times the contrast that a face may change by."""
_SURE = 0.8
"""Likeness at which it surely does."""
_PATIENCE = 1.6
"""Seconds that a face is followed without being found again."""
_OVERLAP = 0.25
_NEAR = 0.6
"""Distance of the middles, in sizes, at which two boxes may be the same face."""
_CLOSE = 0.012
"""Shares of the picture that a kept box may be off."""
_STRONG = 45.0
"""Weight of a face that is believed though seen once."""
_ENOUGH = 0.3
"""Share of the searches in which a face must have been found."""
_SHORTEST = 0.2
_MOUTH, _EYES = (0.2, 0.6, 0.6, 0.38), (0.15, 0.2, 0.7, 0.35)
"""Parts of a face, as shares of its box."""
_NEWS, _CELLS = 5, (16, 9)
"""Mean change in grey levels, in any of so many cells, below which a search would find the same again."""
_AGAIN = 0.95
"""Seconds between searches while all that is known is sure."""


@dataclass(slots=True)
class Sight:
    """A face at one time."""

    time: float
    box: Box
    activity: float
    """How much the mouth changes beyond what the rest does, as a share of the face's contrast: somebody who talks."""


@dataclass(slots=True)
class Track:
    """One face on its way."""

    sights: list[Sight]
    patch: Plane
    found: int = 1
    searched: int = 1
    weight: float = 0.0
    last: float = 0.0
    """When it was last surely there."""

    @property
    def box(self) -> Box:
        """Where it is now."""
        return self.sights[-1].box

    def is_believed(self) -> bool:
        """Whether it came again, or was so clear that once is enough."""
        often = self.found >= 2 and self.found >= _ENOUGH * self.searched
        return often or (self.weight >= _STRONG and self.searched <= 2)


class FacesSeen:
    """Follows the faces of passing pictures."""

    def __init__(self, past: Past) -> None:
        """`past` holds what was glanced at before."""
        self._past = past
        self._before: Plane | None = None
        self._search = FaceSearch()
        self._tracks: list[Track] = []
        self._done: list[Track] = []
        self._searched: Plane | None = None
        self._again: list[Finding] = []
        self._last = float("-inf")

    def glance(self, picture: Picture) -> None:
        """Follow what is known in the next small picture."""
        for track in self._tracks:
            self._follow(track, picture)
        self._before = picture.luma.copy() if self._tracks else None
        for track in [track for track in self._tracks if picture.time - track.last > _PATIENCE]:
            self._end(track)

    def look(self, look: Look) -> None:
        """Search a larger picture; the small one must have been glanced at."""
        luma = look.picture.luma
        if look.time - self._last < _AGAIN and all(track.found > 1 and track.last == look.time for track in self._tracks):
            return
        self._last = look.time
        if not self._again or _has_news(self._searched, luma):
            self._again = self._search.find(look, [track.box for track in self._tracks])
            self._searched = luma.copy()
        self._meet(look.picture, self._again)

    def part(self) -> None:
        """What comes is another shot."""
        for track in list(self._tracks):
            self._end(track)
        self._before = None
        self._searched, self._again, self._last = None, [], float("-inf")
        self._search.part()

    def finish(self) -> list[Track]:
        """The believed faces, in order of their first time."""
        self.part()
        return sorted((track for track in self._done if track.is_believed()), key=lambda track: track.sights[0].time)

    def _follow(self, track: Track, picture: Picture) -> None:
        box, alike = _matched(track.patch, track.box, picture.luma)
        if alike < _ALIKE:
            return
        activity = _stirred(self._before, track.box, picture.luma, box)
        track.sights.append(Sight(picture.time, box, activity))
        if alike >= _SURE:
            track.last = picture.time

    def _meet(self, picture: Picture, found: Sequence[Finding]) -> None:
        """Join what was found to what is known."""
        free = list(found)
        for track in self._tracks:
            track.searched += 1
            same = max(free, key=lambda finding: _overlap(finding.box, track.box), default=None)
            if same is None or not _is_same(same.box, track.box):
                continue
            free.remove(same)
            self._confirm(track, same, picture)
        for finding in free:
            if not any(_is_same(finding.box, track.box) for track in self._tracks):
                self._begin(finding, picture)

    def _confirm(self, track: Track, finding: Finding, picture: Picture) -> None:
        track.found += 1
        track.weight = max(track.weight, finding.weight)
        track.last = picture.time
        activity = track.sights[-1].activity
        if track.sights[-1].time >= picture.time:
            track.sights.pop()
        track.sights.append(Sight(picture.time, _between(track.box if track.sights else finding.box, finding.box), activity))
        track.patch = _cut(picture.luma, track.box)

    def _begin(self, finding: Finding, picture: Picture) -> None:
        patch = _cut(picture.luma, finding.box)
        if min(patch.shape) < 4:
            return
        sights = [Sight(picture.time, finding.box, 0.0)]
        box = finding.box
        for time, luma in self._past.back(picture.time, within_shot=True):
            box, alike = _matched(patch, box, luma)
            if alike < _ALIKE:
                break
            sights.append(Sight(time, box, 0.0))
        self._tracks.append(Track(sights[::-1], patch, weight=finding.weight, last=picture.time))

    def _end(self, track: Track) -> None:
        self._tracks.remove(track)
        track.sights = [sight for sight in track.sights if sight.time <= track.last]
        if track.found > 1 or track.weight >= _STRONG:
            self._done.append(track)


def faces_of(tracks: Sequence[Track], scene: Span) -> tuple[Face, ...]:
    """The faces of a scene, the largest first."""
    faces = [face for track in tracks if (face := _face(track, *scene)) is not None]
    return tuple(sorted(faces, key=lambda face: -face.size))


def _face(track: Track, start: float, end: float) -> Face | None:
    within = [sight for sight in track.sights if start <= sight.time < max(end, start + 1e-3)]
    if not within or (within[-1].time - within[0].time < _SHORTEST and end - start > 2 * _SHORTEST):
        return None
    points = thinned([(sight.time, *sight.box) for sight in within], _CLOSE)
    boxes = tuple((round(time, 3), _rounded(box)) for time, *box in points)
    return Face(start=round(within[0].time, 3), end=round(min(end, within[-1].time), 3), boxes=boxes)


def _rounded(box: Sequence[float]) -> Box:
    left, top, wide, high = (round(float(part), 4) for part in box)
    return left, top, wide, high


def _pixels(box: Box, plane: Plane) -> tuple[int, int, int, int]:
    high, wide = plane.shape
    left, top = max(0, round(box[0] * wide)), max(0, round(box[1] * high))
    return left, top, min(wide, round((box[0] + box[2]) * wide)), min(high, round((box[1] + box[3]) * high))


def _cut(plane: Plane, box: Box) -> Plane:
    left, top, right, bottom = _pixels(box, plane)
    return plane[top:bottom, left:right].copy()


def _matched(patch: Plane, box: Box, luma: Plane) -> tuple[Box, float]:
    """Where a face is that was in a box, and how alike it looks, -1 to 1."""
    reach_x, reach_y = _REACH * box[2], _REACH * box[3]
    left, top, right, bottom = _pixels((box[0] - reach_x, box[1] - reach_y, box[2] + 2 * reach_x, box[3] + 2 * reach_y), luma)
    area = luma[top:bottom, left:right]
    if area.shape[0] < patch.shape[0] or area.shape[1] < patch.shape[1] or min(patch.shape) < 4:
        return box, -1.0
    scores = cv2.matchTemplate(area, patch, cv2.TM_CCOEFF_NORMED)
    _, best, _, (x, y) = cv2.minMaxLoc(scores)
    if not _is_as_strong(patch, area[y : y + patch.shape[0], x : x + patch.shape[1]]):
        return box, -1.0
    high, wide = luma.shape
    x, y = x + _peak(scores[y], x), y + _peak(scores[:, x], y)
    return ((left + x) / wide, (top + y) / high, box[2], box[3]), float(best)


def _has_news(before: Plane | None, luma: Plane) -> bool:
    """Whether something changed anywhere."""
    if before is None:
        return True
    return int(cv2.resize(cv2.absdiff(before, luma), _CELLS, interpolation=cv2.INTER_AREA).max()) >= _NEWS


def _is_as_strong(patch: Plane, other: Plane) -> bool:
    """Whether two pictures have about the same contrast, which their correlation does not tell: a wall may look like a face."""
    return 1 / _STRONGER < (float(other.std()) + 1) / (float(patch.std()) + 1) < _STRONGER


def _peak(scores: Any, at: int) -> float:
    """How far from a sample the top of a parabola through it and its neighbours lies."""
    if at == 0 or at == len(scores) - 1:
        return 0.0
    before, here, after = (float(score) for score in scores[at - 1 : at + 2])
    bend = before - 2 * here + after
    return 0.0 if bend >= -1e-9 else 0.5 * (before - after) / bend


def _stirred(before: Plane | None, was: Box, luma: Plane, now: Box) -> float:
    """How much more the mouth changes than the eyes do, against the face's own contrast."""
    if before is None:
        return 0.0
    mouth, eyes = (_changed(_part(before, was, at), _part(luma, now, at)) for at in (_MOUTH, _EYES))
    return max(0.0, mouth - eyes) / max(8.0, float(_cut(luma, now).std()))


def _changed(one: Plane, two: Plane) -> float:
    """Mean change in grey levels between two pictures of the same, laid over one another as well as it goes."""
    high, wide = min(one.shape[0], two.shape[0]), min(one.shape[1], two.shape[1])
    if min(high, wide) < 4:
        return 0.0
    inner = one[1 : high - 1, 1 : wide - 1]
    squares = cv2.matchTemplate(two[:high, :wide], inner, cv2.TM_SQDIFF)
    return float(np.sqrt(max(0.0, float(squares.min())) / inner.size))


def _part(plane: Plane, box: Box, at: Box) -> Plane:
    left, top, wide, high = box
    return _cut(plane, (left + at[0] * wide, top + at[1] * high, at[2] * wide, at[3] * high))


def _overlap(one: Box, other: Box) -> float:
    wide = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    high = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    shared = max(0.0, wide) * max(0.0, high)
    return shared / max(one[2] * one[3] + other[2] * other[3] - shared, 1e-9)


def _is_same(one: Box, other: Box) -> bool:
    wide, high = (one[2] + other[2]) / 2, (one[3] + other[3]) / 2
    across = (one[0] + one[2] / 2 - other[0] - other[2] / 2) / wide
    down = (one[1] + one[3] / 2 - other[1] - other[3] / 2) / high
    return _overlap(one, other) >= _OVERLAP or (np.hypot(across, down) < _NEAR and 0.5 < one[3] / other[3] < 2)


def _between(one: Box, other: Box) -> Box:
    """A found box, its size eased towards the one before: searches jump from scale to scale."""
    wide, high = (one[2] + other[2]) / 2, (one[3] + other[3]) / 2
    return other[0] + (other[2] - wide) / 2, other[1] + (other[3] - high) / 2, wide, high
