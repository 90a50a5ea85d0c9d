"""The terms of a text: words that carry meaning, in a form in which a question finds them again.

English words lose their endings (after Porter's first steps), Chinese is cut by jieba in the simplified script, Vietnamese is cut
into syllables, with or without their marks. Pairs of neighbours stand beside them, for words of two syllables.
"""

import re
import unicodedata
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

from agent_core.answers.lexicon import lexicon
from agent_core.languages import Language, from_script, variant_letters

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]+|[^\\W_\u3400-\u4dbf\u4e00-\u9fff]+")
_ENDINGS = (
    *(("ies", "y"), ("sses", "ss"), ("ers", ""), ("er", ""), ("ing", "")),
    *(("ied", "y"), ("ed", ""), ("es", "e"), ("s", ""), ("ly", "")),
)
_HANGING = "在了着过的于"
"""Letters that jieba leaves at the end of words."""
_LEAST = 3
"""Letters that an English stem has."""


class Reading(NamedTuple):
    """How a text is read."""

    language: Language
    plain: bool = False
    """Vietnamese without its marks."""


def reading(text: str, language: Language) -> Reading:
    """How texts of a language are compared with a question: without marks where the question has none."""
    return Reading(language, plain=language == "vi" and from_script(text) != "vi")


def terms(text: str, how: Reading) -> list[str]:
    """The terms of a text in order, those that carry nothing left out."""
    known = lexicon(how.language)
    idle = known.plain if how.plain else known.idle
    return [stem(word, how) for word in words(text, how) if word not in idle and (len(word) > 1 or _alone(word))]


def words(text: str, how: Reading) -> list[str]:
    """The words of a text in small letters."""
    text = unicodedata.normalize("NFC", text.lower().replace("’", "'"))
    if how.language == "zh":
        return [word for run in _HAN.findall(simplified(text)) for word in _cut(run)]
    found = [word.removesuffix("'s") for word in _WORD.findall(text)]
    return [unmarked(word) for word in found] if how.plain else found


def pairs(found: list[str]) -> list[str]:
    """Neighbouring terms as one."""
    return [f"{one} {other}" for one, other in pairwise(found)]


def unmarked(text: str) -> str:
    """Vietnamese as it is typed without marks."""
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def simplified(text: str) -> str:
    """Chinese in the simplified script."""
    return text.translate(_letters())


def stem(word: str, how: Reading) -> str:
    """An English word without its ending; any other as it is."""
    word = _usual(how.language).get(word, word)
    if how.language != "en" or not word.isascii() or not word.isalpha():
        return word
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST and not word.endswith("ss"):
            return _trimmed(word.removesuffix(ending) + instead)
    return _trimmed(word)


def _trimmed(word: str) -> str:
    """One form for `stopp(ed)`, `stop` and for `live(d)`, `liv(ing)`."""
    if len(word) > _LEAST and word[-1] == word[-2] and word[-1] not in "aeiouls":
        word = word[:-1]
    return word.removesuffix("e") if len(word) > _LEAST else word


def _alone(word: str) -> bool:
    """Whether a single letter is a word: a figure or a Chinese one."""
    return word.isdigit() or "\u3400" <= word <= "\u9fff"


@cache
def _usual(language: Language) -> dict[str, str]:
    """The first form of words that change within."""
    return {other: forms[0] for forms in lexicon(language).forms for other in forms[1:]}


@cache
def _letters() -> dict[int, str]:
    return {ord(pair[0]): pair[1] for pair in variant_letters()}


def _cut(run: str) -> list[str]:
    if not "\u3400" <= run[0] <= "\u9fff":
        return [run]
    return [str(word).rstrip(_HANGING) or str(word) for word in _jieba().cut(run)]


@cache
def _jieba() -> Any:
    import logging

    import jieba

    untyped: Any = jieba
    untyped.setLogLevel(logging.WARNING)
    return untyped.Tokenizer()
