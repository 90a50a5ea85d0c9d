"""Uploads: files arrive in parts, each going on where the last one ended, and wait for their wish. A restart loses none."""

import asyncio
import hashlib
import secrets
import shutil
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, BinaryIO

from pydantic import BaseModel

from agent_core.messages import KeptFile
from bot.errors import FileRefused, PlatformError
from bot.platform import RemoteFile
from bot.web.wire import Announced

KEPT = 6 * 3600.0
"""Seconds without a new part after which a file that no wish asked for is dropped."""
MOST_WAITING = 40
"""Files of one person that may wait at once."""
_SPARE_BYTES = 500_000_000
"""Left free on the disk."""
_BUSY = 5.0
"""Seconds after a part in which an upload is taken for one still going on, in another window."""
_CHUNK = 256 * 1024


class _Kept(BaseModel):
    """What stands beside a file: whose it is and what was said of it."""

    owner: str
    file: Announced


class WrongOffset(PlatformError):
    """A part begins elsewhere than where the file ends; `offset` tells where that is."""

    def __init__(self, offset: int) -> None:
        super().__init__()
        self.offset = offset


class NoRoom(PlatformError):
    """The file cannot be taken in now: `web-too-many-files` wait already, or `web-disk-full`."""


class Upload:
    """One file on its way, on this machine until it is dropped."""

    def __init__(self, name: str, owner: str, announced: Announced, path: Path) -> None:
        self.id = name
        self.owner = owner
        self.announced = announced
        self._path = path
        self._digest = hashlib.sha256()
        self._digested = 0
        self.taken = False
        """The conversation has read all of it: the store has it now."""
        self._touched = -_BUSY
        self._turn = 0
        self._lock = asyncio.Lock()

    @property
    def offset(self) -> int:
        """Bytes that have arrived."""
        return self._path.stat().st_size if self._path.exists() else 0

    @property
    def busy(self) -> bool:
        """Whether a part of it came a moment ago."""
        return time.monotonic() - self._touched < _BUSY

    @property
    def whole(self) -> bool:
        """Whether all of it has arrived."""
        return self.offset == self.announced.size_bytes

    async def take(self, offset: int, parts: AsyncIterator[bytes]) -> None:
        """Append a part. A newer one ends this one, whose connection may be dead. Raises `WrongOffset`, `FileRefused`."""
        async with self._lock:
            self._turn += 1
            turn = self._turn
            if offset != self.offset:
                raise WrongOffset(self.offset)
        with self._path.open("ab") as file:
            async for part in parts:
                async with self._lock:
                    if turn != self._turn:
                        raise WrongOffset(self.offset)
                    offset += len(part)
                    if offset > self.announced.size_bytes:
                        raise too_big(offset, self.announced.size_bytes)
                    await asyncio.to_thread(self._append, file, part)

    def _append(self, file: BinaryIO, part: bytes) -> None:
        file.write(part)
        file.flush()
        self._touched = time.monotonic()
        if self._digested == self.offset - len(part):
            self._digest.update(part)
            self._digested += len(part)

    async def asset(self) -> str:
        """The content's hash, which is the store's key for it."""
        if self._digested != self.offset:
            self._digest = hashlib.sha256()
            await asyncio.to_thread(_pour, self._path, self._digest.update)
            self._digested = self.offset
        return self._digest.hexdigest()

    async def shown(self) -> dict[str, Any]:
        """What the page draws of it."""
        sent = self.announced
        facts = {"name": sent.name, "size_bytes": sent.size_bytes, "content_type": sent.content_type or "", "kind": sent.kind}
        return facts | {"asset": await self.asset(), "upload": self.id, "voice": sent.voice}

    def remote_file(self) -> RemoteFile:
        """The file as the conversation reads it."""
        sent = self.announced
        return RemoteFile(sent.name, self.read, sent.size_bytes, sent.content_type or None, sent.voice, self.id)

    async def read(self) -> AsyncIterator[bytes]:
        """Its bytes. Raises `FileRefused` when it was dropped."""
        async for chunk in self.span(0, self.announced.size_bytes):
            yield chunk
        self.taken = True

    async def span(self, start: int, end: int) -> AsyncIterator[bytes]:
        """Its bytes from `start` up to, not including, `end`. Raises `FileRefused` when it was dropped."""
        if not self._path.exists():
            raise FileRefused("file-gone-from-platform")
        with self._path.open("rb") as file:
            file.seek(start)
            while start < end and (chunk := await asyncio.to_thread(file.read, min(_CHUNK, end - start))):
                start += len(chunk)
                yield chunk

    def drop(self) -> None:
        """Forget the file."""
        self._turn += 1
        self._path.with_suffix(".json").unlink(missing_ok=True)
        self._path.unlink(missing_ok=True)


class Uploads:
    """The folder in which files wait for their wish."""

    def __init__(self, folder: Path, limit_bytes: int) -> None:
        self._folder = folder
        self._limit_bytes = limit_bytes
        self._known: dict[str, Upload] = {}

    def begin(self, owner: str, announced: Announced) -> Upload:
        """An upload for a file: the one that broke off, where the browser knows it. Raises `FileRefused`, `NoRoom`."""
        if announced.size_bytes > self._limit_bytes:
            raise too_big(announced.size_bytes, self._limit_bytes)
        self._sweep()
        waiting = [upload for path in self._folder.glob("*.json") if (upload := self.find(owner, path.stem))]
        if announced.mark and (
            broken := next((u for u in waiting if u.announced == announced and not u.whole and not u.busy), None)
        ):
            return broken
        self._check_room(len(waiting), announced.size_bytes)
        name = secrets.token_hex(16)
        self._path(name).touch()
        self._path(name).with_suffix(".json").write_text(_Kept(owner=owner, file=announced).model_dump_json(), "utf-8")
        self._known[name] = Upload(name, owner, announced, self._path(name))
        return self._known[name]

    def find(self, owner: str, name: str) -> Upload | None:
        """A person's upload, or `None` for somebody else's and for one that is gone."""
        upload = self._known.get(name) or self._recalled(name)
        return upload if upload and upload.owner == owner else None

    def recall(self, kept: KeptFile) -> RemoteFile:
        """A file that was sent without a wish, before a restart."""
        if upload := self._known.get(kept.reference) or self._recalled(kept.reference):
            return upload.remote_file()
        gone = Upload(kept.reference, "", Announced(name=kept.name, size_bytes=kept.size_bytes or 0), self._path("gone"))
        return RemoteFile(kept.name, gone.read, kept.size_bytes, kept.content_type, kept.voice, kept.reference)

    def drop(self, upload: Upload) -> None:
        """Forget a file."""
        upload.drop()
        self._known.pop(upload.id, None)

    def _recalled(self, name: str) -> Upload | None:
        try:
            written = self._path(name).with_suffix(".json").read_bytes()
            kept = _Kept.model_validate_json(written)
        except (OSError, ValueError):
            return None
        self._known[name] = Upload(name, kept.owner, kept.file, self._path(name))
        return self._known[name]

    def _check_room(self, waiting: int, size_bytes: int) -> None:
        if waiting >= MOST_WAITING:
            raise NoRoom(code="web-too-many-files")
        self._folder.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(self._folder).free < size_bytes + _SPARE_BYTES:
            raise NoRoom(code="web-disk-full")

    def _path(self, name: str) -> Path:
        return self._folder / name

    def _sweep(self) -> None:
        for path in self._folder.glob("*.json"):
            data = path.with_suffix("")
            taken = data.name in self._known and self._known[data.name].taken
            if taken or not data.exists() or time.time() - data.stat().st_mtime > KEPT:
                self._known.pop(data.name, None)
                data.unlink(missing_ok=True)
                path.unlink(missing_ok=True)


def too_big(size_bytes: int, limit_bytes: int) -> FileRefused:
    """A file that is larger than it may be."""
    return FileRefused("file-too-big-for-platform", {"size_mb": size_bytes // 1_000_000, "limit_mb": limit_bytes // 1_000_000})


def _pour(path: Path, into: Callable[[bytes], None]) -> None:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            into(chunk)
