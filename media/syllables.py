"""How long words take to say, by their syllables: Chinese has one a letter, Vietnamese one a word, English one a vowel."""

import re
import unicodedata
from itertools import accumulate, pairwise

from media.lines import units

_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"(?<=[^aeiouyl])e$|(?<=[aeiouy]l)e$")
_NUMBER = re.compile(r"\d")
_PAUSES = {**dict.fromkeys("，、,;；:：", 0.4), **dict.fromkeys("。！？.!?…", 0.7)}
"""Syllables that a reader rests at a mark."""


def syllable_count(text: str) -> float:
    """Syllables of a stretch of text, with the rests at its marks; a digit is one."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    spoken = sum(_of_word(word) for word in re.findall(r"[a-z\u0300-\u036f]+", plain))
    wide = sum(unicodedata.east_asian_width(char) in "WF" and unicodedata.category(char) == "Lo" for char in text)
    return spoken + wide + len(_NUMBER.findall(text)) + sum(_PAUSES.get(char, 0.0) for char in text)


def spread(text: str, start: float, end: float) -> tuple[tuple[float, float, str], ...]:
    """The text in its smallest parts, each with its share of the time by its syllables: a guess, for want of times."""
    parts = [(" " if unit.spaced else "") + unit.text for line in text.split("\n") for unit in units(line)]
    weights = [max(0.3, syllable_count(part)) for part in parts]
    whole = sum(weights) or 1.0
    edges = [start + (end - start) * reached / whole for reached in accumulate(weights, initial=0.0)]
    return tuple((first, last, part) for (first, last), part in zip(pairwise(edges), parts, strict=True))


def _of_word(word: str) -> int:
    letters = "".join(char for char in word if char.isascii())
    found = len(_VOWELS.findall(letters))
    if found > 1 and _SILENT.search(letters):
        found -= 1
    return max(1, found)
