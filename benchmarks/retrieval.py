"""Retrieval: are the moments found that captions describe, for each embedder that is installed, and how soon?

`python -m benchmarks.retrieval`; a SigLIP 2 model that `CUTROOM_EMBEDDER` names takes part where torch is installed. All captions
are shuffled, and each is searched among all the material of its talk. Recall@1: the best moment overlaps the true one by half of
the shorter. IoU: of the best moment and the true one, 0 where nothing was found. Match: mean similarity of captions with the
moments that they belong to; others: with all other moments.
"""

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.captioned import Caption, captions, film, long_bank, talk
from media.bank.search import SURE, Bank, Match, Scores
from media.embedding.likeness import likeness
from media.embedding.siglip import embedder
from media.settings import MediaSettings

LANGUAGES = ("en", "zh", "vi")
_SAID, _SHOWN, _DECLINED, _LATENCY = 0.9, 0.7, 0.9, 0.2
Similarity = Callable[[str], Scores]


@dataclass(frozen=True)
class Row:
    """What one embedder found on one material."""

    title: str
    recall: float
    iou: float
    matched: float
    others: float
    count: int


def main(argv: Sequence[str] | None = None) -> bool:
    """Print the tables; returns whether the goals are met."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="one talk for each language, a quarter of an hour, no film")
    parser.add_argument("--texts", default="reported", help="reported (default), or tuning or second, which search was made with")
    args = parser.parse_args(argv)
    talks, hours = (1, 0.25) if args.quick else (5, 2.0)
    rows = [row for language in LANGUAGES for row in _talks(args.texts, language, talks)]
    if not args.quick:
        rows += asyncio.run(_film())
    print(f"{'':44}Recall@1    IoU  match  others      n")
    for row in rows:
        print(f"{row.title:44}{row.recall:8.3f} {row.iou:6.3f} {row.matched:6.3f} {row.others:7.3f} {row.count:6}")
    declined, answered = _declined(args.texts, talks)
    print(f"\nnot there, and said so: {declined:.3f}; there, and found at all: {answered:.3f} (bound {SURE})")
    built, usual, slow = _latency(args.texts, hours)
    print(f"bank of {hours:g} h: built in {built:.2f} s; a search takes {usual * 1000:.1f} ms, 19 of 20 ≤ {slow * 1000:.1f} ms")
    said = statistics.mean(row.recall for row in rows if "what is said" in row.title)
    shown = statistics.mean(row.recall for row in rows if "what is shown" in row.title)
    met = said >= _SAID and shown >= _SHOWN and declined >= _DECLINED and slow < _LATENCY
    goals = f"Recall@1 said {said:.3f} ≥ {_SAID}, shown {shown:.3f} ≥ {_SHOWN}, declined ≥ {_DECLINED}, a search < {_LATENCY} s"
    print(f"{goals}: {'met' if met else 'NOT MET'}")
    return met


def _talks(texts: str, language: str, count: int) -> Iterator[Row]:
    """What is said and what is shown, apart: the questions of a bank of one talk are asked of that talk."""
    for kind, words in (("said", "what is said"), ("shown", "what is shown")):
        rows = [_measured("", *_asked(texts, number, language, kind)) for number in range(count)]
        yield _mean(f"words and facts, {words}, {language}", rows)


def _asked(texts: str, number: int, language: str, kind: str) -> tuple[Bank, list[Caption], Similarity]:
    known, asked = talk(texts, number, language)
    bank = Bank([known])
    return bank, [caption for caption in asked if caption.kind == kind], bank.scores


async def _film() -> list[Row]:
    """The film that was really made, searched by words and facts, and by an embedder as well where there is one."""
    with tempfile.TemporaryDirectory(prefix="retrieval-") as folder:
        known, asked, store = await film(Path(folder))
        bank = Bank([known])
        rows = [_measured("words and facts, a surveyed film, 3 languages", bank, asked, bank.scores)]
        engine = embedder(MediaSettings())
        if engine is not None:
            texts = [caption.text for caption in asked]
            alike = dict(zip(texts, await likeness(bank, texts, engine, store), strict=True))
            rows.append(_measured(f"{engine.name} alone, a surveyed film", bank, asked, alike.__getitem__, alone=True))
            rows.append(_measured(f"{engine.name}, words and facts", bank, asked, alike.__getitem__, fused=True))
    return rows


def _measured(
    title: str, bank: Bank, asked: list[Caption], similar: Similarity, *, alone: bool = False, fused: bool = False
) -> Row:
    shuffled = random.Random(1).sample(asked, len(asked))
    hits, overlaps, matched, others = [], [], [], []
    for caption in shuffled:
        alike = similar(caption.text)
        own = np.array([_shared(unit.start, unit.end, caption) > 0 for unit in bank.units])
        matched.append(float(alike[own].max(initial=0.0)))
        others.append(float(alike[~own].mean()))
        best = _nearest(bank, alike) if alone else _found(bank, caption, alike if fused else None)
        hits.append(best is not None and _same(best, caption))
        overlaps.append(_iou(best, caption) if best is not None else 0.0)
    means = (statistics.mean(figures) for figures in (hits, overlaps, matched, others))
    return Row(title, *means, count=len(shuffled))


def _found(bank: Bank, caption: Caption, alike: Scores | None) -> Match | None:
    return next(iter(bank.search(caption.text, most=1, likeness=alike).matches), None)


def _nearest(bank: Bank, alike: Scores) -> Match:
    unit = bank.units[int(alike.argmax())]
    return Match(asset=unit.asset, start=unit.start, end=unit.end, score=float(alike.max()))


def _mean(title: str, rows: Sequence[Row]) -> Row:
    means = (statistics.mean(figures) for figures in zip(*((r.recall, r.iou, r.matched, r.others) for r in rows), strict=True))
    return Row(title, *means, count=sum(row.count for row in rows))


def _declined(texts: str, count: int) -> tuple[float, float]:
    """Shares of questions that are rightly declined, and rightly not."""
    declined, answered = [], []
    for language in LANGUAGES:
        for number in range(count):
            known, asked = talk(texts, number, language)
            bank = Bank([known])
            declined += [not bank.search(text).matches for text in captions(texts)[language]["absent"]]
            answered += [bool(bank.search(caption.text).matches) for caption in asked]
    return statistics.mean(declined), statistics.mean(answered)


def _latency(texts: str, hours: float) -> tuple[float, float, float]:
    """Seconds to build a bank, and of a search in it: the median, and that which 19 of 20 stay below."""
    files = long_bank(texts, hours)
    Bank(files[:1]).search("博物馆")  # imports and dictionaries are loaded
    begun = time.perf_counter()
    bank = Bank(files)
    built = time.perf_counter() - begun
    words = [captions(texts)[language] for language in LANGUAGES]
    asked = [text for each in words for text in (*(question for _, question in each["said"]), *each["shown"].values())]
    taken = sorted(_seconds(bank, text) for text in asked)
    return built, statistics.median(taken), taken[int(0.95 * len(taken))]


def _seconds(bank: Bank, text: str) -> float:
    begun = time.perf_counter()
    bank.search(text)
    return time.perf_counter() - begun


def _shared(start: float, end: float, caption: Caption) -> float:
    return max(0.0, min(end, caption.end) - max(start, caption.start))


def _same(match: Match, caption: Caption) -> bool:
    shorter = min(match.end - match.start, caption.end - caption.start)
    return match.asset == caption.asset and _shared(match.start, match.end, caption) >= 0.5 * shorter


def _iou(match: Match, caption: Caption) -> float:
    if match.asset != caption.asset:
        return 0.0
    shared = _shared(match.start, match.end, caption)
    return shared / (match.end - match.start + caption.end - caption.start - shared)


if __name__ == "__main__":
    raise SystemExit(not main())
