"""Fits the judgement of beats on generated songs: `python -m benchmarks.judging [--songs 900] [--seed 1000]`.

Every song's hypotheses are scored by a linear function of their evidence; fitted is the likelihood of those that are right (the
beats within 70 ms, and the meter and the first beats of bars as well), with a quadratic penalty on the standardized weights. The
result becomes `media/hearing/judgement.json`. The songs that `benchmarks.beats` reports on have other seeds.
"""

import argparse
import asyncio
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

import media.hearing
from benchmarks.instruments import Sound
from benchmarks.songs import Song, song
from media.hearing.accents import accents, lead, strength
from media.hearing.judgement import hypotheses
from media.hearing.spectra import FLUX_HZ, SLOW_HOP, Spectra
from media.hearing.voice import STEP, Voice
from media.speech.espeak import Espeak

TOLERANCE = 0.07
"""Seconds that a beat may be off."""
_PENALTY = 3.0
_RIGHT, _HALF = 0.9, 0.12
"""F of the beats from which a pulse is right, and the weight of a right pulse with wrong bars."""
_BARS_RIGHT = 0.8
_WORDS = (
    "Good evening and welcome to the programme. Tonight we talk about the old harbour, the people who work there, and the plans "
    "for the new bridge. The weather was kind to us all week long, and the boats came home early. "
)


@dataclass(frozen=True)
class Judged:
    """One song's hypotheses and how right each is."""

    evidence: npt.NDArray[np.float32]
    right: npt.NDArray[np.float64]


def f_measure(found: Sequence[float], truth: Sequence[float]) -> float:
    """Twice the hits among all beats found and true; each counts once."""
    at = other = hits = 0
    while at < len(found) and other < len(truth):
        apart = found[at] - truth[other]
        hits += abs(apart) <= TOLERANCE
        at += apart <= TOLERANCE
        other += apart >= -TOLERANCE
    return 2 * hits / (len(found) + len(truth)) if len(found) and len(truth) else 0.0


def narration() -> Sound:
    """A voice to lay over songs."""
    import soundfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "voice.wav"
        asyncio.run(Espeak().speak(_WORDS * 4, "en", "male", path))
        return soundfile.read(path, dtype="float32")[0]


def judged(piece: Song) -> Judged:
    """What the tracker considers for a song."""
    spectra = Spectra()
    for start in range(0, len(piece.sound), 21 * SLOW_HOP):
        spectra.hear(piece.sound[start : start + 21 * SLOW_HOP])
    spectra.finish()
    spoken = _spoken(piece, len(spectra.flux))
    curves = accents(spectra.flux.rows(), spectra.notes.rows(), spectra.tones.rows(), spectra.bass.rows(), spoken)
    early = lead(strength(curves))
    found = hypotheses(curves)
    right = [_right(piece, hypothesis.beats - early, hypothesis.meter, hypothesis.first) for hypothesis in found]
    return Judged(np.array([hypothesis.evidence for hypothesis in found]), np.array(right))


def _spoken(piece: Song, rows: int) -> npt.NDArray[np.float32]:
    """How likely somebody speaks at every row of the flux; only looked at where somebody does."""
    if "speech" not in piece.traits:
        return np.zeros(rows, np.float32)
    voice = Voice()
    voice.hear(piece.sound)
    voice.hear(np.zeros(0, np.float32), last=True)
    likely = voice.likelihood()
    return likely[np.minimum((np.arange(rows) / FLUX_HZ / STEP).astype(int), len(likely) - 1)]


def _right(piece: Song, beats: npt.NDArray[np.float64], meter: int, first: int) -> float:
    inside = (beats > piece.beats[0] - 0.2) & (beats < piece.beats[-1] + 0.2)
    if f_measure(beats[inside].tolist(), piece.beats) < _RIGHT:
        return 0.0
    bars = np.zeros(len(beats), bool)
    bars[first::meter] = True
    whole = meter == piece.meter and f_measure(beats[inside & bars].tolist(), piece.downbeats) > _BARS_RIGHT
    return 1.0 if whole else _HALF


def fitted(songs: Sequence[Judged]) -> npt.NDArray[np.float64]:
    """The weights."""
    usable = [piece for piece in songs if piece.right.max(initial=0.0) > 0]
    rows = np.concatenate([piece.evidence for piece in usable]).astype(np.float64)
    scale = rows.std(axis=0) + 1e-3
    rows = (rows - rows.mean(axis=0)) / scale
    bounds = np.cumsum([0, *(len(piece.right) for piece in usable)])

    def loss(weights: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        scores = rows @ weights
        pull = np.zeros(len(scores))
        total = 0.0
        for piece, low, high in zip(usable, bounds[:-1], bounds[1:], strict=True):
            shares = np.exp(scores[low:high] - scores[low:high].max())
            good = shares * piece.right
            total -= float(np.log(good.sum() / shares.sum()))
            pull[low:high] = shares / shares.sum() - good / good.sum()
        return total + _PENALTY * float(weights @ weights), rows.T @ pull + 2 * _PENALTY * weights

    return minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 400}).x / scale


def main() -> None:
    """Fit and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--songs", type=int, default=900)
    parser.add_argument("--seed", type=int, default=1000)
    options = parser.parse_args()
    voice = narration()
    songs = [judged(song(seed, speech=voice)) for seed in range(options.seed, options.seed + options.songs)]
    weights = fitted(songs)
    target = Path(next(iter(media.hearing.__path__))) / "judgement.json"
    target.write_text(json.dumps([float(f"{weight:.4g}") for weight in weights]) + "\n")
    print(f"{len(songs)} songs, {sum(piece.right.max() > 0 for piece in songs)} of which can be right; {target.name} written")


if __name__ == "__main__":
    main()
