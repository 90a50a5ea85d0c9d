"""An even loudness, measured and set by EBU R128."""

from typing import Annotated

from pydantic import AfterValidator

from agent_core.errors import Impossible
from agent_core.tool import Context, tool
from media.frozen import Frozen
from media.timeline import Timeline

_QUIETEST, _LOUDEST = -40.0, -6.0


def _level(value: float) -> float:
    """A loudness as it is meant: people leave the minus out."""
    level = -abs(value)
    if not _QUIETEST <= level <= _LOUDEST:
        raise ValueError("a loudness that nobody can listen to")
    return level


class Input(Frozen):
    """A timeline and its loudness, LUFS."""

    timeline: Timeline
    lufs: Annotated[float, AfterValidator(_level)] = -14.0


class Output(Frozen):
    """The timeline with its loudness."""

    timeline: Timeline


@tool(version=1, serves=("loudness",), layer="finish")
async def loudness(given: Input, context: Context) -> Output:
    """Note the loudness, which the render measures and sets. Raises `Impossible` with code `no-sound` where nothing is heard."""
    if not any(clip.sounds for clip in given.timeline.clips):
        raise Impossible(code="no-sound")
    return Output(timeline=given.timeline.model_copy(update={"lufs": given.lufs}))
