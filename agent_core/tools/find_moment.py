"""The moment of a video that is worth showing."""

from pydantic import Field

from agent_core.artifacts import Moment, SourceVideo
from agent_core.files import local
from agent_core.tool import Context, Cost, tool
from media.frozen import Frozen

LENGTH = 12.0
"""Seconds a meme lasts when nobody says how long; a video that is no longer is kept whole."""


class Input(Frozen):
    """A video, and how much of it may be shown."""

    source: SourceVideo
    duration: float = Field(default=LENGTH, gt=0)


class Output(Frozen):
    """Its best stretch."""

    moment: Moment


@tool(version=1, resource="cpu", stage="look", engines=("ffmpeg",), cost=Cost(fixed=0.5, per_second=0.06))
async def find_moment(given: Input, context: Context) -> Output:
    """Find the loudest, liveliest stretch, and where in the picture it happens."""
    from media.moments import find_moment as found

    facts = given.source.facts
    path = await local(context.store, facts.asset)
    best = await found(path, facts, length=given.duration, ffmpeg=context.ffmpeg, work=context.work)
    return Output(moment=Moment(start=best.start, end=best.end, peak=best.peak, focus=best.focus, cues=best.cues))
