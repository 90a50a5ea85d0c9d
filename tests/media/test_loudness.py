"""Loudness: measured, and what is done about it."""

from pathlib import Path

import pytest

from media.errors import ProcessFailed
from media.loudness import Loudness, leveling, measure
from tests.media.sources import ffmpeg, make

pytestmark = pytest.mark.ffmpeg


async def test_the_reference_tone_measures_as_the_standard_says(tmp_path: Path) -> None:
    """EBU Tech 3341, case 1: a stereo 1 kHz sine at -23 dBFS peak is -23 LUFS."""
    tone = "sine=frequency=1000:duration=20:sample_rate=48000,volume=18.06dB,volume=-23dB"
    found = await measure(make(tmp_path / "tone.wav", "-f", "lavfi", "-i", tone, "-af", "pan=stereo|c0=c0|c1=c0"), ffmpeg)
    assert found.lufs == pytest.approx(-23.0, abs=0.1)
    assert found.true_peak == pytest.approx(-23.0, abs=0.2)
    assert found.range == pytest.approx(0.0, abs=0.1)


async def test_silence_is_measured_and_left_alone(tmp_path: Path) -> None:
    found = await measure(make(tmp_path / "silence.wav", "-f", "lavfi", "-i", "anullsrc=d=2"), ffmpeg)
    assert not found.audible
    assert leveling(found, -14.0).gain_db == 0.0


async def test_a_film_without_sound_has_no_loudness(tmp_path: Path) -> None:
    film = make(tmp_path / "film.mp4", "-f", "lavfi", "-i", "color=d=0.2")
    with pytest.raises(ProcessFailed):
        await measure(film, ffmpeg)


@pytest.mark.parametrize(
    ("lufs", "peak", "gain", "limited"), [(-20.0, -10.0, 6.0, False), (-20.0, -3.0, 6.0, True), (-9.0, -0.1, -5.0, False)]
)
def test_one_gain_does_and_a_limiter_only_where_peaks_ask_for_it(lufs: float, peak: float, gain: float, limited: bool) -> None:
    level = leveling(Loudness(lufs=lufs, true_peak=peak, range=3.0), -14.0)
    assert (level.gain_db, level.limited) == (pytest.approx(gain), limited)
