"""An answer to a question about the material."""

from agent_core.answers.asking import answered
from agent_core.answers.material import Known, known, passage
from agent_core.answers.sentences import language_in
from agent_core.artifacts import Answer, MaterialBank
from agent_core.languages import Language
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
    return Output(answer=_answer(given.question, material))


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
