"""Another format of what is heard: also where it came with a picture."""

from typing import Literal

from agent_core.artifacts import AudioFile
from agent_core.rendering import render_heard
from agent_core.tool import Context, Cost, tool
from media.frozen import Frozen
from media.timeline import Timeline


class Input(Frozen):
    """A timeline, the format and sample rate of the file, and the room for it."""

    timeline: Timeline
    format: Literal["mp3", "wav", "m4a", "ogg", "flac"] = "mp3"
    rate_hz: int | None = None
    max_bytes: int | None = None


class Output(Frozen):
    """The sound file."""

    file: AudioFile


@tool(
    version=1,
    resource="cpu",
    stage="render",
    serves=("convert",),
    layer="file",
    carries=("join", "cut", "voice", "sound", "finish"),
    engines=("ffmpeg",),
    cost=Cost(fixed=0.5, per_second=0.02),
)
async def convert_sound(given: Input, context: Context) -> Output:
    """Write the sound in that format. Raises `Impossible` with code `no-sound` where there is none."""
    return Output(
        file=await render_heard(given.timeline, context, given.max_bytes, container=given.format, rate_hz=given.rate_hz)
    )
