"""A picture as the user gave it, on a timeline."""

from agent_core.artifacts import SourceImage
from agent_core.edits import bounded
from agent_core.tool import Context, tool
from media.frozen import Frozen
from media.timeline import DEFAULT_RATE, Clip, Timeline

SHOWN = 5.0
"""Seconds that a picture lasts on a timeline of its own, until something longer is laid over it."""


class Input(Frozen):
    """A picture."""

    source: SourceImage


class Output(Frozen):
    """The picture, standing."""

    timeline: Timeline


@tool(version=1)
async def place_image(given: Input, context: Context) -> Output:
    """Lay a picture on a timeline, where it stands for a few seconds."""
    facts = given.source.facts
    width, height = bounded(facts.width or 2, facts.height or 2)
    clip = Clip(source=facts, at=0, frames=round(SHOWN * DEFAULT_RATE))
    return Output(timeline=Timeline(rate=DEFAULT_RATE.as_integer_ratio(), width=width, height=height, video=(clip,)))
