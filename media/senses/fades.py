# pyright: basic
"""Fades: the picture goes to one colour by and by, or comes from it."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from media.senses.index import Span

_PLAIN = 0.2
"""Share of the usual spread around below which a picture is of one colour."""
_PLAINEST, _PLAINER = 0.8, 4.0
"""The least and the greatest spread, in grey levels, up to which a picture can be so."""
_AROUND = 2.0
"""Seconds before and after that are around."""
_RAMP = 1.6
"""Seconds that a fade out or in may take."""
_SLOPE = 0.35
"""Share of the spread around that a ramp must reach."""
_ABRUPT = 0.13
"""Seconds around the edge of a colour in which a cut makes it an abrupt one."""


def find_fades(times: Any, spreads: Any, cuts: Sequence[int]) -> list[Span]:
    """Fades through one colour, from where the picture before begins to go to where the one after is all there.

    `times` and `spreads` are `float[n]`, one per picture; `cuts` are places of hard cuts. Where a film comes up from black, or
    ends in it, nothing is joined.
    """
    usual = _usual(times, spreads)
    plain = spreads < np.clip(_PLAIN * usual, _PLAINEST, _PLAINER)
    found: list[Span] = []
    for first, last in _runs(plain):
        if first == 0 or last == len(plain) - 1:
            continue
        start = _ramp(times, spreads, cuts, first, -1, float(usual[first]))
        end = _ramp(times, spreads, cuts, last, 1, float(usual[last]))
        if start != first or end != last:
            found.append((float(times[start]), float(times[min(end + 1, len(times) - 1)])))
    return _joined(found)


def _usual(times: Any, spreads: Any) -> Any:
    firsts, lasts = np.searchsorted(times, times - _AROUND), np.searchsorted(times, times + _AROUND)
    return np.array([spreads[first:last].max() for first, last in zip(firsts, lasts, strict=True)], np.float32)


def _runs(plain: Any) -> Iterator[tuple[int, int]]:
    edges = np.flatnonzero(np.diff([False, *plain, False]))
    return ((int(first), int(last) - 1) for first, last in zip(edges[::2], edges[1::2], strict=True))


def _ramp(times: Any, spreads: Any, cuts: Sequence[int], edge: int, way: int, usual: float) -> int:
    """The place at which a ramp from a colour's edge is at its height; the edge itself if there is none."""
    limit = edge
    while 0 <= limit + way < len(times) and abs(times[limit + way] - times[edge]) <= _RAMP:
        if limit + (way > 0) in cuts:
            break
        limit += way
    within = spreads[min(edge, limit) : max(edge, limit) + 1]
    if abs(times[limit] - times[edge]) < _ABRUPT or within.max() < _SLOPE * usual:
        return edge
    high = 0.95 * within.max()
    return next(place for place in range(edge, limit + way, way) if spreads[place] >= high)


def _joined(spans: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in spans:
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined
