"""The cues of a subtitle file."""

from agent_core.artifacts import Cues, SourceSubtitle
from agent_core.files import check_language, read_text
from agent_core.languages import Language
from agent_core.tool import Context, tool
from media.errors import BadCaptions
from media.frozen import Frozen


class Input(Frozen):
    """A subtitle file, and the language that its words shall have."""

    source: SourceSubtitle
    language: Language | None = None


class Output(Frozen):
    """What it says, and when."""

    cues: Cues


@tool(version=1)
async def read_subtitles(given: Input, context: Context) -> Output:
    """Read the cues of a subtitle file, whatever its format and letters."""
    from media.subtitles import read_subtitles as read

    text = await read_text(context.store, given.source.facts.asset)
    if text is None:
        raise BadCaptions("the subtitle file is no text")
    check_language(text, given.language)
    return Output(cues=Cues(cues=read(text, given.source.facts.container)))
