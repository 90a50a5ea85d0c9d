"""Captions from what is said."""

from agent_core.artifacts import Cues, Transcripts
from agent_core.languages import Language
from agent_core.spoken import in_language
from agent_core.tool import Context, Cost, tool
from media.frozen import Frozen
from media.transcription.captioning import captions


class Input(Frozen):
    """What is said in the material, and the language that the captions shall have."""

    transcripts: Transcripts
    language: Language | tuple[Language, Language] | None = None


class Output(Frozen):
    """As much of it as is read at once, and when."""

    cues: Cues


@tool(version=1, stage="look", cost=Cost(fixed=0.1))
async def caption_words(given: Input, context: Context) -> Output:
    """Cut what is said into captions of readable length, at the ends of words.

    Raises `Impossible`: `no-speech` where nothing was heard, `needs-translation` where another language is spoken.
    """
    files = in_language(given.transcripts.files, given.language)
    told = {file.asset: captions(file.lines) for file in files}
    return Output(cues=Cues(cues=next(iter(told.values())), of=told if len(told) > 1 else {}))
