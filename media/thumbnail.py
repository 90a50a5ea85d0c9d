"""Thumbnails: a small JPEG of a frame that shows something, as chat platforms ask for."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

from media.errors import DoesNotFit, ProcessFailed
from media.ffmpeg import INPUT_GUARD, FFmpeg
from media.graph import Input, Stream, compile_graph

SIDE = 320
"""Longest side in pixels."""
MAX_BYTES = 200_000
_LOOKED_AT = "20"
"""Seconds searched for a frame that is not black."""
_CANDIDATES = 30
"""Frames among which the most typical one is chosen when no moment is named."""
_DARK_SHARE = 90
"""Percent of dark pixels from which a frame counts as black."""
_QUALITIES = (4, 10, 20)


async def thumbnail(path: Path, ffmpeg: FFmpeg, target: Path, at: float | None = None) -> Path:
    """Write a JPEG of the picture at `at` seconds or soon after, or of a typical frame from the beginning, passing over black.

    Where all is black, a black picture it is. Raises `ProcessFailed` for a file without a picture, and `DoesNotFit`.
    """
    failure: ProcessFailed | None = None
    for picked in _attempts(path, at):
        try:
            return await _write(picked, ffmpeg, target)
        except ProcessFailed as error:  # nothing came through: all black, or past the end
            failure = error
    raise failure or ProcessFailed("no frame to show")


def _attempts(path: Path, at: float | None) -> Iterator[Stream]:
    opened = Input(path, (*INPUT_GUARD, "-t", _LOOKED_AT, *(() if at is None else ("-ss", f"{max(0.0, at):.3f}"))))
    seen = _seen(opened.stream("V:0"))
    yield seen.filter("thumbnail", n=_CANDIDATES) if at is None else seen
    yield opened.stream("V:0")
    yield Input(path, INPUT_GUARD).stream("V:0")


def _seen(stream: Stream) -> Stream:
    """The frames that are not black."""
    judged = stream.filter("blackframe", amount=0, threshold=32)
    return judged.filter("metadata", mode="select", key="lavfi.blackframe.pblack", value=_DARK_SHARE, function="less")


async def _write(picked: Stream, ffmpeg: FFmpeg, target: Path) -> Path:
    small = picked.filter("scale", w="ceil(iw*sar/2)*2", h="ih").filter("setsar", sar=1)
    graph = compile_graph(
        small.filter("scale", w=SIDE, h=SIDE, force_original_aspect_ratio="decrease", out_range="pc").filter(
            "format", pix_fmts="yuvj420p"
        )
    )
    for quality in _QUALITIES:
        args = [*graph.args, "-map", graph.labels[0], "-frames:v", "1", "-c:v", "mjpeg", "-q:v", str(quality)]
        await ffmpeg.run([*args, "-f", "image2", "-update", "1"], target=target)
        if (await asyncio.to_thread(target.stat)).st_size < MAX_BYTES:
            return target
    await asyncio.to_thread(target.unlink)
    raise DoesNotFit("no thumbnail is that small", values={"limit_mb": MAX_BYTES / 1e6, "duration": 0})
