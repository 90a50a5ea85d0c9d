"""Albums: Telegram sends each picture of an album as an update of its own."""

import asyncio
from collections.abc import Awaitable, Callable

from telegram import Message

Handle = Callable[[list[Message]], Awaitable[None]]


class Albums:
    """Gathers an album's messages until none has come for `wait` seconds, and hands them on together."""

    def __init__(self, handle: Handle, wait: float = 1.5) -> None:
        self._handle = handle
        self._wait = wait
        self._parts: dict[tuple[int, str], list[Message]] = {}
        self._tasks: dict[tuple[int, str], asyncio.Task[None]] = {}

    async def add(self, message: Message) -> None:
        """Take a message; returns when the album that it belongs to was handled, or the message itself if to none."""
        if message.media_group_id is None:
            await self._handle([message])
            return
        key = (message.chat.id, message.media_group_id)
        self._parts.setdefault(key, []).append(message)
        if key not in self._tasks:
            self._tasks[key] = asyncio.create_task(self._gather(key))
        await asyncio.shield(self._tasks[key])

    async def _gather(self, key: tuple[int, str]) -> None:
        seen = 0
        while seen < len(self._parts[key]):
            seen = len(self._parts[key])
            await asyncio.sleep(self._wait)
        del self._tasks[key]
        await self._handle(self._parts.pop(key))
