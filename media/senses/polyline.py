"""Lines through points: as few points as will do, and the shortest way through a corridor."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Point = tuple[float, ...]
"""A time, and places at it."""
Values = npt.NDArray[np.float64]


def thinned(points: Sequence[Point], tolerance: float) -> list[Point]:
    """Some of the points, first and last included, between which straight lines miss no other by more than a tolerance in any
    place (Ramer, 1972; Douglas and Peucker, 1973; the distance is taken at equal times)."""
    if len(points) < 3:
        return list(points)
    table = np.array(points, np.float64)
    kept = np.zeros(len(table), np.bool_)
    kept[[0, -1]] = True
    spans = [(0, len(table) - 1)]
    while spans:
        first, last = spans.pop()
        worst = _worst(table, first, last, tolerance)
        if worst is not None:
            kept[worst] = True
            spans += [(first, worst), (worst, last)]
    return [points[int(index)] for index in np.flatnonzero(kept)]


def _worst(table: Values, first: int, last: int, tolerance: float) -> int | None:
    if last - first < 2:
        return None
    inner = table[first + 1 : last]
    share = (inner[:, :1] - table[first, 0]) / max(table[last, 0] - table[first, 0], 1e-12)
    off = np.abs(inner[:, 1:] - table[first, 1:] - share * (table[last, 1:] - table[first, 1:])).max(axis=1)
    index = int(off.argmax())
    return first + 1 + index if off[index] > tolerance else None


def taut(times: Values, lower: Values, upper: Values) -> Values:
    """The shortest way through a corridor, at each of the times: it rests or runs straight wherever it may, and bends only round
    a corner (the taut string; Davies and Kovac, "Local extremes, runs, strings and multiresolution", 2001).

    It starts at the place, within the first gate, that leaves it straightest, and ends likewise. `lower` may not exceed `upper`.
    """
    knots = [(0, _first(lower, upper))]
    while knots[-1][0] < len(times) - 1:
        knots.append(_farthest(times, lower, upper, *knots[-1]))
    indices, places = [knot[0] for knot in knots], [knot[1] for knot in knots]
    return np.interp(times, times[indices], places)


def _first(lower: Values, upper: Values) -> float:
    """Where to start: in the middle of what all gates share, else at the corner that is met first."""
    low, high = np.maximum.accumulate(lower), np.minimum.accumulate(upper)
    shut = np.flatnonzero(low > high)
    if not len(shut):
        return float(low[-1] + high[-1]) / 2
    at = int(shut[0])
    return float(high[at - 1]) if low[at] > high[at - 1] else float(low[at - 1])


def _farthest(times: Values, lower: Values, upper: Values, start: int, place: float) -> tuple[int, float]:
    """The next corner seen from one: where the funnel of straight ways shuts."""
    steepest, flattest, low_at, high_at = np.inf, -np.inf, start, start
    for index in range(start + 1, len(times)):
        run = times[index] - times[start]
        down, up = (lower[index] - place) / run, (upper[index] - place) / run
        if down > steepest:
            return high_at, float(upper[high_at])
        if up < flattest:
            return low_at, float(lower[low_at])
        if up <= steepest:
            steepest, high_at = up, index
        if down >= flattest:
            flattest, low_at = down, index
    return _last(times, start, place, (flattest, low_at), (steepest, high_at), lower, upper)


def _last(
    times: Values, start: int, place: float, low: tuple[float, int], high: tuple[float, int], lower: Values, upper: Values
) -> tuple[int, float]:
    """The rest of the way: level if that is free, else to the nearer corner first and level from there."""
    if low[0] <= 0 <= high[0]:
        return len(times) - 1, place
    return (low[1], float(lower[low[1]])) if low[0] > 0 else (high[1], float(upper[high[1]]))
