"""All videos and pictures that the user gave, on a timeline."""

from agent_core.artifacts import Clips
from agent_core.sequences import sequence
from agent_core.tool import Context, tool
from media.frozen import Frozen
from media.timeline import Timeline


class Input(Frozen):
    """Several files."""

    clips: Clips


class Output(Frozen):
    """All of them, one after another."""

    timeline: Timeline


@tool(version=1, helps=("highlights", "beatsync", "overview", "commentary", "story"))
async def place_clips(given: Input, context: Context) -> Output:
    """Lay the files out in their order."""
    return Output(timeline=sequence(given.clips.files))
