"""A text about the material, or from nothing where a language model can invent."""

from agent_core.answers.outlining import outline
from agent_core.answers.sentences import Sentence, language_in, language_of, spoken, written
from agent_core.artifacts import Answer, SourceText, Transcripts
from agent_core.errors import Impossible
from agent_core.files import read_text
from agent_core.languages import Language
from agent_core.llm.writing import Order, draft, uncited
from agent_core.tool import Context, Cost, tool
from media.frozen import Frozen


class Input(Frozen):
    """What it shall be about and how, and what there is to draw on."""

    text: SourceText | None = None
    transcripts: Transcripts | None = None
    brief: str = ""
    kind: str = ""
    words: int | None = None
    style: str | None = None
    language: Language | None = None
    wish_language: Language = "en"


class Output(Frozen):
    """The text."""

    answer: Answer


@tool(version=1, serves=("write",), layer="file", stage="look", engines=("writer",), cost=Cost(fixed=1.0))
async def write(given: Input, context: Context) -> Output:
    """Write what is asked for. Without a language model it is an outline of what the material says.

    Raises `Impossible`: `needs-writer` where nothing was given to draw on, `needs-translation` for another language.
    """
    sentences, language = await _material(given, context)
    if (llm := context.models.writer) is not None:
        order = Order(
            "text",
            given.language or given.wish_language,
            given.brief,
            words=given.words,
            style=given.style,
            kind=given.kind,
        )
        if (found := await draft(order, sentences, llm, context.spending)) is not None:
            return Output(answer=Answer(code="written", text=uncited(found.text), language=order.language))
    if given.text is None and given.transcripts is None:
        raise Impossible(code="needs-writer")
    if not sentences:
        return Output(answer=Answer(code="nothing-said"))
    if given.language not in (None, language):
        raise Impossible(code="needs-translation", values={"language": given.language})
    return Output(answer=Answer(code="outline", text=outline(sentences, language, given.words), language=language))


async def _material(given: Input, context: Context) -> tuple[tuple[Sentence, ...], Language]:
    if given.text is not None:
        text = await read_text(context.store, given.text.facts.asset) or ""
        return written(text), language_in(text)
    files = given.transcripts.files if given.transcripts else ()
    return spoken(files), language_of(files)
