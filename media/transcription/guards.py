"""What an engine heard, put right: impossible times, loops, phantoms and empty lines.

Recognisers of the Whisper family invent words where nobody speaks, say a phrase over and over and give times outside the
recording: A. Koenecke et al., "Careless Whisper", FAccT 2024; the threshold of compression is that of OpenAI's own decoder.
What is heard otherwise stays as it was heard: punctuation, simplified or traditional letters, digits or words.
"""

import re
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from math import isfinite

from media.senses.index import Span
from media.transcription.phantoms import PHANTOMS
from media.transcription.transcript import Line, Word

_SHORTEST = 0.05
"""Seconds that a line lasts at least, and that a word may."""
_REPEATS = 3
"""Times in a row that people say the same; more is a loop."""
_LONGEST_LOOP = 12
"""Words of the longest phrase that is looked for in a loop."""
_COMPRESSION = 2.4
_COMPRESSIBLE = 60
"""Bytes from which compression tells anything."""
_MARGIN = 0.5
"""Seconds by which a line may miss the speech that it was heard in."""
_UNHEARD = 0.15
"""Share of a line that must lie in speech for it to be believed."""
_PACE = 45.0
"""Letters a second beyond which nobody speaks; a Chinese letter counts as three."""
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_TAG = re.compile(  # what is no speech: [Music], (applause), ♪
    r"[\[(（【<♪*][^\])）】>♪*]*[\])）】>♪*]"
)


def guarded(lines: Iterable[Line], speech: Sequence[Span], duration: float) -> tuple[Line, ...]:
    """The lines that may be believed, in order, without overlaps, within the recording, in `speech` where somebody speaks."""
    timed = [line for line in map(_timed(duration), lines) if line is not None]
    said = [line for line in map(_unlooped, sorted(timed, key=lambda line: (line.start, line.end))) if line is not None]
    heard = [line for line in said if not _phantom(line, speech)]
    paced = [line for line in _apart(_once(heard)) if _pace(line) <= _PACE]
    return tuple(paced)


def _timed(duration: float) -> Callable[[Line], Line | None]:
    def repaired(line: Line) -> Line | None:
        """The line within the recording; nothing where it has no words or no time there."""
        text = _spaced(line.text)
        if not any(letter.isalnum() for letter in _TAG.sub("", text)) or not (isfinite(line.start) and isfinite(line.end)):
            return None
        start, end = max(0.0, min(line.start, line.end)), min(duration, max(line.start, line.end))
        if end - start < _SHORTEST:
            return None
        words = _in_order(line.words, start, end)
        return line.model_copy(update={"start": start, "end": end, "text": text, "words": words})

    return repaired


def _in_order(words: Sequence[Word], start: float, end: float) -> tuple[Word, ...]:
    """The words within their line, none before the one that came before it."""
    reached = start
    found: list[Word] = []
    for word in words:
        if not word.text.strip() or not (isfinite(word.start) and isfinite(word.end)):
            continue
        first = min(end, max(reached, word.start))
        reached = min(end, max(first, word.end))
        found.append(word.model_copy(update={"start": first, "end": reached}))
    return tuple(found)


def _spaced(text: str) -> str:
    """The text with single spaces, and none between Chinese letters."""
    plain = " ".join(text.split())
    return re.sub(rf"(?<={_HAN.pattern}) (?={_HAN.pattern})", "", plain)


def _unlooped(line: Line) -> Line | None:
    """The line with every loop said once; nothing where it still says little in many words."""
    parts = _parts(line.text)
    kept = _without_loops([_plain(part) for part in parts])
    if len(kept) < len(parts):
        text = _spaced("".join(parts[number] for number in kept))
        line = line.model_copy(update={"text": text, "words": _kept(line.words, text)})
    raw = line.text.encode()
    if len(raw) >= _COMPRESSIBLE and len(raw) / len(zlib.compress(raw)) > _COMPRESSION:
        return None
    return line


def _parts(text: str) -> list[str]:
    """Words with the space before them, Chinese letters one by one, marks with what they follow."""
    return re.findall(rf"\s*(?:{_HAN.pattern}|[^\s\u3400-\u9fff\uf900-\ufaff]+)[，。、！？；：…]*", text)


def _plain(part: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKC", part).lower() if letter.isalnum())


def _without_loops(parts: Sequence[str]) -> list[int]:
    """The places of the parts that stay where a phrase comes more than `_REPEATS` times in a row: its first one."""
    kept: list[int] = []
    at = 0
    while at < len(parts):
        size, times = _loop(parts, at)
        kept += range(at, at + size)
        at += size * times
    return kept


def _loop(parts: Sequence[str], at: int) -> tuple[int, int]:
    """Length and number of the phrase that is repeated from a place on; of one part said once where there is none."""
    for size in range(1, min(_LONGEST_LOOP, (len(parts) - at) // 2) + 1):
        phrase, times = parts[at : at + size], 1
        while parts[at + size * times : at + size * (times + 1)] == phrase:
            times += 1
        doubled = size == 1 and bool(_HAN.match(phrase[0]))  # 谢谢, 谢谢: a Chinese word may be one letter said twice
        if times > _REPEATS * (1 + doubled) and any(phrase):
            return size, times
    return 1, 1


def _kept(words: Sequence[Word], text: str) -> tuple[Word, ...]:
    """The first words, as far as they make up a text; none where they do not."""
    wanted, reached = _plain(text), ""
    found: list[Word] = []
    for word in words:
        if reached == wanted:
            break
        if wanted.startswith(reached + _plain(word.text)):
            reached += _plain(word.text)
            found.append(word)
    return tuple(found) if reached == wanted else ()


def _phantom(line: Line, speech: Sequence[Span]) -> bool:
    """Whether a line is one of those that are heard in silence, or lies where nobody speaks at all."""
    inside = sum(max(0.0, min(line.end, end + _MARGIN) - max(line.start, start - _MARGIN)) for start, end in speech)
    spoken = sum(max(0.0, min(line.end, end) - max(line.start, start)) for start, end in speech)
    return inside <= 0 or (spoken < _UNHEARD * (line.end - line.start) and bool(PHANTOMS.search(line.text)))


def _once(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines, the same one in a row at most `_REPEATS` times; a longer row is a loop and is told once."""
    at = 0
    while at < len(lines):
        until = at + 1
        while until < len(lines) and _plain(lines[until].text) == _plain(lines[at].text):
            until += 1
        yield from lines[at:until] if until - at <= _REPEATS else lines[at : at + 1]
        at = until


def _apart(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines, each ended where the next one starts; of two that start together the longer one stays."""
    ordered: list[Line] = []
    for line in lines:
        if ordered and line.start - ordered[-1].start < _SHORTEST:
            ordered[-1] = max(ordered[-1], line, key=lambda one: one.end - one.start)
        else:
            ordered.append(line)
    for line, after in pairwise([*ordered, None]):
        assert line is not None
        end = line.end if after is None else min(line.end, after.start)
        words = _in_order([word for word in line.words if word.start < end], line.start, end)
        yield (
            line
            if end == line.end
            else line.model_copy(update={"end": end, "words": words if len(words) == len(line.words) else ()})
        )


def _pace(line: Line) -> float:
    """Letters a second, Chinese ones counted as three."""
    letters = sum(3 if _HAN.match(letter) else 1 for letter in line.text if letter.isalnum())
    return letters / (line.end - line.start)
