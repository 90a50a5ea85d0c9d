"""A video that is laid over another picture."""

from agent_core.artifacts import Inset, SideVideo
from agent_core.tool import Context, tool
from media.frozen import Frozen


class Input(Frozen):
    """A second file from the user."""

    source: SideVideo


class Output(Frozen):
    """What is to be laid over."""

    inset: Inset


@tool(version=1)
async def take_side_video(given: Input, context: Context) -> Output:
    """Take it as it is."""
    return Output(inset=Inset(facts=given.source.facts))
