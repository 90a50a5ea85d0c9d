"""faster-whisper with weights that mean nothing: the real code runs, and the guards have something to guard against."""

from itertools import pairwise
from pathlib import Path

import pytest

from media.errors import EngineMissing
from media.settings import MediaSettings
from media.transcription.guards import guarded
from media.transcription.port import Recording, Transcriber
from media.transcription.recognisers import Recognisers
from media.transcription.whisper import FasterWhisper

pytestmark = [pytest.mark.unit, pytest.mark.usefixtures("no_children")]


@pytest.fixture
def no_children():
    from tests.media.conftest import children

    before = children()
    yield
    assert not children() - before


@pytest.fixture
def recording(speech) -> Recording:
    path, lines = speech
    return Recording(path=path, duration=lines[-1][1], speech=tuple((start, end) for start, end, _ in lines))


async def test_it_hears_words_with_times_and_finds_a_language(nonsense: Path, settings: MediaSettings, recording: Recording):
    whisper: Transcriber = FasterWhisper(str(nonsense), settings)
    shares: list[float] = []
    heard = await whisper.hear(recording, None, shares.append)
    assert heard.language and len(heard.language) in (2, 3)
    assert heard.lines and all(line.words for line in heard.lines)
    assert [word.text for word in heard.lines[0].words] == heard.lines[0].text.split()
    assert shares[-1] == pytest.approx(1.0) and shares == sorted(shares)


async def test_nonsense_does_not_pass_the_guards_unmended(nonsense: Path, settings: MediaSettings, recording: Recording):
    heard = await FasterWhisper(str(nonsense), settings).hear(recording, "en", lambda share: None)
    kept = guarded(heard.lines, recording.speech, recording.duration)
    assert sum(len(line.text) for line in kept) < sum(len(line.text) for line in heard.lines)
    assert all(0 <= line.start < line.end <= recording.duration for line in kept)
    assert all(before.end <= after.start for before, after in pairwise(kept))


@pytest.mark.parametrize("language", ["zh", "vi"])
async def test_a_model_of_one_language_does_not_pretend_to_another(
    nonsense: Path, settings: MediaSettings, recording: Recording, language: str
):
    with pytest.raises(EngineMissing) as missing:
        await FasterWhisper(str(nonsense), settings).hear(recording, language, lambda share: None)
    assert missing.value.code == "no-such-language"


async def test_a_model_that_is_not_there_is_named_without_its_folder(
    settings: MediaSettings, recording: Recording, tmp_path: Path
):
    (tmp_path / "broken").mkdir()
    for model in (str(tmp_path / "broken"), "no-such-model-of-ours"):
        whisper = FasterWhisper(model, settings)
        with pytest.raises(EngineMissing) as missing:
            await whisper.hear(recording, "en", lambda share: None)
        assert missing.value.code == "no-transcriber-model"
        assert str(tmp_path) not in str(missing.value.values)


async def test_it_is_tried_out_without_sound(nonsense: Path, settings: MediaSettings):
    assert await FasterWhisper(str(nonsense), settings).try_out() in ("cpu", "cuda")


def test_what_it_hears_hangs_on_its_weights(nonsense: Path, settings: MediaSettings, tmp_path: Path):
    other = tmp_path / nonsense.name
    other.mkdir()
    (other / "model.bin").write_bytes(b"other")
    one, two = FasterWhisper(str(nonsense), settings), FasterWhisper(str(other), settings)
    assert one.name == two.name and one.identity != two.identity
    assert FasterWhisper("small.en", settings).languages == ("en",)


async def test_the_next_engine_hears_what_the_first_cannot(settings: MediaSettings, recording: Recording):
    class Ready:
        name = identity = "ready"
        languages = ("en",)
        finds_language = word_times = False
        rough = True

        async def hear(self, recording, language, report):
            from media.transcription.port import Understood
            from media.transcription.transcript import Line

            return Understood(lines=(Line(start=0.2, end=1.2, text="hello there"),), language="en")

    ears = Recognisers([FasterWhisper("no-such-model-of-ours", settings), Ready()])
    heard = await ears.hear(recording, "a", "en", lambda share: None)
    assert heard and (heard.engine, heard.rough, heard.text) == ("ready", True, "hello there")
    with pytest.raises(EngineMissing):
        await ears.hear(recording, "a", "vi", lambda share: None)
    assert await Recognisers().hear(recording, "a", "en", lambda share: None) is None
    assert ears.finds_language and not Recognisers([Ready()]).hearing(None)
