"""Files that lie on Discord: read while they stream, found again by where they were posted when their address has expired."""

from collections.abc import AsyncIterator, Iterable, Mapping
from functools import partial
from typing import Any

import aiohttp
import discord

from agent_core.messages import KeptFile
from bot.errors import FileRefused
from bot.platform import RemoteFile

_CHUNK = 256 * 1024
_TIMEOUT = aiohttp.ClientTimeout(total=None, sock_connect=15, sock_read=60)
_GONE = frozenset({401, 403, 404, 410})


class Files:
    """Reads what people posted. Signed addresses expire within a day and never leave this module."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Let go of connections."""
        if self._session is not None:
            await self._session.close()

    def of_message(self, message: discord.Message) -> list[RemoteFile]:
        """The files of a message and of what it forwards."""
        place = f"{message.channel.id}/{message.id}"
        return [self.remote(attachment, place) for attachment in attachments(message)]

    def remote(self, attachment: discord.Attachment, place: str = "") -> RemoteFile:
        """A file as the conversation reads it. `place` (`channel/message`) is where it is found again; a command's own file lies
        nowhere else."""
        return RemoteFile(
            attachment.filename,
            partial(self._read, attachment.url, reference := f"{place}/{attachment.id}" if place else ""),
            attachment.size,
            attachment.content_type,
            voice=attachment.is_voice_message(),
            reference=reference,
        )

    def uploaded(self, attachment: Mapping[str, Any]) -> RemoteFile:
        """A file from a window's answers, as Discord describes it."""
        url, size = str(attachment["url"]), int(attachment["size"])
        return RemoteFile(str(attachment["filename"]), partial(self._read, url, ""), size, attachment.get("content_type"))

    def recall(self, kept: KeptFile) -> RemoteFile:
        """A file by what is on record of it; that it is gone shows when it is read."""
        read = partial(self._read, "", kept.reference)
        return RemoteFile(kept.name, read, kept.size_bytes, kept.content_type, voice=kept.voice, reference=kept.reference)

    async def _read(self, url: str, reference: str) -> AsyncIterator[bytes]:
        try:
            async with await self._open(url, reference) as response:
                async for chunk in response.content.iter_chunked(_CHUNK):
                    yield chunk
        except (aiohttp.ClientError, TimeoutError) as error:
            raise FileRefused("platform-unreachable") from error

    async def _open(self, url: str, reference: str) -> aiohttp.ClientResponse:
        """The file's bytes on their way; an address that no longer holds is asked for anew. Raises `FileRefused`."""
        response = await self._get(url) if url else None
        if reference and (response is None or response.status in _GONE):
            if response is not None:
                response.release()
            response = await self._get(await self._address(reference))
        if response is None or response.status != 200:
            status = response.status if response is not None else 404
            raise FileRefused("file-gone-from-platform" if status in _GONE else "platform-unreachable")
        return response

    async def _get(self, url: str) -> aiohttp.ClientResponse:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=_TIMEOUT, auto_decompress=False)
        return await self._session.get(url)

    async def _address(self, reference: str) -> str:
        channel, message, wanted = reference.split("/")
        try:
            found = await self._client.get_partial_messageable(int(channel)).fetch_message(int(message))
        except (discord.NotFound, discord.Forbidden) as error:
            raise FileRefused("file-gone-from-platform") from error
        except (discord.HTTPException, TimeoutError) as error:
            raise FileRefused("platform-unreachable") from error
        address = next((each.url for each in attachments(found) if str(each.id) == wanted), None)
        if address is None:
            raise FileRefused("file-gone-from-platform")
        return address


def attachments(message: discord.Message) -> list[discord.Attachment]:
    """What lies in a message or in the messages that it forwards."""
    forwarded: Iterable[discord.MessageSnapshot] = message.message_snapshots
    return [*message.attachments, *(each for snapshot in forwarded for each in snapshot.attachments)]
