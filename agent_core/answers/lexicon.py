"""What the embedded writer knows of a language: `locales/<lang>/answers.toml`."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, cast

from agent_core.languages import DEFAULT_LANGUAGE, Language, from_locale

QuestionKind = Literal["moment", "number", "time", "person", "reason", "place", "thing"]
"""What a question asks for: a moment of the material itself, or a fact of that kind; `thing` for any other."""


@dataclass(frozen=True)
class Lexicon:
    """The words of one language."""

    idle: frozenset[str]
    """Words that carry nothing."""
    plain: frozenset[str]
    """The same typed without marks, where a language has them."""
    questions: Mapping[QuestionKind, tuple[re.Pattern[str], ...]]
    """How each kind of question is asked."""
    evidence: Mapping[str, re.Pattern[str]]
    """What a sentence has that can answer such a question."""
    important: re.Pattern[str]
    """What stands in sentences worth keeping."""
    greeting: re.Pattern[str]
    """What stands in those that are not."""
    turns: re.Pattern[str]
    """How a talk turns to its next topic, at a sentence's beginning."""
    verbs: tuple[re.Pattern[str], ...]
    """Where a question has its verb."""
    pronoun: re.Pattern[str]
    """How a sentence begins that speaks of what was named before."""
    forms: tuple[tuple[str, ...], ...]
    """Forms of one word."""
    groups: tuple[tuple[str, ...], ...]
    """Words that stand for one another."""


@cache
def lexicon(language: Language) -> Lexicon:
    """The words of a language, read once."""
    raw = tomllib.loads(files("locales").joinpath(language, "answers.toml").read_text("utf-8"))
    talk = cast("dict[str, list[str]]", raw["talk"])
    return Lexicon(
        idle=frozenset(raw["idle"].split()),
        plain=frozenset(str(raw.get("plain", "")).split()),
        questions={kind: tuple(re.compile(each, re.IGNORECASE) for each in found) for kind, found in raw["questions"].items()},
        evidence={kind: re.compile(found, re.IGNORECASE) for kind, found in raw["evidence"].items()},
        important=_any(talk["important"], language),
        greeting=_any(talk["idle"], language),
        turns=_any(talk["turns"], language),
        verbs=tuple(re.compile(found, re.IGNORECASE) for found in raw["verbs"]["places"]),
        pronoun=re.compile(raw["verbs"]["pronoun"], re.IGNORECASE),
        forms=tuple(_group(line) for line in raw["same"].get("forms", "").strip().splitlines()),
        groups=tuple(_group(line) for line in raw["same"]["groups"].strip().splitlines()),
    )


def ours(language: str | None) -> Language:
    """The language whose words are looked at; English letters stand for every other."""
    return from_locale(language) or DEFAULT_LANGUAGE


def _any(words: list[str], language: Language) -> re.Pattern[str]:
    edge = "" if language == "zh" else r"(?<!\w)"
    end = "" if language == "zh" else r"(?!\w)"
    return re.compile(f"{edge}(?:{'|'.join(map(re.escape, words))}){end}", re.IGNORECASE)


def _group(line: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in (line.split("|") if "|" in line else line.split()))
