"""The sentences of one language, as its `chat.ftl` has them. A sentence is parsed when it is first said: that of all is a tenth
of a second for each language, at every start."""

import re
from functools import cache
from importlib import resources

from fluent.runtime import FluentBundle, FluentResource
from fluent.runtime.resolver import Pattern

from agent_core.languages import LANGUAGES, Language
from bot.errors import MissingSentence

_ENTRY = re.compile(r"^([A-Za-z][\w-]*) *=.*(?:\n[ \t]+.*)*", re.MULTILINE)


class Sentences:
    """One language."""

    def __init__(self, language: Language, text: str) -> None:
        self._sources = {entry[1]: entry[0] for entry in _ENTRY.finditer(text)}
        self._patterns: dict[str, Pattern] = {}
        self.bundle = FluentBundle([language], use_isolating=False)  # isolating marks show as boxes in some chats

    @property
    def keys(self) -> frozenset[str]:
        """Every message key."""
        return frozenset(self._sources)

    def pattern(self, key: str) -> Pattern:
        """The sentence under `key`. Raises `MissingSentence`."""
        if key not in self._patterns:
            self._patterns[key] = self._parsed(key)
        return self._patterns[key]

    def _parsed(self, key: str) -> Pattern:
        if key not in self._sources:
            raise MissingSentence(f"no sentence {key}")
        self.bundle.add_resource(FluentResource(self._sources[key]))
        found = self.bundle.get_message(key).value if self.bundle.has_message(key) else None
        if found is None:
            raise MissingSentence(f"the sentence {key} cannot be read")
        return found


@cache
def sentences(language: Language) -> Sentences:
    """The sentences of a language, read once. Raises `MissingSentence` for a language that is none of ours."""
    if language not in LANGUAGES:
        raise MissingSentence(f"no language {language}")
    return Sentences(language, resources.files("locales").joinpath(language, "chat.ftl").read_text(encoding="utf-8"))
