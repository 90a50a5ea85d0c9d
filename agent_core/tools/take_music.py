"""A track that the user gave for music."""

from agent_core.artifacts import Music, SideAudio
from agent_core.tool import Context, tool
from media.frozen import Frozen


class Input(Frozen):
    """A sound file beside the material."""

    source: SideAudio


class Output(Frozen):
    """The track."""

    music: Music


@tool(version=1)
async def take_music(given: Input, context: Context) -> Output:
    """Take it as it is."""
    return Output(music=Music(facts=given.source.facts))
