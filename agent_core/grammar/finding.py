"""Finding phrases in a wish: capabilities and settings, with their places."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pydantic import JsonValue

from agent_core.grammar.lexicon import Lexicon, Setting


class Found(NamedTuple):
    """A phrase in the wish: a capability, or a setting with its value."""

    start: int
    end: int
    name: str
    value: JsonValue = None


_NEGATION_REACH = 14
"""Letters before a phrase in which a negation still speaks of it."""


def goals_in(text: str, lexicons: Sequence[Lexicon]) -> list[Found]:
    """The capabilities asked for, in the order of the wish, with those that are refused ("no captions") left out."""
    found = (
        Found(*match.span(), name)
        for lexicon in lexicons
        for name, phrase in lexicon.goals.items()
        for match in phrase.finditer(text)
    )
    wanted = (goal for goal in longest(found) if not related(text, goal.start, "not", lexicons))
    return once(wanted)


def nouns_in(text: str, lexicons: Sequence[Lexicon]) -> list[Found]:
    """What the wish names of a result's parts (captions, music), by capability."""
    return longest(
        Found(*match.span(), name)
        for lexicon in lexicons
        for name, phrase in lexicon.nouns.items()
        for match in phrase.finditer(text)
    )


def settings_in(text: str, lexicons: Sequence[Lexicon], *, reply: bool = False) -> list[Found]:
    """The settings that the wish names; of two that overlap the longer phrase counts."""
    found: list[Found] = []
    for lexicon in lexicons:
        for setting in (*lexicon.settings, *(lexicon.reply_settings if reply else ())):
            found.extend(_set(text, lexicon, setting))
    return longest(found)


def platforms_in(text: str, lexicons: Sequence[Lexicon]) -> list[Found]:
    """The places that the result is meant for, each with its aspect."""
    return longest(
        Found(*match.span(), "aspect", aspect)
        for lexicon in lexicons
        for aspect, phrase in lexicon.platforms.items()
        for match in phrase.finditer(text)
    )


def command_in(text: str, lexicons: Sequence[Lexicon]) -> str | None:
    """The command that the whole wish is (`undo`, `redo`, `retry`, `export`, `help`)."""
    return next((name for lexicon in lexicons for name, phrase in lexicon.commands.items() if phrase.search(text)), None)


def related(text: str, place: int, relation: str, lexicons: Sequence[Lexicon]) -> bool:
    """Whether a word of that relation stands shortly before `place`, in the same clause."""
    before = text[max(0, place - _NEGATION_REACH * 2) : place]
    clause = max(before.rfind(mark) for mark in ",.;!?\n，。；！？") + 1
    return any(
        len(before) - match.end() <= _NEGATION_REACH
        for lexicon in lexicons
        for match in lexicon.relations[relation].finditer(before, clause)
    )


def body_of(text: str, lexicons: Sequence[Lexicon]) -> tuple[int, int]:
    """Where the wish begins and ends without greetings, courtesies and marks."""
    start, end = 0, len(text)
    while True:
        while start < end and not (text[start].isalnum() or text[start] == "\ufffc"):
            start += 1
        while end > start and not (text[end - 1].isalnum() or text[end - 1] == "\ufffc"):
            end -= 1
        inner = _without_courtesy(text, start, end, lexicons)
        if inner == (start, end):
            return inner
        start, end = inner


def longest(found: Iterable[Found]) -> list[Found]:
    """Of overlapping phrases the longest, in the order of the wish."""
    kept: list[Found] = []
    for phrase in sorted(found, key=lambda phrase: (phrase.start - phrase.end, phrase.start)):
        if phrase.end > phrase.start and all(phrase.end <= other.start or phrase.start >= other.end for other in kept):
            kept.append(phrase)
    return sorted(kept)


def once(found: Iterable[Found]) -> list[Found]:
    """Each name once, where it first stands."""
    first: dict[str, Found] = {}
    for phrase in found:
        first.setdefault(phrase.name, phrase)
    return list(first.values())


def _set(text: str, lexicon: Lexicon, setting: Setting) -> Iterable[Found]:
    for match in setting.phrase.finditer(text):
        value: JsonValue = setting.value
        if setting.slot is not None:
            value = lexicon.slot_value(setting.slot, match[setting.slot])
        if value is not None:
            yield Found(*match.span(), setting.param, value)


def _without_courtesy(text: str, start: int, end: int, lexicons: Sequence[Lexicon]) -> tuple[int, int]:
    for lexicon in lexicons:
        for match in lexicon.courtesy.finditer(text, start, end):
            if match.start() == start and match.end() < end:
                return match.end(), end
            if match.end() == end and match.start() > start:
                return start, match.start()
    return start, end
