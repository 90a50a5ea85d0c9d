"""The sound of a video as a file of its own."""

from typing import Literal

from agent_core.artifacts import AudioFile
from agent_core.errors import Impossible
from agent_core.rendering import render_sound
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
    timeline = given.timeline
    if not any(clip.sounds for clip in timeline.clips):
        raise Impossible(code="no-sound")
    form = timeline.form.model_copy(update={"container": given.format})
    return Output(file=await render_sound(timeline.model_copy(update={"form": form}), context, given.max_bytes))
