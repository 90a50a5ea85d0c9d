"""Words spoken over the picture."""

from agent_core.artifacts import Narration
from agent_core.edits import lengthened
from agent_core.tool import Context, tool
from media.frozen import Frozen
from media.timeline import AudioTrack, Clip, Timeline

BREATH = 0.4
"""Seconds of picture after the last word."""


class Input(Frozen):
    """A timeline and what is said over it."""

    timeline: Timeline
    narration: Narration


class Output(Frozen):
    """Both, the timeline's own sound lowered while the voice speaks."""

    timeline: Timeline


@tool(version=1, serves=("voiceover",), layer="sound")
async def voiceover(given: Input, context: Context) -> Output:
    """Lay the narration over the picture; where it is longer, the picture waits for the last word."""
    timeline, narration = given.timeline, given.narration
    spoken = max(1, timeline.to_frames(narration.duration))
    needed = spoken + timeline.to_frames(BREATH)
    if needed > timeline.frames:
        timeline = lengthened(timeline, needed)
    track = AudioTrack(clips=(Clip(source=narration.facts, at=0, frames=spoken),), ducks_others=True)
    return Output(timeline=timeline.model_copy(update={"audio": (*timeline.audio, track)}))
