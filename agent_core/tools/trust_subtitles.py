"""What is said, from the user's own subtitles."""

from agent_core.artifacts import SourceAudio, SourceSubtitle, SourceVideo, Transcripts
from agent_core.files import read_text
from agent_core.languages import from_script
from agent_core.tool import Context, tool
from media.errors import BadCaptions
from media.frozen import Frozen
from media.subtitles import read_subtitles
from media.transcription.given import from_cues


class Input(Frozen):
    """A subtitle file, and the film or the recording that it belongs to."""

    source: SourceSubtitle
    video: SourceVideo | None = None
    audio: SourceAudio | None = None


class Output(Frozen):
    """Its words and their times."""

    transcripts: Transcripts


@tool(version=1, stage="look")
async def trust_subtitles(given: Input, context: Context) -> Output:
    """Take what the user's subtitles say as what is said, at the times they give. Plain Latin letters are English."""
    facts = given.source.facts
    text = await read_text(context.store, facts.asset)
    if text is None:
        raise BadCaptions("the subtitle file is no text")
    film = given.video or given.audio
    cues = read_subtitles(text, facts.container)
    language = from_script("\n".join(cue.text for cue in cues)) or "en"
    return Output(transcripts=Transcripts(files=(from_cues(cues, film.facts.asset if film else "", language),)))
