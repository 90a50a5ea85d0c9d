"""Finding phrases in a wish: capabilities and settings, with their places."""

import re
from collections.abc import Container, Iterable, Sequence
from typing import NamedTuple

from pydantic import JsonValue

from agent_core.grammar.lexicon import Lexicon, Setting
from agent_core.grammar.times import STRETCH, fate_of, stretches_in


class Found(NamedTuple):
    """A phrase in the wish: a capability, or a setting with its value."""

    start: int
    end: int
    name: str
    value: JsonValue = None


IDLE = "none"
"""Phrases under this name mention something and ask for nothing ("this podcast"), or set nothing ("from English")."""
_NEGATION_REACH = 14
"""Letters before a phrase in which a negation still speaks of it."""
_SEEN = 24
"""Letters after a place that a negation before it may look at."""
_CLAUSES = re.compile(r"[,.;!?~\n，。；！？～、]+")
_LOOK = ("caption_size", "caption_color", "style", "caption_position")


def goals_in(text: str, lexicons: Sequence[Lexicon]) -> list[Found]:
    """The capabilities asked for, in the order of the wish, with those that are refused ("no captions") left out."""
    found = (Found(*match.span(), name) for lexicon in lexicons for name, match in lexicon.goals.found(text))
    asked = (goal for goal in longest(found) if goal.name != IDLE)
    wanted = (goal for goal in asked if not related(text, goal.start, "not", lexicons))
    return once(wanted)


def hints_in(text: str, lexicons: Sequence[Lexicon]) -> list[Found]:
    """The capabilities that a complaint or a circumstance suggests ("nobody hears him over the traffic"); of several the first
    counts."""
    found = (Found(*match.span(), name) for lexicon in lexicons for name, match in lexicon.hints.found(text))
    return longest(found)[:1]


def nouns_in(text: str, lexicons: Sequence[Lexicon]) -> list[Found]:
    """What the wish names of a result's parts (captions, music), by capability."""
    return longest(Found(*match.span(), name) for lexicon in lexicons for name, match in lexicon.nouns.found(text))


def settings_in(
    text: str, lexicons: Sequence[Lexicon], *, reply: bool = False, taken: Container[str] | None = None
) -> list[Found]:
    """The settings that the wish names, only those in `taken` where it is given; of two that overlap the longer phrase counts."""
    found: list[Found] = []
    for lexicon in lexicons:
        for table in (lexicon.settings, *((lexicon.reply_settings,) if reply else ())):
            found.extend(_set(lexicon, table.found(text)))
        found.extend(Found(*stretch[:2], STRETCH, [*stretch[2:]]) for stretch in stretches_in(text, lexicon))
    found = [setting for setting in found if taken is None or setting.name in taken or setting.name == IDLE]
    told = [setting for setting in found if not related(text, setting.start, "not", lexicons) or setting.name in ("fit", STRETCH)]
    apart = longest(told)
    apart += longest(setting for setting in told if _crosses(setting, apart))
    kept = [_with_fate(setting, text, lexicons) for setting in _beside(apart, told)]
    looks = ([setting for setting in told if setting.name == name and _within_look(setting, kept)] for name in _LOOK[:3])
    inner = [setting for beside in looks for setting in longest(beside) if setting not in kept]
    return sorted([setting for setting in (*kept, *inner) if setting.name != IDLE], key=lambda setting: setting[:3])


def platforms_in(text: str, lexicons: Sequence[Lexicon]) -> list[Found]:
    """The places that the result is meant for, each with its aspect."""
    return longest(
        Found(*match.span(), "aspect", aspect) for lexicon in lexicons for aspect, match in lexicon.platforms.found(text)
    )


def command_in(text: str, lexicons: Sequence[Lexicon]) -> str | None:
    """The command that the whole wish is (`undo`, `redo`, `retry`, `export`, `help`); of several clauses the last one counts,
    where no other asks for anything ("not funny, another one")."""
    whole = _command(text, lexicons)
    if whole:
        return whole
    clauses = [clause for part in _CLAUSES.split(text) if (clause := part.strip())]
    commands = [_command(clause[slice(*body_of(clause, lexicons))], lexicons) or _command(clause, lexicons) for clause in clauses]
    asks = (command is None and _asks(clause, lexicons) for clause, command in zip(clauses, commands, strict=True))
    return commands[-1] if commands and not any(asks) else None


def clauses_in(text: str, lexicons: Sequence[Lexicon]) -> list[tuple[int, str]]:
    """The clauses of a wish with their places: what stands between marks and words that join."""
    joints = (match.span() for lexicon in lexicons for match in lexicon.relations["joint"].finditer(text))
    seams = sorted([*(match.span() for match in _CLAUSES.finditer(text)), *joints])
    edges = [0, *(edge for seam in seams for edge in seam), len(text)]
    return [(start, text[start:end]) for start, end in zip(edges[::2], edges[1::2], strict=True) if text[start:end].strip()]


def _asks(clause: str, lexicons: Sequence[Lexicon]) -> bool:
    return bool(goals_in(clause, lexicons) or settings_in(clause, lexicons, reply=True))


def _command(text: str, lexicons: Sequence[Lexicon]) -> str | None:
    return next((name for lexicon in lexicons if (name := lexicon.commands.first(text))), None)


def related(text: str, place: int, relation: str, lexicons: Sequence[Lexicon]) -> bool:
    """Whether a word of that relation stands shortly before `place`, in the same clause."""
    start = max(0, place - _NEGATION_REACH * 2)
    clause = max([start, *(text.rfind(mark, start, place) + 1 for mark in ",.;!?\n，。；！？")])
    return any(
        match.start() < place and place - match.end() <= _NEGATION_REACH and not _turned(text, match.end(), place, lexicon)
        for lexicon in lexicons
        for match in lexicon.relations[relation].finditer(text, clause, place + _SEEN)
    )


def _turned(text: str, start: int, end: int, lexicon: Lexicon) -> bool:
    """Whether a word between a negation and a phrase ends its reach ("no captions, just music")."""
    turns = lexicon.relations.get("turns")
    return turns is not None and turns.search(text, start, max(start, end)) is not None


def follows(text: str, place: int, relation: str, lexicons: Sequence[Lexicon]) -> bool:
    """Whether a word of that relation stands right after `place` ("take the captions off")."""
    return any(
        match.start() - place <= 1
        for lexicon in lexicons
        for match in lexicon.relations[relation].finditer(text, place, place + 12)
    )


def is_courtesy(text: str, lexicons: Sequence[Lexicon]) -> bool:
    """Whether the wish is nothing but greetings and thanks."""
    for lexicon in lexicons:
        text = lexicon.courtesy.sub(" ", text)
    return not any(letter.isalnum() or letter == "\ufffc" for letter in text)


def body_of(text: str, lexicons: Sequence[Lexicon]) -> tuple[int, int]:
    """Where the wish begins and ends without greetings, courtesies and marks."""
    start, end = 0, len(text)
    while True:
        while start < end and not (text[start].isalnum() or text[start] == "\ufffc"):
            start += 1
        while end > start and not (text[end - 1].isalnum() or text[end - 1] in "\ufffc%％"):
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


def _beside(kept: Sequence[Found], told: Iterable[Found]) -> list[Found]:
    """The settings kept, and with each what the very same words set besides ("chipmunk" is a voice and a meme's style)."""
    places = {setting[:2] for setting in kept}
    return [*kept, *(setting for setting in told if setting[:2] in places and setting.name not in _names_at(kept, setting))]


def _crosses(setting: Found, kept: Iterable[Found]) -> bool:
    """Whether it only shares a word with what is kept, and sets something else ("English text at the bottom")."""
    met = [other for other in kept if other.start < setting.end and setting.start < other.end]
    whole = (STRETCH, IDLE, setting.name)
    free = setting.name not in whole[:2] and not any(other.name in whole for other in met)
    return bool(met) and free and all((setting.start - other.start) * (setting.end - other.end) > 0 for other in met)


def _names_at(kept: Sequence[Found], place: Found) -> set[str]:
    return {setting.name for setting in kept if setting[:2] == place[:2]}


def _with_fate(setting: Found, text: str, lexicons: Sequence[Lexicon]) -> Found:
    """A stretch with what shall happen to it."""
    if setting.name != STRETCH or not isinstance(setting.value, list):
        return setting
    return setting._replace(value=[*setting.value, fate_of(text, setting.start, setting.end, lexicons)])


def _within_look(look: Found, kept: Iterable[Found]) -> bool:
    """A colour or a size in the middle of another look ("big yellow text"), or sharing words with it ("big text on top")."""
    others = (other for other in kept if other.name in _LOOK and other.name != look.name)
    return any(other.start < look.end and look.start < other.end for other in others)


def _set(lexicon: Lexicon, matches: Iterable[tuple[Setting, re.Match[str]]]) -> Iterable[Found]:
    for setting, match in matches:
        value: JsonValue = lexicon.value_of(setting, match) if setting.slotted else setting.value
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
