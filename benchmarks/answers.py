"""What the embedded writer finds in generated talks with known facts: `python -m benchmarks.answers`.

The talks are given as subtitles. Its bounds were set on one half of them (`--tune` shows that half); other topics and other
wordings make up the half that is reported. Questions are put in other words than the sentences that answer them.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field

from agent_core.answers.asking import answered
from agent_core.answers.outlining import topics
from agent_core.answers.sentences import spoken
from agent_core.answers.summarizing import Length, summarized
from agent_core.languages import LANGUAGES, Language
from benchmarks.talks import Half, Talk, talks

_RIGHT = 2.0
"""Seconds that the cited time may be off."""
_NEAR = 4.0
"""Seconds that a chapter's beginning may be off."""
_WANTED = {"found": 0.8, "declined": 0.9}


@dataclass
class Counts:
    """What was found of what there was."""

    found: list[bool] = field(default_factory=list[bool])
    declined: list[bool] = field(default_factory=list[bool])
    covered: list[bool] = field(default_factory=list[bool])
    hits: int = 0
    """Chapters that begin where a section does."""
    made: int = 0
    turns: int = 0

    @property
    def chapters(self) -> float:
        """F1 of the chapters' beginnings."""
        return 2 * self.hits / max(1, self.made + self.turns)


def measured(half: Half, language: Language, seeds: int, *, told: bool = False) -> Counts:
    """All talks of one language."""
    counts = Counts()
    for talk in talks(half, language, seeds):
        _ask(talk, counts, told=told)
        _summarize(talk, counts)
        _divide(talk, counts)
    return counts


def _ask(talk: Talk, counts: Counts, *, told: bool) -> None:
    sentences = spoken([talk.transcript])
    for fact in talk.planted:
        found = answered(fact.question, sentences, talk.language)
        right = bool(found) and abs((found[0].start or 0.0) - fact.start) <= _RIGHT
        counts.found.append(right)
        if told and not right:
            print(f"  missed: {fact.question} → {found[0].text if found else '—'}")
    for question in talk.absent:
        found = answered(question, sentences, talk.language)
        counts.declined.append(not found)
        if told and found:
            print(f"  made up: {question} → {found[0].text}")


def _summarize(talk: Talk, counts: Counts) -> None:
    """One point for each section: how many of the sections' main points are among them."""
    main = [fact for fact in talk.planted if fact.main]
    kept = summarized(spoken([talk.transcript]), talk.language, Length(points=2 * len(main)))
    counts.covered += [any(abs((each.start or 0.0) - fact.start) <= _RIGHT for each in kept) for fact in main]


def _divide(talk: Talk, counts: Counts) -> None:
    found = topics(spoken([talk.transcript]), talk.language)
    starts = [topic.sentences[0].start or 0.0 for topic in found][1:]
    counts.hits += sum(any(abs(start - turn) <= _NEAR for start in starts) for turn in talk.turns)
    counts.made += len(starts)
    counts.turns += len(talk.turns)


def _share(values: Sequence[bool]) -> float:
    return sum(values) / max(1, len(values))


def main(arguments: Sequence[str]) -> int:
    """Print the table; the exit status is 0 when what must be reached is."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.answers")
    parser.add_argument("--tune", action="store_true", help="the half that the bounds were set on, with each mistake")
    parser.add_argument("--seeds", type=int, default=4, help="orders of each talk (default: 4)")
    given = parser.parse_args(arguments)
    half: Half = "tune" if given.tune else "report"
    good = True
    print(f"{'':4}{'facts':>7}{'found':>9}{'absent':>8}{'declined':>10}{'main points':>13}{'chapters F1':>13}")
    for language in LANGUAGES:
        counts = measured(half, language, given.seeds, told=given.tune)
        found, declined = _share(counts.found), _share(counts.declined)
        good = good and found >= _WANTED["found"] and declined >= _WANTED["declined"]
        row = f"{language:4}{len(counts.found):>7}{found:>9.1%}{len(counts.declined):>8}{declined:>10.1%}"
        print(f"{row}{_share(counts.covered):>13.1%}{counts.chapters:>13.2f}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
