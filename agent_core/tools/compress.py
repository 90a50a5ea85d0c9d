"""The same within a size."""

from pydantic import Field

from agent_core.tool import Context, tool
from media.frozen import Frozen
from media.timeline import Timeline

_SMALLER = 0.5
"""Share of the material's bytes that is aimed at where no size is named."""
_LEAST = 50_000


class Input(Frozen):
    """A timeline and the room for its file."""

    timeline: Timeline
    max_mb: float | None = Field(default=None, gt=0, le=100_000)
    """Megabytes (1 000 000 bytes)."""


class Output(Frozen):
    """The timeline with the limit of its file."""

    timeline: Timeline


@tool(version=1, serves=("compress",), layer="finish")
async def compress(given: Input, context: Context) -> Output:
    """Set the limit; without one, half of what the files took that it is made of."""
    timeline = given.timeline
    if given.max_mb is None:
        sources = {clip.source.asset: clip.source.size_bytes for clip in timeline.clips}
        limit = max(_LEAST, int(sum(sources.values()) * _SMALLER))
    else:
        limit = max(1, int(given.max_mb * 1_000_000))
    form = timeline.form.model_copy(update={"max_bytes": limit})
    return Output(timeline=timeline.model_copy(update={"form": form}))
