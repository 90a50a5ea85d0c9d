"""The judgement which pulse, which meter and which first beat of the bar a piece of music has.

Every pulse that the music may have is tried with every meter and first beat; `media.hearing.evidence` measures what speaks for
each, and a linear score decides. The weights are fitted by `python -m benchmarks.judging` on generated songs (conditional
maximum likelihood over each song's hypotheses, with a quadratic penalty), and kept in `judgement.json`.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from media.hearing import accents
from media.hearing.evidence import METERS, bar_evidence, looks, pulse_evidence, widened
from media.hearing.metronome import metronomes
from media.hearing.pulse import pulses
from media.hearing.spectra import FLUX_HZ
from media.hearing.tempo import Pace, paces

Array = npt.NDArray[np.float32]
Times = npt.NDArray[np.float64]

_WEIGHTS = Path(__file__).with_name("judgement.json")
_FEWEST = 8
"""Beats that it takes to judge."""
_SAME = 0.03
"""Seconds within which two pulses are one."""


@dataclass(frozen=True)
class Hypothesis:
    """A pulse with its meter, and where its bars begin."""

    beats: Times
    period: float
    meter: int
    first: int
    """The first of the beats that begins a bar."""
    evidence: Array


@dataclass(frozen=True)
class Verdict:
    """The likeliest hypothesis."""

    best: Hypothesis
    likelihood: float
    """Of its pulse, whatever the meter; 0 to 1."""


def hypotheses(curves: Array) -> list[Hypothesis]:
    """All that is worth trying for the accents of a stretch of music."""
    wide = widened(curves)
    end = len(curves) / FLUX_HZ
    found: list[Hypothesis] = []
    for pace, beats in _pulses(curves):
        beats = beats[(beats >= 0) & (beats < end)]
        if len(beats) < _FEWEST:
            continue
        seen = looks(wide, beats)
        common = pulse_evidence(seen, beats, pace.salience)
        for meter in METERS:
            for first in range(meter):
                evidence = np.concatenate([common, bar_evidence(seen, beats, meter, first)])
                found.append(Hypothesis(beats, pace.period, meter, first, evidence))
    return found


def judged(found: Sequence[Hypothesis]) -> Verdict | None:
    """The likeliest of the hypotheses; `None` where there is none."""
    if not found:
        return None
    scores = np.array([hypothesis.evidence for hypothesis in found], np.float64) @ weights()
    shares = np.exp(scores - scores.max())
    shares /= shares.sum()
    best = found[int(scores.argmax())]
    same = {id(other.beats): _alike(other.beats, best.beats) for other in found}
    alike = [share for share, other in zip(shares, found, strict=True) if same[id(other.beats)] and _near(other, best)]
    return Verdict(best, min(1.0, float(sum(alike))))


def _near(other: Hypothesis, best: Hypothesis) -> bool:
    return abs(len(other.beats) - len(best.beats)) <= 0.1 * len(best.beats)


@cache
def weights() -> npt.NDArray[np.float64]:
    """One weight for each measure of the evidence."""
    return np.array(json.loads(_WEIGHTS.read_text()), np.float64)


def _pulses(curves: Array) -> list[tuple[Pace, Times]]:
    """Beats at every tempo worth trying: on all accents, between those, on the deep ones, on notes alone, and of a metronome."""
    every, low, notes = accents.strength(curves), accents.depth(curves), accents.tune(curves)
    tried = paces(every, notes)
    ways = [pulses(curve, tried) for curve in (every, low, notes)]
    both = every / (every.mean() + 1e-6) + notes / (notes.mean() + 1e-6)
    found: list[tuple[Pace, Times]] = []
    for index, pace in enumerate(tried):
        on, deep, tune = (way[index] for way in ways)
        different: list[Times] = []
        for beats in (on, (on[1:] + on[:-1]) / 2, deep, tune, *metronomes(both, pace)):
            if len(beats) >= _FEWEST and not any(_alike(beats, other) for other in different):
                different.append(beats)
        found += [(pace, beats) for beats in different]
    return found


def _alike(beats: Times, others: Times) -> bool:
    at = np.clip(np.searchsorted(others, beats), 1, len(others) - 1)
    away = np.minimum(np.abs(others[at] - beats), np.abs(others[at - 1] - beats))
    return float(np.percentile(away, 85)) < _SAME
