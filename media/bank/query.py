"""What somebody looks for, read from their words: facts of shots, and words that must be said, written or pictured."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import cast

from media.bank.words import (
    ACCENTED,
    LANGUAGES,
    LETTER,
    ignorable,
    lexicon,
    pieces,
    plain,
    stem,
    synonyms,
    unaccented,
    variants,
    word_spans,
)
from media.frozen import Frozen

_WORD = 1.0
_FACT = 0.6
"""Weight of a fact beside a word: what is red is less than a car."""
_UNSEEN = 0.2
"""Weight of the face of somebody who speaks: a voice may come from beside the picture."""
_BARE = 0.75
"""How much a word without its accents counts where they were typed."""
_IN_WORD = 0.3
"""How much one letter of a Chinese word counts: `狼群` has something of `狼`."""
_UNTYPED = 0.9
"""How much a word with accents counts where they were not typed."""
_OTHER = 0.3
"""How much a word with other accents counts: tones are often mistaken."""
_ALIKE = 0.8
_TWO = 2
_PART = 0.6
"""How much a part of a Chinese word counts."""
_AFTER = re.compile(r"[\s,，]*(?:any |a |the |有|任何|bất kỳ )?$")
_VIETNAMESE = re.compile("[ăđơưạ-ỹ]")


class Clause(Frozen):
    """One thing that is wanted."""

    said: str
    """As it was typed, in plain letters."""
    facts: tuple[str, ...] = ()
    terms: tuple[tuple[str, float], ...] = ()
    """Terms any of which fulfils it, each with what it counts."""
    weight: float = _WORD
    negated: bool = False


class Query(Frozen):
    """All that is wanted together."""

    text: str
    clauses: tuple[Clause, ...]
    pairs: tuple[str, ...] = ()
    """Terms of words that stand side by side in it: a text that has them is preferred."""

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts that are asked for."""
        return tuple(fact for clause in self.clauses if not clause.negated for fact in clause.facts)


def read(text: str) -> Query:
    """Read a query in any of the three languages, or in several at once. Without anything to look for it has no clauses."""
    whole = plain(text)
    clauses: list[Clause] = []
    for start, end, fact in _facts(whole):
        negation = _negation(whole[:start])
        said = whole[start:end]
        clauses.append(Clause(said=said, facts=(fact,), terms=_phrase(pieces(said)), weight=_FACT, negated=negation > 0))
        whole = whole[: start - negation] + " " * (end - start + negation) + whole[end:]
    words = pieces(whole)
    ignored = ignorable(pieces(plain(text))) | ignorable(words)
    clauses += [Clause(said=word, terms=tuple(_terms(word))) for word in dict.fromkeys(words) if word not in ignored]
    return Query(text=text, clauses=tuple(_joined(clauses)), pairs=tuple(_pairs(pieces(plain(text)), ignored)))


@cache
def _phrases() -> tuple[tuple[str, str, bool], ...]:
    """Every phrase with its fact, the longest first, and whether it is one that counts without Vietnamese accents."""
    found: dict[str, tuple[str, bool]] = {}
    for language in LANGUAGES:
        for fact, phrases in cast("dict[str, Sequence[str]]", lexicon(language)["facts"]).items():
            for phrase in map(plain, phrases):
                found.setdefault(phrase, (fact, False))
                if language == "vi" and unaccented(phrase) != phrase:
                    found.setdefault(unaccented(phrase), (fact, True))
    return tuple((phrase, *found[phrase]) for phrase in sorted(found, key=lambda phrase: (-len(phrase), phrase)))


def _facts(text: str) -> Iterator[tuple[int, int, str]]:
    """Places of facts' phrases in a plain text; the longest first, none over another."""
    taken = [False] * len(text)
    words = word_spans(text)
    bare = not _VIETNAMESE.search(text)
    vietnamese = bool(ignorable(pieces(text)) - frozenset(word for word in pieces(text) if ignorable([word])))
    for phrase, fact, unmarked in _phrases():
        if phrase not in text or (unmarked and not (bare and (vietnamese or " " in phrase))):
            continue
        for found in re.finditer(rf"(?<!\w){re.escape(phrase)}(?!\w)" if phrase[0] < "\u3000" else re.escape(phrase), text):
            whole = phrase[0] < "\u3000" or len(phrase) > _TWO or found.span() in words
            if whole and not any(taken[found.start() : found.end()]):
                taken[found.start() : found.end()] = [True] * len(phrase)
                yield found.start(), found.end(), fact


def _negation(before: str) -> int:
    """Letters of the negation right before a place; 0 where there is none."""
    for negation in _negations():
        found = re.search(rf"(?:(?<!\w)|(?<=[\u3400-\u9fff])){re.escape(negation)}{_AFTER.pattern}", before)
        if found:
            return len(before) - found.start()
    return 0


@cache
def _negations() -> tuple[str, ...]:
    said = {plain(word) for language in LANGUAGES for word in cast("Sequence[str]", lexicon(language)["negations"])}
    return tuple(sorted(said | {unaccented(word) for word in said if " " in word}, key=len, reverse=True))


def _terms(word: str) -> Iterator[tuple[str, float]]:
    """What fulfils a plain word: itself above all, then itself without accents, its parts, and its like."""
    own = variants(word)
    root = stem(unaccented(word)) if word[0] < "\u3000" else word
    if word[0] >= "\u3000":
        yield own[0], 1.0
        yield from ((part, _PART) for part in own[1:] if not part.startswith(LETTER))
        yield from ((form, _IN_WORD if len(word) > 1 else _PART) for letter in word for form in (LETTER + letter, letter))
    elif len(own) == 1:
        yield from ((root, 1.0), (ACCENTED + root, _UNTYPED))
    else:
        yield from ((word, 1.0), (root, _BARE), (own[0], _OTHER))
    yield from ((other, _ALIKE) for other in sorted(synonyms().get(root, ())))


def _phrase(words: Sequence[str]) -> tuple[tuple[str, float], ...]:
    """What says a fact's phrase in a text: its word, or its two words side by side; longer ones hardly stand in one."""
    if len(words) == 1:
        return tuple(_terms(words[0]))
    return tuple((pair, 1.0) for pair in _pairs(words, frozenset())) if len(words) == _TWO else ()


def _pairs(words: Sequence[str], ignored: frozenset[str]) -> Iterator[str]:
    for one, two in pairwise(words):
        if one[0] < "\u3000" and two[0] < "\u3000" and not {one, two} <= ignored:
            yield f"{stem(unaccented(one))}_{stem(unaccented(two))}"


def _joined(clauses: Sequence[Clause]) -> list[Clause]:
    """Each fact once; who speaks need not be seen."""
    kept: dict[tuple[object, ...], Clause] = {}
    speaks = any("speaking" in clause.facts for clause in clauses)
    for clause in clauses:
        unseen = speaks and clause.facts == ("face",) and not clause.negated
        key = (clause.facts or clause.said, clause.negated)
        kept.setdefault(key, clause.model_copy(update={"weight": _UNSEEN}) if unseen else clause)
    return list(kept.values())
