"""Moments of the material that show or say what is looked for."""

from agent_core.answers.asking import mentions
from agent_core.answers.material import known, passage
from agent_core.artifacts import Answer, MaterialBank
from agent_core.tool import Context, Cost, tool
from media.frozen import Frozen

_MOST = 5
"""Moments, where nobody says how many."""


class Input(Frozen):
    """What is known of the material, and what is looked for."""

    bank: MaterialBank
    query: str = ""
    count: int | None = None


class Output(Frozen):
    """Where it is."""

    answer: Answer


@tool(version=1, serves=("find",), layer="file", stage="look", cost=Cost(fixed=1.0))
async def find(given: Input, context: Context) -> Output:
    """Find the moments, best first, with their times; or say that there are none."""
    material = await known(given.bank, context.store)
    found = mentions(given.query, (*material.said, *material.shown), material.language, given.count or _MOST)
    code = "moments-found" if found else "moments-none"
    quoted = tuple(passage(sentence) for sentence in found)
    return Output(answer=Answer(code=code, passages=quoted, language=material.language, rough=material.rough))
