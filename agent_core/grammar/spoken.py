"""Which language is spoken in the material, where a wish says so; the words are those of `locales/<lang>/spoken.toml`.

A wish may be in another language than the words it uses ("加字幕, the speech is English"), so all three are looked for.
"""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from agent_core.grammar.plain import composed, plain, unaccented
from agent_core.languages import LANGUAGES, Language, variant_letters


def spoken_in(text: str, besides: Language | None = None) -> Language | None:
    """The language that a wish says is spoken, the first that it names; one that is meant for the result stands `besides`."""
    flat = _flat(text)
    found: list[Language] = [language for pattern in _phrases() for match in pattern.finditer(flat) for language in _of(match)]
    named: list[Language] = [language for language in found if language is not besides]
    return named[0] if named else None


def named_in(text: str) -> Language | None:
    """The language that an answer names."""
    return next((language for match in _any().finditer(_flat(text)) for language in _of(match)), None)


def _of(match: re.Match[str]) -> Iterator[Language]:
    return (language for language in LANGUAGES if match[language])


@cache
def _phrases() -> tuple[re.Pattern[str], ...]:
    return tuple(
        _compiled(phrase.replace("{language}", f"(?:{_names()})"))
        for language in LANGUAGES
        for phrase in _file(language)["phrases"]["said"]
    )


@cache
def _any() -> re.Pattern[str]:
    return _compiled(f"(?:{_names()})")


@cache
def _names() -> str:
    """All names of all three languages, each in the group of the language it means."""
    told = {meant: [name for own in LANGUAGES for name in _file(own)["names"][meant]] for meant in LANGUAGES}
    return "|".join(f"(?P<{meant}>{'|'.join(map(re.escape, names))})" for meant, names in told.items())


def _compiled(phrase: str) -> re.Pattern[str]:
    """A phrase that begins and ends where Latin words do."""
    return re.compile(rf"(?<![a-z])(?:{unaccented(composed(phrase))})(?![a-z])")


def _flat(text: str) -> str:
    return unaccented(plain(composed(text), _simplified()))


@cache
def _simplified() -> dict[int, str]:
    return {ord(pair[0]): pair[1] for pair in variant_letters()}


@cache
def _file(language: Language) -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files("locales").joinpath(language, "spoken.toml").read_text("utf-8"))
