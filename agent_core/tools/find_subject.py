"""What a picture is about."""

from agent_core.artifacts import Moment, SourceImage
from agent_core.files import local
from agent_core.tool import Context, Cost, tool
from media.frozen import Frozen


class Input(Frozen):
    """A picture."""

    source: SourceImage


class Output(Frozen):
    """Where its subject is; the moment has no length."""

    moment: Moment


@tool(version=1, resource="cpu", stage="look", engines=("ffmpeg",), cost=Cost(fixed=1.0))
async def find_subject(given: Input, context: Context) -> Output:
    """Find the face or whatever else draws the eye."""
    from media.moments import find_moment

    facts = given.source.facts
    path = await local(context.store, facts.asset)
    best = await find_moment(path, facts, length=1.0, ffmpeg=context.ffmpeg, work=context.work)
    return Output(moment=Moment(start=0.0, end=0.0, peak=0.0, focus=best.focus, cues=best.cues))
