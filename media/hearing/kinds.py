"""Kinds of sound: speech, music, or other; and where there is music at all, be it under speech."""

from collections.abc import Iterable, Sequence
from itertools import groupby

import numpy as np
import numpy.typing as npt

from media.hearing.spans import flagged, runs
from media.hearing.spectra import SLOW_HZ, Spectra
from media.senses.index import SoundKind, Span

Array = npt.NDArray[np.float32]

STEP = 1.0
"""Seconds between judgements."""
_WINDOW = 3.0
_LEAST = 3.0
"""Seconds of a stretch; shorter ones belong to what is around them."""
_LATER = 4
"""Rows (0.19 s) over which tones are compared: longer than a glide of speech, shorter than most notes."""
MEASURES = 9
_SPOKEN = 0.5
"""Mean likelihood of speech from which a second is speech."""
_SMOOTH = 7
"""Seconds over which the likelihood of music is averaged."""
_BRIDGED = 8.0
"""Seconds without music that still belong to the piece."""

# Logistic regression, fitted on generated songs, synthetic and real speech, both together, and ten kinds of noise.
_ALONE = (2.66, 5.23, 16.12, -12.48, 1.31, -0.21, -7.71, 4.83, 6.33)
_WITH_SPEECH = (16.87, -7.13, -1.47, -9.14, 1.35, -2.41, -43.28, -2.85, 3.65)
_SPEECH, _BIAS = 1.06, -10.92


def measures(spectra: Spectra) -> Array:
    """What music and speech are told apart by, for every `STEP` seconds: `float32[n, 9]`."""
    count = max(1, int(np.ceil(len(spectra.bands) / SLOW_HZ / STEP)))
    return np.array([_measured(spectra, index * STEP + STEP / 2) for index in range(count)], np.float32)


def musical(measured: Array, spoken: Array) -> Array:
    """How likely it is that there is music, speech or not, for every `STEP` seconds: `float32[n]`; `spoken` is how likely
    speech is in each."""
    said = spoken[:, None]
    weighed = measured @ np.array(_ALONE) + (measured * said) @ np.array(_WITH_SPEECH) + spoken * _SPEECH + _BIAS
    likely = 1 / (1 + np.exp(-np.clip(weighed, -30, 30)))
    half = _SMOOTH // 2
    padded = np.pad(likely, half, mode="edge")
    return np.convolve(padded, np.full(_SMOOTH, 1 / _SMOOTH), mode="valid").astype(np.float32)


def music_spans(likely: Array, silences: Sequence[Span], end: float) -> list[Span]:
    """Where there is music, be it under speech; short breaks are part of a piece."""
    flags = (likely > 0.5) & ~flagged(silences, STEP, len(likely))
    found: list[Span] = []
    for start, stop in runs(flags, STEP):
        if found and start - found[-1][1] < _BRIDGED:
            found[-1] = (found[-1][0], min(end, stop))
        else:
            found.append((start, min(end, stop)))
    return [span for span in found if span[1] - span[0] >= _LEAST]


def kinds(likely: Array, spoken: Array, silences: Sequence[Span], end: float) -> tuple[tuple[float, float, SoundKind], ...]:
    """What is mostly heard, without gaps but for silences; `spoken` is how likely speech is in each second."""
    silent = _silent_shares(silences, len(likely))
    voice = spoken / np.maximum(0.2, 1 - silent)
    names: list[SoundKind | None] = [
        None if quiet > 0.8 else "speech" if said > _SPOKEN else "music" if music > 0.5 else "other"
        for quiet, said, music in zip(silent, voice, likely, strict=True)
    ]
    found: list[tuple[float, float, SoundKind]] = []
    settled = _settled(names)
    for start, stop in _between(silences, end):
        found += _named(settled, start, stop)
    return tuple(found)


def _silent_shares(silences: Sequence[Span], count: int) -> Array:
    """How much of each second is silent."""
    fine = flagged(silences, STEP / 20, count * 20)
    return fine.reshape(count, 20).mean(axis=1).astype(np.float32)


def _settled(names: Sequence[SoundKind | None]) -> list[SoundKind]:
    """Without stretches of less than `_LEAST` seconds, which take the name of the longer of their neighbours, and without silent
    seconds, which take the name of what came before."""
    known: list[SoundKind] = [name for name in names if name is not None]
    stretches = _stretches(known)
    while len(stretches) > 1:
        index = min(range(len(stretches)), key=lambda i: stretches[i][1])
        if stretches[index][1] * STEP >= _LEAST:
            break
        beside = [i for i in (index - 1, index + 1) if 0 <= i < len(stretches)]
        longer = max(beside, key=lambda i: stretches[i][1])
        stretches[index] = (stretches[longer][0], stretches[index][1])
        stretches = _stretches(name for name, length in stretches for _ in range(length))
    calm: list[SoundKind] = [name for name, length in stretches for _ in range(length)]
    calm.reverse()
    settled: list[SoundKind] = []
    last: SoundKind = "other"
    for name in names:
        last = calm.pop() if name is not None else last
        settled.append(last)
    return settled


def _stretches(names: Iterable[SoundKind]) -> list[tuple[SoundKind, int]]:
    return [(name, len(list(group))) for name, group in groupby(names)]


def _between(silences: Sequence[Span], end: float) -> list[Span]:
    edges = [0.0, *(edge for span in silences for edge in span), end]
    return [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if b - a > 1e-3]


def _named(names: list[SoundKind], start: float, stop: float) -> list[tuple[float, float, SoundKind]]:
    found: list[tuple[float, float, SoundKind]] = []
    at = start
    while at < stop - 1e-6:
        index = min(len(names) - 1, int(at / STEP + 1e-6))
        until = stop if index == len(names) - 1 else min(stop, (index + 1) * STEP)
        if found and found[-1][2] == names[index]:
            found[-1] = (found[-1][0], round(until, 3), names[index])
        else:
            found.append((round(at, 3), round(until, 3), names[index]))
        at = until
    return found


def _measured(spectra: Spectra, middle: float) -> list[float]:
    low, high = (max(0.0, (middle + side * _WINDOW / 2)) for side in (-1, 1))
    rows = slice(int(low * SLOW_HZ), int(high * SLOW_HZ) + 1)
    bands = spectra.bands.rows(rows.start, rows.stop)
    if len(bands) < 2 * _LATER:
        return [0.0] * MEASURES
    tones = spectra.tones.rows(rows.start, rows.stop)
    notes = spectra.notes.rows(2 * rows.start, 2 * rows.stop)
    flux = spectra.flux.rows(4 * rows.start, 4 * rows.stop)
    level = 10 * np.log10((10 ** (bands / 10)).mean(axis=1) + 1e-10)
    loud = np.clip((level - level.max() + 30) / 30, 0, 1)
    return [
        _steadiness(tones, loud),
        _peakedness((tones * loud[:, None]).mean(axis=0)),
        float(notes.mean() / (flux.mean() + 1e-3)),
        float(flux.mean()),
        float(bands.std(axis=1).mean() / 10),
        float(level.std() / 10),
        float((level < level.max() - 20).mean()),
        float(np.abs(np.diff(bands, axis=0)).mean() / 10),
        _pulse(flux),
    ]


def _steadiness(tones: Array, loud: Array) -> float:
    """How alike the tones are a little later, where it is loud."""
    unit = tones / (np.sqrt((tones**2).sum(axis=1, keepdims=True)) + 1e-6)
    unit = unit - unit.mean(axis=1, keepdims=True)
    alike = (unit[_LATER:] * unit[:-_LATER]).sum(axis=1) / (
        np.sqrt((unit[_LATER:] ** 2).sum(axis=1) * (unit[:-_LATER] ** 2).sum(axis=1)) + 1e-6
    )
    return float((alike * loud[_LATER:]).sum() / (loud[_LATER:].sum() + 1e-6))


def _peakedness(mean: Array) -> float:
    order = np.sort(mean)[::-1]
    return float(order[:4].sum() / (order.sum() + 1e-6))


def _pulse(flux: Array) -> float:
    """How much the starts repeat at the distances of beats."""
    curve = flux.mean(axis=1)
    curve = curve - curve.mean()
    echo = np.correlate(curve, curve, mode="full")[len(curve) - 1 :]
    return float(echo[20:90].max(initial=0.0) / (echo[0] + 1e-6)) if len(echo) > 90 else 0.0
