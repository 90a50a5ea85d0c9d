"""The phrase notation of `grammar.toml`, compiled to regular expressions.

A phrase is a regular expression with a few kindnesses:

- `{name}` stands for the class of words called so in the file's `[words]`, or for a slot: `{number}`, `{duration}`, and each
  table in `[slots]` (`{color}`, `{language}`); `{quote}` is quoted words.
- A blank is any white space, ` ?` also none; in Chinese a blank is always optional, and none is needed between
  Chinese and Latin letters or around a slot.
- `…` skips up to 30 letters within a clause, but no `{stop}`: a word that begins another clause ("and", "then").
- `^` and `$` are the ends of the wish without its courtesies (the file's `[courtesy]`).
- A Vietnamese word also matches typed without its accents, or with hook and tilde confused, but not when `~` stands before it
  (`~tối`, which would be `tôi` too).
- Phrases of Latin letters match whole words only; Chinese letters beside them are other words.
"""

import re
from collections.abc import Iterable, Mapping
from functools import partial

from agent_core.grammar.letters import Needed, needed
from agent_core.grammar.plain import HIDDEN, misheard, plain, unaccented
from agent_core.languages import Language

GAP_LETTERS = r"[^,.!?;:\n，。！？；：\ufffc]"
_LEFT, _RIGHT = r"(?<![^\W\u3400-\u9fff])", r"(?![^\W\u3400-\u9fff])"
_NAME = re.compile(r"\{([a-z_]+)\}")
_ACCENTED = re.compile(r"~?[a-zđăâêôơưà-ỹ]*[đăâêôơưà-ỹ][a-zđăâêôơưà-ỹ]*")
_BEHIND = re.compile(r"\(\?<[=!][^()]*\)")
_SEAM = re.compile(r"(?<=[\u4e00-\u9fff])(?=[a-z0-9])|(?<=[a-z0-9])(?=[\u4e00-\u9fff])")
_SLOT_SEAM = re.compile(r"(?<=[\u4e00-\u9fff)*?+])(?=\{[a-z_]+\})|(?<=[a-z_]\})(?=\(?[\u4e00-\u9fff(])(?!\(\?[=!<])")


class Notation:
    """How the phrases of one language are read."""

    def __init__(
        self, language: Language, words: Mapping[str, str], slots: Mapping[str, str], variants: Mapping[int, str] | None = None
    ) -> None:
        self._language: Language = language
        self._words = words
        self._slots = slots
        self._variants = variants
        self._needs: dict[str, Needed] = {"quote": frozenset({HIDDEN})}
        self._gap = ""
        if "stop" in words:
            self._gap = rf"(?:(?!{self.source([words['stop']])}){GAP_LETTERS}){{0,30}}?"

    def needed(self, phrase: str) -> Needed:
        """Words of which a text must hold one for the phrase to stand in it; `None` when any text may."""
        return needed(plain(phrase, self._variants), self._need)

    def _need(self, name: str) -> Needed:
        if name not in self._needs:
            self._needs[name] = self.needed(self._words[name]) if name in self._words else None
        return self._needs[name]

    def any_of(self, phrases: Iterable[str]) -> re.Pattern[str]:
        """One expression for all phrases; slots are not named in it."""
        return re.compile(self._bounded("|".join(f"(?:{self._read(phrase, named=False)})" for phrase in phrases)))

    def one(self, phrase: str) -> re.Pattern[str]:
        """The expression of one phrase, each slot in it a group of its name."""
        return re.compile(self._bounded(self._read(phrase, named=True)))

    def source(self, phrases: Iterable[str], *, left: bool = True, right: bool = True) -> str:
        """The expression of several phrases, to be built into another one; `left` and `right` say where words must end."""
        return self._bounded("|".join(f"(?:{self._read(phrase, named=False)})" for phrase in phrases), left=left, right=right)

    def _read(self, phrase: str, *, named: bool) -> str:
        phrase = self._expanded(plain(phrase, self._variants))
        if self._language == "vi":
            phrase = _ACCENTED.sub(_either, phrase)
        if self._language == "zh":
            phrase = _SLOT_SEAM.sub(" ", _SEAM.sub(" ", phrase))
        phrase = _BEHIND.sub(_one_blank, self._with_gaps(phrase)).replace(" ?", r"\s*")
        phrase = phrase.replace(" ", r"\s*" if self._language == "zh" else r"\s+")
        return _NAME.sub(partial(self._slot, named=named), phrase)

    def _with_gaps(self, phrase: str) -> str:
        """Gaps between whole words: none begins or ends within one."""
        if self._language == "zh":
            return phrase.replace("…", self._gap)
        return phrase.replace("… ", f"{_RIGHT}{self._gap}\\s+").replace("…", f"{_RIGHT}{self._gap}{_LEFT}")

    def _expanded(self, phrase: str) -> str:
        for _ in range(4):
            phrase = _NAME.sub(self._word, phrase)
        return phrase

    def _word(self, name: re.Match[str]) -> str:
        if name[1] == "quote":
            return f"(?<!{HIDDEN}){HIDDEN}++"
        if name[1] in self._words:
            return f"(?:{plain(self._words[name[1]], self._variants)})"
        if name[1] not in self._slots:
            raise KeyError(f"{self._language}: no class of words {name[1]}")
        return name[0]

    def _slot(self, name: re.Match[str], *, named: bool) -> str:
        return f"(?P<{name[1]}>{self._slots[name[1]]})" if named else f"(?:{self._slots[name[1]]})"

    def _bounded(self, expression: str, *, left: bool = True, right: bool = True) -> str:
        whole = self._language != "zh"
        return rf"{_LEFT if whole and left else ''}(?:{expression}){_RIGHT if whole and right else ''}"


def _one_blank(behind: re.Match[str]) -> str:
    """A look behind has one width: each blank in it is one letter."""
    return behind[0].replace(" ", r"\s")


def _either(word: re.Match[str]) -> str:
    if word[0].startswith("~"):
        return word[0][1:]
    return f"(?:{'|'.join(dict.fromkeys((word[0], misheard(word[0]), unaccented(word[0]))))})"
