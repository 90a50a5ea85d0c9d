"""PocketSphinx hears English, roughly."""

import pytest

from media.errors import EngineMissing
from media.transcription.port import Recording, Transcriber
from media.transcription.sphinx import PocketSphinx

pytestmark = pytest.mark.unit


async def test_it_hears_english_with_times(speech):
    path, lines = speech
    sphinx: Transcriber = PocketSphinx()
    shares: list[float] = []
    spans = tuple((start, end) for start, end, _ in lines)
    heard = await sphinx.hear(Recording(path=path, duration=lines[-1][1], speech=spans), "en", shares.append)
    assert heard.language == "en" and shares[-1] == pytest.approx(1.0, abs=0.05)
    words = [word for line in heard.lines for word in line.words]
    assert len({word.text.lower() for word in words} & {"weather", "fine", "we", "walk", "bring", "some", "water"}) >= 2
    assert all(word.start < word.end <= lines[-1][1] + 0.3 for word in words)
    assert all(any(line.start >= start - 0.4 and line.end <= end + 0.4 for start, end in spans) for line in heard.lines)


@pytest.mark.parametrize("language", [None, "zh", "vi"])
async def test_it_knows_nothing_else(speech, language: str | None):
    path, _ = speech
    with pytest.raises(EngineMissing) as missing:
        await PocketSphinx().hear(Recording(path=path, duration=1.0, speech=((0, 1),)), language, lambda share: None)
    assert missing.value.code == "no-such-language"
