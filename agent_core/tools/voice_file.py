"""A narration as a file of its own, when there is no picture to speak over."""

from agent_core.artifacts import AudioFile, Narration
from agent_core.rendering import render_sound
from agent_core.tool import Context, Cost, tool
from media.frozen import Frozen
from media.timeline import timeline_of


class Input(Frozen):
    """A narration, and the room for its file."""

    narration: Narration
    max_bytes: int | None = None


class Output(Frozen):
    """The sound file."""

    file: AudioFile


@tool(version=1, resource="cpu", stage="render", serves=("voiceover",), layer="sound", engines=("ffmpeg",), cost=Cost(fixed=1.0))
async def voice_file(given: Input, context: Context) -> Output:
    """Bring a narration to an even loudness and a format that every chat plays."""
    return Output(file=await render_sound(timeline_of(given.narration.facts), context, given.max_bytes))
