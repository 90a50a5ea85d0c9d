"""Words with their times, cut out of a text as it is written: with its marks, and for Chinese as words and not as letters."""

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from media.transcription.segmentation import chinese_words
from media.transcription.transcript import Word


class Timed(NamedTuple):
    """A piece of speech as an engine gives it: a word, a letter, a part of a word."""

    start: float
    end: float
    text: str
    confidence: float = 1.0


def words_of(text: str, pieces: Sequence[Timed]) -> tuple[Word, ...]:
    """The words of a text with the times of the pieces that say the same letters; nothing where they say something else.

    A piece that spans several words gives each its share by letters.
    """
    letters = [letter for piece in pieces for letter in _letters(piece)]
    wanted = _plain(text)
    if not wanted or wanted != "".join(letter.text for letter in letters):
        return ()
    found: list[Word] = []
    at = 0
    for written in cut(text):
        count = len(_plain(written))
        if count:
            said = letters[at : at + count]
            at += count
            found.append(_word(written, said))
        elif found:  # marks alone belong to the word before
            found[-1] = found[-1].model_copy(update={"text": found[-1].text + written})
    return tuple(found)


def cut(text: str) -> list[str]:
    """A text in words, each with the marks that touch it; Chinese by jieba's dictionary."""
    return [word for part in text.split() for word in (_segmented(part) if any(map(is_han, part)) else [part])]


def is_han(letter: str) -> bool:
    """Whether a letter is Chinese."""
    return "\u3400" <= letter <= "\u9fff" or "\uf900" <= letter <= "\ufaff"


def _segmented(text: str) -> list[str]:
    words: list[str] = []
    opening = ""
    for part in chinese_words(text):
        if any(letter.isalnum() for letter in part):
            words.append(opening + part)
            opening = ""
        elif words and not _opens(part):
            words[-1] += part
        else:
            opening += part
    return [*words, *([opening] if opening else [])]


def _opens(mark: str) -> bool:
    return unicodedata.category(mark[0]) in ("Ps", "Pi") or mark[0] in "《〈「『【"


def _letters(piece: Timed) -> list[Timed]:
    """The letters of a piece, each with its share of the time."""
    plain = _plain(piece.text)
    step = (piece.end - piece.start) / max(1, len(plain))
    return [
        Timed(piece.start + step * number, piece.start + step * (number + 1), letter, piece.confidence)
        for number, letter in enumerate(plain)
    ]


def _word(written: str, said: Sequence[Timed]) -> Word:
    confidence = sum(letter.confidence for letter in said) / len(said)
    return Word(start=said[0].start, end=said[-1].end, text=written, confidence=min(1.0, max(0.0, confidence)))


def _plain(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKC", text).casefold() if letter.isalnum())
