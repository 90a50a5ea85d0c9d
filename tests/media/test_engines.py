import pytest

from media import engines
from media.engines import found
from media.settings import MediaSettings

pytestmark = [pytest.mark.ffmpeg, pytest.mark.usefixtures("no_children")]


async def test_what_is_here_is_found(settings):
    facts = {(engine.port, engine.name): engine for engine in await found(settings)}
    assert facts["encoder", "libx264"].found
    assert facts["encoder", "libx264"].detail.startswith("ffmpeg ")
    assert facts["speaker", "espeak-ng"].languages == ("en", "zh", "vi")


async def test_what_is_missing_names_its_key():
    facts = await found(MediaSettings(ffmpeg="/no/such/ffmpeg"))
    missing = [engine for engine in facts if not engine.found]
    assert {"encoder", "transcriber"} <= {engine.port for engine in missing}
    assert all(engine.unlock for engine in missing)
    assert all(engine.unlock is None for engine in facts if engine.found)


async def test_a_chosen_model_makes_a_transcriber(settings):
    (transcriber,) = [engine for engine in await found(settings, whisper_model="small") if engine.name == "faster-whisper"]
    assert (transcriber.found, transcriber.detail, transcriber.languages) == (True, "small", ("en", "zh", "vi"))


async def test_without_its_wheel_there_is_no_voice(settings, monkeypatch):
    monkeypatch.setattr(engines.Espeak, "installed", staticmethod(lambda: False))
    (speaker,) = [engine for engine in await found(settings) if engine.port == "speaker"]
    assert (speaker.found, speaker.unlock) == (False, "pip install espeakng-loader")
