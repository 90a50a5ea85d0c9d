"""What a stretch of a talk is about, in a few of its own words."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from math import log

from agent_core.answers.lexicon import lexicon
from agent_core.answers.terms import Reading, stem, words
from agent_core.languages import Language

_RUN = re.compile(r"[^\s,.;:!?。，、；：！？…()（）\"“”「」『』]+(?:[ \t][^\s,.;:!?。，、；：！？…()（）\"“”「」『』]+)*")
_LONGEST = {"en": 3, "zh": 3, "vi": 4}
"""Words of a phrase."""


def named(parts: Sequence[Sequence[str]], language: Language) -> list[str]:
    """A title for each part of a talk, from its sentences: the phrase that stands there most and elsewhere least."""
    counted = [Counter(phrase for text in part for phrase in _phrases(text, language)) for part in parts]
    spread = Counter(_key(phrase, language) for counts in counted for phrase in {*counts})
    titles: list[str] = []
    for counts, part in zip(counted, parts, strict=True):
        best = _best(counts, spread, len(parts), language, {title.lower() for title in titles})
        titles.append(best or _opening(part, language))
    return titles


def _best(counts: Counter[str], spread: Counter[str], parts: int, language: Language, taken: set[str]) -> str:
    """The strongest phrases of a part, one or two that do not repeat each other."""
    together = Counter[str]()
    for phrase, count in counts.items():
        together[_key(phrase, language)] += count
    scores = {phrase: _score(phrase, together, spread, parts, language) for phrase in counts}
    ranked = sorted((phrase for phrase in scores if phrase.lower() not in taken), key=lambda phrase: (-scores[phrase], phrase))
    if not ranked:
        return ""
    first = ranked[0]
    shared = {*_parts(first, language)}
    second = next((phrase for phrase in ranked[1:12] if not shared & {*_parts(phrase, language)}), None)
    strong = second is not None and scores[second] >= 0.6 * scores[first]
    return _capital(f"{first}{'、' if language == 'zh' else ', '}{second}" if strong and second else first)


def _score(phrase: str, together: Counter[str], spread: Counter[str], parts: int, language: Language) -> float:
    key = _key(phrase, language)
    rare = log(1 + (parts + 1) / spread[key])
    length = len(key.split())
    return together[key] * rare * (1 + 0.45 * (length - 1)) * (1.15 if phrase[:1].isupper() and language == "en" else 1.0)


def _phrases(text: str, language: Language) -> Iterator[str]:
    """Runs of words between stops whose ends carry something."""
    for run in _RUN.findall(text):
        found = words(run, Reading(language)) if language == "zh" else run.split()
        for start in range(len(found)):
            for length in range(1, _LONGEST[language] + 1):
                phrase = found[start : start + length]
                if len(phrase) == length and _sound(phrase, language):
                    yield ("" if language == "zh" else " ").join(phrase)


def _sound(phrase: Sequence[str], language: Language) -> bool:
    idle = lexicon(language).idle
    plain = [word.lower().replace("’", "'").removesuffix("'s") for word in phrase]
    carries = [word not in idle and not word.isdigit() for word in plain]
    if language == "vi" and len(phrase) == 1:
        return False
    least = 2 if language == "zh" else 3
    return all(carries) and len("".join(phrase)) >= least


def _parts(phrase: str, language: Language) -> list[str]:
    return _key(phrase, language).split()


def _key(phrase: str, language: Language) -> str:
    return " ".join(stem(word, Reading(language)) for word in words(phrase, Reading(language)))


def _opening(part: Sequence[str], language: Language) -> str:
    """The first words of a part that no phrase stands out of."""
    first = part[0] if part else ""
    return first[:16] if language == "zh" else " ".join(first.split()[:6])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
