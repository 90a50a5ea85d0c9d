"""PocketSphinx hears English, roughly."""

import pytest

from media.errors import EngineMissing
from media.speech.reading import sentences
from media.transcription.laying import by_syllables, laid
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


async def test_a_known_text_is_laid_over_the_speech(speech):
    path, lines = speech
    recording = Recording(path=path, duration=lines[-1][1], speech=tuple((start, end) for start, end, _ in lines))
    laid_out = await laid("\n".join(text for _, _, text in lines), recording, "en", lambda share: None)
    assert [line.text for line in laid_out] == [text for _, _, text in lines]
    for line, (start, end, text) in zip(laid_out, lines, strict=True):
        assert line.start == pytest.approx(start, abs=0.25) and line.end == pytest.approx(end, abs=0.25)
        assert [word.text for word in line.words] == text.split()


@pytest.mark.parametrize(
    "text",
    ["大家好。今天天气很好，我们去河边走走。带点水。", "Chào cả nhà. Hôm nay trời đẹp, mình đi dạo bờ sông. Nhớ mang nước."],
)
def test_other_languages_are_laid_by_syllables_between_the_pauses(text: str):
    spans = ((1.0, 2.0), (4.0, 8.0), (10.0, 11.2))
    laid_out = by_syllables(sentences(text), spans)
    assert [(line.start, line.end) for line in laid_out] == list(spans), "every sentence found its stretch"
    assert all(line.start <= word.start <= word.end <= line.end for line in laid_out for word in line.words)


async def test_a_text_that_is_not_said_is_a_guess(speech):
    path, lines = speech
    recording = Recording(path=path, duration=lines[-1][1], speech=((lines[0][0], lines[0][1]),))
    told = "Completely other words that go on for very much longer than this recording ever could. " * 4
    laid_out = await laid(told, recording, "en", lambda share: None)
    assert len(laid_out) == 4 and laid_out[-1].end <= recording.duration + 0.1
