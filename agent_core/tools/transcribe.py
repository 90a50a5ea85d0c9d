"""What is said, as a file."""

from typing import Literal

from agent_core.artifacts import SubtitleFile, Transcripts
from agent_core.files import keep_text
from agent_core.languages import Language
from agent_core.spoken import in_language
from agent_core.tool import Context, tool
from media.frozen import Frozen
from media.transcription.writing import written

_TYPES = {
    "srt": "application/x-subrip",
    "vtt": "text/vtt",
    "txt": "text/plain",
    "ass": "text/x-ssa",
    "json": "application/json",
}


class Input(Frozen):
    """What is said in the material, how the file shall be, and in which language."""

    transcripts: Transcripts
    format: Literal["srt", "vtt", "txt", "ass", "json"] = "srt"
    language: Language | None = None
    word_times: bool = False
    """Every word with its time, where the format has a place for it; JSON always has them."""


class Output(Frozen):
    """The words as a file."""

    subtitles: SubtitleFile


@tool(version=1, serves=("transcribe",), layer="file", stage="look")
async def transcribe(given: Input, context: Context) -> Output:
    """Write down what is said. Raises `Impossible`: `no-speech`, and `needs-translation` for a language that is not spoken."""
    files = in_language(given.transcripts.files, given.language)
    text = written(files, given.format, words=given.word_times)
    return Output(subtitles=await keep_text(context, text, f".{given.format}", _TYPES[given.format]))
