"""All that is known of the material, in one place."""

from agent_core.artifacts import MaterialBank, Survey, Transcripts
from agent_core.surveys import described
from agent_core.tool import Context, Cost, tool
from media.frozen import Frozen


class Input(Frozen):
    """What is seen and heard in the material, and what is said in it where that is known."""

    survey: Survey
    transcripts: Transcripts | None = None


class Output(Frozen):
    """Both together."""

    bank: MaterialBank


@tool(version=1, stage="look", engines=("eye",), cost=Cost(fixed=0.2))
async def gather(given: Input, context: Context) -> Output:
    """Put together what is seen, heard and said; with an eye, its key frames are described in words."""
    files = await described(given.survey.files, context)
    said = given.transcripts.files if given.transcripts else ()
    return Output(bank=MaterialBank(files=files, transcripts=said))
