"""Beats, bars and tempo of the music in a sound."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from media.hearing.accents import accents, lead, strength
from media.hearing.judgement import Hypothesis, hypotheses, judged
from media.hearing.spectra import FLUX_HZ, HOP, NOTE_HOP, SLOW_HOP, Spectra
from media.senses.index import Beats, Span

Array = npt.NDArray[np.float32]
Times = npt.NDArray[np.float64]

_SHORTEST = 6.0
"""Seconds of music in which a pulse can be told."""
_LONGEST = 240.0
"""Seconds judged at once: a tempo may change from piece to piece, and memory is bounded."""
_SURE = 0.08
"""Confidence below which there is no pulse to speak of."""
_WEAK = 0.25
"""Accent against the usual beat's below which a beat at either end lies outside the music."""
_FAINT = 30.0
"""dB below the loudest tenth where music has died away."""
_EVEN = 4
"""Beats to each side over which the beats are straightened."""


@dataclass(frozen=True)
class _Passage:
    """The beats of one stretch of music."""

    beats: Times
    downbeats: Times
    meter: int
    confidence: float


def beats(spectra: Spectra, music: Sequence[Span], likely: Array, step: float) -> Beats | None:
    """The beats in the stretches where there is music; `None` where there is none to speak of. `likely` says how likely somebody
    speaks, every `step` seconds."""
    stretches = [part for span in music for part in _parts(span)]
    if not stretches:
        return None
    passages = [passage for start, end in stretches if (passage := _passage(spectra, start, end, (likely, step))) is not None]
    if not passages:
        return Beats(tempo=0.0, meter=4, times=(), downbeats=(), confidence=0.0)
    return _joined(passages)


def _parts(span: Span) -> list[Span]:
    start, end = span
    if end - start < _SHORTEST:
        return []
    count = int(np.ceil((end - start) / _LONGEST))
    bounds = np.linspace(start, end, count + 1)
    return [(float(a), float(b)) for a, b in pairwise(bounds)]


def _passage(spectra: Spectra, start: float, end: float, speech: tuple[Array, float]) -> _Passage | None:
    first = int(start * FLUX_HZ / 4) * 4
    last = int(end * FLUX_HZ)
    quick, slow = HOP / NOTE_HOP, HOP / SLOW_HOP
    curves = accents(
        spectra.flux.rows(first, last),
        spectra.notes.rows(int(first * quick), int(last * quick)),
        spectra.tones.rows(int(first * slow), int(last * slow)),
        spectra.bass.rows(int(first * slow), int(last * slow)),
        _each_row(*speech, first, last),
    )
    verdict = judged(hypotheses(curves))
    if verdict is None or verdict.likelihood < _SURE:
        return None
    level = spectra.bands.rows(int(first * slow), int(last * slow)).max(axis=1)
    times, first_beat = _trimmed(verdict.best, strength(curves), level)
    times = _straightened(times) + first / FLUX_HZ - lead(strength(curves))
    return _Passage(times, times[first_beat :: verdict.best.meter], verdict.best.meter, verdict.likelihood)


def _each_row(likely: Array, step: float, first: int, last: int) -> Array:
    """The likelihood of speech at the rows of `flux`."""
    if not len(likely):
        return np.zeros(last - first, np.float32)
    return likely[np.minimum((np.arange(first, last) / FLUX_HZ / step).astype(int), len(likely) - 1)]


def _trimmed(best: Hypothesis, curve: Array, level: Array) -> tuple[Times, int]:
    """The beats from the first accent to the end of the last bar that still sounds, and the first of them that begins a bar."""
    at = np.clip(np.rint(best.beats * FLUX_HZ).astype(int), 0, len(curve) - 1)
    padded = np.pad(curve, 3)
    accent = np.max([padded[at + shift] for shift in range(7)], axis=0)
    sounding = level[np.minimum(at * HOP // SLOW_HOP + 2, len(level) - 1)] > np.percentile(level, 90) - _FAINT
    strong = np.flatnonzero((accent > _WEAK * np.median(accent)) & sounding)
    if len(strong) < 2:
        return best.beats, best.first
    low, high = int(strong[0]), int(strong[-1]) + 1
    bar = high + (best.first - high) % best.meter
    while high < min(bar, len(at)) and sounding[high]:
        high += 1
    return best.beats[low:high], (best.first - low) % best.meter


def _straightened(times: Times) -> Times:
    """Each beat on the line through its neighbours (least squares): what single notes are early or late by goes away."""
    if len(times) < 2 * _EVEN + 1:
        return times
    straight = times.copy()
    for index in range(len(times)):
        low, high = max(0, index - _EVEN), min(len(times), index + _EVEN + 1)
        slope, offset = np.polyfit(np.arange(low, high) - index, times[low:high], 1)
        del slope
        straight[index] = offset
    return straight


def _joined(passages: Sequence[_Passage]) -> Beats:
    """All beats in order; tempo and meter are those of most of them."""
    times = np.concatenate([passage.beats for passage in passages])
    kept = np.concatenate([[True], np.diff(times) > 0.15])
    times = times[kept & (times >= 0)]
    down = set(np.round(np.concatenate([passage.downbeats for passage in passages]), 3).tolist())
    rounded = [round(float(time), 3) for time in times]
    longest = max(passages, key=lambda passage: len(passage.beats))
    weights = np.array([len(passage.beats) for passage in passages], float)
    confidence = float(np.average([passage.confidence for passage in passages], weights=weights))
    return Beats(
        tempo=round(60 / float(np.median(np.diff(longest.beats))), 2),
        meter=longest.meter,
        times=tuple(rounded),
        downbeats=tuple(time for time in rounded if time in down),
        confidence=round(confidence, 3),
    )
