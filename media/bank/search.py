"""Search over all that is known of the material: which stretches have what is wanted, and how surely.

Each thing that is wanted is looked for in the words of a stretch (BM25: Robertson and Zaragoza, "The Probabilistic Relevance
Framework", 2009) and among its facts; a stretch's score is the share of what is wanted that it has, rare words weighing more than
common ones. Because scores are shares and no sums, one bound says for every query from where on nothing was found.
"""

import math
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from media.bank.facts import FACTS, grades
from media.bank.query import Clause, Query, read
from media.bank.units import Known, Unit, Words, units_of, words_of
from media.bank.words import terms
from media.frozen import Frozen

SURE = 0.55
"""Score from which something counts as found, unless the caller says otherwise; measured by `benchmarks.retrieval`."""
_STANDS = 0.75
"""What a word counts that stands in a text at all; how much of the text it is adds to that."""
_TYPICAL = 0.45
"""BM25's weight of a word that stands once in a text of usual length, as a share of the most it could have."""
_NEAR = 0.6
"""What is said right before or after counts that much, "he" and "it" pointing there."""
_AROUND = 0.9
"""What the rest of a stretch has to say counts that much for one line in it."""
_COMMON = 0.4
"""Weight of a word that stands everywhere, beside one that stands nowhere."""
_CLOSE = 0.75
"""What a term counts at least so that it is the word itself and not its like."""
_UNKNOWN = 0.15
"""Weight of a word that stands nowhere, beside facts of a shot."""
_TOGETHER = 0.06
"""Added for words that stand side by side as in the query."""
_EVIDENT = 0.3
_LEVEL = 0.92
"""Neighbours of one scene that score at least that much of the best are one moment with it."""
_SPAN = 30.0
"""Seconds of a moment at most, put together of neighbours."""
_OVERLAP = 0.5
Scores = npt.NDArray[np.float32]


class Match(Frozen):
    """A moment that has what is wanted."""

    asset: str
    """The source."""
    start: float
    end: float
    score: float
    """Share of what is wanted that it has, 0 to 1."""
    why: tuple[str, ...] = ()
    """What speaks for it: `said`, `written`, `pictured`, `likeness`, and names of facts."""
    text: str = ""
    """The words it was found by, as they stand there; empty where the picture or the sound alone speaks for it."""


class Finding(Frozen):
    """What a search found."""

    matches: tuple[Match, ...]
    """The best first; empty when nothing has what is wanted."""
    nearest: float = 0.0
    """The best score of all, also where it is too low to count."""
    unmet: tuple[str, ...] = ()
    """Words of the query for which nothing at all speaks in the best match, or in the whole material where there is none."""


class Bank:
    """Files that can be searched. Building it takes a few seconds for hours of speech, a search milliseconds."""

    def __init__(self, files: Sequence[Known]) -> None:
        self.units: list[Unit] = units_of(files)
        self.words: list[Words] = words_of(self.units)
        self.facts = np.array([[graded[name] for name in FACTS] for graded in map(grades, self.units)], np.float32)
        self._places = np.array([entry.unit for entry in self.words], np.intp)
        self._before, self._after = self._neighbours()
        self._index = _indexed([terms(entry.text) for entry in self.words])
        self._counts = _counted(self._index)
        self._degrees = cache(self._degree)

    def search(self, wanted: str | Query, most: int = 10, floor: float = SURE, likeness: Scores | None = None) -> Finding:
        """The moments that have what is wanted, the best first.

        `likeness` grades each unit's picture by an embedder, 0 to 1. Where nothing reaches `floor` the finding is empty.
        """
        query = read(wanted) if isinstance(wanted, str) else wanted
        if not self.units or not (query.clauses or likeness is not None):
            return Finding(matches=())
        by_unit, by_words = self._scores(query, likeness)
        best = float(max(by_unit.max(initial=0.0), by_words.max(initial=0.0)))
        matches = self._chosen(query, by_unit, by_words, most, floor, likeness)
        return Finding(matches=tuple(matches), nearest=round(best, 4), unmet=self._unmet(query, matches))

    def scores(self, wanted: str | Query, likeness: Scores | None = None) -> Scores:
        """How much of what is wanted each unit has, `float32[units]`, the words in it and right beside it included."""
        query = read(wanted) if isinstance(wanted, str) else wanted
        by_unit, by_words = self._scores(query, likeness)
        if len(self.words):
            np.maximum.at(by_unit, self._places, by_words)
        return np.minimum(by_unit, 1.0)

    def evidence(self, wanted: Query, unit: int) -> Words | None:
        """The words in a unit that say most of what is wanted; `None` where none do."""
        within = [place for place, entry in enumerate(self.words) if entry.unit == unit]
        said = {
            place: sum(float(self._own(clause)[place]) for clause in wanted.clauses if not clause.negated) for place in within
        }
        best = max(said, key=lambda place: (said[place], -place), default=None)
        return self.words[best] if best is not None and said[best] > _EVIDENT else None

    def reasons(self, wanted: Query, unit: int) -> tuple[str, ...]:
        """What speaks for a unit: the kind of its words, and facts."""
        spoken = self.evidence(wanted, unit)
        return (*((spoken.kind,) if spoken else ()), *self._reasons(wanted, unit))

    def _scores(self, query: Query, likeness: Scores | None) -> tuple[Scores, Scores]:
        """Scores of the units and of the words."""
        weights = self._weights(query)
        whole = sum(weights)
        by_unit, by_words = np.zeros(len(self.units), np.float32), np.zeros(len(self.words), np.float32)
        for clause, weight in zip(query.clauses, weights, strict=True):
            unit, words = self._clause(clause)
            share = weight / whole
            by_unit += share * unit
            by_words += share * words
        if query.pairs and len(self.words) and query.clauses:
            side = sum((self._degrees(pair) > 0).astype(np.float32) for pair in query.pairs) / len(query.pairs)
            by_words += _TOGETHER * side * (by_words > 0)
        if likeness is not None:
            by_unit = 1 - (1 - np.minimum(by_unit, 1)) * (1 - likeness)
            by_words = 1 - (1 - np.minimum(by_words, 1)) * (1 - likeness[self._places])
        return by_unit.astype(np.float32), by_words.astype(np.float32)

    def _clause(self, clause: Clause) -> tuple[Scores, Scores]:
        """How far units and words fulfil one thing that is wanted."""
        own = self._own(clause)
        around = np.zeros(len(self.units), np.float32)
        if len(self.words):
            np.maximum.at(around, self._places, own)
        facts = self._fact(clause)
        beside = np.maximum(own[self._before], own[self._after]) * _NEAR if len(self.words) else own
        unit = np.maximum(facts, 0 if clause.negated else around * _AROUND)
        words = np.maximum.reduce([own, beside, around[self._places] * _AROUND, facts[self._places]])
        return unit, facts[self._places] if clause.negated else words

    def _own(self, clause: Clause) -> Scores:
        """How far each of the words says it."""
        found = [share * self._degrees(term) for term, share in clause.terms]
        return np.maximum.reduce(found) if found else np.zeros(len(self.words), np.float32)

    def _fact(self, clause: Clause) -> Scores:
        if not clause.facts:
            return np.zeros(len(self.units), np.float32)
        graded = self.facts[:, [FACTS.index(fact) for fact in clause.facts]].max(axis=1)
        return 1 - graded if clause.negated else graded

    def _degree(self, term: str) -> Scores:
        """How much each of the words is about a term, 0 to 1."""
        if self._index is None or term not in self._index.vocab_dict:
            return np.zeros(len(self.words), np.float32)
        scores = np.asarray(self._index.get_scores([term]), np.float32)
        usual = max(self._rarity(term) * _TYPICAL, 1e-6)
        return np.where(scores > 0, _STANDS + (1 - _STANDS) * np.minimum(1, scores / usual), 0).astype(np.float32)

    def _rarity(self, term: str) -> float:
        """BM25's inverse document frequency, as Lucene has it."""
        count = len(self.words)
        stands = self._counts.get(term, 0)
        return math.log(1 + (count - stands + 0.5) / (stands + 0.5))

    def _weights(self, query: Query) -> list[float]:
        """What each clause weighs: the rarer its commonest word, the more.

        Where shots are asked for, a word that nobody says, writes or describes weighs little: senses that do not know it cannot
        deny it either. Where speech is asked for, they can.
        """
        blind = bool(query.facts) and "speaking" not in query.facts
        return [clause.weight * self._rare(clause, blind) for clause in query.clauses]

    def _rare(self, clause: Clause, blind: bool) -> float:
        if clause.facts or not clause.terms:
            return 1.0
        if blind and not any(self._counts.get(term) for term, share in clause.terms if share >= _CLOSE):
            return _UNKNOWN
        rarest = self._rarity("")
        rare = min(self._rarity(term) for term, share in clause.terms if share >= _CLOSE) / rarest if rarest else 1.0
        return _COMMON + (1 - _COMMON) * rare

    def _neighbours(self) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
        """For each of the words the place of what is said before it and after it in the same file, else its own."""
        before, after = np.arange(len(self.words)), np.arange(len(self.words))
        for place in range(1, len(self.words)):
            one, two = self.words[place - 1], self.words[place]
            if one.kind == two.kind == "said" and self.units[one.unit].asset == self.units[two.unit].asset:
                before[place], after[place - 1] = place - 1, place
        return before, after

    def _chosen(
        self, query: Query, by_unit: Scores, by_words: Scores, most: int, floor: float, likeness: Scores | None
    ) -> list[Match]:
        """The best candidates of which none lies in another."""
        evident = self._evident(query)
        ranked = [(float(score), True, place) for place, score in enumerate(by_words) if score >= floor and evident[place]]
        ranked += [(float(score), False, place) for place, score in enumerate(by_unit) if score >= floor]
        chosen: list[Match] = []
        used: set[int] = set()
        for score, spoken, place in sorted(ranked, key=lambda row: (-round(row[0], 4), not row[1], row[2])):
            if not spoken and place in used:
                continue
            spread = (place, place) if spoken else self._spread(place, by_unit, used)
            match = self._worded(query, place, score) if spoken else self._shown(query, place, score, spread, likeness)
            used |= set() if spoken else set(range(spread[0], spread[1] + 1))
            if not any(_same(match, other) for other in chosen):
                chosen.append(match)
            if len(chosen) >= most:
                break
        return chosen

    def _evident(self, query: Query) -> npt.NDArray[np.bool_]:
        """Which of the words say something of what is wanted themselves."""
        own = [self._own(clause) for clause in query.clauses if not clause.negated]
        if not own or not len(self.words):
            return np.zeros(len(self.words), np.bool_)
        return np.maximum.reduce(own) > _EVIDENT

    def _worded(self, query: Query, place: int, score: float) -> Match:
        entry = self.words[place]
        why = (entry.kind, *self._reasons(query, entry.unit))
        asset = self.units[entry.unit].asset
        return Match(asset=asset, start=entry.start, end=entry.end, score=_rounded(score), why=why, text=entry.text)

    def _shown(self, query: Query, place: int, score: float, spread: tuple[int, int], likeness: Scores | None) -> Match:
        first, last = spread
        alike = likeness is not None and float(likeness[place]) >= _EVIDENT
        why = (*(("likeness",) if alike else ()), *self._reasons(query, place))
        start, end = self.units[first].start, self.units[last].end
        return Match(asset=self.units[place].asset, start=start, end=end, score=_rounded(score), why=why)

    def _spread(self, place: int, by_unit: Scores, used: set[int]) -> tuple[int, int]:
        """The unit with its neighbours in the same scene that are as good and in no other moment."""
        first = last = place
        while self._goes_on(first - 1, place, by_unit, used) and self.units[last].end - self.units[first - 1].start <= _SPAN:
            first -= 1
        while self._goes_on(last + 1, place, by_unit, used) and self.units[last + 1].end - self.units[first].start <= _SPAN:
            last += 1
        return first, last

    def _goes_on(self, other: int, place: int, by_unit: Scores, used: set[int]) -> bool:
        if not 0 <= other < len(self.units) or other in used:
            return False
        one, two = self.units[place], self.units[other]
        return one.known is two.known and one.number == two.number and bool(by_unit[other] >= _LEVEL * by_unit[place])

    def _reasons(self, query: Query, unit: int) -> tuple[str, ...]:
        return tuple(fact for fact in dict.fromkeys(query.facts) if self.facts[unit, FACTS.index(fact)] >= _EVIDENT)

    def _unmet(self, query: Query, matches: Sequence[Match]) -> tuple[str, ...]:
        within = np.array([not matches or _inside(unit, matches[0]) for unit in self.units])
        near = within[self._places]
        met: dict[str, bool] = {}
        for clause in query.clauses:
            unit, words = self._clause(clause)
            met[clause.said] = bool((unit[within] > _EVIDENT).any() or (words[near] > _EVIDENT).any())
        return tuple(said for said, found in met.items() if not found)


def _indexed(texts: Sequence[Sequence[str]]) -> Any:
    """BM25 over terms; `None` where there are none."""
    if not any(texts):
        return None
    import bm25s

    index: Any = cast("Any", bm25s).BM25(method="lucene", k1=1.2, b=0.3)
    index.index([list(each) for each in texts], show_progress=False)
    return index


def _counted(index: Any) -> Mapping[str, int]:
    """In how many texts each term stands."""
    if index is None:
        return {}
    rows = np.diff(np.asarray(index.scores["indptr"]))
    return {term: int(rows[number]) for term, number in index.vocab_dict.items() if number < len(rows)}


def _rounded(score: float) -> float:
    return round(min(1.0, score), 4)


def _inside(unit: Unit, match: Match) -> bool:
    return unit.asset == match.asset and unit.start < max(match.end, match.start + 1e-3) and unit.end > match.start


def _same(one: Match, other: Match) -> bool:
    """Whether two moments of a file mostly cover each other."""
    if one.asset != other.asset:
        return False
    shared = min(one.end, other.end) - max(one.start, other.start)
    shorter = min(one.end - one.start, other.end - other.start)
    return shared >= _OVERLAP * shorter if shorter > 0 else shared >= 0
