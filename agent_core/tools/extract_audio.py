"""The sound of a video as a file of its own."""

from typing import Literal

from agent_core.artifacts import AudioFile
from agent_core.rendering import render_heard
from agent_core.tool import Context, Cost, tool
from media.frozen import Frozen
from media.timeline import Timeline


class Input(Frozen):
    """A timeline, the format of its sound, and the room for the file."""

    timeline: Timeline
    format: Literal["mp3", "wav", "m4a", "ogg", "flac"] = "mp3"
    max_bytes: int | None = None


class Output(Frozen):
    """The sound file."""

    file: AudioFile


@tool(
    version=1,
    resource="cpu",
    stage="render",
    serves=("extract_audio",),
    layer="file",
    carries=("join", "cut", "voice", "sound", "finish"),
    engines=("ffmpeg",),
    cost=Cost(fixed=0.5, per_second=0.02),
)
async def extract_audio(given: Input, context: Context) -> Output:
    """Write what is heard on the timeline. Raises `Impossible` with code `no-sound` where that is nothing."""
    return Output(file=await render_heard(given.timeline, context, given.max_bytes, container=given.format))
