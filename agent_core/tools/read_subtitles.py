"""The cues of a subtitle file, or of two in two languages."""

from agent_core.artifacts import Cues, SecondSubtitle, Source, SourceSubtitle
from agent_core.bilingual import in_languages
from agent_core.files import read_text
from agent_core.languages import Language
from agent_core.tool import Context, tool
from media.errors import BadCaptions
from media.frozen import Frozen
from media.subtitles import Cue


class Input(Frozen):
    """One subtitle file or two, and the language or languages that their words shall have."""

    source: SourceSubtitle
    second: SecondSubtitle | None = None
    language: Language | tuple[Language, Language] | None = None


class Output(Frozen):
    """What it says, and when."""

    cues: Cues


@tool(version=2)
async def read_subtitles(given: Input, context: Context) -> Output:
    """Read the cues of a subtitle file, whatever its format and letters; two languages come one above the other."""
    first = await _read(given.source, context)
    second = await _read(given.second, context) if given.second else None
    asked = () if given.language is None else (given.language,) if isinstance(given.language, str) else given.language
    return Output(cues=Cues(cues=tuple(in_languages(first, second, asked))))


async def _read(source: Source, context: Context) -> tuple[Cue, ...]:
    from media.subtitles import read_subtitles as read

    text = await read_text(context.store, source.facts.asset)
    if text is None:
        raise BadCaptions("the subtitle file is no text")
    return read(text, source.facts.container)
