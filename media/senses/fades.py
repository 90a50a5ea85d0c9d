# pyright: basic
"""Fades: the picture goes to one colour by and by, or comes from it."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from media.senses.index import Span

_PLAIN = 0.2
"""Share of the usual spread around below which a picture is of one colour."""
_BLACK, _WHITE = 40, 205
"""Mean luma, in grey levels, up to which a colour is black, and from which on it is white."""
_PLAINEST, _PLAINER = 0.8, 4.0
"""The least and the greatest spread, in grey levels, up to which a picture can be so."""
_AROUND = 2.0
"""Seconds before and after that are around."""
_RAMP = 1.6
"""Seconds that a fade out or in may take."""
_SLOPE = 0.35
"""Share of the spread around that a ramp must reach."""
_AT_ONCE = 0.6
"""Share of the spread around that no ramp takes from one picture to the next."""
_PLATEAU = 0.2
"""Seconds after which a ramp that grows no more is at its height."""
_FOOT = 0.25
"""Share of its height from which a ramp"""
_ABRUPT = 0.1
"""lasts that many seconds at the least; what is quicker is a cut or a flash."""


def is_plain(times: Any, spreads: Any, lights: Any) -> Any:
    """Which pictures are black or white all over, `bool[n]`; of each its time, its spread and its light, `float[n]`."""
    limits = np.clip(_PLAIN * _usual(times, spreads), _PLAINEST, _PLAINER)
    return (spreads < limits) & ((lights < _BLACK) | (lights > _WHITE))


def find_fades(times: Any, spreads: Any, plain: Any) -> list[Span]:
    """Fades through one colour, from where the picture before begins to go to where the one after is all there.

    Where a film comes up from black, or ends in it, the fade is there but joins nothing: it begins with the first picture, or
    ends with the last.
    """
    usual = _usual(times, spreads)
    found: list[Span] = []
    for first, last in _runs(plain):
        start = _ramp(times, spreads, first, -1, float(usual[first]))
        end = _ramp(times, spreads, last, 1, float(usual[last]))
        if start != first or end != last:
            found.append((float(times[start]), float(times[min(end + 1, len(times) - 1)])))
    return found


def _usual(times: Any, spreads: Any) -> Any:
    firsts, lasts = np.searchsorted(times, times - _AROUND), np.searchsorted(times, times + _AROUND)
    return np.array([spreads[first:last].max() for first, last in zip(firsts, lasts, strict=True)], np.float32)


def _runs(plain: Any) -> Iterator[tuple[int, int]]:
    edges = np.flatnonzero(np.diff([False, *plain, False]))
    return ((int(first), int(last) - 1) for first, last in zip(edges[::2], edges[1::2], strict=True))


def _ramp(times: Any, spreads: Any, edge: int, way: int, usual: float) -> int:
    """The place at which a ramp from a colour's edge is at its height; the edge itself if there is none."""
    top = place = edge
    while 0 <= place + way < len(times) and abs(times[place + way] - times[edge]) <= _RAMP:
        if abs(spreads[place + way] - spreads[place]) > _AT_ONCE * usual or abs(times[place] - times[top]) > _PLATEAU:
            break
        place += way
        if spreads[place] > 1.02 * spreads[top]:
            top = place
    if spreads[top] < _SLOPE * usual:
        return edge
    ramp = spreads[np.arange(edge, top + way, way)]
    foot = np.flatnonzero(ramp < _FOOT * ramp[-1])
    lasted = abs(times[top] - times[edge + way * int(foot[-1] if len(foot) else 0)])
    return top if lasted >= _ABRUPT else edge


def faded(times: Any, plain: Any, span: Span) -> Span | None:
    """A mixture of a picture with one colour, with the time for which that colour stays; `None` for any other mixture."""
    first, last = (int(place) for place in np.searchsorted(times, span))
    last = min(last, len(times) - 1)
    if not plain[first] and not plain[last]:
        return None
    while plain[first] and first > 0:
        first -= 1
    while plain[last] and last < len(times) - 1:
        last += 1
    return float(times[first]), float(times[last])


def joined(spans: list[Span]) -> list[Span]:
    """Spans in order, those that meet made one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
