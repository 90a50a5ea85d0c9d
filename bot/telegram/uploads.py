"""Uploads: which of Telegram's ways of sending fits a product, and the call that sends it."""

import asyncio
import tempfile
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import IO, Any, Literal

from telegram import InputFile, Message
from telegram.constants import ChatAction
from telegram.error import BadRequest
from telegram.ext import ExtBot

from agent_core.messages import Product
from bot.platform import OutgoingFile
from bot.telegram import failures
from bot.telegram.memory import Memory
from bot.telegram.pacing import Priority

Way = Literal["video", "photo", "animation", "audio", "document"]

ACTIONS: Mapping[Way, ChatAction] = {
    "video": ChatAction.UPLOAD_VIDEO,
    "photo": ChatAction.UPLOAD_PHOTO,
    "animation": ChatAction.UPLOAD_VIDEO,
    "audio": ChatAction.UPLOAD_VOICE,
    "document": ChatAction.UPLOAD_DOCUMENT,
}
_PHOTO_TYPES = frozenset({"image/jpeg", "image/png", "image/webp"})
_ANIMATION_TYPES = frozenset({"image/gif", "video/mp4"})
_AUDIO_TYPES = frozenset({"audio/mpeg", "audio/mp3", "audio/mp4", "audio/m4a", "audio/x-m4a"})
_PHOTO_BYTES = 10 * 1000 * 1000
_PHOTO_SIDES = 10_000
_PHOTO_RATIO = 20
_THUMBNAIL_BYTES = 200 * 1000
_SPOOL_BYTES = 8 * 1024 * 1024
_READ_TIMEOUT = 120.0
"""Seconds that Telegram may take to work through an upload."""

Options = dict[str, Any]
"""Arguments that every way of sending shares: chat, topic, reply, buttons, caption, priority."""


def way(product: Product) -> Way:
    """How Telegram shows a product best: as what it is where Telegram plays it, else as a file."""
    if product.kind == "video" and product.content_type == "video/mp4":
        return "video"
    if product.kind == "image" and product.content_type in _PHOTO_TYPES and _fits_photo(product):
        return "photo"
    if product.kind == "animation" and product.content_type in _ANIMATION_TYPES:
        return "animation"
    if product.kind == "audio" and product.content_type in _AUDIO_TYPES:
        return "audio"
    return "document"


def _fits_photo(product: Product) -> bool:
    width, height = product.width or 1, product.height or 1
    ratio = max(width, height) / min(width, height)
    return product.size_bytes <= _PHOTO_BYTES and width + height <= _PHOTO_SIDES and ratio <= _PHOTO_RATIO


@dataclass(frozen=True)
class Upload:
    """What is sent as the file: an identifier that Telegram knows, or the bytes with their thumbnail."""

    content: str | InputFile
    thumbnail: InputFile | None = None


class Uploads:
    """Sends products; one that was sent before goes by the identifier that Telegram gave it, without its bytes."""

    def __init__(self, bot: ExtBot[Priority], memory: Memory) -> None:
        self._bot = bot
        self._memory = memory

    async def send(self, file: OutgoingFile, options: Options) -> Message:
        """Send a product natively. Raises `TelegramError`."""
        chosen = way(file.product)
        try:
            return await self._send(file, chosen, options)
        except BadRequest as error:
            if chosen != "photo" or not failures.not_a_photo(error):
                raise
        return await self._send(file, "document", options)

    async def _send(self, file: OutgoingFile, chosen: Way, options: Options) -> Message:
        asset = file.product.asset
        if known := await self._memory.file_id(asset, chosen):
            try:
                return await self._call(file.product, chosen, Upload(known), options)
            except BadRequest as error:
                if not failures.stale_file(error):
                    raise
                await self._memory.keep_file_id(asset, chosen, None)
        async with _opened(file) as upload:
            message = await self._call(file.product, chosen, upload, options)
        if identifier := _file_id(message, chosen):
            await self._memory.keep_file_id(asset, chosen, identifier)
        return message

    async def _call(self, product: Product, chosen: Way, upload: Upload, options: Options) -> Message:
        shared: Options = {**options, "read_timeout": _READ_TIMEOUT}
        duration = None if product.duration is None else max(1, round(product.duration))
        picture: Options = {"width": product.width, "height": product.height, "duration": duration, "thumbnail": upload.thumbnail}
        send: Mapping[Way, Callable[[], Any]] = {
            "video": lambda: self._bot.send_video(video=upload.content, supports_streaming=True, **picture, **shared),
            "animation": lambda: self._bot.send_animation(animation=upload.content, **picture, **shared),
            "photo": lambda: self._bot.send_photo(photo=upload.content, **shared),
            "audio": lambda: self._bot.send_audio(audio=upload.content, duration=duration, thumbnail=upload.thumbnail, **shared),
            "document": lambda: self._bot.send_document(document=upload.content, thumbnail=upload.thumbnail, **shared),
        }
        message: Message = await send[chosen]()
        return message


@asynccontextmanager
async def _opened(file: OutgoingFile) -> AsyncGenerator[Upload]:
    """The bytes on disk, so that a large upload is streamed and a second attempt can begin anew."""
    with tempfile.SpooledTemporaryFile(max_size=_SPOOL_BYTES) as spool:
        async for chunk in file.read():
            await asyncio.to_thread(spool.write, chunk)
        await asyncio.to_thread(spool.seek, 0)
        thumbnail = await _thumbnail(file)
        yield Upload(_input(spool, file.product.name), thumbnail)


def _input(spool: IO[bytes], name: str) -> InputFile:
    return InputFile(spool, filename=name, read_file_handle=False)


async def _thumbnail(file: OutgoingFile) -> InputFile | None:
    """The preview picture, unless it is larger than Telegram takes: then Telegram makes its own."""
    if file.thumbnail is None:
        return None
    content = bytearray()
    async for chunk in file.thumbnail():
        content += chunk
        if len(content) >= _THUMBNAIL_BYTES:
            return None
    return InputFile(bytes(content), filename="thumbnail.jpg", attach=True)


def _file_id(message: Message, chosen: Way) -> str | None:
    """The identifier under which Telegram now knows the file; it may have made an animation of a silent video."""
    if chosen == "photo":
        return message.photo[-1].file_id if message.photo else None
    media = {"video": message.video, "animation": message.animation, "audio": message.audio, "document": message.document}[chosen]
    return media.file_id if media else None
