"""Progress of a run as a weighted sum over its steps, with the time left."""

import time
from collections.abc import Callable, Mapping

from agent_core.agent import Report

TRUST = 0.25
"""Share of the whole work that must be measured for the measured pace to count as much as the expected one."""


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

    def weigh(self, step: str, seconds: float) -> None:
        """A better guess of a step's seconds, now that its inputs are known."""
        self._weights[step] = seconds

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
        """The work that is left, at a pace between the expected and the measured one, which counts the more the longer it is."""
        working = [name for name in self._weights if name not in self._skipped]
        whole = sum(self._weights[name] for name in working)
        worked = sum(self._weights[name] * self._done[name] for name in working)
        expected = whole * TRUST
        pace = (self._clock() - self._began + expected) / (worked + expected) if worked > 0 else 1.0
        return (whole - worked) * pace
