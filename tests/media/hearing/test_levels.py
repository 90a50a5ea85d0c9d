import numpy as np
import pytest

from media.hearing.levels import LevelMeter, bursts, noise, silences
from tests.media.hearing.sounds import noise as hiss
from tests.media.hearing.sounds import seconds, silence, tone

pytestmark = pytest.mark.unit


def levels(sound: np.ndarray) -> np.ndarray:
    meter = LevelMeter()
    for start in range(0, len(sound), 7000):
        meter.hear(sound[None, start : start + 7000])
    return meter.levels()


def test_silences_lie_between_sounds():
    sound = np.concatenate([tone(300, 1), silence(0.8), tone(300, 1), silence(0.2), tone(300, 1)])
    assert silences(levels(sound), 4.0) == (pytest.approx((1.0, 1.8), abs=0.03),)


def test_a_noisy_room_is_silent_too_when_nobody_speaks():
    sound = np.concatenate([tone(300, 2), silence(1.5), tone(300, 2)]) + hiss(5.5, 0.003)
    assert silences(levels(sound), 5.5) == (pytest.approx((2.0, 3.5), abs=0.05),)


def test_even_sound_has_no_silence():
    assert silences(levels(hiss(4, 0.02)), 4.0) == ()
    assert silences(levels(tone(200, 4)), 4.0) == ()


def test_nothing_is_silence_from_end_to_end():
    assert silences(levels(silence(3)), 3.0) == ((0.0, 3.0),)


def test_a_click_does_not_end_a_silence():
    sound = np.concatenate([tone(300, 1), silence(2), tone(300, 1)])
    sound[40_000:40_300] = 0.5
    assert len(silences(levels(sound), 4.0)) == 1


def test_noise_and_how_far_speech_stands_above_it():
    speech = ((1.0, 3.0), (4.0, 6.0))
    sound = hiss(7, 0.01)
    for start, end in speech:
        sound[int(start * 22_050) : int(end * 22_050)] += tone(250, end - start, 0.1414)
    floor, above = noise(levels(sound), speech, speech)
    assert floor == pytest.approx(-40.0, abs=0.7)
    assert above == pytest.approx(20.0, abs=1.0)


def test_noise_without_a_pause_is_unknown():
    assert noise(levels(tone(250, 3)), ((0.0, 3.0),), ((0.0, 3.0),)) == (None, None)


def test_noise_without_speech_says_nothing_about_speech():
    floor, above = noise(levels(hiss(3, 0.01)), (), ())
    assert floor == pytest.approx(-40.0, abs=0.7)
    assert above is None


def test_a_bang_and_a_cheer_stand_out_of_what_is_around_them():
    sound = hiss(60, 0.01)
    t = seconds(0.3)
    sound[20 * 22_050 : 20 * 22_050 + len(t)] += 0.8 * hiss(0.3, 1.0, 3) * np.exp(-t * 15)
    sound[40 * 22_050 : 43 * 22_050] += hiss(3, 0.12, 5)
    found = bursts(levels(sound))
    assert [time for time, _ in found if time < 30] == [pytest.approx(20.0, abs=0.15)]
    assert {round(time) for time, _ in found if time > 30} <= {40, 41, 42, 43} and found[-1][0] > 39.9
    assert all(0 < strength <= 1 for _, strength in found)
    assert found[0][1] > 0.5


def test_an_even_beat_has_no_bursts():
    t = seconds(0.5)
    assert bursts(levels(np.tile(0.5 * np.sin(2 * np.pi * 80 * t) * np.exp(-t * 12), 60))) == ()


def test_the_loudest_channel_counts():
    meter = LevelMeter()
    meter.hear(np.stack([silence(1), tone(300, 1, 0.1414)]))
    assert meter.levels().mean() == pytest.approx(-20.0, abs=0.2)
