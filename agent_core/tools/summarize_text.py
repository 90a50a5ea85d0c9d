"""A summary of a text."""

from agent_core.answers.material import passage
from agent_core.answers.sentences import language_in, written
from agent_core.answers.summarizing import Length, summarized
from agent_core.artifacts import Answer, SourceText
from agent_core.errors import Impossible
from agent_core.files import read_text
from agent_core.languages import Language
from agent_core.llm.writing import Order, draft, uncited
from agent_core.tool import Context, Cost, tool
from media.frozen import Frozen


class Input(Frozen):
    """The text, and how the summary shall be."""

    text: SourceText
    language: Language | None = None
    words: int | None = None
    points: int | None = None
    style: str | None = None


class Output(Frozen):
    """The summary."""

    answer: Answer


@tool(version=1, serves=("summarize",), layer="file", stage="look", engines=("writer",), cost=Cost(fixed=0.5))
async def summarize_text(given: Input, context: Context) -> Output:
    """Tell what a text says in few of its sentences. Raises `Impossible` with code `needs-translation`."""
    text = await read_text(context.store, given.text.facts.asset)
    sentences = written(text or "")
    if not sentences:
        return Output(answer=Answer(code="nothing-said"))
    language = language_in(text or "")
    if (llm := context.models.writer) is not None:
        order = Order("summary", given.language or language, words=given.words, points=given.points, style=given.style)
        if (found := await draft(order, sentences, llm, context.spending)) is not None:
            return Output(answer=Answer(code="summary", text=uncited(found.text), language=order.language))
    if given.language not in (None, language):
        raise Impossible(code="needs-translation", values={"language": given.language})
    kept = summarized(sentences, language, Length(words=given.words, points=given.points))
    return Output(answer=Answer(code="summary", passages=tuple(passage(each) for each in kept), language=language))
