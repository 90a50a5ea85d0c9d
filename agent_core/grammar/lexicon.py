"""The words of one language, from `locales/<lang>/grammar.toml`, ready to be looked for."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from typing import Any

from pydantic import JsonValue

from agent_core.grammar.letters import PhraseTable
from agent_core.grammar.numbers import Numbers
from agent_core.grammar.phrases import GAP_LETTERS, Notation
from agent_core.grammar.plain import plain
from agent_core.languages import Language, variant_letters

_VALUE = re.compile(r"(?P<sign>-?)\{(?P<slot>[a-z]+)\}")
_SAID = rf"{GAP_LETTERS}{{1,60}}?"


@dataclass(frozen=True)
class Setting:
    """What a phrase sets: a parameter, to `value` or to what its slots say.

    In the file a value is written as it is, or as `{slot}`, or `-{slot}` (below zero)."""

    param: str
    value: str

    @property
    def slotted(self) -> bool:
        """The value is taken from the wish."""
        return "{" in self.value


@dataclass(frozen=True)
class Lexicon:
    """All phrases of one language, compiled."""

    language: Language
    variants: Mapping[int, str]
    """Letters that are compared as others: traditional as simplified."""
    goals: PhraseTable[str]
    """Phrases that ask for a capability."""
    hints: PhraseTable[str]
    """Phrases that only suggest a capability ("nobody hears him"): they count where no phrase asks for one."""
    nouns: PhraseTable[str]
    """Words for what a capability leaves in a result."""
    settings: PhraseTable[Setting]
    reply_settings: PhraseTable[Setting]
    """Phrases that set something only in a reply, where it is clear what they speak of."""
    platforms: PhraseTable[str]
    """Aspect to the names of the places that show it."""
    labels: Mapping[str, re.Pattern[str]]
    """`top_text`, `bottom_text`, `text` to the names of that place in the picture."""
    says: re.Pattern[str]
    """What stands between a label and unquoted words."""
    dictation: tuple[re.Pattern[str], ...]
    """Phrases with a group `said` around words that are to be spoken or drawn."""
    commands: PhraseTable[str]
    """`undo`, `redo`, `retry`, `export`, `help` to phrases."""
    relations: Mapping[str, re.Pattern[str]]
    """`not`, `without`, `also`, `question`, `joint` to phrases that stand before or between others."""
    courtesy: re.Pattern[str]
    """Words at the ends of a wish that ask for nothing."""
    common: re.Pattern[str]
    """Words by which the language is known."""
    slots: Mapping[str, tuple[tuple[str, re.Pattern[str]], ...]]
    numbers: Numbers
    times: PhraseTable[str]
    """How stretches of the material are named; see `times.py`."""

    def value_of(self, setting: Setting, found: re.Match[str]) -> JsonValue:
        """What a phrase with a slot sets; `None` where it says nothing."""
        shape = _VALUE.fullmatch(setting.value)
        value = self.slot_value(shape["slot"], found) if shape else None
        return -value if shape and shape["sign"] and isinstance(value, int | float) else value

    def slot_value(self, slot: str, found: re.Match[str]) -> JsonValue:
        """What the words in a slot mean: a number, seconds, the words as they are, or a value of the slot's table."""
        if slot == "number":
            return self.number(found[slot])
        if slot in ("duration", "time", "unit"):
            return self.seconds(found[slot])
        if slot == "percent":
            return self.numbers.share(found[slot])
        if slot == "kilo":
            thousands = self.number(found[slot])
            return None if thousands is None else round(thousands * 1000)
        if slot == "said":
            return found[slot].strip() or None
        # matched where it stands: some words mean what they mean only after or before others
        start, end = found.span(slot)
        exact = (value for value, phrase in self.slots[slot] if phrase.fullmatch(found.string, start, end))
        ahead = (value for value, phrase in self.slots[slot] if (seen := phrase.match(found.string, start)) and seen.end() == end)
        return next(exact, None) or next(ahead, None)

    def number(self, words: str) -> float | None:
        """The number that digits or number words mean."""
        return self.numbers.number(words)

    def seconds(self, words: str) -> float | None:
        """The seconds that a number with its unit means, a sum of them (`1 minute 20`), or a clock's reading (`1:20`)."""
        return self.numbers.seconds(words)

    def stretch(self, since: str, until: str) -> tuple[float, float] | None:
        """The seconds that a stretch runs from and to; an edge without a unit counts in that of the other (`5 to 8 minutes`)."""
        start = self.numbers.seconds(since, self.numbers.unit_of(until))
        end = self.numbers.seconds(until, self.numbers.unit_of(since))
        return None if start is None or end is None else (start, end)


@cache
def grammar_file(language: Language) -> dict[str, Any]:
    """The language's `grammar.toml`, read once."""
    return tomllib.loads(files("locales").joinpath(language, "grammar.toml").read_text("utf-8"))


@cache
def lexicon(language: Language) -> Lexicon:
    """The lexicon of a language, compiled once (some tens of milliseconds)."""
    return _Reader(language, grammar_file(language)).lexicon()


class _Reader:
    """Compiles one grammar file."""

    def __init__(self, language: Language, file: Mapping[str, Any]) -> None:
        self._language: Language = language
        self._file = file
        pairs = variant_letters() if language == "zh" else ()
        self._variants = {ord(pair[0]): pair[1] for pair in pairs}
        self._numbers = self._counting(file)
        self._notation = Notation(language, file["words"], self._slot_sources(), self._variants)

    def lexicon(self) -> Lexicon:
        file, notation = self._file, self._notation
        told = file["phrases"]
        return Lexicon(
            language=self._language,
            variants=self._variants,
            goals=self._table("goals"),
            hints=self._table("hints") if "hints" in file else PhraseTable(()),
            nouns=self._table("nouns"),
            settings=self._settings("params"),
            reply_settings=self._settings("reply_params"),
            platforms=self._table("platforms"),
            labels=self._patterns("labels"),
            says=re.compile(notation.source(told["says"], left=False, right=False)),
            dictation=(
                *(_open_ended(notation, phrase) for phrase in told["dictation"]),
                *(_enclosing(notation, phrase) for phrase in told["enclosed"]),
            ),
            commands=self._table("commands"),
            relations=self._patterns("relations"),
            courtesy=notation.any_of(told["courtesy"]),
            common=notation.any_of(told["common"]),
            slots={name: self._values(name) for name in file["slots"]},
            numbers=self._numbers,
            times=self._table("times", slotted=True) if "times" in file else PhraseTable(()),
        )

    def _counting(self, file: Mapping[str, Any]) -> Numbers:
        numerals = dict[str, Any](file.get("numerals", {}))
        point = str(numerals.pop("point", ""))
        return Numbers(
            words={plain(word, self._variants): float(value) for word, value in file["numbers"].items()},
            numerals={letter: float(value) for letter, value in numerals.items()},
            point=point,
            units={name: self._unit(name) for name in ("hours", "minutes", "seconds")},
            half=self._unit("half") if "half" in file["units"] else "",
            hundredths=self._unit("hundredths") if "hundredths" in file["units"] else "",
            points={name: self._before(phrases) for name, phrases in file.get("points", {}).items()},
        )

    def _patterns(self, name: str) -> dict[str, re.Pattern[str]]:
        return {key: self._notation.any_of(phrases) for key, phrases in self._file[name].items()}

    def _table(self, name: str, *, slotted: bool = False) -> PhraseTable[str]:
        rows = ((key, phrase) for key, phrases in self._file[name].items() for phrase in phrases)
        return PhraseTable((key, self._notation.needed(phrase), self._expression(phrase, slotted)) for key, phrase in rows)

    def _settings(self, name: str) -> PhraseTable[Setting]:
        rows = (
            (Setting(param, value), phrase)
            for param, values in self._file[name].items()
            for value, phrases in values.items()
            for phrase in phrases
        )
        return PhraseTable((key, self._notation.needed(phrase), self._expression(phrase, key.slotted)) for key, phrase in rows)

    def _expression(self, phrase: str, slotted: bool) -> Callable[[], re.Pattern[str]]:
        """What compiles a phrase; where the words in its slots are asked for, each slot stands in it once."""
        return partial(self._notation.one, phrase) if slotted else partial(self._notation.any_of, (phrase,))

    def _values(self, slot: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
        return tuple((value, self._notation.any_of(phrases)) for value, phrases in self._file["slots"][slot].items())

    def _slot_sources(self) -> dict[str, str]:
        number = Notation(self._language, self._file["words"], {}, self._variants)
        sources = {
            name: number.source(phrase for phrases in values.values() for phrase in phrases)
            for name, values in self._file["slots"].items()
        }
        counted = self._numbers
        places = {"time": counted.time, "from": counted.moment, "to": counted.moment, "unit": counted.unit}
        amounts = {"number": counted.source, "kilo": counted.source, "percent": counted.percent, "duration": counted.duration}
        return {**sources, **places, **amounts, "said": _SAID}

    def _unit(self, name: str) -> str:
        unit = Notation(self._language, {}, {}, self._variants).source(self._file["units"][name], left=False, right=False)
        return unit if self._language == "zh" else rf"(?:{unit})(?![^\W\d])"

    def _before(self, phrases: list[str]) -> str:
        return Notation(self._language, {}, {}, self._variants).source(phrases, right=False)


def _open_ended(notation: Notation, phrase: str) -> re.Pattern[str]:
    """A phrase after which all is said, to the end of the wish."""
    return re.compile(notation.source([phrase], right=False) + r"\s*(?P<said>.+)", re.DOTALL)


def _enclosing(notation: Notation, phrase: str) -> re.Pattern[str]:
    """A phrase in two parts, around the words that are said."""
    before, after = phrase.split(" … ")
    return re.compile(notation.source([before]) + r"\s*(?P<said>[^\n:：]+?)\s*" + notation.source([after]))
