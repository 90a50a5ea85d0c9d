"""What is seen and heard in the material."""

from agent_core.artifacts import Footage, Survey
from agent_core.surveys import look_through
from agent_core.tool import Context, Cost, tool
from media.frozen import Frozen
from media.senses.survey import VERSION


class Input(Frozen):
    """The videos and pictures that were given."""

    footage: Footage


class Output(Frozen):
    """The index of each."""

    survey: Survey


@tool(version=VERSION, resource="cpu", stage="look", cost=Cost(fixed=1.5, per_second=0.25))
async def survey(given: Input, context: Context) -> Output:
    """Look through every file and listen to it, once."""
    return Output(survey=await look_through(given.footage.files, context))
