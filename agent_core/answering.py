"""Answers in words on their way to the chat: as values of a note, which the bot puts into sentences, and back from it."""

from collections.abc import Iterator, Mapping, Sequence

from pydantic import JsonValue, TypeAdapter, ValidationError

from agent_core.agent import Wish
from agent_core.answers.sentences import language_in
from agent_core.answers.summarizing import size_of
from agent_core.artifacts import Answer, Passage
from agent_core.inspection import Finished
from agent_core.messages import Note
from agent_core.questions import files_of
from agent_core.retelling import ANSWERS, FILES
from agent_core.tool import Tool

_ANSWERS = TypeAdapter(list[Answer])


def answers_in(finished: Finished, tools: Mapping[str, Tool]) -> Iterator[Answer]:
    """The answers that a workflow delivers, in order."""
    for name in finished.workflow.deliver:
        step = finished.workflow.step(name)
        made = tools[step.tool].made(finished.ran.outputs[name], Answer.__name__)
        if isinstance(made, Answer):
            yield made


def values_of(answers: Sequence[Answer], finished: Finished, wish: Wish) -> dict[str, JsonValue]:
    """Answers as values of a note; empty where there are none."""
    if not answers:
        return {}
    values: dict[str, JsonValue] = {ANSWERS: [answer.model_dump(mode="json") for answer in answers]}
    names = _names(finished, wish)
    return {**values, FILES: {**names}} if len(names) > 1 else values


def answers_of(note: Note) -> list[Answer]:
    """The answers that a note tells; none in one that tells of files, or was written by another version."""
    try:
        return _ANSWERS.validate_python(note.values.get(ANSWERS, []))
    except ValidationError:
        return []


def moments_of(note: Note) -> list[Passage]:
    """The passages of a note's answers that have a time, in the order in which they are shown."""
    return [passage for answer in answers_of(note) for passage in answer.passages if passage.start is not None]


def words_in(note: Note) -> int:
    """Words of a note's answers; of Chinese its letters."""
    texts = (answer.text or "\n".join(each.text for each in answer.passages) for answer in answers_of(note))
    return sum(size_of(text, language_in(text)) for text in texts)


def _names(finished: Finished, wish: Wish) -> dict[str, JsonValue]:
    """What the sources of moving pictures and sound are called: as they were sent, else by kind and number."""
    sent = {attachment.asset: attachment.name for attachment in wish.attachments}
    sources = {
        facts.asset: facts.kind for facts in files_of(finished.workflow.given) if facts.kind in ("video", "audio", "image")
    }
    return {asset: sent.get(asset) or f"{number}" for number, asset in enumerate(sources, 1)}
