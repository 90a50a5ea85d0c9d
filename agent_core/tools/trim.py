"""A shorter piece: a beginning or an end cut off, stretches taken out."""

from pydantic import Field

from agent_core.errors import Impossible
from agent_core.spans import frame_of, span_of
from agent_core.tool import Context, tool
from media.frozen import Frozen
from media.timeline import Timeline


class Input(Frozen):
    """A timeline and what is kept of it, in seconds; negative ones count from the end."""

    timeline: Timeline
    start: float | None = None
    end: float | None = None
    remove: tuple[tuple[float | None, float | None], ...] = ()
    """Stretches to take out, in seconds of the timeline before anything is cut; an open side reaches to its end."""
    duration: float | None = Field(default=None, gt=0)
    """How long it is at last: from its start on, or up to an end that was named alone."""


class Output(Frozen):
    """What is left."""

    timeline: Timeline


@tool(version=1, serves=("trim",), layer="cut")
async def trim(given: Input, context: Context) -> Output:
    """Keep a stretch, take others out of it, and hold the rest to its length."""
    timeline = given.timeline
    named_end = given.duration is not None and given.start is None and given.end is not None
    first, last = span_of(timeline, given.start, None if given.duration is not None and not named_end else given.end)
    removed = [_removed(timeline, *stretch) for stretch in given.remove]
    try:
        cut = timeline.without([(0, first), *removed, (last, timeline.frames)])
    except ValueError as error:
        raise Impossible(code="nothing-left") from error
    return Output(timeline=cut if given.duration is None else _held_to(cut, given.duration, from_end=named_end))


def _removed(timeline: Timeline, start: float | None, end: float | None) -> tuple[int, int]:
    """A stretch to take out; one that goes on past the end ends there."""
    late = end is not None and end > timeline.duration
    return span_of(timeline, start, None if late else end)


def _held_to(timeline: Timeline, duration: float, *, from_end: bool) -> Timeline:
    """The first or the last seconds. Raises `Impossible` with code `beyond-end` where there are fewer."""
    frames = max(1, frame_of(timeline, duration))
    return timeline.kept(timeline.frames - frames, timeline.frames) if from_end else timeline.kept(0, frames)
