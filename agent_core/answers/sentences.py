"""Sentences of the material, word for word: spoken ones with their times, those of a text without."""

import re
from collections.abc import Iterable, Iterator, Sequence

from agent_core.answers.lexicon import ours
from agent_core.languages import Language, from_script
from media.frozen import Frozen
from media.transcription.transcript import Line, Transcript

_END = re.compile(r"[.!?…。！？]+[\"'”’)）」』]*$")
_SPLIT = re.compile(r"(?<=[。！？!?…])|(?<=[.])(?=\s)|\n+")
_PAUSE = 1.5
"""Seconds after which a new sentence begins where no stop says so."""
_LONGEST = 20.0
"""Seconds that lines without stops are put together for."""
_LETTERS = 320
"""And letters."""
_DENSE = re.compile("[\u3400-\u9fff，。！？、；：“”「」『』（）]")
"""Letters that stand without spaces."""


class Sentence(Frozen):
    """A sentence, or a line of speech that has no stops."""

    text: str
    start: float | None = None
    end: float | None = None
    asset: str = ""
    said: bool = True
    """It was spoken or written by somebody; else it tells what is seen."""


def spoken(transcripts: Sequence[Transcript]) -> tuple[Sentence, ...]:
    """All that is said, sentence by sentence, file by file: lines that end in the middle of one are put together."""
    return tuple(sentence for transcript in transcripts for sentence in _of(transcript))


def written(text: str) -> tuple[Sentence, ...]:
    """The sentences of a text."""
    return tuple(Sentence(text=" ".join(part.split())) for part in _SPLIT.split(text) if part.strip())


def language_of(transcripts: Sequence[Transcript]) -> Language:
    """The language that most of it is spoken in."""
    told = [transcript for transcript in transcripts if transcript.lines]
    most = max(told, key=lambda transcript: len(transcript.text), default=None)
    return "en" if most is None else ours(most.language or from_script(most.text))


def language_in(text: str) -> Language:
    """The language of a text by its letters; plain Latin ones are English."""
    return from_script(text) or "en"


def joined(texts: Iterable[str]) -> str:
    """Pieces of one text, with a space between them where the language has one."""
    whole = ""
    for text in texts:
        dense = whole and _DENSE.match(whole[-1]) and _DENSE.match(text[:1])
        whole += text if not whole or dense else f" {text}"
    return whole


def _of(transcript: Transcript) -> Iterator[Sentence]:
    stopped = sum(bool(_END.search(line.text)) for line in transcript.lines) * 4 >= len(transcript.lines)
    held: list[Line] = []
    for line in transcript.lines:
        if held and _apart(held, line, stopped=stopped):
            yield _whole(held, transcript.asset)
            held = []
        held.append(line)
    if held:
        yield _whole(held, transcript.asset)


def _apart(held: Sequence[Line], line: Line, *, stopped: bool) -> bool:
    """Whether a line begins a sentence of its own. Where nobody set stops, every line is one."""
    before = held[-1]
    long = line.end - held[0].start > _LONGEST or sum(len(each.text) for each in held) > _LETTERS
    pause = line.start - before.end > _PAUSE
    return not stopped or long or pause or before.speaker != line.speaker or bool(_END.search(before.text))


def _whole(held: Sequence[Line], asset: str) -> Sentence:
    text = joined(line.text.strip() for line in held)
    return Sentence(text=text, start=held[0].start, end=held[-1].end, asset=asset)
