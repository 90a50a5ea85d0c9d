import asyncio
import wave
from pathlib import Path

import numpy as np
import pytest

from media.hearing import voice
from media.hearing.spectra import SLOW_HZ, Spectra
from media.hearing.voice import STEP, Voice, spoken, syllabic
from media.speech.espeak import Espeak
from tests.media.hearing.sounds import drummed, noise, silence

pytestmark = pytest.mark.unit

TEXTS = {
    "en": "Nobody was at the river this morning, so I sat down on the stones and thought about it for a while.",
    "zh": "今天早上河边一个人也没有，我坐在石头上想了很久。",
    "vi": "Sáng nay ở bờ sông không có ai cả, tôi ngồi trên đá và nghĩ rất lâu.",
}


@pytest.fixture(scope="session")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, np.ndarray]:
    """Each sentence, spoken."""
    folder: Path = tmp_path_factory.mktemp("said")
    found: dict[str, np.ndarray] = {}
    for language, text in TEXTS.items():
        path = folder / f"{language}.wav"
        asyncio.run(Espeak().speak(text, language, None, path))
        with wave.open(str(path)) as file:
            found[language] = np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.float32) / 32768
    return found


def heard(sound: np.ndarray, block: int = 22_050):
    ear = Voice()
    assert ear.heard
    for start in range(0, len(sound), block):
        ear.hear(sound[start : start + block])
    ear.hear(np.zeros(0, np.float32), last=True)
    return spoken(ear.likelihood(), STEP, len(sound) / 22_050)


@pytest.mark.parametrize("language", ["en", "zh", "vi"])
def test_speech_is_found_where_it_is(said: dict[str, np.ndarray], language: str):
    words = said[language]
    sound = np.concatenate([silence(2), words, silence(2)])
    spans = heard(sound)
    assert spans[0][0] == pytest.approx(2.0, abs=0.25)
    assert spans[-1][1] == pytest.approx(2.0 + len(words) / 22_050, abs=0.6)
    assert sum(end - start for start, end in spans) > 0.7 * len(words) / 22_050


def test_speech_in_noise_is_found(said: dict[str, np.ndarray]):
    words = said["en"]
    sound = np.concatenate([silence(2), words, silence(2)])
    spans = heard(sound + noise(len(sound) / 22_050, 0.01))
    assert 1.7 < spans[0][0] < 2.4
    assert spans[-1][1] < 2.6 + len(words) / 22_050


def test_music_and_noise_are_no_speech():
    assert heard(drummed(110, 12)) == ()
    assert heard(noise(6, 0.1)) == ()


def test_blocks_change_nothing(said: dict[str, np.ndarray]):
    assert heard(said["en"], 3000) == heard(said["en"], 50_000)


def test_without_the_model_syllables_are_told_from_silence_and_noise(
    said: dict[str, np.ndarray], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(voice, "_session", lambda: None)
    assert not Voice().heard
    words = said["en"]
    sound = np.concatenate([silence(3), words, silence(3)]) + noise(6 + len(words) / 22_050, 0.001)
    spectra = Spectra()
    spectra.hear(sound)
    spectra.finish()
    spans = spoken(syllabic(spectra.bands.rows(), SLOW_HZ), 1 / SLOW_HZ, len(sound) / 22_050)
    assert spans
    inside = sum(min(end, 3 + len(words) / 22_050) - max(start, 3.0) for start, end in spans)
    assert inside > 0.6 * len(words) / 22_050
    assert sum(end - start for start, end in spans) - inside < 1.2


def test_short_pauses_are_bridged_and_short_sounds_left_out():
    likely = np.zeros(200, np.float32)
    likely[20:60] = likely[65:100] = 0.9
    likely[150:153] = 0.9
    assert spoken(likely, STEP, 200 * STEP) == (pytest.approx((20 * STEP - 0.06, 100 * STEP + 0.06), abs=1e-3),)
