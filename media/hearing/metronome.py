"""Beats of a metronome: one period and one phase for a whole stretch, as machines and good drummers play.

Where every half beat is as strong as the beat, a pulse that may bend slips from one to the other; this one cannot.
"""

import numpy as np
import numpy.typing as npt

from media.hearing.pulse import LATENCY
from media.hearing.spectra import FLUX_HZ
from media.hearing.tempo import Pace

Array = npt.NDArray[np.float32]
Times = npt.NDArray[np.float64]

_NEAR = np.linspace(-0.012, 0.012, 97)
"""Shares by which the period may differ from the tempo found."""
_PHASES = 48
"""Places in a beat that are told apart."""
_SECOND = 0.6
"""Strength of another place, against the strongest, from which it is worth trying."""


def metronomes(curve: Array, pace: Pace) -> list[Times]:
    """Even beats in seconds on the strongest places of the curve of accents (at `FLUX_HZ`), one or two of them."""
    period = _exact(curve, pace.period)
    at = np.arange(len(curve)) / FLUX_HZ
    place = (at / period) % 1.0
    sums = np.bincount((place * _PHASES).astype(int) % _PHASES, weights=curve, minlength=_PHASES)
    profile = _blurred(sums.astype(np.float64))
    best = int(profile.argmax())
    chosen = [best]
    far = [(best + shift) % _PHASES for shift in range(_PHASES // 4, 3 * _PHASES // 4 + 1)]
    other = max(far, key=lambda index: profile[index])
    if profile[other] > _SECOND * profile[best]:
        chosen.append(other)
    end = len(curve) / FLUX_HZ
    return [np.arange((index + 0.5) / _PHASES * period, end, period) - LATENCY for index in chosen]


def _exact(curve: Array, period: float) -> float:
    """The period nearby at which the beats and half beats add up best over the whole stretch."""
    periods = period * np.exp(_NEAR)
    at = np.arange(len(curve)) / FLUX_HZ
    strong = np.flatnonzero(curve > 0)
    turns = np.exp(2j * np.pi * at[strong, None] / periods[None, :])
    weights = curve[strong].astype(np.float64)
    score = np.abs(weights @ turns) + np.abs(weights @ turns**2)
    return float(periods[score.argmax()])


def _blurred(profile: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return sum(
        (np.roll(profile, shift) * weight for shift, weight in ((-2, 0.3), (-1, 0.7), (0, 1.0), (1, 0.7), (2, 0.3))), profile * 0
    )
