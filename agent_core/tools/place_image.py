"""A picture as the user gave it, on a timeline."""

from agent_core.artifacts import SourceImage
from agent_core.edits import bounded
from agent_core.tool import Context, tool
from media.frozen import Frozen
from media.timeline import Timeline, timeline_of


class Input(Frozen):
    """A picture."""

    source: SourceImage


class Output(Frozen):
    """The picture, standing for a few seconds, until something longer is laid over it."""

    timeline: Timeline


@tool(version=1)
async def place_image(given: Input, context: Context) -> Output:
    """Lay a picture on a timeline, where it stands."""
    return Output(timeline=bounded(timeline_of(given.source.facts)))
