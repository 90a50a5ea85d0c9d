"""What is heard in a recording."""

from agent_core.artifacts import SourceAudio, Survey
from agent_core.surveys import look_through
from agent_core.tool import Context, Cost, tool
from media.frozen import Frozen
from media.senses.survey import VERSION


class Input(Frozen):
    """A recording."""

    source: SourceAudio


class Output(Frozen):
    """Its index."""

    survey: Survey


@tool(version=VERSION, resource="cpu", stage="look", cost=Cost(fixed=1.0, per_second=0.03))
async def survey_sound(given: Input, context: Context) -> Output:
    """Listen to it, once."""
    return Output(survey=await look_through([given.source.facts], context))
