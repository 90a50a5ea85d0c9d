# pyright: basic
"""Spectra of the passing sound, and what is kept of them: where something starts, which tones sound, how loud each band is."""

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from media.hearing.strip import Strip
from media.senses.picture import EAR_HZ

Array = npt.NDArray[np.float32]

HOP = 256
"""Samples between two rows of `flux`."""
FLUX_HZ = EAR_HZ / HOP
NOTE_HOP = 512
"""Samples between two rows of `notes`."""
NOTE_HZ = EAR_HZ / NOTE_HOP
SLOW_HOP = 1024
"""Samples between two rows of `tones`, `bass` and `bands`."""
SLOW_HZ = EAR_HZ / SLOW_HOP
EDGES_HZ = (30.0, 160.0, 500.0, 1500.0, 4500.0, 11_000.0)
"""Where the bands of `flux` part: kick and bass; chords; melody; snare; cymbals."""
NOTE_EDGES_HZ = (55.0, 250.0, 2600.0)
"""Where the bands of `notes` part."""
BANDS = 24

_QUICK, _SLOW = 1024, 4096
"""Samples under the window: 46 ms for starts, 186 ms for tones."""
_LAG = 2
_LAST = 4
"""Rows after which a note still sounds at the same pitch: a voice that speaks has glided on by then."""
_QUIET = 10 ** (-50 / 20)
_FADE = 0.97
"""By how much the loudness that starts are measured against fades in a second."""
_GAIN = 30.0


class Spectra:
    """An ear that keeps measures in half precision; row `i` stands for the moment `i` times the hop.

    86 times a second `flux` (`float32[5]`): how much energy started in each of five bands, with the vibrato left out as Böck and
    Widmer's SuperFlux (2013) does. 43 times a second `notes` (`float32[2]`): how much started and then kept its pitch, low and
    high. 21 times a second `tones` and `bass` (`float32[12]`): chroma above 130 Hz and below 260 Hz, square root of energy; and
    `bands` (`float32[24]`): the level of mel bands in dB.
    """

    def __init__(self) -> None:
        self.flux, self.notes = Strip(len(EDGES_HZ) - 1), Strip(len(NOTE_EDGES_HZ) - 1)
        self.tones, self.bass, self.bands = Strip(12), Strip(12), Strip(BANDS)
        self._quick = np.zeros(_QUICK // 2, np.float32)
        self._slow = np.zeros(_SLOW // 2, np.float32)
        self._before = np.zeros((_LAG, _starts_bank().shape[1]), np.float32)
        self._notes_before = np.zeros((_LAG, _notes_bank().shape[1]), np.float32)
        self._loud = _QUIET
        self._rows = 0

    def hear(self, mono: Array) -> None:
        """Take the next samples, `float32[n]`."""
        if not len(mono):
            return
        self._loud = max(_QUIET, self._loud * _FADE ** (len(mono) / EAR_HZ), float(np.sqrt(np.mean(mono**2))))
        quick, self._quick = _frames(np.concatenate([self._quick, mono]), _QUICK, HOP)
        if len(quick):
            self.flux.append(self._starts(quick))
        slow, self._slow = _frames(np.concatenate([self._slow, mono]), _SLOW, NOTE_HOP)
        if len(slow):
            self._keep_slow(_power(slow, _SLOW))

    def finish(self) -> None:
        """The sound is over: what is still under the windows counts too."""
        self.hear(np.zeros(_SLOW // 2, np.float32))

    def _starts(self, frames: Array) -> Array:
        amplitude = np.concatenate([self._before, np.sqrt(_power(frames, _QUICK)) @ _starts_bank()])
        self._before = amplitude[-_LAG:]
        level = np.log1p(amplitude * (_GAIN / self._loud))
        rise = np.maximum(0, level[_LAG:] - _widest(level[:-_LAG]))
        return _summed(rise, _start_centres(), EDGES_HZ)

    def _keep_slow(self, power: Array) -> None:
        high, low, mel = _slow_banks()
        every = power[-self._rows % (SLOW_HOP // NOTE_HOP) :: SLOW_HOP // NOTE_HOP]
        self._rows += len(power)
        self.tones.append(np.sqrt(every @ high))
        self.bass.append(np.sqrt(every @ low))
        self.bands.append(10 * np.log10(every @ mel + 1e-10))
        self.notes.append(self._lasting(power))

    def _lasting(self, power: Array) -> Array:
        """Rises of narrow bands that hold on; it takes `_LAST` more rows until that is certain, so these come that much later."""
        amplitude = np.concatenate([self._notes_before, np.sqrt(power @ _notes_bank())])
        self._notes_before = amplitude[-(_LAG + _LAST) :]
        level = np.log1p(amplitude * (_GAIN / self._loud))
        if len(level) <= _LAG + _LAST:
            return np.zeros((0, len(NOTE_EDGES_HZ) - 1), np.float32)
        held = np.minimum(level[_LAG:-_LAST], level[_LAG + _LAST :])
        rise = np.maximum(0, held - _widest(level[: -_LAG - _LAST]))
        return _summed(rise, _note_centres(), NOTE_EDGES_HZ)


def _frames(samples: Array, size: int, hop: int) -> tuple[Array, Array]:
    """All whole windows, and the samples from the next one on."""
    if len(samples) < size:
        return np.zeros((0, size), np.float32), samples
    frames = np.lib.stride_tricks.sliding_window_view(samples, size)[::hop]
    return frames, samples[len(frames) * hop :].copy()


def _power(frames: Array, size: int) -> Array:
    """Power spectra, `float32[n, size // 2 + 1]`, of a full-scale sine about 0.25 at its peak."""
    from scipy.fft import rfft

    spectrum: Any = rfft(frames * _window(size), axis=1)
    return spectrum.real**2 + spectrum.imag**2


@cache
def _window(size: int) -> Array:
    window = np.hanning(size + 1)[:-1]
    return (window / window.sum()).astype(np.float32)


def _triangles(centres: npt.NDArray[np.float64], size: int) -> Array:
    """A bank of overlapping triangles between the centres (Hz), `float32[size // 2 + 1, len(centres) - 2]`."""
    hz = np.arange(size // 2 + 1)[:, None] * EAR_HZ / size
    low, mid, high = centres[:-2], centres[1:-1], centres[2:]
    return np.maximum(0, np.minimum((hz - low) / (mid - low), (high - hz) / (high - mid))).astype(np.float32)


@cache
def _start_centres() -> npt.NDArray[np.float64]:
    """Semitones from 30 Hz on; below 400 Hz, where a window cannot tell them apart, one for each of its bins."""
    semitones = EDGES_HZ[0] * 2 ** (np.arange(0, 102) / 12)
    bins = np.unique(np.round(semitones * _QUICK / EAR_HZ))
    return bins * EAR_HZ / _QUICK


@cache
def _starts_bank() -> Array:
    return _triangles(_start_centres(), _QUICK)


@cache
def _note_centres() -> npt.NDArray[np.float64]:
    """Thirds of semitones, or the bins of the long window where these are wider."""
    thirds = NOTE_EDGES_HZ[0] * 2 ** (np.arange(0, 36 * 5.6) / 36)
    bins = np.unique(np.round(thirds * _SLOW / EAR_HZ))
    return bins * EAR_HZ / _SLOW


@cache
def _notes_bank() -> Array:
    return _triangles(_note_centres(), _SLOW)


def _widest(level: Array) -> Array:
    """Each band with the strongest of it and its neighbours."""
    inner = np.maximum(level[:, 1:-1], np.maximum(level[:, :-2], level[:, 2:]))
    return np.concatenate([level[:, :1], inner, level[:, -1:]], axis=1)


def _summed(rise: Array, centres: npt.NDArray[np.float64], edges: tuple[float, ...]) -> Array:
    """The mean of narrow bands between the edges."""
    parts = np.searchsorted(centres[1:-1], edges[:-1])
    sums = np.add.reduceat(rise, parts, axis=1)
    return (sums / np.diff(np.append(parts, rise.shape[1]))).astype(np.float32)


@cache
def _slow_banks() -> tuple[Array, Array, Array]:
    hz = np.arange(_SLOW // 2 + 1) * EAR_HZ / _SLOW
    return _chroma(hz, 130, 2000), _chroma(hz, 40, 260), _triangles(_mel_centres(), _SLOW)


def _chroma(hz: npt.NDArray[np.float64], low: float, high: float) -> Array:
    """Which of the twelve tones each bin belongs to, falling off over half a semitone; high tones count less."""
    safe = np.maximum(hz, 1)
    tone = 12 * np.log2(safe / 440) + 69
    apart = np.abs((tone[:, None] - np.arange(12) + 6) % 12 - 6)
    weight = np.exp(-0.5 * (np.log2(safe / np.sqrt(low * high)) / 1.2) ** 2) * ((hz >= low) & (hz <= high))
    return (np.maximum(0, 1 - apart) * weight[:, None]).astype(np.float32)


def _mel_centres() -> npt.NDArray[np.float64]:
    mel = np.linspace(2595 * np.log10(1 + 30 / 700), 2595 * np.log10(1 + 10_900 / 700), BANDS + 2)
    return 700 * (10 ** (mel / 2595) - 1)
