# pyright: basic
"""Spectra of the passing sound, and what is kept of them: where something starts, which tones sound, how loud each band is."""

from functools import cache

import numpy as np
import numpy.typing as npt

from media.hearing.strip import Strip
from media.senses.picture import EAR_HZ

Array = npt.NDArray[np.float32]

HOP = 256
"""Samples between two rows of `flux`."""
FLUX_HZ = EAR_HZ / HOP
SLOW_HOP = 1024
"""Samples between two rows of `tones`, `bass` and `bands`."""
SLOW_HZ = EAR_HZ / SLOW_HOP
EDGES_HZ = (30.0, 160.0, 500.0, 1500.0, 4500.0, 11_000.0)
"""Where the bands of `flux` part: kick and bass; chords; melody; snare; cymbals."""
BANDS = 24

_QUICK, _SLOW = 1024, 4096
"""Samples under the window: 46 ms for starts, 186 ms for tones."""
_LAG = 2
_QUIET = 10 ** (-50 / 20)
_FADE = 0.97
"""By how much the loudness that starts are measured against fades in a second."""
_GAIN = 30.0


class Spectra:
    """An ear that keeps, in half precision, 86 times a second `flux` (`float32[5]`: how much energy started in each of five bands,
    with the vibrato left out as Böck and Widmer's SuperFlux, 2013, does), and 21 times a second `tones` and `bass` (chroma,
    `float32[12]`, above 130 Hz and below 260 Hz, square root of energy) and `bands` (`float32[24]`: level of mel bands, dB).
    Row `i` stands for the moment `i` times the hop."""

    def __init__(self) -> None:
        self.flux, self.tones, self.bass, self.bands = Strip(len(EDGES_HZ) - 1), Strip(12), Strip(12), Strip(BANDS)
        self._quick = np.zeros(_QUICK // 2, np.float32)
        self._slow = np.zeros(_SLOW // 2, np.float32)
        self._before = np.zeros((_LAG, _starts_bank().shape[1]), np.float32)
        self._loud = _QUIET

    def hear(self, mono: Array) -> None:
        """Take the next samples, `float32[n]`."""
        quick, self._quick = _frames(np.concatenate([self._quick, mono]), _QUICK, HOP)
        if len(quick):
            self._loud = max(_QUIET, self._loud * _FADE ** (len(mono) / EAR_HZ), float(np.sqrt(np.mean(mono**2))))
            self.flux.append(self._starts(quick))
        slow, self._slow = _frames(np.concatenate([self._slow, mono]), _SLOW, SLOW_HOP)
        if len(slow):
            self._keep_slow(_power(slow, _SLOW))

    def finish(self) -> None:
        """The sound is over: what is still under the windows counts too."""
        self.hear(np.zeros(_SLOW // 2, np.float32))

    def _starts(self, frames: Array) -> Array:
        amplitude = np.concatenate([self._before, np.sqrt(_power(frames, _QUICK)) @ _starts_bank()])
        self._before = amplitude[-_LAG:]
        level = np.log1p(amplitude * (_GAIN / self._loud))
        widest = np.maximum(level[:, 1:-1], np.maximum(level[:, :-2], level[:, 2:]))
        widest = np.concatenate([level[:, :1], widest, level[:, -1:]], axis=1)
        rise = np.maximum(0, level[_LAG:] - widest[:-_LAG])
        return np.add.reduceat(rise, _parts(), axis=1) / _sizes()

    def _keep_slow(self, power: Array) -> None:
        high, low, mel = _slow_banks()
        self.tones.append(np.sqrt(power @ high))
        self.bass.append(np.sqrt(power @ low))
        self.bands.append(10 * np.log10(power @ mel + 1e-10))


def _frames(samples: Array, size: int, hop: int) -> tuple[Array, Array]:
    """All whole windows, and the samples from the next one on."""
    if len(samples) < size:
        return np.zeros((0, size), np.float32), samples
    frames = np.lib.stride_tricks.sliding_window_view(samples, size)[::hop]
    return frames, samples[len(frames) * hop :].copy()


def _power(frames: Array, size: int) -> Array:
    """Power spectra, `float32[n, size // 2 + 1]`, of a full-scale sine about 0.25 at its peak."""
    from scipy.fft import rfft

    spectrum = rfft(frames * _window(size), axis=1)
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
def _parts() -> npt.NDArray[np.intp]:
    return np.searchsorted(_start_centres()[1:-1], EDGES_HZ[:-1])


@cache
def _sizes() -> Array:
    return np.diff(np.append(_parts(), len(_start_centres()) - 2)).astype(np.float32)


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
