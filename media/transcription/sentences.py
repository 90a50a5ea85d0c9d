"""What an engine heard in one go, told sentence by sentence."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from media.transcription.captioning import joined
from media.transcription.transcript import Line, Word

_ENDS = frozenset(".!?。！？…")
_CLOSING = "\"'”’」』》）)"
_PAUSE = 1.0
"""Seconds of silence that end a sentence, whether it has a mark there or not."""
_TITLES = frozenset({"dr.", "mr.", "mrs.", "ms.", "st.", "vs.", "no.", "tp.", "ths.", "ts.", "gs."})


def in_sentences(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Lines whose words have times, cut at the ends of sentences and at long silences; others stay as they are."""
    return tuple(part for line in lines for part in _parts(line))


def _parts(line: Line) -> Iterator[Line]:
    runs = _runs(line.words)
    if len(runs) < 2:
        yield line
        return
    for words in runs:
        sure = sum(word.confidence for word in words) / len(words)
        start, end = words[0].start, max(words[-1].end, words[0].start + 0.01)
        yield line.model_copy(
            update={"start": start, "end": end, "text": joined(words), "words": tuple(words), "confidence": sure}
        )


def _runs(words: Iterable[Word]) -> list[list[Word]]:
    runs: list[list[Word]] = []
    for before, word in pairwise([None, *words]):
        assert word is not None
        if before is None or _ended(before) or word.start - before.end >= _PAUSE:
            runs.append([])
        runs[-1].append(word)
    return runs


def _ended(word: Word) -> bool:
    text = word.text.strip().rstrip(_CLOSING)
    return text[-1:] in _ENDS and text.lower() not in _TITLES
