"""Another format of a picture."""

from typing import Literal

from agent_core.artifacts import ImageFile, SourceImage
from agent_core.rendering import render_image
from agent_core.tool import Context, Cost, tool
from media.frozen import Frozen
from media.timeline import Timeline


class Input(Frozen):
    """A timeline that holds one picture, the format of its file, and the room for it."""

    timeline: Timeline
    source: SourceImage
    format: Literal["jpg", "jpeg", "png"] = "jpg"
    max_bytes: int | None = None


class Output(Frozen):
    """The picture."""

    file: ImageFile


@tool(
    version=1,
    resource="cpu",
    stage="render",
    serves=("convert",),
    layer="file",
    carries=("picture", "words", "finish"),
    engines=("ffmpeg",),
    cost=Cost(fixed=1.0),
)
async def convert_image(given: Input, context: Context) -> Output:
    """Write the picture in that format."""
    suffix = ".png" if given.format == "png" else ".jpg"
    return Output(file=await render_image(given.timeline, context, given.max_bytes, suffix))
