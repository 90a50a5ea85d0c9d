"""How well sentences match a question: the share of its weight that they hold, after Robertson and Spärck Jones.

A term weighs by how rare it is (`idf`); one that the material does not have weighs as much as one that stands there once. What a
sentence lacks may stand in its neighbours, where it counts less, or be said in other words.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import log

from agent_core.answers.lexicon import lexicon
from agent_core.answers.terms import Reading, pairs, stem, unmarked, words

_OTHER_WORDS = 0.75
"""What a word counts that stands for the one asked for."""
_BEGINNING = 0.8
"""And one that begins alike."""
_SHARED = 5
"""Letters that such words have in common."""
_ENDING = 3
"""Letters that one of them may have more."""


@dataclass(frozen=True)
class Matched:
    """How a sentence matches."""

    share: float
    """Of the question's weight, 0 to 1, neighbours included."""
    own: float
    """The same of the sentence alone."""


class Corpus:
    """The terms of all sentences."""

    def __init__(self, found: Sequence[Sequence[str]], how: Reading) -> None:
        """`found` holds the terms of every sentence, in order."""
        self._how = how
        self._terms = [frozenset((*sentence, *pairs([*sentence]))) for sentence in found]
        self._counts = Counter(term for sentence in self._terms for term in sentence)
        self._groups = groups(how)

    def weight(self, term: str) -> float:
        """How much a term tells."""
        count, whole = max(1, self._counts[term]), max(2, len(self._terms))
        return log(1 + (whole - count + 0.5) / (count + 0.5))

    def matches(self, asked: Sequence[str], reach: int, near: float) -> list[Matched]:
        """How each sentence matches terms; up to `reach` sentences before it and one after count `near`."""
        weights = {term: self.weight(term) for term in dict.fromkeys(asked)}
        whole = sum(weights.values()) or 1.0
        held = [{term: self._held(term, sentence) for term in weights} for sentence in self._terms]
        found: list[Matched] = []
        for index, own in enumerate(held):
            around = [*held[max(0, index - reach) : index], *held[index + 1 : index + 2]]
            best = {term: max(own[term], near * max((other[term] for other in around), default=0.0)) for term in weights}
            found.append(Matched(_share(best, weights, whole), _share(own, weights, whole)))
        return found

    def _held(self, term: str, sentence: frozenset[str]) -> float:
        """How far a sentence has a term, 0 to 1."""
        if term in sentence:
            return 1.0
        if any(other in sentence for other in self._groups.get(term, ())):
            return _OTHER_WORDS
        if self._how.language == "zh":
            alike = len(term) > 1 and any(term in other or (len(other) > 1 and other in term) for other in sentence)
        else:
            alike = len(term) >= _SHARED and any(_related(term, other) for other in sentence)
        return _BEGINNING if alike else 0.0


def _related(one: str, other: str) -> bool:
    """Whether two words begin alike and are about as long (`invent`, `inventor`)."""
    return one[:_SHARED] == other[:_SHARED] and abs(len(one) - len(other)) <= _ENDING


@cache
def groups(how: Reading) -> Mapping[str, frozenset[str]]:
    """The terms that stand for each term."""
    found: dict[str, set[str]] = {}
    for group in lexicon(how.language).groups:
        forms = {_form(word, how) for word in group}
        for form in forms:
            found.setdefault(form, set()).update(forms - {form})
    return {term: frozenset(others) for term, others in found.items()}


def _form(word: str, how: Reading) -> str:
    """A word of the lexicon as it stands among the terms; of several syllables the pair."""
    if how.language == "zh":
        return word
    word = unmarked(word) if how.plain else word
    return " ".join(stem(part, how) for part in words(word, how)[:2])


def _share(held: Mapping[str, float], weights: Mapping[str, float], whole: float) -> float:
    return sum(held[term] * weight for term, weight in weights.items()) / whole
