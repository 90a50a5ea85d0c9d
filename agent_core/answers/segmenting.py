"""Where a talk turns to another topic.

Topics share words: the split is the one under which every part's words are likeliest (Utiyama and Isahara, "A statistical model
for domain-independent text segmentation", 2001), found exactly by dynamic programming. Pauses, words that announce a turn and
cuts of the picture make a boundary likelier; parts that are too short make it unlikely.
"""

from collections import Counter
from collections.abc import Sequence
from math import log

from agent_core.answers.lexicon import lexicon
from agent_core.answers.sentences import Sentence
from agent_core.answers.terms import Reading, terms, words
from agent_core.languages import Language

_UNITS = 400
"""Most stretches that are told apart; of a longer talk several sentences are one."""
_PAUSE = 2.0
"""Seconds of silence that speak for a turn."""
_TURN = 6.0
"""What an announced turn is worth, in nats."""
_QUIET = 2.0
"""What a pause is worth, and as much again for twice as long a one."""
_CUT = 1.0
_NEAR = 1.5
"""Seconds from a cut to the sentence after it."""
_PRIOR = 2.0
"""How dear a part is: times the logarithm of the talk's length in words."""
_SHORT = 12.0
"""Seconds (or words, where there are no times) under which a part is hardly one."""
_HURRY = 2.0
"""What each second below it costs."""


def segmented(
    sentences: Sequence[Sentence], language: Language, count: int | None = None, cuts: Sequence[float] = ()
) -> list[tuple[int, int]]:
    """The parts of a talk as ranges of sentences, in order and without gaps; `count` of them where that is given and there are
    as many sentences. `cuts` are times at which something new is seen or heard."""
    if not sentences:
        return []
    units = _units(len(sentences))
    gains = [_gain(sentences, start, language, cuts) for start, _ in units]
    found = [[term for at in range(*unit) for term in terms(sentences[at].text, Reading(language))] for unit in units]
    lengths = [_length(sentences, unit, language) for unit in units]
    edges = _best(found, gains, lengths, min(count, len(units)) if count else None)
    starts = [units[edge][0] for edge in edges]
    return [*zip(starts, [*starts[1:], len(sentences)], strict=True)]


def _units(count: int) -> list[tuple[int, int]]:
    size = -(-count // _UNITS)
    return [(start, min(count, start + size)) for start in range(0, count, size)]


def _length(sentences: Sequence[Sentence], unit: tuple[int, int], language: Language) -> float:
    first, last = sentences[unit[0]], sentences[unit[1] - 1]
    if first.start is not None and last.end is not None and last.end > first.start:
        return last.end - first.start
    return float(sum(len(words(sentences[at].text, Reading(language))) for at in range(*unit))) / 2.5


def _gain(sentences: Sequence[Sentence], at: int, language: Language, cuts: Sequence[float]) -> float:
    """What speaks for a boundary before a sentence, beside its words."""
    here, before = sentences[at], sentences[at - 1] if at else None
    gain = _TURN if lexicon(language).turns.match(here.text.lstrip("\"'“「 ")) else 0.0
    if before is None or here.start is None or before.end is None:
        return gain
    if here.asset != before.asset:
        return _TURN * 4
    pause = here.start - before.end
    gain += _QUIET * min(3.0, pause / _PAUSE) if pause >= _PAUSE / 2 else 0.0
    return gain + (_CUT if any(abs(cut - here.start) <= _NEAR for cut in cuts) else 0.0)


def _best(found: Sequence[Sequence[str]], gains: Sequence[float], lengths: Sequence[float], count: int | None) -> list[int]:
    """First units of the parts on the cheapest way through all of them."""
    whole, vocabulary = sum(map(len, found)) or 1, len({term for unit in found for term in unit}) or 1
    price = _PRIOR * log(whole + 1)
    costs = _costs(found, lengths, vocabulary)
    size, most = len(found), count or 1
    layers = [[0.0, *[float("inf")] * size]]
    before: list[list[int]] = [[0] * (size + 1)]
    for _ in range(most if count else 1):
        ways, came = _layer(layers[-1] if count else None, costs, gains, price)
        layers.append(ways)
        before.append(came)
    edges: list[int] = []
    at, layer = size, most
    while at > 0:
        at = before[layer if count else 1][at]
        layer -= 1
        edges.append(at)
    return edges[::-1]


def _layer(
    earlier: Sequence[float] | None, costs: Sequence[Sequence[float]], gains: Sequence[float], price: float
) -> tuple[list[float], list[int]]:
    """The cheapest ways to each unit's end with one part more than `earlier`, or with any number where that is not counted."""
    size = len(costs)
    ways, came = [0.0 if earlier is None else float("inf"), *[float("inf")] * size], [0] * (size + 1)
    for end in range(1, size + 1):
        for start in range(end):
            so_far = (ways if earlier is None else earlier)[start]
            way = so_far + costs[start][end - start - 1] + price - (gains[start] if start else 0.0)
            if way < ways[end]:
                ways[end], came[end] = way, start
    return ways, came


def _costs(found: Sequence[Sequence[str]], lengths: Sequence[float], vocabulary: int) -> list[list[float]]:
    """Nats that the words of each stretch take under its own counts: `[start][units - 1]`."""
    costs: list[list[float]] = []
    for start in range(len(found)):
        counts, total, bits, length, row = Counter[str](), 0, 0.0, 0.0, list[float]()
        for end in range(start, len(found)):
            for term in found[end]:
                counts[term] += 1
                total += 1
                bits -= _gained(counts[term])
            length += lengths[end]
            row.append(bits + _logs(total, vocabulary) + _HURRY * max(0.0, _SHORT - length))
        costs.append(row)
    return costs


def _gained(count: int) -> float:
    """What a further occurrence adds to the sum of `count * log(count + 1)`."""
    return count * log(count + 1) - (count - 1) * log(count)


def _logs(total: int, vocabulary: int) -> float:
    return total * log(total + vocabulary)
