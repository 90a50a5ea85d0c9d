"""A picture that is laid over another."""

from agent_core.artifacts import Inset, SideImage
from agent_core.tool import Context, tool
from media.frozen import Frozen


class Input(Frozen):
    """A second file from the user."""

    source: SideImage


class Output(Frozen):
    """What is to be laid over."""

    inset: Inset


@tool(version=1)
async def take_side_image(given: Input, context: Context) -> Output:
    """Take it as it is."""
    return Output(inset=Inset(facts=given.source.facts))
