"""Faster or slower."""

from pydantic import Field

from agent_core.errors import Impossible
from agent_core.tool import Context, tool
from media.clip import FASTEST, SLOWEST
from media.frozen import Frozen
from media.retiming import sped
from media.timeline import Timeline


class Input(Frozen):
    """A timeline, and how many times faster it runs."""

    timeline: Timeline
    factor: float = Field(default=1.5, gt=0)


class Output(Frozen):
    """The same in more or less time."""

    timeline: Timeline


@tool(version=1, serves=("speed",), layer="cut")
async def speed(given: Input, context: Context) -> Output:
    """Run everything at another speed; voices keep their pitch."""
    try:
        return Output(timeline=sped(given.timeline, given.factor))
    except ValueError as error:
        raise Impossible(code="speed-beyond", values={"slowest": SLOWEST, "fastest": FASTEST}) from error
