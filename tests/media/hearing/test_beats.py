import numpy as np
import pytest

from benchmarks.songs import song
from media.hearing.beats import beats
from media.hearing.spectra import Spectra
from media.senses.index import Beats
from tests.media.hearing.sounds import drummed, noise, silence

pytestmark = pytest.mark.unit


DRIFTS, SWINGS = 7303, 7300
"""Seeds of songs with drums."""


def found(sound: np.ndarray) -> Beats | None:
    spectra = Spectra()
    for start in range(0, len(sound), 21_504):
        spectra.hear(sound[start : start + 21_504])
    spectra.finish()
    return beats(spectra, [(0.0, len(sound) / 22_050)], np.zeros(0, np.float32), 1.0)


def hit(times, truth) -> float:
    """The share of true moments that were found within 70 ms."""
    return float(np.mean([min(abs(np.array(times) - moment)) <= 0.07 for moment in truth])) if times else 0.0


@pytest.mark.parametrize(("tempo", "meter"), [(84, 4), (120, 4), (168, 4), (96, 3), (150, 3)])
def test_beats_bars_and_tempo_of_drums(tempo: float, meter: int):
    pulse = found(drummed(tempo, 20, meter))
    assert pulse is not None
    truth = np.arange(0.2, 19, 60 / tempo)
    assert pulse.tempo == pytest.approx(tempo, rel=0.01)
    assert hit(pulse.times, truth) > 0.97
    assert len(pulse.times) == pytest.approx(len(truth), abs=3)
    assert pulse.meter == meter
    assert hit(pulse.downbeats, truth[::meter][:-1]) > 0.95
    assert set(pulse.downbeats) <= set(pulse.times)
    assert pulse.confidence > 0.5


def test_silence_before_and_after_has_no_beats():
    sound = np.concatenate([silence(4), drummed(120, 16), silence(4)])
    pulse = found(sound)
    assert pulse is not None
    assert pulse.times[0] > 3.9
    assert pulse.times[-1] < 20.3


@pytest.mark.parametrize("trait", ["drift", "swing"])
def test_songs_are_told_at_their_written_tempo(trait: str):
    piece = song({"drift": DRIFTS, "swing": SWINGS}[trait])
    assert piece.drums and trait in piece.traits
    pulse = found(piece.sound)
    assert pulse is not None
    assert hit(pulse.times, piece.beats) > 0.9, piece.kind
    assert hit(piece.beats, pulse.times) > 0.9, piece.kind


def test_short_music_has_no_pulse():
    assert found(drummed(120, 3)) is None


def test_noise_has_no_sure_pulse():
    pulse = found(noise(20, 0.1))
    assert pulse is None or pulse.confidence < 0.6 or not pulse.times
