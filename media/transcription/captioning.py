"""Captions from a transcript: as much as a reader takes in at once, cut where the sentence breathes.

The measures are those of broadcasters: two lines of about 37 Latin or 16 Chinese letters, one to seven seconds, some 17 letters a
second (BBC Subtitle Guidelines 1.2; Netflix Timed Text Style Guides for English, Simplified Chinese and Vietnamese).
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from media.subtitles import Cue
from media.syllables import spread
from media.transcription.transcript import Line, Word
from media.transcription.wording import Timed, is_han, words_of

WIDEST = 72.0
"""Width of a caption in Latin letters; a Chinese one takes two and a quarter."""
_HAN_WIDTH = 2.25
_LONGEST = 7.0
_SHORTEST = 1.0
"""Seconds that a caption stays at least, where the next one leaves room."""
_LETTERS_A_SECOND = 17.0
_PAUSE = 0.7
"""Seconds of silence that end a caption."""
_GAP = 0.04
_SENTENCE = frozenset(".!?。！？…")
_CLAUSE = frozenset(",;:，；：、—")


def captions(lines: Iterable[Line]) -> tuple[Cue, ...]:
    """The lines of a transcript as captions in order, none over the next, their words with their times."""
    cues = [_cue(words) for line in lines for words in _parts(_words(line))]
    return tuple(_held(cue, after) for cue, after in pairwise([*cues, None]) if cue is not None)


def _words(line: Line) -> tuple[Word, ...]:
    """The words of a line; where only its own times are known each has its share by its syllables."""
    if line.words and width(line.text) > 0 and all(word.end >= word.start for word in line.words):
        return line.words
    shares = [Timed(start, end, text, line.confidence) for start, end, text in spread(line.text, line.start, line.end)]
    return words_of(line.text, shares) or (Word(start=line.start, end=line.end, text=line.text, confidence=line.confidence),)


def width(text: str) -> float:
    """How wide a text is, in Latin letters."""
    return sum(_HAN_WIDTH if is_han(letter) else 1.0 for letter in text)


def _parts(words: Sequence[Word]) -> Iterator[Sequence[Word]]:
    """The words in captions: cut at the best place for as long as they are too many, too long, or stand too far apart."""
    if len(words) > 1 and not _fits(words):
        at = max(range(1, len(words)), key=lambda place: _worth(words, place))
        yield from _parts(words[:at])
        yield from _parts(words[at:])
    else:
        yield words


def _fits(words: Sequence[Word]) -> bool:
    return (
        width(joined(words)) <= WIDEST
        and words[-1].end - words[0].start <= _LONGEST
        and all(after.start - before.end < _PAUSE for before, after in pairwise(words))
    )


def _worth(words: Sequence[Word], at: int) -> float:
    """How well a caption ends before a word: at a sentence's end, a rest, a comma, and rather in the middle."""
    before, after = words[at - 1], words[at]
    mark = before.text.rstrip("\"'”’」』）)")[-1:]
    rest = 4.0 * min(1.0, max(0.0, after.start - before.end) / _PAUSE)
    left, right = width(joined(words[:at])), width(joined(words[at:]))
    return 3.0 * (mark in _SENTENCE) + 1.5 * (mark in _CLAUSE) + rest - 2.0 * abs(left - right) / (left + right)


def joined(words: Iterable[Word]) -> str:
    """Words side by side, with a space where they are not both Chinese."""
    whole = ""
    for word in words:
        text = word.text.strip()
        tight = not whole or not text or (_wide(whole[-1]) and _wide(text[0]))
        whole += ("" if tight else " ") + text
    return whole


def _wide(letter: str) -> bool:
    return is_han(letter) or "\u3000" <= letter <= "\u303f" or "\uff00" <= letter <= "\uffef"


def _cue(words: Sequence[Word]) -> Cue:
    """A caption of words; what stands between them (spaces) goes with the later one, as in `spread`."""
    text = joined(words)
    return Cue(start=words[0].start, end=words[-1].end, text=text, words=tuple((w.start, w.end, w.text.strip()) for w in words))


def _held(cue: Cue, after: Cue | None) -> Cue:
    """A caption that stays long enough to be read, as far as the next one leaves it."""
    wanted = cue.start + max(_SHORTEST, width(cue.text) / _LETTERS_A_SECOND)
    room = after.start - _GAP if after is not None else wanted
    end = max(cue.end, min(wanted, room))
    return cue if after is None and end == cue.end else cue.model_copy(update={"end": min(end, after.start) if after else end})
