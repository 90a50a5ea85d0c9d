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
_CHANGE = 0.28
"""Seconds before and after a moment that are compared for a change of harmony."""


def accents(flux: Array, notes: Array, tones: Array, bass: Array) -> Array:
    """Curves `float32[n, 9]` at the grid of `flux`, each about 1 in the mean."""
    lasting = [_stretched(notes[:, part], HOP / NOTE_HOP, len(flux)) for part in range(notes.shape[1])]
    changes = [_stretched(_changes(part), HOP / SLOW_HOP, len(flux)) for part in (tones, bass)]
    return _even(np.concatenate([flux, np.stack(lasting + changes, axis=1)], axis=1))


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
