"""What is said, from a text without times."""

from agent_core.artifacts import SourceText, Survey, Transcripts
from agent_core.files import check_language, local, read_text
from agent_core.languages import Language, from_script
from agent_core.surveys import index_of
from agent_core.tool import Context, Cost, tool
from media.errors import BadCaptions
from media.frozen import Frozen
from media.transcription.given import SCRIPT
from media.transcription.laying import by_syllables, laid
from media.transcription.port import Recording
from media.transcription.transcript import Transcript


class Input(Frozen):
    """A text, what is heard in the material that it belongs to, and the language that its words shall have."""

    source: SourceText
    survey: Survey
    language: Language | None = None
    wish_language: Language = "en"


class Output(Frozen):
    """Its sentences and their times, in the first file of the material."""

    transcripts: Transcripts


@tool(version=1, resource="cpu", stage="look", helps=("subtitle", "transcribe"), cost=Cost(fixed=1.0, per_second=0.05))
async def lay_script(given: Input, context: Context) -> Output:
    """Lay the text over the speech; where nobody speaks, over the whole film by its syllables."""
    text = await read_text(context.store, given.source.facts.asset) or ""
    check_language(text, given.language)
    if not any(letter.isalnum() for letter in text):
        raise BadCaptions("a text without words", code="empty-captions", values={"format": "txt"})
    language = from_script(text) or given.language or ("vi" if given.wish_language == "vi" else "en")
    film = given.survey.files[0]
    index = await index_of(film, context.store)
    length = index.facts.duration or 0.0
    if index.speech is None:
        lines = by_syllables([line.strip() for line in text.splitlines() if line.strip()], [(0.0, length)])
    else:
        speech = index.heard.speech if index.heard else ((0.0, length),)
        recording = Recording(path=await local(context.store, index.speech), duration=length, speech=speech)
        lines = await laid(text, recording, language, context.report)
    transcript = Transcript(asset=film.facts.asset, language=language, lines=lines, engine=SCRIPT, origin="aligned")
    return Output(transcripts=Transcripts(files=(transcript,)))
