import numpy as np
import pytest

from media.hearing.sections import sections
from media.hearing.spectra import Spectra
from tests.media.hearing.sounds import noise, seconds

pytestmark = pytest.mark.unit


def part(roots: tuple[float, ...], length: float, *, bright: bool, gain: float) -> np.ndarray:
    t = seconds(length)
    sound = sum(np.sin(2 * np.pi * root * t) + (0.5 * np.sin(2 * np.pi * root * 4 * t) if bright else 0) for root in roots)
    return (gain * sound * (0.6 + 0.4 * np.cos(2 * np.pi * 2 * t))).astype(np.float32) + noise(length, 0.03 if bright else 0.0005)


def found(sound: np.ndarray, downbeats: tuple[float, ...] = ()):
    spectra = Spectra()
    spectra.hear(sound)
    spectra.finish()
    return sections(spectra, [(0.0, len(sound) / 22_050)], downbeats)


@pytest.fixture(scope="module")
def song() -> np.ndarray:
    """Verse, chorus, verse, chorus."""
    verse = part((220.0, 261.6), 16, bright=False, gain=0.08)
    chorus = part((174.6, 220.0, 349.2), 12, bright=True, gain=0.2)
    return np.concatenate([verse, chorus, verse, chorus])


def test_verse_and_chorus_are_told_apart_and_known_again(song: np.ndarray):
    heard = found(song)
    assert [section.label for section in heard] == ["A", "B", "A", "B"]
    assert [section.start for section in heard] == pytest.approx([0, 16, 28, 44], abs=1.0)
    assert heard[-1].end == pytest.approx(56, abs=0.1)


def test_the_loudest_has_the_most_energy(song: np.ndarray):
    verse, chorus = found(song)[:2]
    assert chorus.energy > 0.95
    assert verse.energy < 0.6


def test_sections_begin_with_bars(song: np.ndarray):
    bars = tuple(float(bar) for bar in np.arange(0.4, 56, 1.8))
    assert {section.start for section in found(song, bars)[1:]} <= {round(bar, 3) for bar in bars}


def test_what_stays_the_same_is_one_section():
    assert [section.label for section in found(part((220.0, 261.6), 40, bright=False, gain=0.1))] == ["A"]
