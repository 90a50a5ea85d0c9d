# pyright: basic
"""Which capability a wish is like: example wishes, compared by words and runs of letters.

A ridge classifier (regularized least squares, one capability against the rest) over the examples of
`locales/<lang>/wishes.jsonl`, every feature weighted by how rare it is. It is learned when a process first needs it, in less than
a second, so that there are no weights to keep beside the examples. Source: Rifkin, Yeo and Poggio, "Regularized Least-Squares
Classification" (2003).
"""

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING

from agent_core.grammar.lexicon import lexicon
from agent_core.grammar.plain import HIDDEN, composed, plain, unaccented
from agent_core.languages import Language
from agent_core.messages import AttachmentKind

if TYPE_CHECKING:
    import numpy as np

_RIDGE = 0.3
_SENT_WEIGHT = 6.0
"""What kinds of files came along tells about as much as four rare words."""
_HAN_RUNS, _LETTER_RUNS = range(1, 3), range(2, 5)
_KNOWN: Mapping[Language, float] = {"en": 0.5, "vi": 0.5, "zh": 0.25}
"""Share of a wish's words, or of its pairs of Chinese letters, that examples must have, or it is about something else."""
_SENT, _WORD = "@", "="
_HAN = re.compile(r"([\u3400-\u9fff]+)")
_QUOTED = re.compile(r"[“\"「『《‘][^“\"「『《‘”」』》’]{1,200}[”\"」』》’]")
_QUOTE_MARK = " § "


@dataclass(frozen=True)
class _Learned:
    """What the examples of a language taught."""

    goals: Sequence[str]
    rarity: Mapping[str, float]
    """Inverse document frequency of each feature."""
    places: Mapping[str, int]
    """Feature to its row in `weights`."""
    weights: "np.ndarray"
    """What each feature says for each goal, float32[feature, goal]."""


def likeness(text: str, language: Language, kinds: Iterable[AttachmentKind], *, reply: bool = False) -> Mapping[str, float]:
    """How much a wish that came with attachments of `kinds` is like the examples of each capability: about 1 for its own, about
    -1 for others; a `reply` to a result is compared with replies. Empty where it is about something else."""
    learned = _learned(language, reply)
    found = _features(text, language, kinds)
    words = [name for name in found if name.startswith(_WORD)]
    if not words or sum(name in learned.rarity for name in words) < _KNOWN[language] * len(words):
        return {}
    said = _weighed(found, learned.rarity)
    total = list(said.values()) @ learned.weights[[learned.places[name] for name in said]]
    return dict(zip(learned.goals, map(float, total), strict=True))


def learn(language: Language) -> None:
    """Learn a language's examples before the first wish asks for them; about a second's work."""
    for reply in (False, True):
        _learned(language, reply)


@cache
def _learned(language: Language, reply: bool) -> _Learned:
    import numpy as np
    from scipy.linalg import solve
    from scipy.sparse import csr_array

    examples = [(_features(text, language, kinds), asked) for text, kinds, asked in _wishes(language, reply)]
    count = Counter(name for found, _ in examples for name in found)
    rarity = {name: math.log((1 + len(examples)) / (1 + had)) + 1 for name, had in count.items()}
    places = {name: place for place, name in enumerate(rarity)}
    rows = [_weighed(found, rarity) for found, _ in examples]
    marked = [(at, places[name], weight) for at, row in enumerate(rows) for name, weight in row.items()]
    at, place, weight = zip(*marked, strict=True)
    matrix = csr_array((weight, (at, place)), shape=(len(rows), len(places)))
    goals = sorted({goal for _, asked in examples for goal in asked})
    told = np.array([[1.0 if goal in asked else -1.0 for goal in goals] for _, asked in examples], np.float32)
    alike = (matrix @ matrix.T).toarray().astype(np.float32) + _RIDGE * np.eye(len(rows), dtype=np.float32)
    shares = solve(alike, told, assume_a="pos", overwrite_a=True)
    return _Learned(goals, rarity, places, (matrix.T @ shares).astype(np.float32))


def _wishes(language: Language, reply: bool) -> Iterator[tuple[str, list[AttachmentKind], list[str]]]:
    """The examples, wishes of their own or replies, with what came along and what they ask for."""
    lines = files("locales").joinpath(language, "wishes.jsonl").read_text("utf-8").splitlines()
    rows = (json.loads(line) for line in lines if line.strip())
    return ((row["text"], row.get("attach", []), row["goals"]) for row in rows if ("reply_to" in row) is reply)


def _weighed(found: Mapping[str, float], rarity: Mapping[str, float]) -> dict[str, float]:
    """The features that examples have, by their number and rarity, as a vector of length 1."""
    weights = {
        name: count if name.startswith(_SENT) else (1 + math.log(count)) * rarity[name]
        for name, count in found.items()
        if name in rarity
    }
    length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {name: weight / length for name, weight in weights.items()}


def _features(text: str, language: Language, kinds: Iterable[AttachmentKind]) -> dict[str, float]:
    """Words, pairs of words and runs of letters, without what is quoted, accents and the values of numbers; and what was sent."""
    flat = _QUOTED.sub(_QUOTE_MARK, plain(composed(text), lexicon("zh").variants).replace(HIDDEN, " "))
    words = re.findall(r"\w+|§|[?？]", unaccented(flat))
    found: Counter[str] = Counter(_han_features(words) if language == "zh" else _letter_features(words))
    sent = list(kinds)
    marks = {*sent, "many"} if len(sent) > 1 else set(sent) or {"nothing"}
    return {**found, **{f"{_SENT}{mark}": _SENT_WEIGHT for mark in marks}}


def _letter_features(words: Sequence[str]) -> Iterator[str]:
    for word in words:
        yield f"{_WORD}{word}"
        yield from _runs(f" {word} ", _LETTER_RUNS)
    yield from (f"{one} {other}" for one, other in pairwise(words))


def _han_features(words: Sequence[str]) -> Iterator[str]:
    """Chinese letters with their neighbours, pairs of them as words; words of other scripts whole."""
    for part in (part for word in words for part in _HAN.split(word) if part):
        if not _HAN.match(part):
            yield f"{_WORD}{part}"
            continue
        yield from _runs(part, _HAN_RUNS)
        yield from (f"{_WORD}{one}{other}" for one, other in pairwise(part))


def _runs(word: str, sizes: range) -> Iterator[str]:
    return (word[at : at + size] for size in sizes for at in range(len(word) - size + 1))
