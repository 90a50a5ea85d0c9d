"""Wishes as the page sends them: words as JSON, files as they stream in, kept until the conversation has read them."""

import asyncio
import hashlib
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, Any, Literal
from uuid import uuid4

from aiohttp import BodyPartReader, MultipartReader
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from bot.errors import FileRefused
from bot.platform import RemoteFile

Identifier = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern="^[A-Za-z0-9_-]+$")]
KEPT = 3600.0
"""Seconds that a file waits for its wish."""
_CHUNK = 256 * 1024


class _Sent(BaseModel):
    model_config = ConfigDict(extra="ignore")


class Announced(_Sent):
    """A file that follows in the form."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=255)]
    size_bytes: Annotated[int, Field(ge=0)]
    content_type: Annotated[str, StringConstraints(max_length=100)] | None = None
    kind: Literal["video", "audio", "image", "file"] = "file"
    preview: Annotated[str, StringConstraints(max_length=80)] = ""


class Wish(_Sent):
    """A message of the page."""

    id: Identifier
    text: Annotated[str, StringConstraints(max_length=20_000)] = ""
    reply_to: Identifier | None = None
    language: str = ""
    files: Annotated[list[Announced], Field(max_length=20)] = []


class Press(_Sent):
    """A pressed button."""

    id: Identifier
    message: Identifier
    value: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    language: str = ""


class Login(_Sent):
    """The token that opens a web chat beyond loopback."""

    token: Annotated[str, StringConstraints(max_length=500)] = ""


class Upload:
    """One file of a wish, on this machine until it is dropped."""

    def __init__(self, announced: Announced, path: Path) -> None:
        self._announced = announced
        self._path = path
        self._digest = hashlib.sha256()
        self._size_bytes = 0

    async def receive(self, part: BodyPartReader, limit_bytes: int) -> None:
        """Take the file in. Raises `FileRefused` past the limit."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("wb") as file:
            while chunk := await part.read_chunk(_CHUNK):
                self._size_bytes += len(chunk)
                if self._size_bytes > limit_bytes:
                    values = {"size_mb": self._announced.size_bytes // 1_000_000, "limit_mb": limit_bytes // 1_000_000}
                    raise FileRefused("file-too-big-for-platform", values)
                self._digest.update(chunk)
                await asyncio.to_thread(file.write, chunk)

    def shown(self) -> dict[str, Any]:
        """What the page draws of it; the asset is the content's hash, as in the store."""
        sizes = {"asset": self._digest.hexdigest(), "size_bytes": self._size_bytes}
        return self._announced.model_dump(exclude_none=True) | sizes

    def remote_file(self) -> RemoteFile:
        """The file as the conversation reads it."""
        return RemoteFile(self._announced.name, self._read, self._size_bytes, self._announced.content_type)

    async def _read(self) -> AsyncIterator[bytes]:
        if not self._path.exists():
            raise FileRefused("file-gone-from-platform")
        with self._path.open("rb") as file:
            while chunk := await asyncio.to_thread(file.read, _CHUNK):
                yield chunk

    def drop(self) -> None:
        """Forget the file."""
        self._path.unlink(missing_ok=True)


class Uploads:
    """The folder in which files wait for their wish."""

    def __init__(self, folder: Path, limit_bytes: int) -> None:
        self._folder = folder
        self._limit_bytes = limit_bytes

    async def receive(self, reader: MultipartReader, announced: list[Announced]) -> list[Upload]:
        """Take in all files of a form, in their order. Raises `FileRefused`."""
        self._sweep()
        uploads: list[Upload] = []
        try:
            while (part := await reader.next()) and len(uploads) < len(announced):
                if isinstance(part, BodyPartReader):
                    uploads.append(Upload(announced[len(uploads)], self._folder / uuid4().hex))
                    await uploads[-1].receive(part, self._limit_bytes)
        except BaseException:
            for upload in uploads:
                upload.drop()
            raise
        return uploads

    def _sweep(self) -> None:
        for path in self._folder.glob("*"):
            if time.time() - path.stat().st_mtime > KEPT:
                path.unlink(missing_ok=True)
