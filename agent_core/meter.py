"""Progress of a run as a weighted sum over its steps, with the time left."""

import time
from collections.abc import Callable, Mapping

from agent_core.agent import Report

SURE_AFTER = 1.0
"""Seconds of measured work after which the measured pace is believed, and not the estimate alone."""


class Meter:
    """Adds the steps' fractions up. Weights are the seconds each step is expected to take."""

    def __init__(self, weights: Mapping[str, float], report: Report, clock: Callable[[], float] = time.monotonic) -> None:
        self._weights = dict(weights)
        self._report = report
        self._clock = clock
        self._began = clock()
        self._done = dict.fromkeys(weights, 0.0)
        self._skipped: set[str] = set()
        self._told = 0.0

    def skip(self, step: str) -> None:
        """A step that needs no work."""
        self._skipped.add(step)
        self._done[step] = 1.0

    def advance(self, step: str, stage: str, fraction: float) -> None:
        """A step has come so far; what is told never falls."""
        self._done[step] = max(self._done[step], min(1.0, fraction))
        total = sum(self._weights.values()) or 1.0
        whole = sum(self._weights[name] * part for name, part in self._done.items()) / total
        self._told = max(self._told, whole)
        self._report(stage, self._told, self._time_left())

    def _time_left(self) -> float:
        working = [name for name in self._weights if name not in self._skipped]
        worked = sum(self._weights[name] * self._done[name] for name in working)
        left = sum(self._weights[name] * (1 - self._done[name]) for name in working)
        elapsed = self._clock() - self._began
        pace = elapsed / worked if worked > 0 and elapsed > SURE_AFTER else 1.0
        return left * pace
