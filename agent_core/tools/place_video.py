"""A video as the user gave it, on a timeline."""

from agent_core.artifacts import SourceVideo
from agent_core.edits import bounded
from agent_core.tool import Context, tool
from media.frozen import Frozen
from media.timeline import Timeline, timeline_of


class Input(Frozen):
    """A video."""

    source: SourceVideo


class Output(Frozen):
    """The whole of it, in its own size and frame rate as far as players like them."""

    timeline: Timeline


@tool(version=1)
async def place_video(given: Input, context: Context) -> Output:
    """Lay a video on a timeline from its first frame to its last."""
    return Output(timeline=bounded(timeline_of(given.source.facts)))
