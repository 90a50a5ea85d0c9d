"""Several videos and pictures made one."""

from typing import Literal

from agent_core.artifacts import Clips
from agent_core.errors import Impossible
from agent_core.sequences import sequence
from agent_core.tool import Context, tool
from media.frozen import Frozen
from media.timeline import Timeline
from media.transitions import TransitionKind


class Input(Frozen):
    """The files in the order in which they are shown, how one gives way to the next, and the aspect of the whole."""

    clips: Clips
    transition: TransitionKind = "cut"
    aspect: Literal["9:16", "1:1", "16:9", "4:5"] | None = None
    """`None` is that of the first video."""


class Output(Frozen):
    """One timeline of all."""

    timeline: Timeline


@tool(version=1, serves=("concat",), layer="join", ending="VideoFile")
async def concat(given: Input, context: Context) -> Output:
    """Lay the files out one after another, with transitions between them."""
    if len(given.clips.files) < 2:
        raise Impossible(code="only-one-clip")
    return Output(timeline=sequence(given.clips.files, given.transition, given.aspect))
