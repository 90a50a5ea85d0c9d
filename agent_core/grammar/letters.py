"""Looking for letters first: which phrases can stand in a wish at all.

Most phrases of a grammar are not in a wish, and a look at its letters says so for far less than a regular expression does. For
each phrase the words are known of which one must be there; they are indexed by their first letters, and only the phrases that
the index brings up are compiled (once) and tried. The idea is that of RE2's prefilter, here on the notation of `phrases.py`.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Generic, TypeVar

from agent_core.grammar.plain import unaccented

_GRAM = 3
"""Letters by which a needed word is indexed."""
_KEPT = 8
"""Texts for which a table remembers its phrases: a wish and its clauses."""
_NAME = re.compile(r"\{([a-z_]+)\}")
_OPENING = re.compile(r"\((?:\?(?::|>|P<\w+>))?(?!\?)")
_LOOKAROUND = re.compile(r"\(\?(?:=|!|<=|<!)")
_SET = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]")
_ESCAPE = re.compile(r"\\(?:u[0-9a-f]{4}|x[0-9a-f]{2}|.)")
_REPEAT = re.compile(r"(?P<sign>[?*+])[?+]?|\{(?P<least>\d*)[\d,]*\}[?+]?")
_FIRST_HAN = "\u3400"

Key = TypeVar("Key")
Needed = frozenset[str] | None
"""Words of which a text that matches holds at least one; `None` when none is sure."""


def needed(phrase: str, named: Callable[[str], Needed]) -> Needed:
    """What a phrase needs; `named` tells it of a class of words or a slot in it."""
    return _Reader(phrase, named).choices()


@lru_cache(maxsize=16)
def _letters(text: str) -> tuple[str, frozenset[str]]:
    """The text without accents, and all its runs of up to three letters; kept, as every table looks at the same wish."""
    flat = unaccented(text)
    return flat, frozenset(flat[start : start + size] for size in range(1, _GRAM + 1) for start in range(len(flat) - size + 1))


class PhraseTable(Generic[Key]):
    """Phrases under keys, each compiled when a wish first holds the letters that it needs."""

    def __init__(self, rows: Iterable[tuple[Key, Needed, Callable[[], re.Pattern[str]]]]) -> None:
        self._rows = list(rows)
        self._compiled: dict[int, re.Pattern[str]] = {}
        self._always = [place for place, (_, words, _) in enumerate(self._rows) if words is None]
        self._places: dict[str, list[tuple[str, int]]] = {}
        for place, (_, words, _) in enumerate(self._rows):
            for word in words or ():
                self._places.setdefault(word[:_GRAM], []).append((word, place))
        self._able = lru_cache(maxsize=_KEPT)(self._look)

    def found(self, text: str) -> Iterator[tuple[Key, re.Match[str]]]:
        """Every place where a phrase stands, phrase by phrase in the order of the table."""
        for key, pattern in self._able(text):
            for match in pattern.finditer(text):
                yield key, match

    def first(self, text: str) -> Key | None:
        """The key of the first phrase that stands in the text."""
        return next((key for key, pattern in self._able(text) if pattern.search(text)), None)

    def every(self) -> list[tuple[Key, re.Pattern[str]]]:
        """All phrases, compiled: for those who want none left out."""
        return [(key, compiled()) for key, _, compiled in self._rows]

    def _look(self, text: str) -> list[tuple[Key, re.Pattern[str]]]:
        """The phrases that can stand in a text; kept, as one wish is looked at more than once."""
        letters, grams = _letters(text)
        able = set(self._always)
        for gram in self._places.keys() & grams:
            able.update(place for word, place in self._places[gram] if word in letters)
        return [(self._rows[place][0], self._pattern(place)) for place in sorted(able)]

    def _pattern(self, place: int) -> re.Pattern[str]:
        if place not in self._compiled:
            self._compiled[place] = self._rows[place][2]()
        return self._compiled[place]


class _Reader:
    """Reads a phrase from left to right; what it is not sure of, it does not need."""

    def __init__(self, phrase: str, named: Callable[[str], Needed]) -> None:
        self._rest = phrase
        self._named = named

    def choices(self) -> Needed:
        """Several ways to say it: the words of each."""
        ways = [self._sequence()]
        while self._rest.startswith("|"):
            self._rest = self._rest[1:]
            ways.append(self._sequence())
        return None if any(way is None for way in ways) else frozenset(word for way in ways for word in way or ())

    def _sequence(self) -> Needed:
        """One after another: the words of the part that rules out most."""
        best: Needed = None
        run = ""
        while self._rest and self._rest[0] not in "|)":
            letter, part = self._atom()
            repeat = self._taken(_REPEAT)
            needed_once = repeat is None or repeat["sign"] == "+" or int(repeat["least"] or 0) > 0
            if not letter or not needed_once or _seam(run, letter):
                best, run = _better(best, _word(run)), ""
            if needed_once:
                best, run = _better(best, part), run + letter
            if repeat is not None:
                best, run = _better(best, _word(run)), ""
        return _better(best, _word(run))

    def _atom(self) -> tuple[str, Needed]:
        """A letter that counts, or what a group or a name needs; of anything else nothing."""
        if self._taken(_LOOKAROUND):
            self._group()
            return "", None
        if self._taken(_OPENING):
            return "", self._group()
        if name := self._taken(_NAME):
            return "", self._named(name[1])
        if self._taken(_SET) or self._taken(_ESCAPE):
            return "", None
        letter, self._rest = self._rest[0], self._rest[1:]
        return (letter if letter.isalnum() else ""), None

    def _group(self) -> Needed:
        inner = self.choices()
        self._rest = self._rest[1:]
        return inner

    def _taken(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self._rest)
        self._rest = self._rest[found.end() :] if found else self._rest
        return found


def _word(run: str) -> Needed:
    return frozenset({unaccented(run)}) if run else None


def _seam(run: str, letter: str) -> bool:
    """Between Chinese and other letters a blank may stand."""
    return bool(run) and (run[-1] >= _FIRST_HAN) != (letter >= _FIRST_HAN)


def _better(one: Needed, other: Needed) -> Needed:
    """Of two needs the one that fewer texts meet: the longer words, then the fewer."""
    if one is None or other is None:
        return one if other is None else other
    return max(one, other, key=lambda words: (min(map(len, words), default=0), -len(words)))
