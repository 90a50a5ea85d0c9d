# pyright: basic
"""Dissolves: stretches in which every picture is a mixture of the one before and the one after them."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from media.senses.index import Span
from media.senses.matching import relit, unlikeness
from media.senses.sketch import Sketch

_PACE = 0.055
"""Seconds between the pictures that are looked at."""
_REACHES = (0.15, 0.25, 0.4, 0.6, 0.9, 1.3)
"""Seconds from the middle of a mixture to its ends."""
_LEAST = 2.5
"""Grey levels between the pictures at its ends."""
_CROOKED = 0.5
"""How far pictures may lie beside the straight line from the one end to the other, as a share of its length."""
_STEP = 0.32
"""Share of the way that may be gone at once: what goes further is a cut."""
_BENT = 0.2
"""How far the way may be from going evenly."""
_NEAR = 0.6
"""Share of their reach by which the middles of two candidates are apart."""

_ACTIVE = 0.04
"""Share of the picture that must change."""
_AGO = 1.5
"""Seconds before a mixture in which what comes after it must not have been seen."""
_USUAL = 24.0
"""Standard deviation of luma, in grey levels, below which a picture counts as a dark one: less makes a difference in it."""
_SETTLED = (0.4, 1.0)
"""Seconds after a mixture in which a light that died away is gone."""
_NEARER, _SAME = 0.4, 0.5
"""Share of the distance of its ends, and unlikeness, below which two pictures beyond them show the same."""
_WEIGHTS = np.array([0.522, -28.717, 7.727, 3.665, 5.18, 0.093, 0.016, 9.98, 3.202, -1.887, 0.869, 4.036, 0.18, 2.102, -7.2])
"""What each piece of evidence weighs, and what must be outweighed: a logistic regression over generated films."""


@dataclass(frozen=True, slots=True)
class Mixture:
    """A stretch that may be a dissolve; places are those of its sketches."""

    first: int
    middle: int
    last: int
    away: float
    """Distance of the ends, grey levels."""
    crooked: float
    bent: float
    """Mean difference between the share of the way and the share of the time."""
    step: float

    @property
    def score(self) -> float:
        """How good a candidate it is among its neighbours."""
        return self.away**0.5 * (1 - self.crooked) * (1 - 2 * self.bent) * (1 - max(0.0, self.step - 0.25))


def find_dissolves(sketches: Sequence[Sketch], cuts: Container[int]) -> list[Span]:
    """The dissolves among pictures, from the first mixed one to the last, in seconds; none has a hard cut within."""
    judged: list[tuple[float, Mixture]] = []
    for mixture in candidates(sketches):
        if any(place in cuts for place in range(mixture.first + 1, mixture.last + 1)):
            continue
        seen = evidence(sketches, mixture)
        if seen is not None and (sure := float(seen @ _WEIGHTS[:-1] + _WEIGHTS[-1])) > 0 and not _returns(sketches, mixture):
            judged.append((sure, mixture))
    found: list[Mixture] = []
    for _, mixture in sorted(judged, key=lambda one: -one[0]):
        if all(mixture.first >= other.last or mixture.last <= other.first for other in found):
            found.append(mixture)
    return sorted((sketches[mixture.first].time, sketches[mixture.last].time) for mixture in found)


def _returns(sketches: Sequence[Sketch], mixture: Mixture) -> bool:
    """Whether what comes was there shortly before, or what goes comes back: a light that dies away, or something that passed."""
    start, end = sketches[mixture.first], sketches[mixture.last]
    settled = [end, *(_at(sketches, mixture.last, end.time + later) for later in _SETTLED)]
    before = [one for one in sketches[: mixture.first] if one.time >= start.time - _AGO]
    after = [one for one in sketches[mixture.last + 1 :] if one.time <= end.time + _AGO]
    pairs = [*((one, other) for one in before[::3] for other in settled), *((start, other) for other in after[::3])]
    near = (pair for pair in pairs if float(np.abs(pair[0].point - pair[1].point).mean()) < _NEARER * mixture.away)
    return any(unlikeness(one.luma, other.luma) < _SAME for one, other in near)


def _at(sketches: Sequence[Sketch], place: int, time: float) -> Sketch:
    return next((one for one in sketches[place:] if one.time >= time), sketches[-1])


def candidates(sketches: Sequence[Sketch]) -> list[Mixture]:
    """Stretches whose pictures lie on a straight line, as mixtures of two do; the best of each neighbourhood."""
    times = np.array([sketch.time for sketch in sketches])
    kept = _thinned(times)
    if len(kept) < 5:
        return []
    points = np.stack([sketches[place].point for place in kept])
    points -= points.mean(axis=0)
    gram = points @ points.T / points.shape[1]
    found = (_of_reach(times[kept], gram, kept, reach) for reach in _REACHES)
    return [mixture for reach, mixtures in zip(_REACHES, found, strict=True) for mixture in _best(mixtures, times, reach * _NEAR)]


def _best(mixtures: list[Mixture], times: Any, near: float) -> list[Mixture]:
    best: list[Mixture] = []
    for mixture in sorted(mixtures, key=lambda one: -one.score):
        if all(abs(times[mixture.middle] - times[other.middle]) >= near for other in best):
            best.append(mixture)
    return best


def _thinned(times: Any) -> Any:
    kept = [0] if len(times) else []
    for place in range(1, len(times)):
        if times[place] - times[kept[-1]] >= _PACE:
            kept.append(place)
    return np.array(kept, np.int64)


def _of_reach(times: Any, gram: Any, kept: Any, reach: float) -> list[Mixture]:
    firsts = np.searchsorted(times, times - reach - 1e-3)
    lasts = np.minimum(np.searchsorted(times, times + reach - 1e-3), len(times) - 1)
    found: list[Mixture] = []
    for middle in range(len(times)):
        first, last = int(firsts[middle]), int(lasts[middle])
        length = gram[first, first] + gram[last, last] - 2 * gram[first, last]
        if middle - first < 2 or last - middle < 2 or length < _LEAST**2:
            continue
        within = np.arange(first, last + 1)
        to_first = gram[within, within] + gram[first, first] - 2 * gram[within, first]
        share = (gram[within, last] - gram[within, first] - gram[first, last] + gram[first, first]) / length
        crooked = float(np.sqrt(np.maximum(to_first - share**2 * length, 0).mean() / length))
        step = float(np.abs(np.diff(share)).max())
        if crooked > _CROOKED or step > _STEP:
            continue
        way = (times[within] - times[first]) / (times[last] - times[first])
        bent = float(np.abs(share - way).mean())
        if bent > _BENT:
            continue
        found.append(Mixture(int(kept[first]), int(kept[middle]), int(kept[last]), float(length**0.5), crooked, bent, step))
    return found


def evidence(sketches: Sequence[Sketch], mixture: Mixture) -> Any:
    """What speaks for a mixture, as numbers `float64[14]`; `None` where nothing does at all."""
    within = sketches[mixture.first : mixture.last + 1]
    first, middle, last = (sketches[place].luma for place in (mixture.first, mixture.middle, mixture.last))
    a, m, b = (cv2.blur(plane, (3, 3)).astype(np.float32) for plane in (first, middle, last))
    dark = min(1.0, max(float(a.std()), float(b.std())) / _USUAL)
    moving = (np.abs(a - b) > 6 * dark) | (np.abs(m - a) > 6 * dark) | (np.abs(m - b) > 6 * dark)
    moving = cv2.erode(moving.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    if moving.mean() < _ACTIVE:
        return None
    ends = a[moving], m[moving], b[moving]
    noise = 10 * dark**2
    slopes = _dip([float(_slopes(plane)[moving].mean()) for plane in (a, m, b)], noise)
    spread = _dip([float(part.var()) for part in ends], noise)
    if slopes + spread < 0:
        return None
    jumps = np.array([sketch.jump for sketch in within[1:]])
    return np.array([
        np.log(mixture.away / dark), mixture.crooked, mixture.bent, mixture.step,
        slopes, spread,
        _mixed(*ends), unlikeness(first, last), relit(first, last), jumps.max() / (jumps.sum() + 1e-3), moving.mean(),
        min(unlikeness(first, middle), unlikeness(middle, last)),
        sum(sketch.change for sketch in within[1:]) / (mixture.away + 1e-3), np.log(within[-1].time - within[0].time),
    ])  # fmt: skip


def _slopes(plane: Any) -> Any:
    return cv2.Sobel(plane, cv2.CV_32F, 1, 0) ** 2 + cv2.Sobel(plane, cv2.CV_32F, 0, 1) ** 2


def _dip(measures: Sequence[float], noise: float) -> float:
    """How far a measure that counts squares lies below its mean at the ends: by a half in the middle of a mixture."""
    before, middle, after = measures
    return float(1 - (middle + noise) / ((before + after) / 2 + noise))


def _mixed(a: Any, m: Any, b: Any) -> float:
    """Share of the middle picture's variance that a mixture of both ends explains."""
    from_ends = np.stack([a, b, np.ones_like(a)], axis=1)
    weights, *_ = np.linalg.lstsq(from_ends, m, rcond=None)
    return float(1 - ((from_ends @ weights - m) ** 2).mean() / (m.var() + 4))
