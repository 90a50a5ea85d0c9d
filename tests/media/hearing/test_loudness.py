import re
import subprocess
import wave
from pathlib import Path

import numpy as np
import pytest

from media.ffmpeg import FFmpeg
from media.hearing.loudness import STEP, LoudnessMeter
from media.senses.picture import EAR_HZ
from media.settings import MediaSettings
from tests.media.hearing.sounds import noise, silence, tone

pytestmark = pytest.mark.unit


def measured(sound: np.ndarray, block: int = 10_000):
    meter = LoudnessMeter()
    for start in range(0, sound.shape[1], block):
        meter.hear(sound[:, start : start + block])
    return meter.finish()


def test_a_full_scale_sine_in_one_channel_is_three_below_zero():
    _, lufs = measured(tone(997, 5, 1.0)[None])
    assert lufs == pytest.approx(-3.01, abs=0.1)


def test_both_channels_count():
    _, one = measured(tone(997, 5)[None])
    _, two = measured(np.stack([tone(997, 5)] * 2))
    assert two - one == pytest.approx(3.01, abs=0.02)


def test_silence_does_not_lower_the_whole():
    _, loud = measured(tone(997, 6)[None])
    _, with_pause = measured(np.concatenate([tone(997, 3), silence(10), tone(997, 3)])[None])
    assert with_pause == pytest.approx(loud, abs=0.3)


def test_the_curve_follows_in_time():
    curve, _ = measured(np.concatenate([silence(2), tone(997, 2), silence(2)])[None])
    values = np.array(curve.values)
    assert curve.step == STEP
    assert values[:17].max() == -70
    assert values[23:37].min() > -15
    assert values[43:].max() == -70


def test_blocks_change_nothing():
    sound = np.stack([noise(4), noise(4, seed=2)])
    assert measured(sound, 777) == measured(sound, 50_000)


def test_nothing_is_silence():
    assert LoudnessMeter().finish()[1] == -70


@pytest.mark.ffmpeg
@pytest.mark.parametrize("kind", ["noise", "sweeping", "steps"])
def test_it_is_what_ffmpeg_measures(tmp_path: Path, kind: str):
    t = np.arange(8 * EAR_HZ) / EAR_HZ
    sound = {
        "noise": np.stack([noise(8, 0.1), noise(8, 0.05, 4)]),
        "sweeping": np.stack([0.4 * np.sin(2 * np.pi * (40 * t + 300 * t**2))] * 2),
        "steps": np.stack([np.concatenate([tone(300, 3, 0.5), tone(300, 3, 0.02), tone(2000, 2, 0.2)])] * 2),
    }[kind]
    path = tmp_path / "sound.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(EAR_HZ)
        file.writeframes((sound.T * 32767).astype("<i2").tobytes())
    command = [FFmpeg(MediaSettings()).path, "-hide_banner", "-nostats", "-i", str(path), "-af", "ebur128", "-f", "null", "-"]
    said = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True).stderr
    expected = float(re.findall(r"I:\s+(-?[\d.]+) LUFS", said)[-1])
    _, lufs = measured(sound.astype(np.float32))
    assert lufs == pytest.approx(expected, abs=0.2)
