"""Which capability a wish is like, where no phrase names one: example wishes, compared by words and runs of letters.

A complement naive Bayes over the examples of `locales/<lang>/wishes.jsonl`, weighted by how rare a feature is: small, quick to
build when a process first needs it, and with no weights to keep beside the examples. Source: Rennie, Shih, Teevan and Karger,
"Tackling the Poor Assumptions of Naive Bayes Text Classifiers" (2003), sections 3.1 and 4.
"""

import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

from agent_core.grammar.lexicon import lexicon
from agent_core.grammar.plain import HIDDEN, composed, plain, unaccented
from agent_core.languages import Language

_SMOOTHING = 0.1
_WORD_WEIGHT = 2
"""A word counts as much as two runs of letters."""
_HAN_RUNS, _LETTER_RUNS = range(1, 4), range(3, 6)
_KNOWN: Mapping[Language, float] = {"en": 0.5, "vi": 0.5, "zh": 0.25}
"""Share of a wish's words, or of its pairs of Chinese letters, that examples must have, or it is about something else."""
_LEAD = 0.1
"""How far the likest capability must be before the next one, in logarithms of odds."""
_QUOTED = re.compile(r"[“\"「『《‘][^“\"「『《‘”」』》’]{1,200}[”\"」』》’]")
_HAN = re.compile(r"([\u3400-\u9fff]+)")
_QUOTE_MARK = " § "


@dataclass(frozen=True)
class _Examples:
    """What the examples of a language say of features."""

    rarity: Mapping[str, float]
    """Inverse document frequency."""
    prior: Mapping[str, float]
    """Capability to what every feature says of it, whether its examples have the feature or not."""
    told: Mapping[str, tuple[tuple[str, float], ...]]
    """Feature to what it says beyond that of the capabilities whose examples have it."""


def likely(text: str, language: Language, among: Collection[str]) -> str | None:
    """The capability, of those in `among`, whose examples a wish is most like; `None` where it is like none or like several."""
    known = _examples(language)
    features = _features(text, language)
    weights = {name: (1 + math.log(count)) * known.rarity[name] for name, count in features.items() if name in known.rarity}
    words = [name for name in features if name.startswith("=")]
    if not words or sum(name in weights for name in words) < _KNOWN[language] * len(words):
        return None
    length = math.sqrt(sum(weight * weight for weight in weights.values()))
    whole = sum(weights.values())
    scores = {name: whole * prior for name, prior in known.prior.items() if name in among}
    for feature, weight in weights.items():
        for name, told in known.told[feature]:
            if name in scores:
                scores[name] += weight * told
    likest = sorted(scores, key=scores.__getitem__, reverse=True)[:2]
    leads = len(likest) == 2 and scores[likest[0]] - scores[likest[1]] >= _LEAD * length
    return likest[0] if leads else None


@cache
def _examples(language: Language) -> _Examples:
    wishes = [(_features(text, language), goal) for text, goal in _wishes(language)]
    found = Counter(name for features, _ in wishes for name in features)
    rarity = {name: math.log((1 + len(wishes)) / (1 + count)) + 1 for name, count in found.items()}
    totals: defaultdict[str, float] = defaultdict(float)
    own: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    for features, goal in wishes:
        weights = {name: (1 + math.log(count)) * rarity[name] for name, count in features.items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values()))
        for name, weight in weights.items():
            totals[name] += weight / length
            own[goal][name] += weight / length
    every = sum(totals.values()) + _SMOOTHING * len(totals)
    prior = {goal: math.log(every - sum(features.values())) for goal, features in own.items()}
    told: defaultdict[str, list[tuple[str, float]]] = defaultdict(list)
    for goal, features in own.items():
        for name, weight in features.items():
            rest = totals[name] - weight + _SMOOTHING
            told[name].append((goal, math.log((totals[name] + _SMOOTHING) / rest)))
    return _Examples(rarity, prior, {name: tuple(rows) for name, rows in told.items()})


def _wishes(language: Language) -> Iterator[tuple[str, str]]:
    """The examples that ask for one thing and reply to nothing."""
    lines = files("locales").joinpath(language, "wishes.jsonl").read_text("utf-8").splitlines()
    rows = (json.loads(line) for line in lines if line.strip())
    return ((row["text"], row["goals"][0]) for row in rows if len(row["goals"]) == 1 and "reply_to" not in row)


def _features(text: str, language: Language) -> Counter[str]:
    """Words, pairs of words and runs of letters, without what is quoted, accents and the values of numbers."""
    flat = _QUOTED.sub(_QUOTE_MARK, plain(composed(text), lexicon("zh").variants).replace(HIDDEN, " "))
    words = re.findall(r"[^\W\d_]+|§", unaccented(flat))
    if language == "zh":
        words = [part for word in words for part in _HAN.split(word) if part]
        return Counter(run for word in words for run in (_han_runs(word) if _HAN.match(word) else [f"={word}"]))
    found = Counter(run for word in words for run in _runs(f" {word} "))
    for name in (*(f"={word}" for word in words), *(f"{one} {other}" for one, other in pairwise(words))):
        found[name] += _WORD_WEIGHT
    return found


def _runs(word: str) -> Iterator[str]:
    return (word[at : at + size] for size in _LETTER_RUNS for at in range(len(word) - size + 1))


def _han_runs(word: str) -> Iterator[str]:
    """Single letters, pairs as words, and threes."""
    for size in _HAN_RUNS:
        for at in range(len(word) - size + 1):
            yield f"={word[at : at + size]}" if size == 2 else word[at : at + size]
