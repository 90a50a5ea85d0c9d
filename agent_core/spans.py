"""Stretches of a timeline as wishes name them: in seconds, negative ones counted from the end."""

from agent_core.errors import Impossible
from media.timeline import Timeline

_CLOSE = 1.0
"""Seconds by which a wish may miss the end: nobody reads a clock more sharply."""


def span_of(timeline: Timeline, start: float | None, end: float | None) -> tuple[int, int]:
    """The frames [first, last) of a stretch; without a start from the beginning, without an end to the end.

    Raises `Impossible` with code `beyond-end` (values `at`, `duration`) for what lies outside the timeline, and `empty-stretch`
    where nothing is between the two.
    """
    first = 0 if start is None else frame_of(timeline, start)
    last = timeline.frames if end is None else frame_of(timeline, end)
    if first >= timeline.frames and start is not None:
        raise beyond(timeline, start)
    if first >= last:
        raise Impossible(code="empty-stretch")
    return first, last


def frame_of(timeline: Timeline, seconds: float) -> int:
    """The frame at a time. Raises `Impossible` with code `beyond-end` for one outside the timeline."""
    at = timeline.duration + seconds if seconds < 0 else seconds
    if not -_CLOSE <= at <= timeline.duration + _CLOSE:
        raise beyond(timeline, seconds)
    return min(max(0, timeline.to_frames(at)), timeline.frames)


def beyond(timeline: Timeline, seconds: float) -> Impossible:
    """The refusal of a time that the timeline does not have."""
    return Impossible(code="beyond-end", values={"at": round(abs(seconds), 2), "duration": round(timeline.duration, 2)})
