"""Progress comes faster than a chat may be edited: only the latest is kept, and a chat's edits stand a pace apart."""

import asyncio
from typing import Generic, TypeVar

from bot.clock import Clock

T = TypeVar("T")


class Latest(Generic[T]):
    """A mailbox of one: a newer value takes the place of one that nobody has taken yet."""

    def __init__(self) -> None:
        self._value: T | None = None
        self._closed = False
        self._news = asyncio.Event()

    def put(self, value: T) -> None:
        """Leave a value."""
        self._value = value
        self._news.set()

    def close(self) -> None:
        """Nothing more will come."""
        self._closed = True
        self._news.set()

    async def take(self) -> T | None:
        """Wait for the newest value; `None` when nothing more will come."""
        await self._news.wait()
        value, self._value = self._value, None
        if not self._closed:
            self._news.clear()
        return value

    def newest(self, value: T) -> T:
        """What came since `value` was taken, or `value` itself."""
        newer, self._value = self._value, None
        if not self._closed:
            self._news.clear()
        return value if newer is None else newer


class Pace:
    """Turns to edit, handed out per chat at least `gap` seconds apart, in the order they are asked for."""

    _FORGET = 1000

    def __init__(self, gap: float, clock: Clock) -> None:
        self._gap = gap
        self._clock = clock
        self._free: dict[str, float] = {}

    def begin(self, chat: str) -> None:
        """Something was just posted in the chat: its next turn comes a gap later."""
        now = self._clock.now()
        self._forget(now)
        self._free[chat] = max(self._free.get(chat, now), now + self._gap)

    async def turn(self, chat: str) -> None:
        """Wait for the chat's next turn."""
        now = self._clock.now()
        at = max(now, self._free.get(chat, now))
        self._free[chat] = at + self._gap
        if at > now:
            await self._clock.sleep(at - now)

    def _forget(self, now: float) -> None:
        if len(self._free) >= self._FORGET:
            self._free = {chat: at for chat, at in self._free.items() if at > now}
