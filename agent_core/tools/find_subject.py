"""What a picture is about."""

from agent_core.artifacts import Moment, SourceImage, Subjects
from agent_core.files import local
from agent_core.tool import Context, Cost, tool
from media.frozen import Frozen


class Input(Frozen):
    """A picture."""

    source: SourceImage


class Output(Frozen):
    """Where its subject is; the moment and the only shot have no length."""

    moment: Moment
    subjects: Subjects


@tool(version=2, resource="cpu", stage="look", engines=("ffmpeg",), cost=Cost(fixed=1.0))
async def find_subject(given: Input, context: Context) -> Output:
    """Find the face or whatever else draws the eye."""
    from media.moments import find_moment
    from media.subjects import find_subjects

    facts = given.source.facts
    path = await local(context.store, facts.asset)
    best = await find_moment(path, facts, length=1.0, ffmpeg=context.ffmpeg, work=context.work)
    moment = Moment(start=0.0, end=0.0, peak=0.0, focus=best.focus, cues=best.cues)
    shots = await find_subjects(path, facts, ffmpeg=context.ffmpeg, work=context.work)
    return Output(moment=moment, subjects=Subjects(asset=facts.asset, shots=shots))
