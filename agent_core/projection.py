"""A project as files for other editors, in one `.zip`: the cut as OpenTimelineIO, its captions, and its parts."""

import asyncio
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from agent_core.artifacts import ArchiveFile
from agent_core.errors import Impossible
from agent_core.files import local
from agent_core.rendering import render_part
from agent_core.tool import Context
from media.exchange import file_names, write_otio
from media.parts import Part, taken_apart
from media.subtitle_files import write_srt
from media.subtitles import Cue
from media.timeline import CaptionTrack, Timeline

MOST_PARTS = 100
"""Clips that are made files of their own; of a cut with more the project names what it was cut from."""
_FOLDER = "parts"
_TIGHT = 0.9
"""Share of the room for the file that its parts may fill."""
_STAMP = (1980, 1, 1, 0, 0, 0)
"""Time of every file in an archive: the same parts make the same archive."""

Entry = tuple[str, Path | str]
"""A name in the archive, and the file or the text that it holds."""


def captions_of(timeline: Timeline) -> list[Cue]:
    """All captions of a timeline as cues, in order."""
    cues = (cue for track in timeline.captions for cue in _cues(track, timeline))
    return sorted(cues, key=lambda cue: (cue.start, cue.end))


async def archive_of(timeline: Timeline, context: Context, max_bytes: int | None, *, apart: bool) -> ArchiveFile:
    """The project, its captions and its parts in one file.

    With `apart` the parts are what is wanted: raises `Impossible` with code `too-many-parts` where there are too many to be made.
    """
    count = len(timeline.video) + len(timeline.audio)
    if count > MOST_PARTS and apart:
        raise Impossible(code="too-many-parts", values={"count": count})
    entries = await _whole(timeline, context) if count > MOST_PARTS else await _in_parts(timeline, context, max_bytes)
    if cues := captions_of(timeline):
        entries.append(("captions.srt", write_srt(cues)))
    return await keep_archive(entries, context)


async def keep_archive(entries: Sequence[Entry], context: Context) -> ArchiveFile:
    """Files and texts as one `.zip` in the store; media in it are packed as they are, being small already."""
    path = context.work / "archive.zip"
    await asyncio.to_thread(_pack, entries, path)
    asset = await context.store.adopt(path)
    return ArchiveFile(asset=asset.id, suffix=".zip", content_type="application/zip", size_bytes=asset.size_bytes)


async def _whole(timeline: Timeline, context: Context) -> list[Entry]:
    """The project of what was sent, which is named in it and not beside it."""
    return [("project.otio", write_otio(timeline, "Cutroom", file_names(timeline)))]


async def _in_parts(timeline: Timeline, context: Context, max_bytes: int | None) -> list[Entry]:
    found = taken_apart(timeline)
    laid = {asset: name for asset, name in file_names(timeline).items() if asset in found.timeline.assets}
    files = {name: await local(context.store, asset) for asset, name in laid.items()}
    room = None if max_bytes is None else max_bytes * _TIGHT - sum(path.stat().st_size for path in files.values())
    made: list[Entry] = [(f"{_FOLDER}/{name}", path) for name, path in files.items()]
    whole, done = sum(part.timeline.duration for part in found.parts), 0.0
    for part in found.parts:
        share = part.timeline.duration / whole
        limit = None if room is None else max(1, int(room * share))
        made.append((f"{_FOLDER}/{part.name}", await render_part(part.timeline, context, part.name, limit)))
        done += share
        context.report(done)
    names = {**{asset: f"{_FOLDER}/{name}" for asset, name in laid.items()}, **_named(found.parts)}
    return [("project.otio", write_otio(found.timeline, "Cutroom", names)), *made]


def _named(parts: Sequence[Part]) -> dict[str, str]:
    return {part.name: f"{_FOLDER}/{part.name}" for part in parts}


def _cues(track: CaptionTrack, timeline: Timeline) -> Iterator[Cue]:
    for shown in track.captions:
        yield Cue(
            start=timeline.to_seconds(shown.start),
            end=timeline.to_seconds(shown.end),
            text=shown.text,
            second=shown.second,
            words=tuple((timeline.to_seconds(said), timeline.to_seconds(until), word) for said, until, word in shown.words),
            top=track.style.position == "top",
        )


def _pack(entries: Sequence[Entry], path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in entries:
            entry = zipfile.ZipInfo(name, _STAMP)
            if isinstance(content, str):
                archive.writestr(entry, content.encode(), zipfile.ZIP_DEFLATED)
            else:
                with content.open("rb") as source, archive.open(entry, "w", force_zip64=True) as target:
                    while block := source.read(1 << 20):
                        target.write(block)
