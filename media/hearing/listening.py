"""Listening: all that is to be heard in a sound, found while it passes once, in bounded memory."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from media.hearing.beats import beats
from media.hearing.clipping import Clipping
from media.hearing.kinds import STEP as KIND_STEP
from media.hearing.kinds import kinds, measures, music_spans, musical
from media.hearing.levels import LevelMeter, bursts, noise, silences
from media.hearing.loudness import LoudnessMeter
from media.hearing.onsets import onsets
from media.hearing.sections import sections
from media.hearing.spans import flagged
from media.hearing.spectra import SLOW_HOP, SLOW_HZ, Spectra
from media.hearing.voice import STEP as VOICE_STEP
from media.hearing.voice import Voice, spoken, syllabic
from media.senses.index import Heard, Span
from media.senses.picture import EAR_HZ

Array = npt.NDArray[np.float32]

_BLOCK = 21 * SLOW_HOP
"""Samples that all ears get at once, whatever blocks come in: so that nothing hangs on how the sound was cut up."""


class Listening:
    """An ear (`media.senses.picture.Ear`) for everything in `Heard`. It keeps 3.3 kB for every second."""

    def __init__(self) -> None:
        self._waiting: list[Array] = []
        self._samples = 0
        self._passed = 0
        self._loudness, self._levels = LoudnessMeter(), LevelMeter()
        self._voice, self._spectra = Voice(), Spectra()
        self._clipping = Clipping()
        self._raw: Clipping | None = None

    def hear(self, block: Array) -> None:
        """Take the next samples, `float32[channels, n]` at `EAR_HZ`."""
        self._waiting.append(block)
        self._samples += block.shape[1]
        if self._samples >= _BLOCK:
            samples = np.concatenate(self._waiting, axis=1)
            whole = self._samples // _BLOCK * _BLOCK
            for start in range(0, whole, _BLOCK):
                self._pass(samples[:, start : start + _BLOCK])
            self._waiting, self._samples = [samples[:, whole:].copy()], self._samples - whole

    def hear_raw(self, block: Array) -> None:
        """Take samples as decoded, `float32[channels, n]` at any rate, before they are resampled: clipping is only certain there.
        Whoever calls this does so for all of the sound."""
        self._raw = self._raw or Clipping()
        self._raw.hear(block)

    def finish(self) -> Heard:
        """What was heard; the sound is over."""
        if self._samples:
            self._pass(np.concatenate(self._waiting, axis=1))
        self._voice.hear(np.zeros(0, np.float32), last=True)
        self._spectra.finish()
        return self._heard(self._passed / EAR_HZ)

    def _pass(self, samples: Array) -> None:
        mono = samples.mean(axis=0) if len(samples) > 1 else samples[0]
        self._passed += samples.shape[1]
        self._loudness.hear(samples)
        self._levels.hear(samples)
        self._voice.hear(mono)
        self._spectra.hear(mono)
        self._clipping.hear(samples)

    def _heard(self, end: float) -> Heard:
        loudness, lufs = self._loudness.finish()
        levels = self._levels.levels()
        quiet = silences(levels, end)
        likely, step = self._likelihood()
        speech = spoken(likely, step, end)
        measured = measures(self._spectra)
        said = _each_second(likely, step, len(measured))
        music = musical(measured, said)
        tuneful = music_spans(music, quiet, end)
        pulse = beats(self._spectra, tuneful, likely, step)
        floor, above = noise(levels, [*speech, *tuneful], speech)
        return Heard(
            loudness=loudness,
            lufs=lufs,
            speech=speech,
            silences=quiet,
            kinds=kinds(music, said, quiet, end),
            beats=pulse,
            onsets=_outside(onsets(self._spectra.flux.rows()), quiet),
            sections=sections(self._spectra, tuneful, pulse.downbeats if pulse else ()),
            peaks=bursts(levels),
            clipped=round((self._raw or self._clipping).share, 6),
            noise_db=floor,
            snr_db=above,
        )

    def _likelihood(self) -> tuple[Array, float]:
        """Of speech, and seconds between values."""
        if self._voice.heard:
            return self._voice.likelihood(), VOICE_STEP
        return syllabic(self._spectra.bands.rows(), SLOW_HZ), 1 / SLOW_HZ


def listen(blocks: Iterable[Array]) -> Heard:
    """All that is to be heard in a sound that comes in blocks, `float32[channels, n]` at `EAR_HZ`."""
    listening = Listening()
    for block in blocks:
        listening.hear(block)
    return listening.finish()


def _each_second(likely: Array, step: float, count: int) -> Array:
    at = np.minimum((np.arange(count + 1) * KIND_STEP / step).astype(int), len(likely))
    sums = np.concatenate([[0.0], np.cumsum(likely, dtype=np.float64)])
    return ((sums[at[1:]] - sums[at[:-1]]) / np.maximum(1, at[1:] - at[:-1])).astype(np.float32)


def _outside(times: tuple[float, ...], quiet: tuple[Span, ...]) -> tuple[float, ...]:
    """Onsets where something is to be heard; the very start of a sound lies on the end of a silence."""
    step = 0.01
    if not times or not quiet:
        return times
    silent = flagged([(start, end - 0.05) for start, end in quiet], step, int(times[-1] / step) + 2)
    return tuple(time for time in times if not silent[int(time / step)])
