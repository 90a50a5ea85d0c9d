"""Summaries from a talk's own sentences: those that the others lead to, one topic after the other, none said twice.

Centrality is TextRank (Mihalcea and Tarau 2004) over the terms that sentences share; place, figures and words such as "the
result" weigh beside it; the choice is made by maximal marginal relevance (Carbonell and Goldstein 1998). A long talk is ranked
topic by topic, so that the work grows with its length and not with its square.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt

from agent_core.answers.lexicon import lexicon
from agent_core.answers.segmenting import segmented
from agent_core.answers.sentences import Sentence
from agent_core.answers.terms import Reading, terms
from agent_core.languages import Language

_DAMPING = 0.85
_ROUNDS = 30
_ALIKE = 0.45
"""Likeness to what is chosen already, against a sentence's own worth."""
_FEWEST, _SHARE, _MOST = 3, 0.18, 9
"""Sentences of a summary whose length nobody named: a share of all, within bounds."""
_SHORT, _LONG = 5, 55
"""Words of a sentence that says something and that can be taken in."""


@dataclass(frozen=True)
class Length:
    """How long a summary shall be."""

    words: int | None = None
    """At most."""
    points: int | None = None
    """Exactly, where there are as many sentences."""


def summarized(sentences: Sequence[Sentence], language: Language, length: Length) -> tuple[Sentence, ...]:
    """The sentences that tell the most, in their order. At least one, however few words are wanted."""
    if not sentences:
        return ()
    parts = segmented(sentences, language)
    worth = [score for part in parts for score in _worth(sentences[slice(*part)], language)]
    vectors = [Counter(terms(sentence.text, Reading(language))) for sentence in sentences]
    place = {index: number for number, part in enumerate(parts) for index in range(*part)}
    chosen = _chosen(worth, vectors, place, length, [_size(sentence, language) for sentence in sentences])
    return tuple(sentences[index] for index in sorted(chosen))


def _chosen(
    worth: Sequence[float], vectors: Sequence[Counter[str]], place: dict[int, int], length: Length, sizes: Sequence[int]
) -> list[int]:
    """Sentences one after the other, each the best for its worth, for what it adds, and for topics that have none yet."""
    most = length.points or (len(worth) if length.words else max(_FEWEST, min(_MOST, round(len(worth) * _SHARE))))
    chosen: list[int] = []
    told, left = Counter[int](), length.words
    while len(chosen) < min(most, len(worth)):
        fitting = [at for at in range(len(worth)) if at not in chosen and (left is None or sizes[at] <= left)]
        if not fitting:
            break

        def gain(at: int) -> float:
            alike = max((_cosine(vectors[at], vectors[other]) for other in chosen), default=0.0)
            return worth[at] - _ALIKE * alike - 0.35 * told[place[at]]

        best = max(fitting, key=lambda at: (gain(at), -at))
        chosen.append(best)
        told[place[best]] += 1
        left = None if left is None else left - sizes[best]
    return chosen or [min(range(len(worth)), key=lambda at: (sizes[at], at))]


def _worth(part: Sequence[Sentence], language: Language) -> list[float]:
    """How much each sentence of a topic tells, about 0 to 1.5."""
    vectors = [Counter(terms(sentence.text, Reading(language))) for sentence in part]
    ranks = _ranked(vectors)
    best = max(ranks, default=1.0) or 1.0
    return [rank / best + _telling(sentence, at, language) for at, (rank, sentence) in enumerate(zip(ranks, part, strict=True))]


def _telling(sentence: Sentence, at: int, language: Language) -> float:
    """What speaks for a sentence beside its words' company."""
    known, size = lexicon(language), _size(sentence, language)
    worth = 0.45 if known.important.search(sentence.text) else 0.0
    worth += 0.15 if any(letter.isdigit() for letter in sentence.text) else 0.0
    worth += 0.25 / (1 + at)
    worth -= 0.8 if known.greeting.search(sentence.text) and size < 22 else 0.0
    worth -= 0.5 if sentence.text.rstrip().endswith(("?", "？")) else 0.0
    return worth - (0.4 if size < _SHORT else 0.3 if size > _LONG else 0.0)


def _ranked(vectors: Sequence[Counter[str]]) -> list[float]:
    """TextRank of a topic's sentences."""
    size = len(vectors)
    likeness = [[_shared(one, other) if one is not other else 0.0 for other in vectors] for one in vectors]
    sums = [sum(row) for row in likeness]
    ranks = [1.0] * size
    linked = [at for at in range(size) if sums[at]]
    for _ in range(_ROUNDS):
        given = [sum(likeness[other][at] / sums[other] * ranks[other] for other in linked) for at in range(size)]
        ranks = [1 - _DAMPING + _DAMPING * each for each in given]
    return ranks


def _shared(one: Counter[str], other: Counter[str]) -> float:
    common = len(one.keys() & other.keys())
    return common / (log(len(one) + 1) + log(len(other) + 1)) if common else 0.0


def _cosine(one: Counter[str], other: Counter[str]) -> float:
    dot = sum(count * other[term] for term, count in one.items())
    norms = sqrt(sum(count**2 for count in one.values()) * sum(count**2 for count in other.values()))
    return dot / norms if norms else 0.0


def size_of(text: str, language: Language) -> int:
    """Words of a text; for Chinese its letters, as their length is counted."""
    return sum("\u3400" <= letter <= "\u9fff" for letter in text) if language == "zh" else len(text.split())


def _size(sentence: Sentence, language: Language) -> int:
    return size_of(sentence.text, language)
