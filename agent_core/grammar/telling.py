"""Telling the language of a wish: script, then words, then a language model of letters."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from agent_core.agent import LanguageHints
from agent_core.grammar.lexicon import lexicon
from agent_core.grammar.plain import plain
from agent_core.languages import DEFAULT_LANGUAGE, LANGUAGES, Language, from_script

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_LATIN_WORD = re.compile(r"[^\W\d_\u3400-\u9fff]{2,}")
_LEAST_WORDS = 3
"""Fewer words than these do not tell a language by their letters."""
_SURE = 0.9


def told(wish: str, material: Sequence[str] = ()) -> Language | None:
    """The language the wish is written in, or `None` when it does not tell; `material` (its quoted words) counts only when
    the wish has no other words."""
    if not any(letter.isalpha() for letter in wish):
        return next((language for words in material if (language := from_script(words))), None)
    script = from_script(wish)
    if script == "zh":
        if len(_HAN.findall(wish)) >= len(_LATIN_WORD.findall(wish)) or not lexicon("en").common.search(plain(wish)):
            return "zh"
        return _by_words(wish) or "en"
    return script or _by_words(wish) or _by_letters(wish)


def spoken_to(wish: Language | None, hints: LanguageHints) -> Language:
    """The language to answer in: explicit choice, this wish, the last one, the platform's."""
    return hints.chosen or wish or hints.last or hints.locale or DEFAULT_LANGUAGE


def _by_words(wish: str) -> Language | None:
    text = plain(wish)
    english = len(lexicon("en").common.findall(text))
    vietnamese = len(lexicon("vi").common.findall(text))
    if english == vietnamese:
        return None
    return "en" if english > vietnamese else "vi"


def _by_letters(wish: str) -> Language | None:
    if len(_LATIN_WORD.findall(wish)) < _LEAST_WORDS:
        return None
    language, sure = _identifier().classify(wish)
    return next((known for known in LANGUAGES if known == language and sure >= _SURE), None)


@cache
def _identifier() -> Any:
    """py3langid among our languages; loading it takes half a second and NumPy, so it waits for a wish that needs it."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # pyright: ignore[reportMissingTypeStubs]

    untyped: Any = LanguageIdentifier
    identifier = untyped.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(LANGUAGES))
    return identifier
