"""The best moments of the material: loud, lively, with faces or what was asked for, unlike one another, cut between words."""

from collections.abc import Iterator, Mapping, Sequence
from math import ceil

import numpy as np
import numpy.typing as npt

from media.bank.facts import FACTS
from media.bank.search import Bank
from media.bank.trimming import trimmed
from media.bank.units import Unit
from media.frozen import Frozen
from media.senses.index import Span
from media.senses.likeness import BITS, distance

PIECE = 5.0
"""Seconds of a piece where nobody says how many there are."""
_SHORTEST = 2.0
"""Seconds below which a piece is not worth its cuts."""
_ASKED = 3.0
"""What a stretch that has what was asked for counts, beside all else that speaks for it."""
_AGAIN, _NEAR = 0.6, 0.4
"""What a stretch loses for looking like one that is there already, and for lying within a piece's length of it."""
_USUAL: Mapping[str, float] = {
    "cheering": 0.9, "loud": 0.7, "action": 0.6, "face": 0.5, "close_up": 0.3, "speaking": 0.35, "colorful": 0.15, "sharp": 0.2,
    "silent": -0.3, "quiet": -0.4, "shaky": -0.3, "dark": -0.3, "blurry": -0.4,
}  # fmt: skip
_MOODS: Mapping[str, Mapping[str, float]] = {
    "happy": {"cheering": 0.4, "bright": 0.3, "face": 0.3, "colorful": 0.2},
    "chill": {"calm": 0.8, "steady": 0.3, "loud": -0.5, "action": -0.6},
    "epic": {"action": 0.5, "wide": 0.3, "loud": 0.3},
    "sad": {"calm": 0.6, "quiet": 0.4, "face": 0.3, "action": -0.5},
    "tense": {"action": 0.3, "dark": 0.4, "close_up": 0.3},
    "funny": {"cheering": 0.5, "face": 0.3, "speaking": 0.2},
}
_PEAK = 0.5
"""What a burst of energy counts at its strongest."""


class Piece(Frozen):
    """A stretch of a source."""

    asset: str
    start: float
    end: float

    @property
    def duration(self) -> float:
        """Length in seconds."""
        return self.end - self.start


def highlights(
    bank: Bank,
    duration: float,
    count: int | None = None,
    *,
    asked: npt.NDArray[np.float32] | None = None,
    mood: str | None = None,
) -> list[Piece]:
    """Pieces that together last `duration` seconds as nearly as the material allows, the best first.

    `count` pieces where that is asked for, else as many as pieces of some seconds make. `asked` says how much of what was asked
    for each unit has, 0 to 1.
    """
    worth = _worth(bank, mood) + (_ASKED * asked if asked is not None else 0.0)
    pieces = count or max(1, round(duration / PIECE))
    length = max(_SHORTEST, duration / pieces)
    found, left = list[Piece](), duration
    while left >= (_SHORTEST if found else 0.0) and (count is None or len(found) < count):
        place = _best(bank, worth, found, length)
        if place is None:
            break
        piece = _piece(bank.units[place], min(length, left), found)
        worth[place] = -np.inf
        if piece.duration >= min(_SHORTEST, left):
            found.append(piece)
            left -= piece.duration
    return found


def _worth(bank: Bank, mood: str | None) -> npt.NDArray[np.float32]:
    weights = np.array([_USUAL.get(name, 0.0) + _MOODS.get(mood or "", {}).get(name, 0.0) for name in FACTS], np.float32)
    peaks = [_PEAK * max(_bursts(unit), default=0.0) for unit in bank.units]
    return bank.facts @ weights + np.array(peaks, np.float32)


def _bursts(unit: Unit) -> Iterator[float]:
    heard = unit.heard
    for time, strength in heard.peaks if heard else ():
        if unit.start <= time < unit.end:
            yield strength


def _best(bank: Bank, worth: npt.NDArray[np.float32], found: Sequence[Piece], length: float) -> int | None:
    """The unit that adds most to what is there already; none where all are used."""
    open_units = [place for place in range(len(bank.units)) if np.isfinite(worth[place])]
    scored = {place: float(worth[place]) - _repeats(bank, bank.units[place], found, length) for place in open_units}
    return max(scored, key=lambda place: (scored[place], -place), default=None)


def _repeats(bank: Bank, unit: Unit, found: Sequence[Piece], length: float) -> float:
    same = [piece for piece in found if piece.asset == unit.asset]
    near = any(unit.start < piece.end + length and piece.start - length < unit.end for piece in same)
    shown = [frame.hash for other in bank.units for frame in other.key_frames if any(_covers(piece, other) for piece in found)]
    alike = max((1 - distance(frame.hash, one) / (BITS / 2) for frame in unit.key_frames for one in shown), default=0.0)
    return _NEAR * near + _AGAIN * max(0.0, alike)


def _covers(piece: Piece, unit: Unit) -> bool:
    return piece.asset == unit.asset and piece.start < unit.end and unit.start < piece.end


def _piece(unit: Unit, length: float, found: Sequence[Piece]) -> Piece:
    """The best stretch of that length around a unit; where its scene is shorter, its neighbours are shown too."""
    taken: list[Span] = [(piece.start, piece.end) for piece in found if piece.asset == unit.asset]
    window = trimmed(unit, length, focus=_focus(unit), keep_speech=True, taken=taken)
    low = max((end for _, end in taken if end <= window.start + 1e-6), default=0.0)
    high = min((start for start, _ in taken if start >= window.end - 1e-6), default=unit.known.end or window.end)
    end = min(high, max(window.end, window.start + length))
    start = max(low, min(window.start, end - length))
    free = _free((start, end), taken)
    return Piece(asset=unit.asset, start=free[0], end=free[1])


def _focus(unit: Unit) -> Span | None:
    """Where something happens in a unit: its strongest burst, with what leads up to it."""
    heard = unit.heard
    within = [(strength, time) for time, strength in (heard.peaks if heard else ()) if unit.start <= time < unit.end]
    if not within:
        return None
    _, time = max(within)
    return (max(unit.start, time - 1.5), min(unit.end, time + 1.0))


def _free(span: Span, taken: Sequence[Span]) -> Span:
    """The longest part of a span that lies in none of the others."""
    parts = [span]
    for start, end in taken:
        parts = [
            part
            for before, after in parts
            for part in ((before, min(after, start)), (max(before, end), after))
            if part[1] > part[0] + 1e-6
        ]
    return max(parts, key=lambda part: part[1] - part[0], default=(span[0], span[0]))


def usual_length(whole: float) -> float:
    """How long the best of some material lasts where nobody says: a fifth, ten seconds to a minute."""
    return min(whole, float(min(60, max(10, ceil(whole / 5)))))
