"""A summary of the material."""

from agent_core.answers.material import known, passage
from agent_core.answers.summarizing import Length, summarized
from agent_core.artifacts import Answer, MaterialBank
from agent_core.errors import Impossible
from agent_core.languages import Language
from agent_core.llm.writing import Order, draft
from agent_core.tool import Context, Cost, tool
from media.frozen import Frozen


class Input(Frozen):
    """What is known of the material, and how the summary shall be."""

    bank: MaterialBank
    language: Language | None = None
    words: int | None = None
    points: int | None = None
    style: str | None = None


class Output(Frozen):
    """The summary."""

    answer: Answer


@tool(version=1, serves=("summarize",), layer="file", stage="look", engines=("writer",), cost=Cost(fixed=1.0, per_second=0.002))
async def summarize(given: Input, context: Context) -> Output:
    """Tell what is said in few sentences, each with its time. Raises `Impossible` with code `needs-translation`."""
    material = await known(given.bank, context.store)
    if not material.said:
        return Output(answer=Answer(code="nothing-said"))
    if (llm := context.models.writer) is not None:
        language = given.language or material.language
        order = Order("summary", language, words=given.words, points=given.points, style=given.style)
        if (found := await draft(order, material.said, llm, context.spending)) is not None:
            quoted = tuple(passage(sentence) for sentence in found.sentences)
            answer = Answer(code="summary", text=found.text, passages=quoted, language=language, rough=material.rough)
            return Output(answer=answer)
    if given.language not in (None, material.language):
        raise Impossible(code="needs-translation", values={"language": given.language})
    kept = summarized(material.said, material.language, Length(words=given.words, points=given.points))
    quoted = tuple(passage(sentence) for sentence in kept)
    return Output(answer=Answer(code="summary", passages=quoted, language=material.language, rough=material.rough))
