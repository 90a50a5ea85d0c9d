"""Sections of a piece of music: where it turns into something else, and which parts are alike."""

from collections.abc import Sequence
from itertools import pairwise
from string import ascii_uppercase

import numpy as np
import numpy.typing as npt

from media.hearing.spectra import SLOW_HZ, Spectra
from media.senses.index import Section, Span

Array = npt.NDArray[np.float32]

_STEP = 0.5
"""Seconds over which the sound is averaged."""
_REACH = 16
"""Steps to each side that are compared (Foote, "Automatic audio segmentation using a measure of audio novelty", 2000)."""
_SHORTEST = 8.0
_NOVEL = 0.10
"""Novelty, out of 1, from which a section may begin."""
_ALIKE = 0.55
"""How near the means of two sections lie, against what usually lies between steps, for them to have one letter."""


def sections(spectra: Spectra, music: Sequence[Span], downbeats: Sequence[float]) -> tuple[Section, ...]:
    """Sections of all music; they begin with a bar where one begins nearby."""
    parts: list[tuple[float, float, Array, float]] = []
    for start, end in music:
        steps, energy = _averaged(spectra, start, end)
        if len(steps) < 2:
            continue
        bounds = [0, *_turns(steps), len(steps)]
        times = [start, *(_on_a_bar(start + bound * _STEP, downbeats) for bound in bounds[1:-1]), end]
        for index, (low, high) in enumerate(pairwise(bounds)):
            parts.append((times[index], times[index + 1], steps[low:high].mean(axis=0), float(energy[low:high].mean())))
    return _lettered(parts)


def _averaged(spectra: Spectra, start: float, end: float) -> tuple[Array, Array]:
    """Timbre (levels of bands) and harmony (chroma) of every step, `float32[n, 36]`, and its energy."""
    first, count = int(start * SLOW_HZ), int((end - start) / _STEP)
    bounds = first + np.rint(np.arange(count + 1) * _STEP * SLOW_HZ).astype(int)
    bounds = bounds[bounds <= len(spectra.bands)]
    if len(bounds) < 2:
        return np.zeros((0, 36), np.float32), np.zeros(0, np.float32)
    bands = np.maximum(-70.0, spectra.bands.rows(int(bounds[0]), int(bounds[-1])))
    tones = spectra.tones.rows(int(bounds[0]), int(bounds[-1]))
    at, width = bounds[:-1] - bounds[0], np.diff(bounds)[:, None]
    energy = np.add.reduceat((10 ** (bands / 10)).mean(axis=1), at) / width[:, 0]
    timbre = np.add.reduceat(bands, at, axis=0) / width / 10
    harmony = np.add.reduceat(tones, at, axis=0)
    harmony = harmony / (np.linalg.norm(harmony, axis=1, keepdims=True) + 1e-6)
    return np.concatenate([timbre, harmony], axis=1).astype(np.float32), energy.astype(np.float32)


def _turns(steps: Array) -> list[int]:
    """Steps at which the sound turns into something else: peaks of what lies between the means before and after."""
    novelty = np.zeros(len(steps))
    spread = float(steps.std(axis=0).sum()) + 1e-3
    sums = np.concatenate([np.zeros((1, steps.shape[1])), np.cumsum(steps, axis=0, dtype=np.float64)])
    for at in range(2, len(steps) - 1):
        low, high = max(0, at - _REACH), min(len(steps), at + _REACH)
        before, after = (sums[at] - sums[low]) / (at - low), (sums[high] - sums[at]) / (high - at)
        sure = min(1.0, (at - low) / _REACH, (high - at) / _REACH)
        novelty[at] = sure * float(np.abs(after - before).sum()) / spread
    return _picked(novelty)


def _picked(novelty: npt.NDArray[np.float64]) -> list[int]:
    """The strongest peaks first, each at least the shortest section from the others and from the ends."""
    apart = round(_SHORTEST / _STEP)
    chosen: list[int] = []
    typical = float(np.median(novelty))
    for at in np.argsort(-novelty):
        if novelty[at] < max(_NOVEL, 1.8 * typical):
            break
        if apart <= at <= len(novelty) - apart and all(abs(int(at) - other) >= apart for other in chosen):
            chosen.append(int(at))
    return sorted(chosen)


def _on_a_bar(time: float, downbeats: Sequence[float]) -> float:
    if not downbeats:
        return time
    near = min(downbeats, key=lambda beat: abs(beat - time))
    return near if abs(near - time) < 1.6 else time


def _lettered(parts: list[tuple[float, float, Array, float]]) -> tuple[Section, ...]:
    """Parts that sound alike get one letter; neighbours with one letter are one section."""
    loudest = max((energy for *_, energy in parts), default=0.0) + 1e-12
    spread = float(np.std([mean for _, _, mean, _ in parts], axis=0).sum()) if len(parts) > 1 else 1.0
    models: list[Array] = []
    found: list[Section] = []
    for start, end, mean, energy in parts:
        away = [float(np.abs(mean - model).sum()) for model in models]
        label = int(np.argmin(away)) if away and min(away) < max(1.0, _ALIKE * spread) else len(models)
        if label == len(models):
            models.append(mean)
        letter = ascii_uppercase[label % 26] * (1 + label // 26)
        section = Section(
            start=round(start, 3), end=round(end, 3), label=letter, energy=round(float(np.sqrt(energy / loudest)), 3)
        )
        if found and found[-1].label == letter and abs(found[-1].end - start) < _STEP:
            section = _one(found.pop(), section)
        found.append(section)
    return tuple(found)


def _one(before: Section, after: Section) -> Section:
    shares = before.end - before.start, after.end - after.start
    energy = (before.energy * shares[0] + after.energy * shares[1]) / (sum(shares) + 1e-9)
    return Section(start=before.start, end=after.end, label=before.label, energy=round(energy, 3))
