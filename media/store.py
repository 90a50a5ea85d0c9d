"""The content store: bytes under the hash of their content."""

import asyncio
import hashlib
import re
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Protocol
from urllib.parse import unquote, urlsplit

from media.errors import BadMedia, EngineMissing
from media.frozen import Frozen

_CHUNK = 1 << 20
_ID = re.compile("[0-9a-f]{64}")


class Asset(Frozen):
    """A stored file."""

    id: str
    """SHA-256 of the content, hexadecimal."""
    size_bytes: int


class Store(Protocol):
    """Where content lives. Ids are content hashes, so the same bytes are kept once."""

    async def put(self, content: AsyncIterator[bytes], limit_bytes: int | None = None) -> Asset:
        """Keep what streams in. Raises `BadMedia` with code `too-large` past the limit, and then keeps nothing."""
        ...

    async def adopt(self, path: Path) -> Asset:
        """Keep a finished local file, by moving it where that is possible."""
        ...

    def read(self, asset: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """The bytes from `start` up to, not including, `end`. Raises `KeyError` for an unknown id."""
        ...

    async def path(self, asset: str) -> Path:
        """A local, read-only file with the content. Raises `KeyError` for an unknown id."""
        ...

    async def recall(self, key: str) -> bytes | None:
        """What was remembered under a key, or `None`."""
        ...

    async def remember(self, key: str, value: bytes) -> None:
        """Keep a small value under a key (the step cache)."""
        ...

    async def delete(self, asset: str) -> None:
        """Forget the content; unknown ids are no error."""
        ...


class FileStore:
    """A store in a folder that all processes of the installation share.

    `assets/ab/<sha256>` holds content, `memory/ab/<sha256 of the key>` what is remembered. Files come into being by an atomic
    rename and never change after that. Writes are not synced to disk: after a power cut a step runs again, nothing is wrong.
    """

    def __init__(self, folder: Path) -> None:
        self._assets = folder / "assets"
        self._memory = folder / "memory"
        self._incoming = folder / "incoming"

    async def put(self, content: AsyncIterator[bytes], limit_bytes: int | None = None) -> Asset:
        """Keep what streams in. Raises `BadMedia` with code `too-large` past the limit, and then keeps nothing."""
        file = await asyncio.to_thread(_temporary, self._incoming)
        digest = hashlib.sha256()
        size = 0
        try:
            with file:
                async for chunk in content:
                    size += len(chunk)
                    _check_size(size, limit_bytes)
                    await asyncio.to_thread(_append, file, digest.update, chunk)
            await asyncio.to_thread(_settle, Path(file.name), self._place(self._assets, digest.hexdigest()))
        finally:
            await asyncio.to_thread(Path(file.name).unlink, missing_ok=True)
        return Asset(id=digest.hexdigest(), size_bytes=size)

    async def adopt(self, path: Path) -> Asset:
        """Keep a finished local file, by moving it where that is possible; it is gone from `path` afterwards."""
        return await asyncio.to_thread(self._adopt, path)

    async def read(self, asset: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """The bytes from `start` up to, not including, `end`. Raises `KeyError` for an unknown id."""
        if start < 0 or (end is not None and end < start):
            raise ValueError("a range starts at 0 or later and ends after its start")
        path = await self.path(asset)
        file = await asyncio.to_thread(path.open, "rb")
        with file:
            file.seek(start)
            left = path.stat().st_size - start if end is None else end - start
            while left > 0 and (chunk := await asyncio.to_thread(file.read, min(_CHUNK, left))):
                left -= len(chunk)
                yield chunk

    async def path(self, asset: str) -> Path:
        """A local, read-only file with the content. Raises `KeyError` for an unknown id."""
        place = self._place(self._assets, asset) if _ID.fullmatch(asset) else None
        if place is None or not await asyncio.to_thread(place.is_file):
            raise KeyError(asset)
        return place

    async def recall(self, key: str) -> bytes | None:
        """What was remembered under a key, or `None`."""
        try:
            return await asyncio.to_thread(self._remembered(key).read_bytes)
        except FileNotFoundError:
            return None

    async def remember(self, key: str, value: bytes) -> None:
        """Keep a small value under a key (the step cache); the last one stays."""
        await asyncio.to_thread(self._remember, self._remembered(key), value)

    async def delete(self, asset: str) -> None:
        """Forget the content; unknown ids are no error."""
        with suppress(KeyError, FileNotFoundError):
            path = await self.path(asset)
            await asyncio.to_thread(path.unlink)

    def _adopt(self, path: Path) -> Asset:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        size = path.stat().st_size
        place = self._place(self._assets, digest)
        try:
            _settle(path, place)
        except OSError:  # another file system: copy beside the place first, so that the rename stays atomic
            with _temporary(self._incoming) as copy, path.open("rb") as source:
                shutil.copyfileobj(source, copy, _CHUNK)
            _settle(Path(copy.name), place)
            path.unlink()
        return Asset(id=digest, size_bytes=size)

    def _remember(self, place: Path, value: bytes) -> None:
        with _temporary(self._incoming) as file:
            file.write(value)
        place.parent.mkdir(parents=True, exist_ok=True)
        Path(file.name).replace(place)

    def _remembered(self, key: str) -> Path:
        return self._place(self._memory, hashlib.sha256(key.encode()).hexdigest())

    @staticmethod
    def _place(folder: Path, digest: str) -> Path:
        return folder / digest[:2] / digest


def open_store(url: str, home: Path) -> Store:
    """The store at `url`; an empty one means the folder `store` under `home`.

    Raises `EngineMissing` for an address that this installation cannot serve.
    """
    if not url:
        return FileStore(home.absolute() / "store")
    parts = urlsplit(url)
    if parts.scheme != "file" or parts.netloc not in ("", "localhost") or not parts.path:
        raise EngineMissing("a store is a folder: file:///path", code="unknown-store", values={"scheme": parts.scheme})
    return FileStore(Path(unquote(parts.path)).absolute())


def _temporary(folder: Path) -> BinaryIO:
    folder.mkdir(parents=True, exist_ok=True)
    return tempfile.NamedTemporaryFile(dir=folder, delete=False)  # pyright: ignore[reportReturnType]


def _append(file: BinaryIO, update: Callable[[bytes], None], chunk: bytes) -> None:
    update(chunk)
    file.write(chunk)


def _settle(path: Path, place: Path) -> None:
    """Make a finished file the content at its place, over the same content that may be there already."""
    path.chmod(0o444)
    place.parent.mkdir(parents=True, exist_ok=True)
    path.replace(place)


def _check_size(size: int, limit_bytes: int | None) -> None:
    if limit_bytes is not None and size > limit_bytes:
        raise too_large(size, limit_bytes)


def too_large(size_bytes: int, limit_bytes: int) -> BadMedia:
    """The error of a file past its limit."""
    values = {"size_mb": round(size_bytes / 1e6, 1), "limit_mb": round(limit_bytes / 1e6, 1)}
    return BadMedia("the file is too large", code="too-large", values=values)
