# pyright: basic
"""Scenes: where one picture ends and the next begins, by a cut, a fade or a dissolve."""

from array import array
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from media.senses.dissolves import find_dissolves
from media.senses.fades import faded, find_fades, is_plain, joined
from media.senses.hard_cuts import find_cuts
from media.senses.index import Joint
from media.senses.picture import Picture
from media.senses.sketch import Sketch, Sketcher

_AHEAD = 3.0
"""Seconds that are known before and after whatever is judged."""
_PART = 6.0
"""Seconds that are judged together."""

_TOUCHING = 0.05
"""Seconds beside a fade in which another change is part of it."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change of picture: [start, end) in seconds, both the same for a cut."""

    start: float
    end: float
    joint: Joint

    @property
    def middle(self) -> float:
        """Where the one scene ends and the other begins."""
        return (self.start + self.end) / 2


class Scenes:
    """An eye that finds scenes. What it keeps are some seconds of small pictures, and three numbers per picture."""

    def __init__(self) -> None:
        self._sketcher = Sketcher()
        self._sketches: list[Sketch] = []
        self._judged = 0.0
        """Up to where cuts and dissolves were looked for."""
        self._times, self._spreads, self._lights = array("d"), array("f"), array("f")
        self._cuts: list[int] = []
        self._dissolves: list[Change] = []
        self._offset = 0
        """Pictures that were let go."""

    def see(self, picture: Picture) -> None:
        """Take the next picture."""
        sketch = self._sketcher.sketch(picture)
        self._sketches.append(sketch)
        self._times.append(sketch.time)
        self._spreads.append(sketch.spread)
        self._lights.append(sketch.light)
        if sketch.time >= self._judged + _PART + _AHEAD:
            self._judge(self._judged + _PART)

    def finish(self) -> tuple[tuple[float, float, Joint], ...]:
        """All scenes without gaps, from 0 to the end of the picture: from, to, and how each comes after the one before."""
        if not self._times:
            return ()
        end = self._last()
        places = [change for change in self.changes() if 0 < change.middle < end]
        starts = [0.0, *(change.middle for change in places), end]
        joints: list[Joint] = ["start", *(change.joint for change in places)]
        return tuple((start, until, joint) for (start, until), joint in zip(pairwise(starts), joints, strict=True))

    def changes(self) -> list[Change]:
        """All changes of picture, once no more pictures come."""
        if self._sketches:
            self._judge(float("inf"))
            self._sketches = []
        times, spreads, lights = (np.array(line) for line in (self._times, self._spreads, self._lights))
        plain = is_plain(times, spreads, lights)
        spans = find_fades(times, spreads, plain)
        spans += [span for change in self._dissolves if (span := faded(times, plain, (change.start, change.end)))]
        fades = [Change(*span, "fade") for span in joined(spans)]
        cuts = [Change(self._times[place], self._times[place], "cut") for place in self._cuts]
        found = [fade for fade in fades if fade.start > times[0] and fade.end < times[-1]]
        for change in [*cuts, *self._dissolves]:
            if not any(fade.start - _TOUCHING <= change.end and change.start <= fade.end + _TOUCHING for fade in fades):
                found.append(change)
        return sorted(found, key=lambda change: change.start)

    def _judge(self, until: float) -> None:
        """Find what lies between what was judged and that time, then let go of what is no longer around."""
        times = [sketch.time for sketch in self._sketches]
        cuts = find_cuts(self._sketches)
        for place in cuts:
            if self._judged <= times[place] < until:
                self._cuts.append(place + self._offset)
        for start, end in find_dissolves(self._sketches, cuts):
            if self._judged <= (start + end) / 2 < until:
                self._dissolves.append(Change(start, end, "dissolve"))
        self._judged = until
        gone = sum(time < until - _AHEAD for time in times)
        self._sketches = self._sketches[gone:]
        self._offset += gone

    def _last(self) -> float:
        """The end of the last picture: it is shown as long as the one before."""
        if len(self._times) == 1:
            return self._times[0]
        return self._times[-1] + self._times[-1] - self._times[-2]
