"""Speech to listen to, a double that listens, and a Whisper that hears nonsense."""

import asyncio
from pathlib import Path

import pytest

from media.settings import MediaSettings
from media.speech.espeak import Espeak
from tests.media.transcription.tiny import build

SAID = "The weather is fine today. We will walk along the river. Please bring some water."


@pytest.fixture(scope="session")
def nonsense(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a tiny Whisper of random weights."""
    return build(tmp_path_factory.mktemp("whisper"))


@pytest.fixture(scope="session")
def speech(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[tuple[float, float, str]]]:
    """Three English sentences, and when each is said."""
    target = tmp_path_factory.mktemp("speech") / "speech.wav"
    spoken = asyncio.run(Espeak(MediaSettings()).speak(SAID, "en", "male", target))
    return target, list(spoken.lines)


@pytest.fixture
def settings(tmp_path: Path) -> MediaSettings:
    return MediaSettings(home=tmp_path / "home")
