"""What the bot says: Fluent messages of `locales/<lang>/chat.ftl`, with spans of time and sizes as a language writes them."""

import time
from collections.abc import Callable, Mapping

from pydantic import JsonValue

from agent_core.catalogue.examples import name_of
from agent_core.languages import Language
from bot.errors import MissingSentence
from bot.sentences import sentences

_SPANS = frozenset({"duration", "seconds", "time_left", "left", "took"})
_KINDS = frozenset({"kinds", "wants", "missing"})
_LANGUAGE_NAMES = frozenset({"language", "languages", "spoken"})
_PARAMS = frozenset({"param", "params"})
_CAPABILITY_NAMES = frozenset({"capability", "capabilities", "without", "also"})


class Localization:
    """The bot's sentences in every language."""

    def __init__(self, unix: Callable[[], float] = time.time) -> None:
        self._unix = unix

    def has(self, language: Language, key: str) -> bool:
        """Whether the language has a sentence under this key."""
        return key in sentences(language).keys

    def say(self, language: Language, key: str, values: Mapping[str, JsonValue] | None = None) -> str:
        """The sentence under `key` with `values` in it. Raises `MissingSentence` for an unknown key or a value left out."""
        return self._plain(language, key, self._readable(language, values or {}))

    def all(self, language: Language, prefix: str) -> dict[str, str]:
        """Every sentence without values whose key begins with `prefix`, by the rest of its key: the words of a page."""
        return {key.removeprefix(prefix): self.say(language, key) for key in sentences(language).keys if key.startswith(prefix)}

    def span(self, language: Language, seconds: float) -> str:
        """A span of time as it is said: `40 s`, `3 min 20 s`, `2 h 5 min`."""
        whole = max(1, round(seconds))
        if whole < 60:
            return self._plain(language, "span-seconds", {"n": whole})
        if whole < 3570:
            minutes, rest = (whole // 60, whole % 60) if whole < 600 else (round(whole / 60), 0)
            key = "span-minutes-seconds" if rest else "span-minutes"
            return self._plain(language, key, {"n": minutes, "rest": rest})
        hours, minutes = divmod(round(whole / 60), 60)
        return self._plain(language, "span-hours-minutes" if minutes else "span-hours", {"n": hours, "rest": minutes})

    def size(self, language: Language, size_bytes: float) -> str:
        """A size as it is said: `820 KB`, `12.5 MB`, `1.2 GB`."""
        amount, key = size_bytes / 1024, "size-kb"
        for larger in ("size-mb", "size-gb"):
            if amount >= 1000:
                amount, key = amount / 1024, larger
        return self._plain(language, key, {"n": max(1, round(amount)) if amount >= 100 or key == "size-kb" else round(amount, 1)})

    def join(self, language: Language, words: list[str], last: str = "list-last") -> str:
        """Several things in one sentence: `a, b and c`; `last` is the key of what stands before the last one."""
        if len(words) < 2:
            return "".join(words)
        between, last = self._plain(language, "list-between"), self._plain(language, last)
        return between.join(words[:-1]) + last + words[-1]

    def _plain(self, language: Language, key: str, values: Mapping[str, str | int | float] | None = None) -> str:
        spoken = sentences(language)
        text, errors = spoken.bundle.format_pattern(spoken.pattern(key), dict(values or {}))
        if errors:
            raise MissingSentence(f"{language} cannot say {key}: {errors[0]!r}")
        return str(text)

    def _readable(self, language: Language, values: Mapping[str, JsonValue]) -> dict[str, str | int | float]:
        return {name: self._value(language, name, value) for name, value in values.items()}

    def _value(self, language: Language, name: str, value: JsonValue) -> str | int | float:
        """The value as words, by what its name says it is: a size, a span of time, a language, a kind of file."""
        if isinstance(value, list):
            return self.join(language, [str(self._value(language, name, item)) for item in value])
        if isinstance(value, str):
            return self._named(language, name, value)
        if isinstance(value, bool) or value is None or isinstance(value, dict):
            return str(value)
        if name.endswith("_bytes"):
            return self.size(language, value)
        if name == "resets":
            return self.span(language, value - self._unix())
        if name in _SPANS or name.endswith(("_seconds", "_duration")):
            return self.span(language, value)
        return value

    def _named(self, language: Language, name: str, value: str) -> str:
        if name in _CAPABILITY_NAMES:
            return name_of(language, value)
        for names, prefix in ((_KINDS, "kind"), (_LANGUAGE_NAMES, "language"), (_PARAMS, "option")):
            if name in names and self.has(language, f"{prefix}-{value}"):
                return self._plain(language, f"{prefix}-{value}")
        return value
