# pyright: basic
"""Which capability a wish is like: example wishes, compared by words and runs of letters.

Linear support vector machines, one capability against the rest, over the examples of `locales/<lang>/wishes.jsonl`, every feature
weighted by how rare it is. They are learned when a process first needs them, in about a second, so that there are no weights to
keep beside the examples. Source: Fan et al., "LIBLINEAR: A Library for Large Linear Classification" (2008), by scikit-learn.
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
from typing import TYPE_CHECKING, Any

from agent_core.grammar.lexicon import lexicon
from agent_core.grammar.plain import HIDDEN, composed, plain, unaccented
from agent_core.languages import Language
from agent_core.messages import AttachmentKind

if TYPE_CHECKING:
    import numpy as np

_STRICTNESS = 2.0
"""What an example on the wrong side costs (`C`)."""
_SENT_WEIGHT = 6.0
"""What kinds of files came along tells about as much as four rare words."""
_HAN_RUNS, _LETTER_RUNS = range(1, 3), range(2, 5)
_KNOWN = 0.34
"""Share of a wish's words, or of its pairs of Chinese letters, that examples must have, or it is about something else."""
_SENT, _REPLY, _NOTHING, _MANY = "@", "@reply", "nothing", "many"
_WORD = "="
_HAN = re.compile(r"([\u3400-\u9fff]+)")
_QUOTED = re.compile(rf"[“\"「『《‘][^“\"「『《‘”」』》’]{{1,200}}[”\"」』》’]|{HIDDEN}+")
_QUOTE_MARK = " § "
_TOKEN = re.compile(r"<\w+>|\w+|§|[?？]")
_SHAPES = [
    (re.compile(pattern), f" {mark} ")
    for pattern, mark in (
        (r"\b9:16\b", "<upright>"),
        (r"\b16:9\b", "<wide>"),
        (r"\b1:1\b", "<square>"),
        (r"\b(?:4:5|4:3|3:4|21:9)\b", "<aspect>"),
        (r"\d+ ?k?hz|\b\d+ ?k\b", "<rate>"),
        (r"\d+(?:[.,]\d+)? ?(?:mb|megs?|mib|m)\b|\d+兆", "<size>"),
        (r"\d+(?:[.,]\d+)? ?(?:%|percent|phan tram)|百分之\d+", "<share>"),
        (r"\d+(?:[.,]\d+)? ?x\b|\bx ?\d+(?:[.,]\d+)?|\d+(?:[.,]\d+)? ?倍", "<factor>"),
        (r"\d+:\d\d(?::\d\d)?", "<moment>"),
        (r"\d+p\b", "<lines>"),
        (r"\d+ ?(?:s|secs?|seconds?|giay)\b|\d+秒", "<seconds>"),
        (r"\d+ ?(?:mins?|minutes?|phut)\b|\d+分钟?", "<minutes>"),
        (r"\b\d+\.\d+\b", "<fraction>"),
        (r"\d+", "<number>"),
    )
]
"""What numbers are, in place of their values."""


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
    unsaid: "np.ndarray"
    """What is said for each goal before anything is read, float32[goal]."""


def likeness(text: str, language: Language, kinds: Iterable[AttachmentKind], *, reply: bool = False) -> Mapping[str, float]:
    """How much a wish that came with attachments of `kinds` is like the examples of each capability: 1 and more for one of its
    own, -1 and less for others; a `reply` to a result is compared with replies. Empty where it is about something else."""
    learned = _learned(language)
    found = _features(text, language, kinds, reply=reply)
    words = [name for name in found if name.startswith(_WORD) and name[1:2].isalpha()]
    if sum(name in learned.rarity for name in words) <= _KNOWN * len(words):
        return {}
    said = _weighed(found, learned.rarity)
    total = list(said.values()) @ learned.weights[[learned.places[name] for name in said]] + learned.unsaid
    return dict(zip(learned.goals, map(float, total), strict=True))


def learn(language: Language) -> None:
    """Learn a language's examples before the first wish asks for them; about a second's work."""
    _learned(language)


@cache
def _learned(language: Language) -> _Learned:
    import numpy as np
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.svm import LinearSVC

    examples = list(_examples(language))
    count = Counter(name for found, _ in examples for name in found)
    rarity = {name: math.log((1 + len(examples)) / (1 + had)) + 1 for name, had in count.items()}
    vectorizer = DictVectorizer(dtype=np.float64)
    matrix = vectorizer.fit_transform([_weighed(found, rarity) for found, _ in examples])
    matrix.indices, matrix.indptr = matrix.indices.astype(np.int32), matrix.indptr.astype(np.int32)
    goals = sorted({goal for _, asked in examples for goal in asked})
    machines: list[Any] = [
        LinearSVC(C=_STRICTNESS, random_state=0).fit(matrix, [goal in asked for _, asked in examples]) for goal in goals
    ]
    taught = [(machine.coef_[0], machine.intercept_[0]) for machine in machines]
    weights, unsaid = (np.array(part, np.float32) for part in zip(*taught, strict=True))
    return _Learned(goals, rarity, vectorizer.vocabulary_, weights.T, unsaid)


def _examples(language: Language) -> Iterator[tuple[dict[str, float], list[str]]]:
    """The features of the example wishes, and what they ask for."""
    lines = files("locales").joinpath(language, "wishes.jsonl").read_text("utf-8").splitlines()
    rows = (json.loads(line) for line in lines if line.strip())
    return ((_features(row["text"], language, row.get("attach", []), reply="reply_to" in row), row["goals"]) for row in rows)


def _weighed(found: Mapping[str, float], rarity: Mapping[str, float]) -> dict[str, float]:
    """The features that examples have, by their number and rarity, as a vector of length 1."""
    weights = {
        name: count if name.startswith(_SENT) else (1 + math.log(count)) * rarity[name]
        for name, count in found.items()
        if name in rarity
    }
    length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {name: weight / length for name, weight in weights.items()}


def _features(text: str, language: Language, kinds: Iterable[AttachmentKind], *, reply: bool) -> dict[str, float]:
    """Words, pairs of words and runs of letters, without what is quoted, accents and the values of numbers; and what was sent."""
    flat = unaccented(_QUOTED.sub(_QUOTE_MARK, plain(composed(text), lexicon("zh").variants)))
    for pattern, mark in _SHAPES:
        flat = pattern.sub(mark, flat)
    words = _TOKEN.findall(flat)
    found: Counter[str] = Counter(_han_features(words) if language == "zh" else _letter_features(words))
    sent = [*kinds]
    marks = {*sent, _MANY} if len(sent) > 1 else {*sent} or {_NOTHING}
    return {**found, **dict.fromkeys([_REPLY] if reply else [f"{_SENT}{mark}" for mark in marks], _SENT_WEIGHT)}


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
