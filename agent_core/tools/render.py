"""The one encode at the end."""

from agent_core.artifacts import VideoFile
from agent_core.rendering import render_video
from agent_core.tool import Context, Cost, tool
from media.frozen import Frozen
from media.timeline import Timeline


class Input(Frozen):
    """A finished timeline, the room for its file, and how loud it shall be."""

    timeline: Timeline
    max_bytes: int | None = None
    lufs: float | None = None
    """Aim of the loudness in place of the timeline's own."""
    copies: bool = True
    """Whether pictures that nothing is done to may be copied from their source."""


class Output(Frozen):
    """The video."""

    file: VideoFile


@tool(version=2, resource="cpu", stage="render", engines=("ffmpeg",), cost=Cost(fixed=1.0, per_second=0.4))
async def render(given: Input, context: Context) -> Output:
    """Encode the timeline within the size limit, at an even loudness, with a small picture for previews."""
    timeline = given.timeline
    if given.lufs is not None and timeline.lufs is not None:
        timeline = timeline.model_copy(update={"lufs": given.lufs})
    return Output(file=await render_video(timeline, context, given.max_bytes, copies=given.copies))
