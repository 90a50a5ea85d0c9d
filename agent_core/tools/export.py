"""The project for other editors: OpenTimelineIO, its captions as a subtitle file, its parts as files."""

from typing import Literal

from agent_core.artifacts import ArchiveFile, ProjectFile, SubtitleFile
from agent_core.errors import Impossible
from agent_core.files import keep_text
from agent_core.projection import archive_of, captions_of
from agent_core.tool import Context, Cost, tool
from media.exchange import file_names, write_otio
from media.frozen import Frozen
from media.subtitle_files import write_srt, write_vtt
from media.timeline import Timeline


class Input(Frozen):
    """A timeline, what is wanted of it, and the room for the file."""

    timeline: Timeline
    format: Literal["otio", "srt", "vtt", "zip", "parts"] | None = None
    """`otio` is the cut alone, `srt` and `vtt` are the captions; everything in one `.zip` otherwise."""
    max_bytes: int | None = None


class Output(Frozen):
    """One of them."""

    project: ProjectFile | None = None
    subtitles: SubtitleFile | None = None
    archive: ArchiveFile | None = None


@tool(
    version=1,
    resource="cpu",
    stage="render",
    serves=("export",),
    layer="file",
    carries=("join", "cut", "picture", "voice", "sound", "words", "finish"),
    engines=("ffmpeg",),
    cost=Cost(fixed=1.0, per_second=0.4),
)
async def export(given: Input, context: Context) -> Output:
    """Write the project in the form that is wanted.

    Raises `Impossible`: `no-captions` for the subtitles of what has none, `too-many-parts` for the parts of very many cuts; and
    `MediaError`.
    """
    if given.format == "otio":
        return Output(project=await _project(given.timeline, context))
    if given.format in ("srt", "vtt"):
        return Output(subtitles=await _subtitles(given.timeline, given.format, context))
    return Output(archive=await archive_of(given.timeline, context, given.max_bytes, apart=given.format == "parts"))


async def _project(timeline: Timeline, context: Context) -> ProjectFile:
    text = write_otio(timeline, "Cutroom", file_names(timeline))
    kept = await keep_text(context, text, ".otio", "application/json")
    return ProjectFile.model_validate(kept.model_dump())


async def _subtitles(timeline: Timeline, form: Literal["srt", "vtt"], context: Context) -> SubtitleFile:
    cues = captions_of(timeline)
    if not cues:
        raise Impossible(code="no-captions")
    if form == "vtt":
        return await keep_text(context, write_vtt(cues), ".vtt", "text/vtt")
    return await keep_text(context, write_srt(cues), ".srt", "application/x-subrip")
