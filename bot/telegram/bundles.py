"""Bundles: messages that one person sends in one go are one wish, and a person's wishes are heard in the order they were sent.

Telegram sends each picture of an album as an update of its own, a comment apart from what it forwards, and a long text in pieces.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from telegram import Message

from bot.telegram import commands
from bot.telegram.units import units

Handle = Callable[[list[Message]], Awaitable[None]]

_PIECE_CHARS = 4000
"""A text this long may be the first piece of one that Telegram's apps have parted."""
_TURN = 3.0
"""Seconds that a wish waits at most for the end of the one before it."""
_ALBUMS = 500


@dataclass(eq=False)
class _Bundle:
    parts: list[Message]
    handled: asyncio.Task[None] | None = None
    grew: asyncio.Event = field(default_factory=asyncio.Event)


class Bundles:
    """Gathers what belongs together until a lull, and hands it on."""

    def __init__(self, handle: Handle, *, album: float = 1.5, together: float = 0.2) -> None:
        """`album` and `together`: seconds without another message after which an album, or what was sent in one go, is whole."""
        self._handle = handle
        self._album = album
        self._together = together
        self._open: dict[tuple[int, int], list[_Bundle]] = {}
        self._last: dict[tuple[int, int], asyncio.Task[None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._albums: OrderedDict[str, list[Message]] = OrderedDict()

    async def add(self, message: Message) -> None:
        """Take a message; returns when what it belongs to was handled."""
        whose = (message.chat.id, sender(message))
        bundle = next((each for each in self._open.get(whose, ()) if joins(each.parts, message)), None)
        if bundle is None:
            bundle = self._begin(whose, message)
        else:
            bundle.parts.append(message)
            bundle.grew.set()
        if bundle.handled is not None:
            await asyncio.shield(bundle.handled)

    def reworded(self, message: Message) -> list[Message] | None:
        """An edited message with the rest of its album; `None` where that is not known any more."""
        if message.media_group_id is None:
            return [message]
        parts = self._albums.get(message.media_group_id)
        if parts is None:
            return None
        return [message if part.message_id == message.message_id else part for part in parts]

    async def close(self) -> None:
        """Break off what has not ended: Telegram sends it again."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _begin(self, whose: tuple[int, int], message: Message) -> _Bundle:
        bundle = _Bundle([message])
        before = self._last.get(whose)
        task = bundle.handled = self._last[whose] = asyncio.create_task(self._gather(whose, bundle, before))
        self._open.setdefault(whose, []).append(bundle)
        self._tasks.add(task)
        task.add_done_callback(lambda _: self._forget(whose, task))
        return bundle

    def _forget(self, whose: tuple[int, int], task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if self._last.get(whose) is task:
            del self._last[whose]

    async def _gather(self, whose: tuple[int, int], bundle: _Bundle, before: asyncio.Task[None] | None) -> None:
        try:
            while lull := self._lull(bundle.parts):
                bundle.grew.clear()
                try:
                    await asyncio.wait_for(bundle.grew.wait(), lull)
                except TimeoutError:
                    break
        finally:
            self._open[whose].remove(bundle)
            if not self._open[whose]:
                del self._open[whose]
        if before is not None:
            await asyncio.wait([before], timeout=_TURN)
        self._remember(bundle.parts)
        await self._handle(bundle.parts)

    def _lull(self, parts: Sequence[Message]) -> float:
        """Seconds to wait for another part."""
        if any(part.media_group_id for part in parts) or _is_piece(parts[-1]):
            return self._album
        return self._together if _is_loose(parts) else 0.0

    def _remember(self, parts: list[Message]) -> None:
        if album := next((part.media_group_id for part in parts if part.media_group_id), None):
            self._albums[album] = parts
            while len(self._albums) > _ALBUMS:
                self._albums.popitem(last=False)


def joins(parts: Sequence[Message], message: Message) -> bool:
    """Whether a message belongs to what its sender has just sent."""
    if message.media_group_id and any(part.media_group_id == message.media_group_id for part in parts):
        return True
    if message.reply_to_message is not None or message.external_reply is not None:
        return False
    if message.text and _is_piece(parts[-1]) and not commands.called(message.text):
        return True
    if not _is_loose(parts):
        return False
    return _is_wordless(message) or (_is_comment(message) and all(_is_wordless(part) for part in parts))


def sender(message: Message) -> int:
    """Who wrote a message: a person, or a chat in whose name somebody writes."""
    author = message.sender_chat or message.from_user or message.chat
    return author.id


def forwarded(message: Message) -> bool:
    """Whether somebody passes on what another has written."""
    origin = message.forward_origin
    if origin is None:
        return False
    first, now = getattr(origin, "sender_user", None), message.from_user
    return first is None or now is None or first.id != now.id


def _is_loose(parts: Sequence[Message]) -> bool:
    """Whether more may belong to it: in private, a word about what comes, or files without one."""
    if parts[0].chat.type != "private" or parts[0].reply_to_message is not None:
        return False
    first, *others = parts
    files_follow = all(_is_wordless(part) for part in others)
    return files_follow and (_is_wordless(first) or _is_comment(first))


def _is_comment(message: Message) -> bool:
    return bool(message.text)


def _is_wordless(message: Message) -> bool:
    """A file, and nothing said about it by whoever sends it."""
    media = message.photo or message.video or message.audio or message.animation or message.document or message.video_note
    return bool(media or (message.voice and forwarded(message))) and (not message.caption or forwarded(message))


def _is_piece(message: Message) -> bool:
    return units(message.text or "") >= _PIECE_CHARS
