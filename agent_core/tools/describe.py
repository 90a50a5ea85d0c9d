"""What is seen in the material, in words."""

from agent_core.answers.material import known
from agent_core.answers.telling import described, overview
from agent_core.artifacts import Answer, MaterialBank
from agent_core.languages import Language
from agent_core.tool import Context, Cost, tool
from media.frozen import Frozen


class Input(Frozen):
    """What is known of the material, and the language to tell it in."""

    bank: MaterialBank
    language: Language | None = None
    wish_language: Language = "en"


class Output(Frozen):
    """The description."""

    answer: Answer


@tool(version=1, serves=("describe",), layer="file", stage="look", cost=Cost(fixed=0.5))
async def describe(given: Input, context: Context) -> Output:
    """Tell shot by shot what can be seen, read and heard."""
    material = await known(given.bank, context.store)
    language = given.language or given.wish_language
    shots = tuple(shot for index in material.indexes for shot in described(index, material.said, language))
    if not shots:
        return Output(answer=Answer(code="nothing-seen"))
    text = overview(material.indexes, language) if len(shots) > 1 else ""
    return Output(answer=Answer(code="description", text=text, passages=shots, language=language, rough=material.rough))
