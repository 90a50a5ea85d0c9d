"""Noise under a voice: how much of it goes, and what of the voice stays."""

import wave
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from media.clip import Clip
from media.denoising import Noise, measure_noise
from media.facts import MediaFacts
from media.ffmpeg import FFmpeg
from media.profiles import Profile
from media.render import render
from media.settings import MediaSettings
from media.timeline import AudioTrack, Timeline

pytestmark = pytest.mark.ffmpeg

RATE_HZ = 48_000
SECONDS = 6
FACTS = MediaFacts(asset="a", kind="audio", container="wav", size_bytes=1, duration=float(SECONDS), audio_channels=1)
Array = np.ndarray


@pytest.fixture(scope="module")
def voice() -> Array:
    """Syllables of a gliding harmonic tone, with pauses."""
    time = np.arange(SECONDS * RATE_HZ) / RATE_HZ
    phase = 2 * np.pi * np.cumsum(140 + 30 * np.sin(2 * np.pi * 0.7 * time)) / RATE_HZ
    tone = sum(np.sin(harmonic * phase) / harmonic for harmonic in range(1, 25))
    syllables = np.clip(np.sin(2 * np.pi * 3 * time), 0, 1) * (np.sin(2 * np.pi * 0.5 * time) > -0.3)
    return 0.12 * tone * syllables


def _noise(kind: str) -> Array:
    rng = np.random.default_rng(3)
    white = rng.normal(0, 1, SECONDS * RATE_HZ)
    if kind == "hiss":
        return 0.012 * white
    spectrum = np.fft.rfft(white) / np.sqrt(np.maximum(np.fft.rfftfreq(white.size, 1 / RATE_HZ), 40))
    pink = np.fft.irfft(spectrum, white.size)
    return 0.015 * pink / pink.std()


def _write(path: Path, samples: Array) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype(np.int16).tobytes())
    return path


async def _cleaned(path: Path, ffmpeg: FFmpeg, tmp_path: Path, reduction: float) -> Array:
    bands = await measure_noise(path, ffmpeg, tmp_path)
    assert bands is not None
    clip = Clip(source=FACTS, at=0, frames=SECONDS * 30, noise=Noise(bands=bands, reduction_db=reduction))
    timeline = Timeline(rate=(30, 1), width=0, height=0, audio=(AudioTrack(clips=(clip,)),), lufs=None)
    made = await render(
        timeline, tmp_path / "made.wav", sources={"a": path}, profile=Profile(container="wav"), ffmpeg=ffmpeg, work=tmp_path
    )
    with wave.open(str(made.path)) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), np.int16).reshape(-1, 2)[:, 0] / 32768
    assert samples.size == SECONDS * RATE_HZ == round(Fraction(timeline.duration) * RATE_HZ)
    return samples


def _db(samples: Array) -> float:
    return float(10 * np.log10((samples**2).mean() + 1e-12))


@pytest.mark.parametrize("kind", ["hiss", "rumble"])
async def test_noise_goes_and_the_voice_stays(kind: str, voice: Array, tmp_path: Path) -> None:
    noisy = voice + _noise(kind)
    ffmpeg = FFmpeg(MediaSettings())
    cleaned = await _cleaned(_write(tmp_path / "noisy.wav", noisy), ffmpeg, tmp_path, 20.0)
    silent = np.abs(voice) < 1e-6
    silent[: RATE_HZ // 10] = silent[-RATE_HZ // 10 :] = False
    assert _db(cleaned[silent]) < _db(noisy[silent]) - 8
    before, after = (_db(voice) - _db(sound - voice) for sound in (noisy, cleaned))
    assert after > before + 3, "the voice stands further above all that is not it, and in its place"
    gain = float(cleaned @ voice / (voice @ voice))
    assert 20 * np.log10(gain) > -1.5


async def test_more_strength_takes_out_more(voice: Array, tmp_path: Path) -> None:
    path, ffmpeg = _write(tmp_path / "noisy.wav", voice + _noise("hiss")), FFmpeg(MediaSettings())
    silent = np.abs(voice) < 1e-6
    gentle, strong = [_db((await _cleaned(path, ffmpeg, tmp_path, db))[silent]) for db in (8.0, 30.0)]
    assert strong < gentle - 4


async def test_what_stands_in_silence_has_no_noise(voice: Array, tmp_path: Path) -> None:
    assert await measure_noise(_write(tmp_path / "clean.wav", voice), FFmpeg(MediaSettings()), tmp_path) is None
