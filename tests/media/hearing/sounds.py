"""Sounds whose contents are known, `float32[channels, n]` at the ears' rate."""

import numpy as np
import numpy.typing as npt

from media.senses.picture import EAR_HZ

Sound = npt.NDArray[np.float32]


def seconds(length: float) -> Sound:
    """The times of so many seconds of samples."""
    return np.arange(round(length * EAR_HZ), dtype=np.float32) / EAR_HZ


def tone(hz: float, length: float, gain: float = 0.3) -> Sound:
    """A sine."""
    return (gain * np.sin(2 * np.pi * hz * seconds(length))).astype(np.float32)


def noise(length: float, gain: float = 0.05, seed: int = 1) -> Sound:
    """White noise with that standard deviation."""
    return (gain * np.random.default_rng(seed).standard_normal(round(length * EAR_HZ))).astype(np.float32)


def silence(length: float) -> Sound:
    """Nothing."""
    return np.zeros(round(length * EAR_HZ), np.float32)


def drummed(tempo: float, length: float, meter: int = 4, first: float = 0.2) -> Sound:
    """Kick on the first beat, snare on the others, a hat on every half, and a chord that changes with the bar."""
    mix = 0.002 * noise(length, 1.0)
    beat = 60 / tempo
    for index in range(int((length - first - 0.5) / (beat / 2))):
        at = round((first + index * beat / 2) * EAR_HZ)
        t = seconds(0.12)
        hat = 0.1 * np.diff(noise(0.12, 1.0, 5), append=0) * np.exp(-t * 60)
        mix[at : at + len(t)] += hat
        if index % 2 == 0:
            place = index // 2 % meter
            hit = np.sin(2 * np.pi * (60 * t + 3 * (1 - np.exp(-t * 30)))) if place == 0 else 0.5 * noise(0.12, 1.0, 3)
            mix[at : at + len(t)] += 0.6 * hit * np.exp(-t * 20)
            if place == 0:
                mix += _chord(index // 2 // meter, at, beat * meter, len(mix))
    return mix.astype(np.float32)


def _chord(bar: int, at: int, length: float, size: int) -> Sound:
    root = (220.0, 174.6, 130.8, 196.0)[bar % 4]
    t = seconds(length)
    sound = sum(np.sin(2 * np.pi * root * ratio * t) for ratio in (0.5, 1.0, 1.26, 1.5)) * 0.06 * np.exp(-t)
    whole = np.zeros(size + len(t), np.float32)
    whole[at : at + len(t)] = sound
    return whole[:size]
