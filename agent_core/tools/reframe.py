"""Another aspect, with the subject kept in the frame."""

from typing import Literal

from agent_core.artifacts import Moment
from agent_core.edits import framed
from agent_core.tool import Context, tool
from media.frozen import Frozen
from media.timeline import Fit, Timeline


class Input(Frozen):
    """A timeline, the aspect it shall have, and how its picture fills it."""

    timeline: Timeline
    moment: Moment | None = None
    aspect: Literal["9:16", "1:1", "16:9", "4:5"] = "9:16"
    fit: Fit = "crop"


class Output(Frozen):
    """The timeline in its new frame."""

    timeline: Timeline


@tool(version=1, serves=("reframe",), layer="picture")
async def reframe(given: Input, context: Context) -> Output:
    """Change the aspect; a crop keeps the subject's place in the frame."""
    focus = given.moment.focus if given.moment else None
    return Output(timeline=framed(given.timeline, given.aspect, given.fit, focus or (0.5, 0.5)))
