"""Probing: what a stranger's file is, found out where it can do no harm."""

import asyncio
import json
from pathlib import Path
from typing import Any

from media.errors import BadMedia, EngineMissing, ProcessFailed, ProcessKilled, ProcessTimeout
from media.facts import MediaFacts
from media.ffmpeg import DEMUXERS, PROTOCOLS
from media.process import ProcessLimits, run_module
from media.settings import MediaSettings
from media.store import too_large

_WALL = 60.0
_CPU = 20
_MEMORY_BYTES = 3_000_000_000


async def probe(path: Path, asset: str, name: str, settings: MediaSettings) -> MediaFacts:
    """What the file at `path` is, as the asset `asset`; `name` is what its sender called it, of which only the ending counts.

    The file is read in a child process under limits of time and memory, by demuxers of an allow-list that open no other file.
    Raises `BadMedia` with the code `empty-file`, `too-large`, `not-media`, `playlist`, `truncated`, `no-streams`,
    `too-many-streams`, `too-many-pixels` or `too-long`; `ProcessTimeout` when the machine is too busy to tell.
    """
    size = (await asyncio.to_thread(path.stat)).st_size
    if size == 0:
        raise BadMedia("an empty file", code="empty-file")
    if size > settings.max_upload_bytes:
        raise too_large(size, settings.max_upload_bytes)
    answer = await _ask_child(path, name, settings)
    if "bad" in answer:
        raise BadMedia(code=answer["bad"], values=answer["values"])
    return MediaFacts(asset=asset, size_bytes=size, **answer["facts"])


async def _ask_child(path: Path, name: str, settings: MediaSettings) -> dict[str, Any]:
    request = {
        "path": str(path),
        "name": name,
        "demuxers": ",".join(DEMUXERS),
        "protocols": PROTOCOLS,
        "max_pixels": settings.max_pixels,
        "max_duration": settings.max_duration,
        "max_streams": settings.max_streams,
    }
    limits = ProcessLimits(wall=_WALL, cpu=_CPU, memory_bytes=min(_MEMORY_BYTES, settings.process_memory_bytes), file_bytes=1)
    try:
        finished = await run_module("media.probe_child", [], limits=limits, stdin=json.dumps(request).encode())
    except ProcessTimeout:
        raise
    except ProcessKilled as error:
        raise BadMedia("probing it took more than it may", values={"found": "unknown"}) from error
    except ProcessFailed as error:
        if "ModuleNotFoundError" in error.stderr:
            raise EngineMissing("PyAV or Pillow is not installed", values={"engine": "av"}) from error
        raise BadMedia("probing it failed", values={"found": "unknown"}) from error
    return json.loads(finished.stdout)
