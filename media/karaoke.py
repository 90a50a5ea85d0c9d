"""Karaoke: which stretch of a drawn line is said when."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from media.captions import PlacedCaption
from media.fonts import Fonts
from media.syllables import spread
from media.timeline import Timeline


class Sung(NamedTuple):
    """A stretch of a line and the frames (a fraction may count) in which it is said."""

    text: str
    start: float
    end: float


class Sweep(NamedTuple):
    """A stretch as ASS tells it, in hundredths of a second: a rest, then the time in which it is filled."""

    text: str
    rest: int
    took: int


class _Letter(NamedTuple):
    """One letter of a caption: its word, and its own share of the word's time."""

    word: int
    start: float
    end: float


def sung_lines(drawn: PlacedCaption, fonts: Fonts) -> list[list[Sung]]:
    """The stretches of each line in the first language, in order; lines in the second have none.

    Times are the caption's own words' where these are the words that are drawn, else spread over it by syllables.
    """
    text = "\n".join(line.text for line in drawn.lines if line.scale == 1.0)
    letters = _letters(_words(drawn, text, fonts))
    return [_sung(line.text, letters) if line.scale == 1.0 else [] for line in drawn.lines]


def sweeps(stretches: Sequence[Sung], timeline: Timeline, start: int, reached: int = 0) -> list[Sweep]:
    """Stretches in order as sweeps of an event that starts at `start` (milliseconds), `reached` hundredths of it already told."""
    found: list[Sweep] = []
    for one in stretches:
        first, last = (round(frame / float(timeline.fps) * 100 - start / 10) for frame in (one.start, one.end))
        rest, last = max(0, first - reached), max(last, reached)
        found.append(Sweep(one.text, rest, last - reached - rest))
        reached = last
    return found


def _words(drawn: PlacedCaption, text: str, fonts: Fonts) -> Sequence[tuple[float, float, str]]:
    caption = drawn.caption
    known = [(start, end, fonts.drawable(word)) for start, end, word in caption.words]
    if known and _squeezed("".join(word for _, _, word in known)) == _squeezed(text):
        return [
            (min(max(start, caption.start), caption.end), min(max(end, start), caption.end), word) for start, end, word in known
        ]
    return spread(text, caption.start, caption.end)


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _letters(words: Sequence[tuple[float, float, str]]) -> Iterator[_Letter]:
    for number, (start, end, word) in enumerate(words):
        count = len(_squeezed(word))
        for place in range(count):
            share = (end - start) / count
            yield _Letter(number, start + share * place, start + share * (place + 1))


def _sung(text: str, letters: Iterator[_Letter]) -> list[Sung]:
    """The line cut where words begin; spaces belong to the word before them."""
    found: list[Sung] = []
    word = None
    for char in text:
        if char.isspace() and found:
            found[-1] = found[-1]._replace(text=found[-1].text + char)
            continue
        letter = next(letters)
        if letter.word == word:
            found[-1] = Sung(found[-1].text + char, found[-1].start, letter.end)
        else:
            found.append(Sung(char, letter.start, letter.end))
        word = letter.word
    return found
