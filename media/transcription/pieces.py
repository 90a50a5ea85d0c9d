"""Speech in pieces that an engine can take at once, cut where nobody speaks, else where it is quietest."""

from collections.abc import Sequence

from media.senses.index import Span

_MARGIN = 0.2
"""Seconds of what is around a stretch of speech that go with it: soft beginnings and ends."""
_SEARCHED = 0.4
"""Last part of a stretch that is too long, in which its quietest place is looked for."""
_SMOOTHED = 5
"""Levels that are looked at together: a single quiet one lies between two sounds of one word."""


def pieces(
    speech: Sequence[Span], duration: float, longest: float, pause: float, step: float, levels: Sequence[float]
) -> list[Span]:
    """The speech of a recording as stretches of at most `longest` seconds, in order and without overlap.

    Stretches between which there is less than `pause` seconds stay together as far as there is room. `levels` are powers every
    `step` seconds, by which a stretch that is longer is cut.
    """
    found: list[Span] = []
    for start, end in _widened(speech, duration):
        if found and start - found[-1][1] < pause and end - found[-1][0] <= longest:
            found[-1] = (found[-1][0], end)
        else:
            found += _cut(start, end, longest, step, levels)
    return found


def _widened(speech: Sequence[Span], duration: float) -> list[Span]:
    """The stretches with their margins, those that touch then as one up to the middle between them."""
    ordered = sorted((max(0.0, start), min(duration, end)) for start, end in speech)
    spans = [(start, end) for start, end in ordered if end > start]
    wide: list[Span] = []
    for start, end in spans:
        first, last = max(0.0, start - _MARGIN), min(duration, end + _MARGIN)
        if wide and first < wide[-1][1]:
            first = wide[-1][1]
        if last > first:
            wide.append((first, last))
    return wide


def _cut(start: float, end: float, longest: float, step: float, levels: Sequence[float]) -> list[Span]:
    cut: list[Span] = []
    while end - start > longest:
        at = _quietest(start + longest * (1 - _SEARCHED), start + longest, step, levels)
        cut.append((start, at))
        start = at
    return [*cut, (start, end)]


def _quietest(start: float, end: float, step: float, levels: Sequence[float]) -> float:
    """The middle of the quietest tenth of a second of a stretch; its end where nothing is known about it."""
    first, last = round(start / step), min(round(end / step), len(levels))
    if last - first <= _SMOOTHED:
        return end
    sums = [sum(levels[at : at + _SMOOTHED]) for at in range(first, last - _SMOOTHED)]
    return (first + sums.index(min(sums)) + _SMOOTHED / 2) * step
