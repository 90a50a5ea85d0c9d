"""How well sentences match a question: the share of its weight that they hold, after Robertson and Spärck Jones.

A term weighs by how rare it is (`idf`); one that the material does not have weighs as much as one that stands there once. What a
sentence lacks may stand near it, where it counts less, or be said in other words; a verb is the likeliest to be.
"""

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import log

from agent_core.answers.lexicon import lexicon
from agent_core.answers.terms import Reading, pairs, stem, unmarked, words

_NEAR = 0.75
"""What a term counts that stands up to `_REACH` sentences before, or in the next one."""
_REACH = 2
_TOPIC = 0.55
"""And one that stands anywhere in the same topic."""
_LOOSE = 0.35
"""What a verb weighs that is not found."""
_UNKNOWN = 1.25
"""What a term weighs more that the whole material does not have."""
_OTHER_WORDS = 0.75
"""What a word counts that stands for the one asked for."""
_BEGINNING = 0.8
"""And one that begins alike."""
_SHARED = 5
"""Letters that such words have in common."""
_PAIR = 2
"""Letters of a Chinese word whose part may be a word for what is asked (`九吨`)."""
_ENDING = 3
"""Letters that one of them may have more."""


@dataclass(frozen=True)
class Matched:
    """How a sentence matches."""

    share: float
    """Of the question's weight, 0 to 1, neighbours included."""
    own: float
    """The same of the sentence alone."""
    acts: bool = False
    """Whether the sentence has the question's verb."""


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

    def matches(self, asked: Sequence[str], loose: Container[str] = (), parts: Sequence[tuple[int, int]] = ()) -> list[Matched]:
        """How each sentence matches terms. Terms that are `loose` count less where they are not found; `parts` are ranges of
        sentences about one topic, in which one sentence may name what another speaks of."""
        weights = {term: self.weight(term) for term in dict.fromkeys(asked)}
        held = [{term: self._held(term, sentence) for term in weights} for sentence in self._terms]
        topics = {index: part for part in parts for index in range(*part)}
        found: list[Matched] = []
        for index, own in enumerate(held):
            best = own
            if index in topics:
                best = {term: self._around(term, index, held, topics[index]) for term in weights}
            weighed = {term: weight * self._factor(term, best[term], loose) for term, weight in weights.items()}
            whole = sum(weighed.values()) or 1.0
            acts = any(own[term] for term in weights if term in loose)
            found.append(Matched(_share(best, weighed, whole), _share(own, weighed, whole), acts))
        return found

    def _factor(self, term: str, held: float, loose: Container[str]) -> float:
        """What the weight of a term is multiplied by: one that is not there tells much, unless it is a verb."""
        return 1.0 if held else _LOOSE if term in loose else 1.0 if self._counts[term] else _UNKNOWN

    def _around(self, term: str, index: int, held: Sequence[Mapping[str, float]], part: tuple[int, int]) -> float:
        """How far a term stands in a sentence, near it, or in the same topic."""
        first, last = max(part[0], index - _REACH), min(part[1], index + 2)
        near = max((held[at][term] for at in range(first, last)), default=0.0)
        topic = max((held[at][term] for at in range(*part)), default=0.0)
        return max(held[index][term], _NEAR * near, _TOPIC * topic)

    def _held(self, term: str, sentence: frozenset[str]) -> float:
        """How far a sentence has a term, 0 to 1."""
        if term in sentence:
            return 1.0
        others = self._groups.get(term, frozenset())
        if any(other in sentence for other in others):
            return _OTHER_WORDS
        if self._how.language == "zh":
            if any(_within(one, word) for one in others for word in sentence if len(word) == _PAIR):
                return _OTHER_WORDS
            alike = any(_within(term, other) for other in sentence if " " not in other)
        else:
            alike = len(term) >= _SHARED and any(_related(term, other) for other in sentence)
        return _BEGINNING if alike else 0.0


def _within(one: str, other: str) -> bool:
    """Whether one Chinese word is a part of the other; of one letter, of a word of two."""
    short, long = sorted((one, other), key=len)
    return short in long and len(short) < len(long) and (len(short) > 1 or len(long) == 2)


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
