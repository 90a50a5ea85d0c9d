"""The one encode at the end, where there is nothing to see."""

from agent_core import rendering
from agent_core.artifacts import AudioFile
from agent_core.tool import Context, Cost, tool
from media.frozen import Frozen
from media.timeline import Timeline


class Input(Frozen):
    """A finished timeline, the room for its file, and how loud it shall be."""

    timeline: Timeline
    max_bytes: int | None = None
    lufs: float | None = None
    """Aim of the loudness in place of the timeline's own."""


class Output(Frozen):
    """The sound file."""

    file: AudioFile


@tool(version=1, resource="cpu", stage="render", engines=("ffmpeg",), cost=Cost(fixed=0.5, per_second=0.02))
async def render_sound(given: Input, context: Context) -> Output:
    """Encode the timeline's sound within the size limit, at an even loudness."""
    timeline = given.timeline
    if given.lufs is not None and timeline.lufs is not None:
        timeline = timeline.model_copy(update={"lufs": given.lufs})
    return Output(file=await rendering.render_sound(timeline, context, given.max_bytes))
