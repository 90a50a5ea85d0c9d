"""The sample's sound: plucked notes, a crash, a bright morning, mixed under the spoken words with NumPy."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from media.sample.story import Placed

RATE_HZ = 48_000
Sound = NDArray[np.float32]

_NIGHT = (57, 60, 64, 69, 64, 60, 56, 59)  # A minor, then its leading chord
_CREEP = (45, 57, 46, 58, 45, 57, 44, 56)
_MORNING = (60, 64, 67, 72, 69, 67, 64, 67, 65, 69, 72, 77, 74, 71, 67, 62)


def _pluck(pitch: int, length: float, gain: float) -> Sound:
    """A plucked string: a few falling partials of a MIDI pitch."""
    t = np.arange(int(length * RATE_HZ), dtype=np.float32) / RATE_HZ
    hz = 440.0 * 2 ** ((pitch - 69) / 12)
    partials = [np.sin(2 * np.pi * hz * n * t) * np.exp(-t * (3 + 2.5 * n)) / n for n in (1, 2, 3, 4)]
    return (gain * np.sum(partials, axis=0) * np.minimum(1, t * 400)).astype(np.float32)


def _crash(rng: np.random.Generator) -> Sound:
    """Broken china: a thump, noise, and ringing splinters."""
    t = np.arange(int(1.4 * RATE_HZ), dtype=np.float32) / RATE_HZ
    noise = rng.standard_normal(t.size).astype(np.float32) * np.exp(-t * 7)
    thump = np.sin(2 * np.pi * 60 * t) * np.exp(-t * 9)
    ring = sum(np.sin(2 * np.pi * hz * t) * np.exp(-t * rng.uniform(4, 9)) for hz in rng.uniform(1800, 5200, 9)) / 9
    return (0.55 * noise + 0.7 * thump + 0.5 * ring).astype(np.float32)


def _add(mix: Sound, sound: Sound, at: float) -> None:
    start = int(at * RATE_HZ)
    end = min(mix.size, start + sound.size)
    if start < end:
        mix[start:end] += sound[: end - start]


def _tune(mix: Sound, notes: tuple[int, ...], start: float, end: float, beat: float, gain: float) -> None:
    for index in range(int((end - start) / beat)):
        pitch = notes[index % len(notes)]
        _add(mix, _pluck(pitch, beat * 3, gain), start + index * beat)
        if index % 4 == 0:
            _add(mix, _pluck(pitch - 12, beat * 5, gain * 0.9), start + index * beat)


def mix(placed: tuple[Placed, ...], spoken: list[NDArray[Any]]) -> Sound:
    """The whole sound, `float32[n]` mono at 48 kHz in -1 to 1; `spoken` holds the words of each scene at that rate."""
    sound = np.zeros(int(placed[-1].end * RATE_HZ), dtype=np.float32)
    tunes = {"window": (_NIGHT, 0.36, 0.10), "paw": (_CREEP, 0.30, 0.12), "morning": (_MORNING, 0.24, 0.11)}
    for place, words in zip(placed, spoken, strict=True):
        if tune := tunes.get(place.scene.name):
            notes, beat, gain = tune
            _tune(sound, notes, place.start, place.end - 0.3, beat, gain)
        else:
            _add(sound, 0.9 * _crash(np.random.default_rng(7)), place.start + 0.5)
        _add(sound, 0.62 * words.astype(np.float32), place.said)
    return np.tanh(sound).astype(np.float32)
