"""Accents: what happens when, in ways that make a beat, nine curves over one grid."""

import numpy as np
import numpy.typing as npt

from media.hearing.spectra import FLUX_HZ, HOP, NOTE_HOP, SLOW_HOP

Array = npt.NDArray[np.float32]

BANDS = 5
"""Curves that stand for starts in frequency bands."""
COUNT = BANDS + 4
"""All curves: the bands from low to high, low and high notes that last, changes of harmony, changes of the bass."""
_NEAR = 3.0
"""Seconds to each side over which a curve is evened out, so that a quiet verse counts as a loud chorus does."""
_SHARE = 0.3
_SYLLABLES = 0.7
"""How much of an accent is taken away where somebody surely speaks."""
_FLANK = 9
"""Rows before an accent in which it may begin."""
_CHANGE = 0.28
"""Seconds before and after a moment that are compared for a change of harmony."""


def accents(flux: Array, notes: Array, tones: Array, bass: Array, spoken: Array | None = None) -> Array:
    """Curves `float32[n, 9]` at the grid of `flux`, each about 1 in the mean.

    Where somebody speaks over the music (`spoken`: how likely, `float32[n]`), the bands of syllables are taken less seriously.
    """
    lasting = [_stretched(notes[:, part], HOP / NOTE_HOP, len(flux)) for part in range(notes.shape[1])]
    changes = [_stretched(_changes(part), HOP / SLOW_HOP, len(flux)) for part in (tones, bass)]
    curves = _even(np.concatenate([flux, np.stack(lasting + changes, axis=1)], axis=1))
    if spoken is not None:
        curves[:, 1:BANDS] = 1 + (curves[:, 1:BANDS] - 1) * (1 - _SYLLABLES * spoken[:, None])
    return curves


def strength(curves: Array) -> Array:
    """One curve `float32[n]` of all that starts, less what is always there."""
    peaks = np.minimum(curves, 12.0)
    mixed = peaks[:, :BANDS].mean(axis=1) + 0.15 * peaks[:, BANDS:].sum(axis=1)
    return np.maximum(0, mixed - smooth(mixed, 0.4)).astype(np.float32)


def depth(curves: Array) -> Array:
    """One curve `float32[n]` of what kick, bass and chords do."""
    peaks = np.minimum(curves, 12.0)
    mixed = peaks[:, 0] + 0.3 * peaks[:, 1] + 0.3 * peaks[:, BANDS + 2 :].sum(axis=1)
    return np.maximum(0, mixed - smooth(mixed, 0.4)).astype(np.float32)


def tune(curves: Array) -> Array:
    """One curve `float32[n]` of notes and chords alone, which somebody who talks over the music leaves as they are."""
    peaks = np.minimum(curves, 12.0)
    mixed = peaks[:, BANDS:].sum(axis=1)
    return np.maximum(0, mixed - smooth(mixed, 0.4)).astype(np.float32)


def lead(curve: Array) -> float:
    """Seconds by which what sounds begins before its accents peak: nearly nothing for drums, some hundredths for bows and reeds.

    The strongest accents are laid over each other; where their mean has half its height is where they begin.
    """
    inner = curve[_FLANK:-_FLANK]
    if len(inner) < 2 * _FLANK:
        return 0.0
    peaks = _FLANK + np.flatnonzero(
        (inner >= curve[_FLANK - 1 : -_FLANK - 1]) & (inner > curve[_FLANK + 1 : len(curve) - _FLANK + 1])
    )
    strong = peaks[curve[peaks] >= np.percentile(curve[peaks], 60)] if len(peaks) else peaks
    if not len(strong):
        return 0.0
    shape = np.mean([curve[strong + shift] for shift in range(-_FLANK, 1)], axis=1)
    low = np.flatnonzero(shape < (shape[-1] + shape.min()) / 2)
    width = _FLANK - int(low[-1]) - 1 if len(low) else 0
    return max(0, width - 1) / FLUX_HZ


def smooth(curve: Array, seconds: float) -> Array:
    """The mean over that long to each side; at the ends, over what there is."""
    half = max(1, round(seconds * FLUX_HZ))
    sums = np.concatenate([np.zeros((1, *curve.shape[1:])), np.cumsum(curve, axis=0, dtype=np.float64)])
    at = np.arange(len(curve))
    low, high = np.maximum(0, at - half), np.minimum(len(curve), at + half + 1)
    width = (high - low).reshape(-1, *([1] * (curve.ndim - 1)))
    return ((sums[high] - sums[low]) / width).astype(np.float32)


def _even(curves: Array) -> Array:
    level = smooth(curves, _NEAR) + _SHARE * curves.mean(axis=0) + 1e-4
    return (curves / level).astype(np.float32)


def _changes(chroma: Array) -> Array:
    """How unlike the tones after a moment are to those before, by how loud they are."""
    span = max(1, round(_CHANGE * FLUX_HZ * HOP / SLOW_HOP))
    gone = np.concatenate([np.zeros((1, chroma.shape[1])), np.cumsum(chroma, axis=0, dtype=np.float64)])
    at = np.arange(len(chroma))
    before = gone[at] - gone[np.maximum(0, at - span)]
    after = gone[np.minimum(len(chroma), at + span)] - gone[at]
    rise = np.maximum(0, after - before).sum(axis=1)
    size = np.sqrt((after**2).sum(axis=1) * (before**2).sum(axis=1)) + 1e-9
    turn = 1 - (after * before).sum(axis=1) / size
    loud = after.sum(axis=1) + before.sum(axis=1)
    return (turn + 0.5 * rise / (loud + 1e-6 + 0.05 * loud.max(initial=0))).astype(np.float32)


def _stretched(curve: Array, ratio: float, length: int) -> Array:
    at = np.arange(length) * ratio
    return np.interp(at, np.arange(len(curve)), curve).astype(np.float32) if len(curve) else np.zeros(length, np.float32)
