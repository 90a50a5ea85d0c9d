"""An answer to a question about the material."""

from agent_core.answers.asking import answered
from agent_core.answers.material import Known, known, passage
from agent_core.answers.sentences import language_in
from agent_core.artifacts import Answer, MaterialBank
from agent_core.languages import Language
from agent_core.llm.writing import Order, draft
from agent_core.tool import Context, Cost, tool
from media.frozen import Frozen


class Input(Frozen):
    """What is known of the material, the question in the person's words, and the language of the answer."""

    bank: MaterialBank
    question: str = ""
    language: Language | None = None
    wish_language: Language = "en"


class Output(Frozen):
    """The answer."""

    answer: Answer


@tool(version=1, serves=("ask",), layer="file", stage="look", engines=("writer",), cost=Cost(fixed=1.0))
async def ask(given: Input, context: Context) -> Output:
    """Find what answers the question, word for word and with its times; or say that the material does not tell."""
    material = await known(given.bank, context.store)
    return Output(answer=await _written(given, material, context) or _answer(given.question, material))


async def _written(given: Input, material: Known, context: Context) -> Answer | None:
    """The answer in a model's words, with the sentences that it rests on; `None` where none is to be had."""
    sentences, llm = (*material.said, *material.shown), context.models.writer
    if llm is None or not sentences:
        return None
    language = given.language or given.wish_language
    found = await draft(Order("answer", language, given.question), sentences, llm, context.spending)
    if found is None:
        return None
    quoted = tuple(passage(sentence) for sentence in found.sentences)
    code = "answer-found" if found.text else "answer-none"
    return Answer(code=code, text=found.text, passages=quoted, language=language, rough=material.rough)


def _answer(question: str, material: Known) -> Answer:
    sentences = (*material.said, *material.shown)
    if not sentences:
        return Answer(code="nothing-said")
    found = answered(question, sentences, material.language)
    if found:
        quoted = tuple(passage(sentence) for sentence in found)
        return Answer(code="answer-found", passages=quoted, language=material.language, rough=material.rough)
    foreign = material.said and language_in(question) != material.language and "zh" in (language_in(question), material.language)
    return Answer(code="answer-foreign" if foreign else "answer-none", language=material.language, rough=material.rough)
