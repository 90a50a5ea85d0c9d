# pyright: basic
"""The path of a scene's subject, for a crop that follows it: it rests while the subject does, and moves without a jerk."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from scipy.ndimage import gaussian_filter1d, median_filter

from media.senses.faces_seen import Track
from media.senses.index import Span
from media.senses.polyline import taut, thinned

Path = tuple[tuple[float, float, float], ...]

_FACE = 6.0
"""What a face weighs against all else that draws the eye."""
_TALKER = 4.0
"""How much more the face weighs that stirs most."""
_SYLLABLE, _SENTENCE = 0.15, 1.0
"""Seconds (standard deviations) over which a face's stirring is averaged, and against which it is held."""
_QUIET = 0.03
"""Stirring that tells nothing."""
_HALF = 0.14
"""Half of the picture's share in which the subject is sought."""
_STEP = 2.0
"""What it costs to go the whole way across, against what may be gained at each glance."""
_JUMP, _RARE_JUMP = 1.2, 6.0
"""What a leap to another subject costs, with faces and without."""
_PART = 0.22
"""Distance between two glances from which on the path jumps."""
_ABOUT = 0.11
"""Shares of the picture around the place found whose middle of weight is the subject's."""
_SLACK = (0.035, 0.05)
"""How far the path may be off, across and down, to rest or run straight."""
_OUT = 2.05
"""How much more than by chance must lie around the subject for it to stand out."""
_FASTEST = 1.0
"""Widths of the picture a second."""
_SOFT = 0.25
"""Seconds (standard deviation) over which corners are rounded."""
_THIN = 0.004


class SubjectPath:
    """Where the subject is, from what was seen in passing."""

    def __init__(self, times: Any, across: Any, down: Any, tracks: Sequence[Track]) -> None:
        """`times` of glances `float64[n]`, what drew the eye then (`float32[n, columns]`, `float32[n, rows]`), and the faces."""
        self._times, self._across, self._down, self._tracks = times, across.copy(), down.copy(), tracks
        _add_faces(times, self._across, self._down, tracks)

    def within(self, scene: Span) -> Path:
        """The path of a scene; empty where nothing stands out."""
        start, end = scene
        inside = np.flatnonzero((self._times >= start - 1e-6) & (self._times < max(end, start + 1e-3)))
        if not len(inside):
            return ()
        times = self._times[inside]
        jump = _JUMP if any(_is_seen(track, start, end) for track in self._tracks) else _RARE_JUMP
        across, out_across = _places(self._across[inside], jump)
        down, out_down = _places(self._down[inside], jump)
        if max(out_across, out_down) < _OUT:
            return ()
        parts = _parts(across)
        points = [point for part in parts for point in _smoothed(times[part], across[part], down[part])]
        return tuple(_apart(_pinned(points, start, end)))


def _add_faces(times: Any, across: Any, down: Any, tracks: Sequence[Track]) -> None:
    """Faces outweigh all else; the larger and the livelier one outweighs the others."""
    if not tracks or not len(times):
        return
    table = [_followed(track, times) for track in tracks]
    stirring = np.stack([row[:, 4] for row in table])
    size = np.stack([row[:, 3] for row in table])
    here = np.isfinite(size)
    lively = gaussian_filter1d(np.where(here, stirring, 0.0), _SYLLABLE / _pace(times), axis=1)
    usual = gaussian_filter1d(lively.max(axis=0), _SENTENCE / _pace(times))
    talks = np.clip(lively / np.maximum(usual, _QUIET), 0, 1.5)
    weight = np.where(here, np.nan_to_num(size) * (1 + _TALKER * talks), 0.0)
    weight = _FACE * weight / np.maximum(weight.sum(axis=0), 1e-9)
    for row, shares in zip(table, weight, strict=True):
        for index in np.flatnonzero(shares > 0):
            left, top, wide, high, _ = row[index]
            _lay(across[index], left, wide, shares[index])
            _lay(down[index], top, high, shares[index])


def _is_seen(track: Track, start: float, end: float) -> bool:
    return track.sights[0].time < end and track.sights[-1].time >= start


def _followed(track: Track, times: Any) -> Any:
    """Box and stirring at each time, `float64[n, 5]`; NaN where the face is not seen."""
    seen = np.array([(sight.time, *sight.box, sight.activity) for sight in track.sights])
    table = np.stack([np.interp(times, seen[:, 0], seen[:, part]) for part in range(1, 6)], axis=1)
    table[(times < seen[0, 0] - 0.07) | (times > seen[-1, 0] + 0.07)] = np.nan
    return table


def _lay(strips: Any, start: float, length: float, weight: float) -> None:
    """Spread a weight evenly over a stretch of strips."""
    edges = np.linspace(0, 1, len(strips) + 1)
    covered = np.clip(np.minimum(edges[1:], start + length) - np.maximum(edges[:-1], start), 0, None)
    if covered.sum() > 0:
        strips += weight * covered / covered.sum()


def _pace(times: Any) -> float:
    return float(np.median(np.diff(times))) if len(times) > 1 else 1.0


def _places(shares: Any, jump: float) -> tuple[Any, float]:
    """Where the subject is at each glance, 0 to 1, and how much more of what draws the eye lies there than by chance.

    It is the way with the most weight on it, less what its changes of place cost (Viterbi).
    """
    count = shares.shape[1]
    middles = (np.arange(count) + 0.5) / count
    apart = np.abs(middles[:, None] - middles[None])
    kernel = np.clip(1 - (apart / _HALF) ** 4, 0, None)
    shares = shares / np.maximum(shares.sum(axis=1, keepdims=True), 1e-9)
    held = shares @ kernel
    way = _best_way(held, np.where(apart > _PART, jump, np.minimum(_STEP * apart, jump)))
    near = np.abs(middles[None] - middles[way][:, None]) <= _ABOUT
    weights = shares**2 * near
    found = (weights * middles).sum(axis=1) / np.maximum(weights.sum(axis=1), 1e-12)
    chance = kernel[way].sum(axis=1) / count
    return median_filter(found, 3, mode="nearest"), float(np.mean(held[np.arange(len(way)), way] / chance))


def _best_way(held: Any, cost: Any) -> Any:
    best, back = held[0], np.zeros(held.shape, np.int16)
    for index in range(1, len(held)):
        total = best[None] - cost
        back[index] = total.argmax(axis=1)
        best = total[np.arange(len(cost)), back[index]] + held[index]
    way = np.zeros(len(held), np.int64)
    way[-1] = int(best.argmax())
    for index in range(len(held) - 1, 0, -1):
        way[index - 1] = back[index, way[index]]
    return way


def _parts(places: Any) -> list[slice]:
    """Stretches within which the path runs on; between them it jumps."""
    edges = [0, *(np.flatnonzero(np.abs(np.diff(places)) > _PART) + 1), len(places)]
    return [slice(first, last) for first, last in pairwise(edges)]


def _smoothed(times: Any, across: Any, down: Any) -> list[tuple[float, float, float]]:
    lines = [_line(times, places, slack) for places, slack in zip((across, down), _SLACK, strict=True)]
    return [(float(time), float(x), float(y)) for time, x, y in thinned(list(zip(times, *lines, strict=True)), _THIN)]


def _line(times: Any, places: Any, slack: float) -> Any:
    if len(times) < 3:
        return np.full(len(times), places.mean())
    line = taut(times, places - slack, places + slack)
    line = gaussian_filter1d(line, _SOFT / _pace(times), mode="nearest")
    ahead = _slowed(times, line)
    return np.clip((ahead + _slowed(-times[::-1], line[::-1])[::-1]) / 2, 0, 1)


def _slowed(times: Any, line: Any) -> Any:
    slow = line.copy()
    for index in range(1, len(line)):
        most = _FASTEST * (times[index] - times[index - 1])
        slow[index] = slow[index - 1] + np.clip(line[index] - slow[index - 1], -most, most)
    return slow


def _pinned(points: Sequence[tuple[float, float, float]], start: float, end: float) -> list[tuple[float, float, float]]:
    """The path from the scene's very start to its end."""
    first, last = points[0], points[-1]
    before = [(start, *first[1:])] if first[0] > start else []
    after = [(end, *last[1:])] if last[0] < end else []
    return [*before, *points, *after]


def _apart(points: Sequence[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    """Rounded, and a jump is one: the last point before it stands right before the first after it."""
    path: list[tuple[float, float, float]] = []
    for time, x, y in points:
        if path and abs(x - path[-1][1]) > _PART and time - path[-1][0] > 2e-3:
            path.append((round(time - 1e-3, 3), *path[-1][1:]))
        path.append((round(time, 3), round(x, 4), round(y, 4)))
    return path
