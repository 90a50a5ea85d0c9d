# pyright: basic
"""Hard cuts: pictures that come at once and stay, and that no movement of the one before explains."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from media.senses.matching import relit, unlikeness
from media.senses.sketch import Sketch

_LEAST = 1.6
"""Grey levels of a jump at least."""
_LEAST_CHANGE = 6.0
"""Grey levels of change at least, summed over luma and colours: less is what encoders do where they begin anew."""
_BESIDE, _SUDDEN = 3, 0.5
"""Of that many pictures before and after, only one may jump so far in comparison: more is something that grows."""
_RATIO = 3.0
"""A cut jumps that many times as much as pictures do on its calmer side, and"""
_LIVELY_RATIO = 1.7
"""on its livelier side."""
_NEAR = 0.5
"""Seconds before and after that are around, and"""
_FEWEST = 6
"""frames at the least."""
_CALM = 85
"""Percentile of the jumps nearby that counts as usual."""
_FLASH = 0.22
"""Seconds after which the shot before is back if what came was a flash."""
_BLAST = 1.3
"""The same for what comes at once and goes by and by."""
_OTHER = 0.5
"""Share of a cut's jump that is another cut."""
_UNLIKE = 0.5
"""Share of a picture that must be new."""
_RELIT = 0.75
"""How well the patches of two pictures correlate if only the light changed."""
_SAME = 0.5
"""Unlikeness up to which two pictures some frames apart show the same shot, which"""
_NEARER = 0.5
"""is nearer to it than what came between, by that factor."""
_APART = 0.12
"""Shortest shot in seconds: of two cuts nearer to each other the clearer one counts."""


def find_cuts(sketches: Sequence[Sketch]) -> dict[int, float]:
    """The first picture after each cut, with how much it jumps; those at the ends know less of what is around."""
    times = np.array([sketch.time for sketch in sketches])
    jumps = np.array([sketch.jump for sketch in sketches])
    found: dict[int, float] = {}
    changes = np.array([sketch.change for sketch in sketches])
    for place in np.flatnonzero((jumps >= _LEAST) & (changes >= _LEAST_CHANGE)).tolist():
        if place and _stands_out(times, jumps, place) and _stays(sketches, place):
            found[place] = float(jumps[place])
    return _apart(found, times)


def _stands_out(times: npt.NDArray[np.float64], jumps: npt.NDArray[np.float64], place: int) -> bool:
    first = min(int(np.searchsorted(times, times[place] - _NEAR)), max(place - _FEWEST, 0))
    last = max(int(np.searchsorted(times, times[place] + _NEAR)), place + _FEWEST) + 1
    beside = np.delete(jumps[max(0, place - _BESIDE) : place + _BESIDE + 1], min(place, _BESIDE))
    if (beside > _SUDDEN * jumps[place]).sum() > 1:
        return False
    calm, lively = sorted((_usual(jumps[first:place]), _usual(jumps[place + 1 : last])))
    return bool(jumps[place] >= _RATIO * calm + _LEAST / 2 and jumps[place] >= _LIVELY_RATIO * lively)


def _usual(near: npt.NDArray[np.float64]) -> float:
    return float(np.percentile(near, _CALM)) if len(near) else 0.0


def _stays(sketches: Sequence[Sketch], place: int) -> bool:
    """Whether what came is another shot: neither the same one moved or lit otherwise, nor a flash after which it is back."""
    before, after = sketches[place - 1], sketches[place]
    if unlikeness(before.luma, after.luma) < _UNLIKE or relit(before.luma, after.luma) > _RELIT:
        return False
    across = _away(before, after)
    return not any(_back(before, later, across) for later in _after(sketches, place)) and not any(
        _back(earlier, after, across) for earlier in _ahead(sketches, place)
    )


def _after(sketches: Sequence[Sketch], place: int) -> Iterator[Sketch]:
    """The pictures after a cut in which the shot before would be back: soon, or later if no cut lies between."""
    start, least = sketches[place].time, _OTHER * sketches[place].jump
    for sketch in sketches[place + 1 :]:
        if sketch.time > start + _FLASH and (sketch.jump > least or sketch.time > start + _BLAST):
            return
        yield sketch


def _ahead(sketches: Sequence[Sketch], place: int) -> Iterator[Sketch]:
    """The pictures before a cut to which it may return."""
    end, least = sketches[place - 1].time, _OTHER * sketches[place].jump
    for number in range(place - 2, -1, -1):
        if sketches[number].time < end - _FLASH and (sketches[number + 1].jump > least or sketches[number].time < end - _BLAST):
            return
        yield sketches[number]


def _back(one: Sketch, other: Sketch, across: float) -> bool:
    """Whether a picture shows again what one on the other side of a cut did; `across` is how far they are apart there."""
    return _away(one, other) < _NEARER * across and unlikeness(one.luma, other.luma) < _SAME


def _away(one: Sketch, other: Sketch) -> float:
    return float(np.abs(one.point - other.point).mean())


def _apart(found: dict[int, float], times: npt.NDArray[np.float64]) -> dict[int, float]:
    kept: dict[int, float] = {}
    for place in sorted(found, key=lambda place: -found[place]):
        if all(abs(times[place] - times[other]) >= _APART for other in kept):
            kept[place] = found[place]
    return dict(sorted(kept.items()))
