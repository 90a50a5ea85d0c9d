"""A sound as the user gave it, on a timeline."""

from agent_core.artifacts import SourceAudio
from agent_core.tool import Context, tool
from media.frozen import Frozen
from media.timeline import Timeline, timeline_of

_HEARD = (
    *("trim", "speed", "adjust", "tighten", "compress", "convert", "export"),
    *("add_music", "loudness", "denoise", "separate", "slice", "voice_convert", "overview"),
)
"""Capabilities that make sense where there is nothing to see."""


class Input(Frozen):
    """A sound file."""

    source: SourceAudio


class Output(Frozen):
    """The whole of it, without a picture."""

    timeline: Timeline


@tool(version=1, helps=_HEARD)
async def place_audio(given: Input, context: Context) -> Output:
    """Lay a sound on a timeline from its first moment to its last."""
    return Output(timeline=timeline_of(given.source.facts))
