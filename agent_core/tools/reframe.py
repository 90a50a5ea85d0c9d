"""Another aspect, with the subject kept in the frame."""

from typing import Annotated, Literal

from agent_core.artifacts import Subjects
from agent_core.edits import framed
from agent_core.tool import Context, When, tool
from media.frozen import Frozen
from media.timeline import Fit, Timeline


class Input(Frozen):
    """A timeline, the aspect it shall have, and how its picture fills it; only a crop has to know what to keep."""

    timeline: Timeline
    subjects: Annotated[Subjects | None, When("fit", "crop")] = None
    aspect: Literal["9:16", "1:1", "16:9", "4:5"] = "9:16"
    fit: Fit = "crop"


class Output(Frozen):
    """The timeline in its new frame."""

    timeline: Timeline


@tool(version=2, serves=("reframe",), layer="picture")
async def reframe(given: Input, context: Context) -> Output:
    """Change the aspect; a crop keeps the subject of every shot in the frame."""
    return Output(timeline=framed(given.timeline, given.aspect, given.fit, given.subjects))
