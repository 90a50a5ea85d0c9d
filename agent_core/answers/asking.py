"""Questions about what is said: the sentences that answer one, word for word, or the finding that none does.

No model: the question's words are looked for in the material, its kind (who, when, how many) must find something of that kind in
the sentence, and an answer is given only where enough of the question is there. The bounds were set on generated talks
(`benchmarks.answers`, its tuning half).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agent_core.answers.lexicon import QuestionKind, lexicon
from agent_core.answers.matching import Corpus, Matched, groups
from agent_core.answers.segmenting import segmented
from agent_core.answers.sentences import Sentence
from agent_core.answers.terms import Reading, reading, simplified, terms, unmarked
from agent_core.languages import Language

_ENOUGH = 0.54
"""Share of the question's weight that the answer holds at least, what stands near it included."""
_MENTIONED = 0.6
"""The same of a question for a moment, in the sentence itself."""
_OWN = 0.25
"""Least share in the sentence itself; less counts less."""
_WEAK = 0.85
_ACTS = 0.08
"""What it is worth that the question's verb stands in the sentence."""
_ALONE = 0.1
"""What it is worth that all of the question does."""
_LACKING = 0.6
"""What a sentence is worth that has nothing of the kind asked for."""
_CLOSE = 0.9
"""An answer is told with those that are almost as good."""
_MOST = 3
_MOST_MOMENTS = 5
_TOLD = ("time", "person", "reason", "place")
"""Kinds whose question words carry nothing else."""


@dataclass(frozen=True)
class Ranked:
    """A sentence and how well it answers."""

    sentence: Sentence
    score: float


def answered(question: str, sentences: Sequence[Sentence], language: Language) -> tuple[Sentence, ...]:
    """The sentences that answer a question, best first; none where the material does not tell."""
    kind = kind_of(question, language)
    ranked = rank(question, sentences, language)
    if not ranked:
        return ()
    best = ranked[0].score
    if kind == "moment":
        return tuple(each.sentence for each in ranked[:_MOST_MOMENTS] if each.score >= max(_MENTIONED, best * _CLOSE))
    if best < _ENOUGH:
        return ()
    return tuple(each.sentence for each in ranked[:_MOST] if each.score >= max(_ENOUGH, best * _CLOSE))


def rank(question: str, sentences: Sequence[Sentence], language: Language) -> list[Ranked]:
    """All sentences that have anything of a question, best first."""
    how = reading(question, language)
    kind = kind_of(question, language)
    asked = asked_terms(_without(question, kind, how), how) or asked_terms(question, how)
    if not asked:
        return []
    corpus = Corpus([terms(sentence.text, how) for sentence in sentences], how)
    parts = segmented(sentences, language) if kind != "moment" else []
    matches = corpus.matches(asked, verbs_of(question, how), parts)
    scores = [_score(match, kind, sentence, language) for match, sentence in zip(matches, sentences, strict=True)]
    found = [Ranked(sentence, score) for sentence, score in zip(sentences, scores, strict=True) if score > 0]
    return sorted(found, key=lambda each: (-each.score, each.sentence.start or 0.0))


def kind_of(question: str, language: Language) -> QuestionKind:
    """What a question asks for."""
    how = reading(question, language)
    text = _comparable(question, how)
    for kind, patterns in lexicon(language).questions.items():
        if any(next(_matched(pattern, text, how), None) for pattern in patterns):
            return kind
    return "thing"


def asked_terms(question: str, how: Reading) -> list[str]:
    """The terms of a question; two syllables that have a meaning of their own are one."""
    found, known = terms(question, how), groups(how)
    asked: list[str] = []
    while found:
        pair = " ".join(found[:2])
        taken = 2 if pair in known else 1
        asked.append(pair if taken == 2 else found[0])
        found = found[taken:]
    return asked


def verbs_of(question: str, how: Reading) -> frozenset[str]:
    """The terms of a question that stand where its verb does."""
    patterns = lexicon(how.language).verbs
    text = _comparable(question, how)
    found = (match[1] for pattern in patterns for match in _matched(pattern, text, how))
    return frozenset(term for words in found for term in terms(words, how))


def _without(question: str, kind: QuestionKind, how: Reading) -> str:
    """A question without the words that say what is asked for."""
    text = _comparable(question, how)
    if kind not in _TOLD:
        return text
    for pattern in lexicon(how.language).questions[kind]:
        if match := next(_matched(pattern, text, how), None):
            return f"{text[: match.start()]} {text[match.end() :]}"
    return text


def _comparable(text: str, how: Reading) -> str:
    return simplified(text) if how.language == "zh" else unmarked(text.lower()) if how.plain else text


def _matched(pattern: re.Pattern[str], text: str, how: Reading) -> Iterator[re.Match[str]]:
    return (re.compile(unmarked(pattern.pattern), re.IGNORECASE) if how.plain else pattern).finditer(text)


def _score(match: Matched, kind: QuestionKind, sentence: Sentence, language: Language) -> float:
    meant = lexicon(language).pronoun.match(sentence.text) is not None and kind in lexicon(language).evidence
    if match.own <= 0 and not meant:
        return 0.0
    fits = _evident(kind, sentence, language)
    weak = 1.0 if match.own >= _OWN or meant else _WEAK
    return (match.share + _ACTS * match.acts + _ALONE * match.own) * weak * (1.0 if fits else _LACKING)


def _evident(kind: QuestionKind, sentence: Sentence, language: Language) -> bool:
    """Whether a sentence has something of the kind asked for."""
    pattern = lexicon(language).evidence.get(kind)
    return pattern is None or pattern.search(simplified(sentence.text) if language == "zh" else sentence.text) is not None
