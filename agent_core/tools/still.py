"""One picture of a timeline."""

from agent_core.artifacts import ImageFile
from agent_core.rendering import render_image
from agent_core.tool import Context, Cost, tool
from media.frozen import Frozen
from media.timeline import Timeline


class Input(Frozen):
    """A finished timeline, and the room for its file."""

    timeline: Timeline
    max_bytes: int | None = None


class Output(Frozen):
    """Its first frame."""

    file: ImageFile


@tool(version=2, resource="cpu", stage="render", engines=("ffmpeg",), cost=Cost(fixed=1.0))
async def still(given: Input, context: Context) -> Output:
    """Draw the first frame of a timeline as a picture."""
    return Output(file=await render_image(given.timeline, context, given.max_bytes))
