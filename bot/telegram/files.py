"""The files of a message: named, sized, and read from Telegram only when a wish addresses them."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol

import aiohttp
from telegram import ExternalReplyInfo, File, Message, Voice
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError
from telegram.ext import ExtBot

from agent_core.messages import KeptFile
from bot.errors import FileRefused
from bot.platform import RemoteFile
from bot.telegram.pacing import Priority, seconds

log = logging.getLogger(__name__)

CLOUD_DOWNLOAD_BYTES = 20 * 1024 * 1024
"""Largest file that Telegram's own server hands to a bot."""
_CHUNK = 256 * 1024
_ATTEMPTS = 4
_LONGEST_PAUSE = 30.0
_TIMEOUT = aiohttp.ClientTimeout(total=None, connect=20.0, sock_read=60.0)


class Media(Protocol):
    """What every kind of attachment has."""

    @property
    def file_id(self) -> str: ...
    @property
    def file_unique_id(self) -> str: ...
    @property
    def file_size(self) -> int | None: ...


class Files:
    """Hands out the files of messages. Their addresses hold the bot's token: they stay in here, and out of every log."""

    def __init__(self, bot: ExtBot[Priority], *, cloud: bool, pause: float = 1.0) -> None:
        self._bot = bot
        self._cloud = cloud
        self._pause = pause
        self.on_local: Callable[[], Awaitable[None]] | None = None
        """Called when the Bot API server turns out to run in local mode, where no size limits hold."""

    def refusal(self, files: Sequence[RemoteFile]) -> FileRefused | None:
        """Why files cannot be read, where that is known before they are asked for."""
        sizes = [file.size_bytes for file in files if self._cloud and (file.size_bytes or 0) > CLOUD_DOWNLOAD_BYTES]
        return _too_big(max(size or 0 for size in sizes)) if sizes else None

    def of(self, message: Message | ExternalReplyInfo) -> list[RemoteFile]:
        """The attachments of a message."""
        return [self._remote(media, name, kind) for media, name, kind in _media(message)]

    def _remote(self, media: Media, name: str, kind: str | None) -> RemoteFile:
        return self.recall(
            KeptFile(
                name=name,
                reference=media.file_id,
                size_bytes=media.file_size,
                content_type=kind,
                voice=isinstance(media, Voice),
            )
        )

    def recall(self, kept: KeptFile) -> RemoteFile:
        """A file by its id, which stays good for this bot."""
        read = partial(self._read, kept.reference, kept.size_bytes)
        return RemoteFile(kept.name, read, kept.size_bytes, kept.content_type, kept.voice, kept.reference)

    async def _read(self, file_id: str, size: int | None) -> AsyncIterator[bytes]:
        if self._cloud and size is not None and size > CLOUD_DOWNLOAD_BYTES:
            raise _too_big(size)
        file = await self._find(file_id, size)
        address = file.file_path or ""
        path = Path(address.removeprefix(f"{self._bot.base_file_url}/"))
        if path.is_absolute():
            content = await self._beside(path)
        else:
            content = _fetched(address)
        async for chunk in content:
            yield chunk

    async def _beside(self, path: Path) -> AsyncIterator[bytes]:
        """A file that the Bot API server, in local mode, has put on a disk."""
        if self.on_local is not None:
            await self.on_local()
        if not await asyncio.to_thread(path.is_file):
            log.error("the Bot API server runs in local mode, but its files are not here: share its folder under the same path")
            raise FileRefused("file-gone-from-platform")
        return _local(path)

    async def _find(self, file_id: str, size: int | None) -> File:
        """Ask where the file lies, again after a pause when Telegram is busy or out of reach."""
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                return await self._bot.get_file(file_id)
            except BadRequest as error:
                if "too big" in error.message.lower():
                    raise _too_big(size) from None
                raise FileRefused("file-gone-from-platform") from None
            except RetryAfter as error:
                pause = seconds(error)
            except NetworkError:
                pause = self._pause * 2**attempt
            except TelegramError:
                break
            if attempt < _ATTEMPTS and pause <= _LONGEST_PAUSE:
                await asyncio.sleep(pause)
        raise FileRefused("file-gone-from-platform")


def _too_big(size: int | None) -> FileRefused:
    limit_mb = CLOUD_DOWNLOAD_BYTES // 1024**2
    size_mb = limit_mb if size is None else max(limit_mb, round(size / 1024**2, 1))
    return FileRefused("file-too-big-for-platform", {"size_mb": size_mb, "limit_mb": limit_mb})


async def _local(path: Path) -> AsyncIterator[bytes]:
    """A file that the Bot API server in local mode left on a disk we share."""
    try:
        file = await asyncio.to_thread(path.open, "rb")
    except OSError:
        raise FileRefused("file-gone-from-platform") from None
    try:
        while chunk := await asyncio.to_thread(file.read, _CHUNK):
            yield chunk
    finally:
        file.close()


async def _fetched(url: str) -> AsyncIterator[bytes]:
    """A file over HTTP. Errors of the library name the address, so none of them leaves here."""
    try:
        async with aiohttp.ClientSession(timeout=_TIMEOUT, trust_env=True) as session, session.get(url) as response:
            if response.status != 200:
                raise FileRefused("file-gone-from-platform")
            async for chunk in response.content.iter_chunked(_CHUNK):
                yield chunk
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        log.warning("a file could not be read from Telegram: %s", type(error).__name__)
        raise FileRefused("file-gone-from-platform") from None


def _media(message: Message | ExternalReplyInfo) -> Iterator[tuple[Media, str, str | None]]:
    """Every attachment with a name and a type. An animation comes with a document that is the same file: taken once."""
    if message.photo:
        photo = message.photo[-1]
        yield photo, f"photo-{photo.file_unique_id}.jpg", "image/jpeg"
    if message.voice:
        yield message.voice, f"voice-{message.voice.file_unique_id}.ogg", message.voice.mime_type or "audio/ogg"
    if message.video_note:
        yield message.video_note, f"note-{message.video_note.file_unique_id}.mp4", "video/mp4"
    for media, suffix in ((message.video, "mp4"), (message.audio, "mp3"), (message.animation, "mp4")):
        if media:
            yield media, media.file_name or f"file-{media.file_unique_id}.{suffix}", media.mime_type
    if message.document and not message.animation:
        document = message.document
        yield document, document.file_name or f"file-{document.file_unique_id}", document.mime_type
