"""Options of the slash commands, made of the catalogue: types, choices, bounds and suggestions, in every language."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import permutations
from typing import Any, Optional

import discord
from discord import app_commands
from pydantic import JsonValue

from agent_core.catalogue.capability import Capability, Need, Param, ParamType
from agent_core.catalogue.values import FACTORS, SIZES
from agent_core.languages import DEFAULT_LANGUAGE, LANGUAGES, Language
from bot.discord.wording import CHOICE_CHARS, DESCRIPTION_CHARS, choice_word, described, option_name, slash_words, spoken, table
from bot.localization import Localization

FILES = ("file", "second_file", "third_file", "fourth_file", "fifth_file")
WISH = "wish"
SUGGESTIONS = 25

Suggest = Callable[[Language, str], list[tuple[str, str]]]
"""What to offer for what was typed so far: words and value, at most 25."""
Read = Callable[[Any], JsonValue]

_TABLES: Mapping[ParamType, str] = {"aspect": "aspects", "color": "colors"}
"""Types with usual values that are worth offering, while others may be typed."""
_RANGE = re.compile(r"([\d:.]+)\s*[-–—~～]\s*([\d:.]+)")
_BETWEEN = re.compile(r"\s*[;；|]\s*")
_LEAST_LENGTH = 0.1


@dataclass(frozen=True)
class Option:
    """One option of a command. `name` is what its callback calls it."""

    name: str
    annotation: Any
    title: app_commands.locale_str
    description: app_commands.locale_str
    required: bool = False
    choices: list[app_commands.Choice[str]] | list[app_commands.Choice[int]] = field(default_factory=list[Any])
    suggest: Suggest | None = None
    read: Read = lambda value: value
    """From what Discord hands over to what the catalogue spells."""


def options(capability: Capability, words: Localization) -> list[Option]:
    """All options of a capability's command, in the order in which Discord offers them: files, the wish, parameters."""
    found = [_file(name, need, words) for name, need in zip(FILES, _places(capability), strict=False)]
    if capability.needs or capability.params:
        found.append(_option(WISH, _or_none(str), described(words, f"option-{WISH}")))
    return found + [option_of(capability, param, words) for param in capability.params]


def _places(capability: Capability) -> list[Need]:
    """A place for every file that the capability takes; of what it takes several of, as many as there is room for."""
    needs = [need for need in capability.needs for _ in range(need.count)]
    several = [need for need in capability.needs if need.count > 1]
    return (needs + several * len(FILES))[: len(FILES)]


def any_file(name: str, words: Localization) -> Option:
    """The option for a file of whatever kind."""
    return _option(name, _or_none(discord.Attachment), described(words, f"option-{name}"))


def _file(name: str, need: Need, words: Localization) -> Option:
    def said(language: Language) -> str:
        text = " / ".join(words.say(language, f"kind-{kind}") for kind in need.kinds)
        return (text[:1].upper() + text[1:])[:DESCRIPTION_CHARS]

    return _option(name, _or_none(discord.Attachment), spoken(said))


def _or_none(annotation: Any) -> Any:
    return Optional[annotation]  # noqa: UP045 a union cannot be made of a type known only now


def _option(name: str, annotation: Any, description: app_commands.locale_str, **more: Any) -> Option:
    return Option(name, annotation, option_name(name), description, **more)


def option_of(capability: Capability, param: Param, words: Localization) -> Option:
    """The option for a parameter."""
    description = described(words, f"option-{capability.name}-{param.name}", f"option-{param.name}", f"option-{WISH}")
    annotation, choices, suggest, read = _kind(param, words)
    whole = annotation if param.required else _or_none(annotation)
    return _option(
        param.name, whole, description, required=param.required, choices=choices, suggest=suggest, read=read or _as_it_is
    )


def _kind(param: Param, words: Localization) -> tuple[Any, list[Any], Suggest | None, Read | None]:
    """Type, choices, suggestions and reading of a parameter."""
    if param.type == "count" and param.choices:
        return int, [_choice(param.name, value, int(value)) for value in param.choices], None, None
    if param.choices:
        return str, [_choice(param.name, value, value) for value in param.choices], None, None
    if param.type == "level":
        return str, [_choice("level", value, value) for value in ("up", "down")], None, None
    if param.type in ("language", "languages"):
        return str, _languages(words, two=param.type == "languages"), None, _language_list
    if name := _TABLES.get(param.type):
        return str, [], lambda language, typed: suggested(table(language, name), typed), lambda value: _known(name, value)
    if param.type == "factor":
        return app_commands.Range[float, *(SIZES if param.name == "caption_size" else FACTORS)], [], None, None
    return _FREE[param.type][0], [], None, _FREE[param.type][1]


def _choice(param: str, value: str, sent: Any) -> app_commands.Choice[Any]:
    return app_commands.Choice(name=spoken(lambda language: choice_word(language, param, value)), value=sent)


def _languages(words: Localization, *, two: bool) -> list[app_commands.Choice[str]]:
    """Each language, and where two may stand together each pair in either order."""
    wanted: list[tuple[Language, ...]] = [*permutations(LANGUAGES, 1), *(permutations(LANGUAGES, 2) if two else ())]
    return [app_commands.Choice(name=spoken(partial(_together, words, chosen)), value=",".join(chosen)) for chosen in wanted]


def _together(words: Localization, chosen: tuple[Language, ...], language: Language) -> str:
    return " + ".join(words.say(language, f"language-{one}") for one in chosen)


def _language_list(value: str) -> JsonValue:
    chosen: list[JsonValue] = list(value.split(","))
    return chosen if len(chosen) > 1 else value


def suggested(known: Mapping[str, str], typed: str) -> list[tuple[str, str]]:
    """The known values whose value or words hold what was typed."""
    sought = typed.strip().casefold()
    shown = {value: f"{value} · {said}" if value.casefold() != said.casefold() else said for value, said in known.items()}
    found = [(said[:CHOICE_CHARS], value) for value, said in shown.items() if sought in said.casefold()]
    return found[:SUGGESTIONS]


def _known(name: str, typed: str) -> JsonValue:
    """What was typed without picking: a value, or the one value that it names in any language (`tiktok`, `vàng`)."""
    sought = typed.strip().casefold()
    values = set(slash_words(DEFAULT_LANGUAGE)[name])
    for language in LANGUAGES:
        named = table(language, name)
        values_here = {value for value, said in named.items() if sought == value.casefold() or sought in _parts(said)}
        if sought not in values and len(values_here) == 1:
            return values_here.pop()
    return typed.strip()


def _parts(said: str) -> set[str]:
    return {part.strip().casefold() for part in re.split("[:：,，、]", said)}


def _as_it_is(value: Any) -> JsonValue:
    return value


def _lines(value: str) -> JsonValue:
    return [line for line in _BETWEEN.split(value.strip()) if line]


def _ranges(value: str) -> JsonValue:
    """`0:10-0:20, 1:00-1:05` as pairs; what holds none stays as typed, for the worker to refuse by name."""
    pairs: list[JsonValue] = [[start, end] for start, end in _RANGE.findall(value)]
    return pairs or value


_FREE: Mapping[ParamType, tuple[Any, Read]] = {
    "text": (str, _as_it_is),
    "number": (float, _as_it_is),
    "count": (app_commands.Range[int, 1], _as_it_is),
    "seconds": (str, _as_it_is),
    "length": (app_commands.Range[float, _LEAST_LENGTH], _as_it_is),
    "flag": (bool, _as_it_is),
    "ranges": (str, _ranges),
    "lines": (str, _lines),
    "names": (str, _lines),
}
