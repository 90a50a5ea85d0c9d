"""Instruments for generated music: pitched notes and drums, `float32[n]` at 22 050 Hz, drawn with NumPy alone."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

RATE_HZ = 22_050
Sound = npt.NDArray[np.float32]

_TOP_HZ = 9_500
"""Partials above this are left out: they would fold back."""


@dataclass(frozen=True)
class Timbre:
    """How an instrument's partials start, sound and die away."""

    partials: int
    fall: float
    """Power of the partial's number by which it is weaker."""
    attack: float
    decay: float
    """Per second, of the first partial; 0 for instruments that sustain."""
    damping: float
    """Per second and partial on top of that."""
    release: float = 0.08
    vibrato: float = 0.0
    """Depth in semitones."""
    breath: float = 0.0
    """Share of noise at the attack."""
    stretch: float = 0.0
    """Inharmonicity of a stiff string."""
    odd: bool = False


TIMBRES = {
    "piano": Timbre(12, 1.2, 0.003, 1.0, 0.55, breath=0.08, stretch=4e-4),
    "guitar": Timbre(14, 1.0, 0.002, 1.6, 0.8, breath=0.12),
    "harp": Timbre(8, 1.4, 0.004, 1.2, 0.9),
    "organ": Timbre(8, 0.8, 0.012, 0.0, 0.0, release=0.04),
    "strings": Timbre(16, 1.1, 0.09, 0.0, 0.0, release=0.18, vibrato=0.18),
    "flute": Timbre(4, 1.9, 0.05, 0.0, 0.0, release=0.06, vibrato=0.22, breath=0.12),
    "brass": Timbre(12, 0.9, 0.035, 0.3, 0.2, release=0.07, vibrato=0.06),
    "keys": Timbre(5, 1.6, 0.004, 1.4, 1.6),
    "pluck": Timbre(18, 0.9, 0.002, 3.0, 1.2),
    "marimba": Timbre(4, 1.5, 0.002, 5.0, 5.0, odd=True),
    "clarinet": Timbre(9, 1.0, 0.03, 0.0, 0.0, release=0.06, odd=True, breath=0.04),
    "finger bass": Timbre(6, 1.7, 0.006, 1.2, 0.9, breath=0.03),
    "synth bass": Timbre(14, 1.0, 0.004, 0.8, 0.35),
    "sub": Timbre(2, 2.0, 0.012, 0.2, 0.0),
}
SOFT = ("strings", "flute", "clarinet", "organ", "brass")


@lru_cache(maxsize=4000)
def note(name: str, pitch: int, centis: int) -> Sound:
    """A note of a MIDI pitch, held for `centis` hundredths of a second and then released; its loudest sample is 1."""
    timbre = TIMBRES[name]
    held = centis / 100
    length = held + min(timbre.release * 3, 0.5)
    t = np.arange(int(length * RATE_HZ), dtype=np.float32) / RATE_HZ
    hz = 440.0 * 2 ** ((pitch - 69) / 12)
    bend = timbre.vibrato * np.minimum(1, t / 0.3) * np.sin(2 * np.pi * 5.4 * t) / 12 * np.log(2)
    phase = 2 * np.pi * hz * (t + np.cumsum(bend) / RATE_HZ)
    wave = np.zeros_like(t)
    for k in range(1, timbre.partials + 1):
        number = 2 * k - 1 if timbre.odd else k
        ratio = number * np.sqrt(1 + timbre.stretch * number**2)
        if ratio * hz > _TOP_HZ:
            break
        wave += np.sin(ratio * phase + k) * np.exp(-t * (timbre.decay + timbre.damping * (k - 1))) / number**timbre.fall
    noise = np.random.default_rng(pitch).standard_normal(t.size).astype(np.float32)
    wave += timbre.breath * noise * np.exp(-t / (0.01 + timbre.attack))
    wave *= np.minimum(1, t / timbre.attack) * np.exp(-np.maximum(0, t - held) / (timbre.release / 2))
    return (wave / np.abs(wave).max()).astype(np.float32)


def _time(seconds: float) -> Sound:
    return np.arange(int(seconds * RATE_HZ), dtype=np.float32) / RATE_HZ


def _noise(t: Sound, seed: int, *, sharp: int = 0) -> Sound:
    """White noise, differentiated `sharp` times: brighter each time."""
    noise = np.random.default_rng(seed).standard_normal(t.size + sharp)
    return np.diff(noise, sharp).astype(np.float32) / 2**sharp


def _kick(seed: int) -> Sound:
    t = _time(0.28)
    low, high = 42 + seed % 3 * 5, 90 + seed % 4 * 30
    sweep = low * t + high * (1 - np.exp(-t * 30)) / 30
    return np.sin(2 * np.pi * sweep) * np.exp(-t * (9 + seed % 3 * 3)) + 0.1 * _noise(t, seed) * np.exp(-t * 300)


def _snare(seed: int) -> Sound:
    t = _time(0.25)
    body = np.sin(2 * np.pi * (175 + seed % 4 * 15) * t) * np.exp(-t * 22)
    return 0.5 * body + 0.8 * _noise(t, seed, sharp=1) * np.exp(-t * (14 + seed % 3 * 5))


def _rim(seed: int) -> Sound:
    t = _time(0.08)
    return np.sin(2 * np.pi * (820 + seed % 3 * 100) * t) * np.exp(-t * 70) + 0.3 * _noise(t, seed) * np.exp(-t * 160)


def _clap(seed: int) -> Sound:
    t = _time(0.22)
    bursts = sum(np.exp(-np.maximum(0, t - late) * 120) * (t >= late) for late in (0.0, 0.011, 0.022))
    return _noise(t, seed, sharp=1) * (0.6 * bursts + 0.4 * np.exp(-t * 18))


def _hat(seed: int) -> Sound:
    t = _time(0.09)
    return 0.6 * _noise(t, seed, sharp=2) * np.exp(-t * (55 + seed % 3 * 15))


def _open_hat(seed: int) -> Sound:
    t = _time(0.35)
    return 0.6 * _noise(t, seed, sharp=2) * np.exp(-t * 11)


def _ride(seed: int) -> Sound:
    t = _time(0.6)
    ring = sum(np.sin(2 * np.pi * hz * t) for hz in (3140, 4270, 5330, 6910)) / 4
    return (0.25 * ring + 0.4 * _noise(t, seed, sharp=2)) * np.exp(-t * 7)


def _shaker(seed: int) -> Sound:
    t = _time(0.12)
    return 0.4 * _noise(t, seed, sharp=2) * np.minimum(1, t / 0.02) * np.exp(-t * 35)


def _tom(seed: int) -> Sound:
    t = _time(0.3)
    return np.sin(2 * np.pi * ((95 + seed % 3 * 35) * t + 2 * (1 - np.exp(-t * 20)))) * np.exp(-t * 11)


def _crash(seed: int) -> Sound:
    t = _time(1.4)
    return 0.6 * _noise(t, seed, sharp=1) * np.exp(-t * 3.5)


_DRUMS: dict[str, Callable[[int], Sound]] = {
    "kick": _kick,
    "snare": _snare,
    "rim": _rim,
    "clap": _clap,
    "hat": _hat,
    "open": _open_hat,
    "ride": _ride,
    "shaker": _shaker,
    "tom": _tom,
    "crash": _crash,
}


@lru_cache(maxsize=200)
def drum(name: str, seed: int) -> Sound:
    """One stroke on a drum; drum sets differ by their seed."""
    return _DRUMS[name](seed).astype(np.float32)
