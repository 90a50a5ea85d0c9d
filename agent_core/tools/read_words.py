"""The words of a text file."""

from agent_core.artifacts import SourceText, Words
from agent_core.files import read_text
from agent_core.tool import Context, tool
from media.errors import BadMedia
from media.frozen import Frozen


class Input(Frozen):
    """A text file."""

    source: SourceText


class Output(Frozen):
    """Its words as they are."""

    words: Words


@tool(version=1)
async def read_words(given: Input, context: Context) -> Output:
    """Read the words of a text file, to be performed as they are."""
    text = await read_text(context.store, given.source.facts.asset)
    if not text or not text.strip():
        raise BadMedia("a text without words", code="empty-file")
    return Output(words=Words(text=text.strip()))
