"""Written words: how many are read, when they are said to stand, and how much is read where nothing is written."""

from difflib import SequenceMatcher
from statistics import mean

import numpy as np

from benchmarks.looked import FIRST, Clock, looked
from benchmarks.signs import KINDS, SECONDS, SENTENCES, SIZE, sign_film
from media.senses.inscriptions import bare

_READ = 0.8
"""Likeness, accents left out, from which on words count as read: two letters in ten of a Vietnamese line may be missing."""


def measure(count: int) -> None:
    """Print the figures."""
    clock = Clock()
    offs: list[float] = []
    for language in SENTENCES:
        likenesses: list[float] = []
        regions: list[bool] = []
        wrong = 0
        for kind in KINDS:
            for seed in range(FIRST, FIRST + count):
                film = sign_film(seed, language, kind)
                looks = looked(film.pictures, SIZE, [(0.0, SECONDS)], clock)
                used: set[int] = set()
                for sign in film.signs:
                    standing = [n for n, line in enumerate(looks.writing) if line.start < sign.end and line.end > sign.start]
                    best = max(standing, key=lambda n: _alike(looks.writing[n].text, sign.text), default=None)
                    likenesses.append(0.0 if best is None else _alike(looks.writing[best].text, sign.text))
                    if best is not None and likenesses[-1] > 0.5:
                        used.add(best)
                        offs += [abs(looks.writing[best].start - sign.start), abs(looks.writing[best].end - sign.end)]
                wrong += len(looks.writing) - len(used)
                regions.append((looks.subtitles is not None) == (kind == "subtitle"))
        read = mean(likeness >= _READ for likeness in likenesses)
        print(
            f"words, {language}: {read:.3f} of {len(likenesses)} read (mean likeness {mean(likenesses):.3f}), {wrong} wrong; "
            f"subtitles told from other words {mean(regions):.3f}"
        )
    within = np.percentile(offs, 95)
    print(f"times of words: mean {mean(offs):.3f} s off, 95 of 100 within {within:.3f} s; {clock.share * 1000:.0f} ms a second")


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, bare(one), bare(other), autojunk=False).ratio()
