"""Storyboards: shots from the material for the pictures that are wanted, each trimmed to the frame, all together exactly as long
as asked.

All pictures are given their stretches at once, so that the whole fits best, no stretch twice while others are free. Nothing here
is random but the choice among equals, which hangs on the seed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from agent_core.artifacts import PlannedShot, ShotList
from agent_core.assignment import assigned, rising
from agent_core.shot_queries import Wanted, shares
from media.bank.facts import FACTS
from media.bank.query import Query, read
from media.bank.search import SURE, Bank
from media.bank.trimming import Window, room, trimmed
from media.senses.index import Span

Order = Literal["asked", "source"]
"""The pictures as they are listed; or those, and the material running forward as well."""
SHORTEST = 0.8
"""Seconds of a shot at least, where the material allows it."""
_USUAL = 3.0
"""Seconds of a picture where nobody says how long."""
_SHORT = 0.3
"""Taken off for a stretch that is too short for its picture, in proportion."""
_QUALITY = 0.08
"""What a good picture is worth beside the right one."""
_LOOKS = {"sharp": 0.4, "face": 0.3, "shaky": -0.3, "dark": -0.6, "blurry": -0.8}
_CHANCE = 1e-3
_ENDLESS = 1e6
_FINE = 1e-6
_ROUNDS = 200
"""Times the material may be gone through for one picture: a film of a minute from a clip of a second."""
Scores = npt.NDArray[np.float64]


@dataclass
class _Taken:
    """What is used already."""

    units: set[int]
    spans: dict[str, list[Span]] = field(default_factory=dict[str, list[Span]])

    def of(self, asset: str) -> list[Span]:
        """Stretches of a source."""
        return self.spans.setdefault(asset, [])


def storyboard(
    bank: Bank,
    wanted: Sequence[Wanted],
    *,
    duration: float | None = None,
    order: Order = "asked",
    keep_speech: bool = False,
    likeness: npt.NDArray[np.float32] | None = None,
    seed: int = 0,
) -> ShotList:
    """Shots for each of the pictures that are wanted, in their order.

    `duration` is the whole's; without one every picture has its own, or 3 seconds. `keep_speech` says that what is said in the
    shots will be heard, and is not cut within a word. `likeness` is `float32[wanted, units]`, graded by an embedder. Without
    material there are no shots. Raises `ValueError` for a duration that is not positive.
    """
    if not bank.units or not wanted:
        return ShotList(shots=())
    lengths = shares(wanted, duration) if duration is not None else tuple(each.duration or _USUAL for each in wanted)
    queries = [read(each.query) for each in wanted]
    scores = _scores(bank, queries, likeness)
    worth = _worth(bank, scores, lengths, seed)
    places = rising(worth) if order == "source" else assigned(worth)
    taken = _Taken(units=set(places))
    shots: list[PlannedShot] = []
    for number, place in enumerate(places):
        cast = _Cast(bank, queries[number], scores[number], worth[number], keep_speech)
        shots += cast.shots(place, lengths[number], taken, forward=order == "source")
    unmet = tuple(each.query for each, row in zip(wanted, scores, strict=True) if float(row.max()) < SURE)
    return ShotList(shots=tuple(shots), unmet=unmet)


def _scores(bank: Bank, queries: Sequence[Query], likeness: npt.NDArray[np.float32] | None) -> Scores:
    """How well each stretch shows each picture, `float64[pictures, units]`."""
    rows = [bank.scores(query, None if likeness is None else likeness[number]) for number, query in enumerate(queries)]
    return np.minimum(1.0, np.array(rows, np.float64))


def _worth(bank: Bank, scores: Scores, lengths: Sequence[float], seed: int) -> Scores:
    """What choosing a stretch for a picture is worth: that it shows it, has room enough, and looks good."""
    rooms = [min(room(unit).duration, _ENDLESS) for unit in bank.units]
    lacking: Scores = np.array([[max(0.0, 1.0 - space / length) for space in rooms] for length in lengths])
    chance = np.random.default_rng(seed).random(scores.shape) * _CHANCE
    return scores - _SHORT * lacking + _QUALITY * _quality(bank)[None, :] + chance


def _quality(bank: Bank) -> Scores:
    """How good a stretch looks, whatever it shows, `float64[units]`."""
    weights = np.array([_LOOKS.get(name, 0.0) for name in FACTS])
    return bank.facts.astype(np.float64) @ weights


@dataclass(frozen=True)
class _Cast:
    """One picture and what may show it."""

    bank: Bank
    query: Query
    scores: Scores
    worth: Scores
    keep_speech: bool

    def shots(self, place: int, length: float, taken: _Taken, *, forward: bool) -> Iterator[PlannedShot]:
        """Shots of that length together: the stretch at `place`, and the next best where it is too short."""
        left = length
        for unit in self._candidates(place, taken, forward):
            window = self._window(unit, left, taken)
            lasts = left if window.duration > left - _FINE else window.duration
            if 0 < left - lasts < SHORTEST:
                lasts = max(lasts - SHORTEST, lasts / 2)
            if lasts <= 0:
                continue
            taken.units.add(unit)
            taken.of(self.bank.units[unit].asset).append((window.start, window.start + lasts))
            yield self._shot(unit, window.start, lasts)
            left -= lasts
            if left <= _FINE:
                return

    def _candidates(self, place: int, taken: _Taken, forward: bool) -> Iterator[int]:
        """The chosen stretch, then the free ones from the best on, then all again for as long as it takes."""
        yield place
        ranked = sorted(range(len(self.bank.units)), key=lambda unit: -float(self.worth[unit]))
        if forward:
            ranked = [unit for unit in ranked if unit > place]
        yield from (unit for unit in ranked if unit not in taken.units)
        for _ in range(_ROUNDS):
            yield place
            yield from ranked

    def _window(self, unit: int, length: float, taken: _Taken) -> Window:
        stretch = self.bank.units[unit]
        focus = self._focus(unit)
        used = taken.of(stretch.asset)
        return trimmed(stretch, length, focus=focus, keep_speech=self.keep_speech, taken=used)

    def _focus(self, unit: int) -> Span | None:
        """Where the words stand that speak for it."""
        own = self.bank.evidence(self.query, unit)
        return (own.start, own.end) if own else None

    def _shot(self, unit: int, start: float, lasts: float) -> PlannedShot:
        stretch = self.bank.units[unit]
        return PlannedShot(
            asset=stretch.asset,
            start=start,
            duration=lasts,
            query=self.query.text,
            score=round(float(self.scores[unit]), 4),
            why=self.bank.reasons(self.query, unit),
        )
