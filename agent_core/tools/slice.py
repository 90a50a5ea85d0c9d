"""What is heard, cut at its pauses into numbered files."""

import asyncio
from pathlib import Path

from pydantic import Field

from agent_core.artifacts import ArchiveFile
from agent_core.errors import Impossible
from agent_core.projection import keep_archive
from agent_core.rendering import render_part
from agent_core.tool import Context, Cost, tool
from media.errors import DoesNotFit
from media.frozen import Frozen
from media.slicing import cuts, levels, write_pieces
from media.timeline import Timeline

_RATES = (192, 128, 96, 64, 48)
"""Rates of MP3 that are tried where plain sound does not fit, kbit/s."""
_PACKED = 0.98
"""Share of the room that the pieces may fill; the rest is the archive's."""


class Input(Frozen):
    """A timeline, the longest that a piece may be in seconds, and the room for the archive."""

    timeline: Timeline
    max_duration: float | None = Field(default=None, ge=0.5)
    max_bytes: int | None = None


class Output(Frozen):
    """The pieces in one file."""

    archive: ArchiveFile


@tool(
    version=1,
    resource="cpu",
    stage="render",
    serves=("slice",),
    layer="file",
    carries=("join", "cut", "voice", "sound", "finish"),
    engines=("ffmpeg",),
    cost=Cost(fixed=1.0, per_second=0.03),
)
async def slice(given: Input, context: Context) -> Output:  # noqa: A001
    """Cut in the middle of pauses; joined, the pieces are the whole again.

    The pieces are WAV where that fits, else FLAC, else MP3. Raises `Impossible`: `no-sound`, and `no-pauses` where there is
    nothing to cut at; and `DoesNotFit`.
    """
    if not any(clip.sounds for clip in given.timeline.clips):
        raise Impossible(code="no-sound")
    whole = await render_part(given.timeline, context, "whole.wav", None)
    level = await asyncio.to_thread(levels, whole)
    places = await asyncio.to_thread(cuts, level, given.max_duration)
    if not places:
        raise Impossible(code="no-pauses")
    pieces = await asyncio.to_thread(write_pieces, whole, places, context.work)
    fitting = await _fitting(pieces, given, context)
    return Output(archive=await keep_archive([(piece.name, piece) for piece in fitting], context))


async def _fitting(pieces: list[Path], given: Input, context: Context) -> list[Path]:
    """The pieces as good as they may be within the room for them."""
    room = None if given.max_bytes is None else given.max_bytes * _PACKED
    if room is None or _size(pieces) <= room:
        return pieces
    packed = [await _coded(piece, ".flac", ["-c:a", "flac"], context) for piece in pieces]
    if _size(packed) <= room:
        return packed
    seconds = given.timeline.duration
    for rate in _RATES:
        if rate * 125 * seconds <= room * _PACKED:
            coded = [await _coded(piece, ".mp3", ["-c:a", "libmp3lame", "-b:a", f"{rate}k"], context) for piece in pieces]
            if _size(coded) <= room:
                return coded
    raise DoesNotFit("no listenable pieces are that small", values={"limit_mb": round(room / 1e6, 1), "duration": round(seconds)})


async def _coded(piece: Path, suffix: str, codec: list[str], context: Context) -> Path:
    target = piece.with_suffix(suffix)
    await context.ffmpeg.run(["-f", "wav", "-i", str(piece), *codec], target=target)
    return target


def _size(pieces: list[Path]) -> int:
    return sum(piece.stat().st_size for piece in pieces)
