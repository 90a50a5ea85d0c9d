"""The survey of a file: everything that the senses find in it, in one decode by a bounded child process.

What was found is kept in the store as data, under the hash of the file's content and the version of the senses: another wish,
another mixture of files or another version of a tool finds it there.
"""

import asyncio
import json
import math
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from media.errors import BadMedia, ProcessFailed
from media.facts import MediaFacts
from media.ffmpeg import DEMUXERS, PROTOCOLS
from media.frozen import Frozen
from media.process import ProcessLimits, run_module
from media.senses.index import Heard, Index, KeyFrame, Scene, Seen
from media.settings import MediaSettings
from media.store import Store

VERSION = 1
"""Version of the senses, raised whenever the same file gives another index."""
SPEECH_FILE = "speech.flac"
"""Name of the sound for recognisers in the child's folder."""
_THREADS = 3
"""Threads that decode the picture."""
_SLOWEST = 1.0
"""Wall seconds allowed for a second of 1080p30; on two cores it takes about a fifth."""
_USUAL_PIXELS = 1920 * 1080 * 30.0
_CORES = 4
_FILE_BYTES = 2_000_000_000
_ANSWER_BYTES = 64_000_000


class Asked(Frozen):
    """The child's request."""

    path: str
    folder: str
    facts: MediaFacts
    demuxers: str = ",".join(DEMUXERS)
    protocols: str = PROTOCOLS
    threads: int = _THREADS


class Found(Frozen):
    """The child's answer. Pictures and sound are named by their file in the folder."""

    seen: Seen | None = None
    heard: Heard | None = None
    speech: str | None = None


async def survey(
    path: Path, facts: MediaFacts, *, settings: MediaSettings, store: Store, work: Path, report: Callable[[float], None]
) -> Index:
    """What is seen and heard in a file; its key frames and its sound for recognisers go into the store.

    `work` is a folder for scratch files, which are gone afterwards; `report` takes the fraction that is done. Raises `BadMedia`
    for a file that cannot be opened, `ProcessFailed` and its kin when the search ends badly.
    """
    with tempfile.TemporaryDirectory(prefix="survey-", dir=work) as name:
        folder = Path(name)
        asked = Asked(path=str(path), folder=name, facts=facts)
        found = await _ask_child(asked, settings, report)
        seen = None if found.seen is None else await _with_pictures(found.seen, folder, store)
        speech = None if found.speech is None else await _kept(found.speech, folder, store)
    return Index(facts=facts, seen=seen, heard=found.heard, speech=speech)


async def surveyed(
    path: Path, facts: MediaFacts, *, settings: MediaSettings, store: Store, work: Path, report: Callable[[float], None]
) -> str:
    """The asset of a file's index, made only if it is not in the store yet with all that belongs to it. Raises as `survey`."""
    key = f"index:{VERSION}:{facts.kind}:{facts.asset}"
    remembered = await store.recall(key)
    if remembered is not None and await _whole(remembered.decode(), store):
        return remembered.decode()
    index = await survey(path, facts, settings=settings, store=store, work=work, report=report)
    asset = await keep(index, store, work)
    await store.remember(key, asset.encode())
    return asset


async def keep(index: Index, store: Store, work: Path) -> str:
    """Put an index into the store; its asset."""
    with tempfile.NamedTemporaryFile(dir=work, suffix=".json", delete=False) as file:
        file.write(index.model_dump_json().encode())
    return (await store.adopt(Path(file.name))).id


async def load(asset: str, store: Store) -> Index:
    """An index from the store. Raises `KeyError` when it is not there any more."""
    path = await store.path(asset)
    return Index.model_validate_json(await asyncio.to_thread(path.read_bytes))


def key_frames(index: Index) -> tuple[KeyFrame, ...]:
    """All key frames of a file, in order of time."""
    return tuple(frame for scene in (index.seen.scenes if index.seen else ()) for frame in scene.key_frames)


async def _whole(asset: str, store: Store) -> bool:
    """Whether an index and everything that it names are in the store."""
    try:
        index = await load(asset, store)
        for part in (index.speech, *(frame.asset for frame in key_frames(index))):
            if part is not None:
                await store.path(part)
    except (KeyError, ValidationError):
        return False
    return True


async def _ask_child(asked: Asked, settings: MediaSettings, report: Callable[[float], None]) -> Found:
    told = _Told(asked.facts.duration or 0.0, report)
    finished = await run_module(
        "media.senses.survey_child",
        [],
        limits=_limits(asked.facts, settings),
        stdin=asked.model_dump_json().encode(),
        on_line=told.take,
    )
    if "bad" in told.answer:
        raise BadMedia(code=str(told.answer["bad"]), values=told.answer["values"])
    try:
        return Found.model_validate(told.answer.get("found"))
    except ValidationError as error:
        raise ProcessFailed("a survey gave no answer", stderr=finished.stderr[-2000:]) from error


class _Told:
    """What the child says, line by line; what a library may print between is passed by."""

    def __init__(self, duration: float, report: Callable[[float], None]) -> None:
        self._duration, self._report = duration, report
        self.answer: dict[str, Any] = {}

    def take(self, line: str) -> None:
        try:
            said: Any = json.loads(line)
        except ValueError:
            return
        if isinstance(said, dict) and "at" in said:
            self._report(min(1.0, float(said["at"]) / self._duration) if self._duration else 0.0)  # pyright: ignore[reportUnknownArgumentType]
        elif isinstance(said, dict):
            self.answer = said


def _limits(facts: MediaFacts, settings: MediaSettings) -> ProcessLimits:
    rate = facts.rate[0] / facts.rate[1] if facts.rate else 30.0
    weight = (facts.width or 0) * (facts.height or 0) * rate / _USUAL_PIXELS
    wall = 120.0 + _SLOWEST * (facts.duration or 0.0) * max(1.0, weight)
    return ProcessLimits(
        wall=wall,
        cpu=math.ceil(wall * _CORES),
        memory_bytes=settings.process_memory_bytes,
        file_bytes=_FILE_BYTES,
        stdout_bytes=_ANSWER_BYTES,
    )


async def _with_pictures(seen: Seen, folder: Path, store: Store) -> Seen:
    scenes = [await _scene_with_pictures(scene, folder, store) for scene in seen.scenes]
    return seen.model_copy(update={"scenes": tuple(scenes)})


async def _scene_with_pictures(scene: Scene, folder: Path, store: Store) -> Scene:
    frames = [
        frame if frame.asset is None else frame.model_copy(update={"asset": await _kept(frame.asset, folder, store)})
        for frame in scene.key_frames
    ]
    return scene.model_copy(update={"key_frames": tuple(frames)})


async def _kept(name: str, folder: Path, store: Store) -> str:
    """Adopt a file of the child's folder. Raises `ProcessFailed` for a name that is none."""
    path = folder / Path(name).name
    if path.is_symlink() or not path.is_file():
        raise ProcessFailed("a survey named a file that it did not make")
    return (await store.adopt(path)).id
