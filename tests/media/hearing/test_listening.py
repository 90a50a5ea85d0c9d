import resource
from itertools import pairwise

import numpy as np
import pytest

from media.hearing.listening import Listening, listen
from media.senses.index import Heard
from tests.media.hearing.sounds import drummed, noise, silence, tone
from tests.media.hearing.test_voice import said

pytestmark = pytest.mark.unit
__all__ = ["said"]


def heard(sound: np.ndarray, block: int = 22_050) -> Heard:
    if sound.ndim == 1:
        sound = sound[None]
    return listen(sound[:, start : start + block] for start in range(0, sound.shape[1], block))


@pytest.fixture(scope="module")
def program(said: dict[str, np.ndarray]) -> tuple[Heard, float]:
    """Speech, a pause, music, a pause, noise; and where the music begins."""
    words = np.concatenate([said["en"], said["vi"], said["en"]])
    music = drummed(120, 20)
    sound = np.concatenate([words, silence(2), music, silence(2), noise(15, 0.05)])
    return heard(sound), len(words) / 22_050 + 2


def kind_at(what: Heard, time: float) -> str | None:
    return next((kind for start, end, kind in what.kinds if start <= time < end), None)


def test_kinds_of_a_program(program: tuple[Heard, float]):
    what, music = program
    assert kind_at(what, 5) == "speech"
    assert kind_at(what, music + 10) == "music"
    assert kind_at(what, music + 30) == "other"
    assert kind_at(what, music - 1) is None


def test_kinds_and_silences_leave_no_gaps(program: tuple[Heard, float]):
    what, _ = program
    spans = sorted([*((a, b) for a, b, _ in what.kinds), *what.silences])
    assert spans[0][0] == 0
    for (_, end), (start, _) in pairwise(spans):
        assert start == pytest.approx(end, abs=0.01)


def test_beats_lie_in_the_music_alone(program: tuple[Heard, float]):
    what, music = program
    assert what.beats is not None
    assert what.beats.tempo == pytest.approx(120, rel=0.01)
    assert what.beats.times[0] > music - 0.2
    assert what.beats.times[-1] < music + 21
    phase = (np.array(what.beats.times) - music - 0.2 + 0.25) % 0.5 - 0.25
    assert np.abs(phase).max() < 0.05


def test_speech_and_silences_of_a_program(program: tuple[Heard, float]):
    what, music = program
    assert sum(end - start for start, end in what.speech if end < music) > 0.6 * (music - 2)
    assert not [span for span in what.speech if span[0] > music + 1]
    assert any(start < music - 1 < end for start, end in what.silences)


def test_speech_has_no_beats(said: dict[str, np.ndarray]):
    what = heard(np.concatenate([said["en"], said["zh"], said["vi"]]))
    assert what.beats is None
    assert {kind for _, _, kind in what.kinds} == {"speech"}


def test_onsets_are_where_something_starts():
    sound = np.concatenate([silence(1), tone(440, 0.5), silence(0.5), tone(660, 0.5), silence(0.5), noise(0.3, 0.2), silence(1)])
    found = heard(sound).onsets
    for truth in (1.0, 2.0, 3.0):
        assert min(abs(time - truth) for time in found) < 0.03
    assert len(found) <= 5


def test_blocks_change_nothing():
    sound = np.stack([drummed(100, 12), drummed(100, 12) + 0.5 * noise(12)])
    assert heard(sound, 1024) == heard(sound, 40_000)


def test_no_sound_at_all():
    what = Listening().finish()
    assert (what.lufs, what.speech, what.silences, what.kinds, what.beats) == (-70.0, (), (), (), None)


def test_silence_is_one_silence():
    what = heard(silence(5))
    assert what.silences == ((0.0, 5.0),)
    assert (what.lufs, what.kinds, what.beats, what.onsets, what.peaks) == (-70.0, (), None, (), ())


def test_a_blink_of_sound():
    assert heard(tone(440, 0.05)).speech == ()


def test_clipping_is_counted_in_the_raw_sound_where_it_is_given():
    listening = Listening()
    listening.hear(tone(440, 2, 0.5)[None])
    raw = np.clip(tone(440, 2, 1.3), -1, 1)[None]
    listening.hear_raw(raw)
    assert listening.finish().clipped == pytest.approx(float((np.abs(raw) >= 0.999).mean()), rel=0.05)


def test_memory_hardly_grows_with_time():
    listening = Listening()
    block = drummed(120, 10)[None]
    for _ in range(3):
        listening.hear(block)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(12):
        listening.hear(block)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert grown < 5, "120 s of sound are 10 MB at the ears' rate"
