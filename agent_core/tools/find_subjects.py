"""What each shot of a video is about."""

from agent_core.artifacts import SourceVideo, Subjects
from agent_core.files import local
from agent_core.tool import Context, Cost, tool
from media.frozen import Frozen


class Input(Frozen):
    """A video."""

    source: SourceVideo


class Output(Frozen):
    """Its shots, and where their subjects are."""

    subjects: Subjects


@tool(version=1, resource="cpu", stage="look", engines=("ffmpeg",), cost=Cost(fixed=0.7, per_second=0.07))
async def find_subjects(given: Input, context: Context) -> Output:
    """Find the cuts, and in each shot the face, the motion or the colour that draws the eye."""
    from media.subjects import find_subjects as found

    facts = given.source.facts
    path = await local(context.store, facts.asset)
    shots = await found(path, facts, ffmpeg=context.ffmpeg, work=context.work)
    return Output(subjects=Subjects(asset=facts.asset, shots=shots))
