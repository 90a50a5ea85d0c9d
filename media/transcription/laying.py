"""A known text laid over the speech that says it: by forced alignment for English, else by syllables between the pauses."""

import bisect
from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise

from media.errors import ProcessFailed
from media.senses.index import Span
from media.speech.reading import sentences
from media.syllables import spread, syllable_count
from media.transcription.port import Recording
from media.transcription.sphinx import PocketSphinx
from media.transcription.transcript import Line
from media.transcription.wording import Timed, words_of

_SNAP = 1.5
"""Seconds by which the end of a sentence is moved to the nearest pause."""
_LONGEST = 600.0
"""Seconds of speech that are aligned at once: beyond that the search may lose its way."""


async def laid(text: str, recording: Recording, language: str | None, report: Callable[[float], None]) -> tuple[Line, ...]:
    """The sentences of a text, each where it is said; over the whole recording where nobody is heard to speak."""
    told = [sentence for line in text.splitlines() for sentence in sentences(line)]
    spans = recording.speech or ((0.0, recording.duration),)
    spoken = sum(end - start for start, end in spans)
    if language == "en" and recording.speech and spoken <= _LONGEST and PocketSphinx.installed():
        try:
            return await PocketSphinx().align(told, recording, report)
        except ProcessFailed:
            pass  # the sound says something else, or too little of it; a guess is what is left
    return by_syllables(told, spans)


def by_syllables(told: Sequence[str], spans: Sequence[Span]) -> tuple[Line, ...]:
    """Sentences with their shares of the time in which somebody speaks, their ends moved to the pauses that are near."""
    clock = _Clock(spans)
    weights = [max(1.0, syllable_count(sentence)) for sentence in told]
    whole = sum(weights)
    edges = [clock.length * reached / whole for reached in accumulate(weights, initial=0.0)] if told else []
    snapped = [clock.snapped(edge) if 0 < number < len(told) else edge for number, edge in enumerate(edges)]
    lines: list[Line] = []
    for sentence, (start, end) in zip(told, pairwise(snapped), strict=True):
        said = [
            Timed(clock.after(first), clock.before(last), part, 0.5)
            for first, last, part in spread(sentence, start, max(end, start + 0.05))
        ]
        line = Line(
            start=clock.after(start), end=max(clock.before(end), clock.after(start) + 0.05), text=sentence, confidence=0.5
        )
        lines.append(line.model_copy(update={"words": words_of(sentence, said)}))
    return tuple(lines)


class _Clock:
    """Time as it passes while somebody speaks."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self._spans = list(spans)
        self._reached = list(accumulate((end - start for start, end in spans), initial=0.0))

    @property
    def length(self) -> float:
        """Seconds of speech."""
        return self._reached[-1]

    def snapped(self, spoken: float) -> float:
        """The nearest pause, where there is one near."""
        inner = self._reached[1:-1]
        nearest = min(inner, key=lambda edge: abs(edge - spoken), default=spoken)
        return nearest if abs(nearest - spoken) <= _SNAP else spoken

    def after(self, spoken: float) -> float:
        """A time as seconds of the recording; of a pause its end."""
        number = min(bisect.bisect_right(self._reached, spoken + 1e-6) - 1, len(self._spans) - 1)
        return self._spans[number][0] + spoken - self._reached[number]

    def before(self, spoken: float) -> float:
        """A time as seconds of the recording; of a pause its beginning."""
        number = min(max(bisect.bisect_left(self._reached, spoken - 1e-6) - 1, 0), len(self._spans) - 1)
        return self._spans[number][0] + spoken - self._reached[number]
