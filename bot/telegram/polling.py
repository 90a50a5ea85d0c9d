"""Polling: every update is handed on at least once, over restarts too.

Telegram forgets an update when a later one is asked for. So the offset moves only past updates whose handling has ended: while
one is under way we ask shortly and often from the oldest unfinished one on, and skip what we have already begun; when all is
done we ask once and wait long.
"""

import asyncio
import logging

from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError, TimedOut
from telegram.ext import ExtBot

from bot.errors import PlatformError
from bot.telegram.pacing import Priority, seconds
from bot.telegram.updates import KINDS, Updates

log = logging.getLogger(__name__)

_LONG_POLL = 50
_LONGEST_PAUSE = 30.0
_CHEAP = 15
"""Updates under way that may well be read again with every question; where there are more, questions become rarer."""


def bad_token() -> PlatformError:
    """Telegram does not know the token. The library's own error holds it, so that one never leaves here."""
    return PlatformError("Telegram does not accept the token in CUTROOM_TELEGRAM_TOKEN", code="bad-token")


class Polling:
    """Asks for updates."""

    def __init__(self, bot: ExtBot[Priority], updates: Updates, *, glance: float = 0.3, pause: float = 1.0) -> None:
        """`glance`: seconds between two questions while something is under way; `pause`: before the first new attempt after a
        failure."""
        self._bot = bot
        self._updates = updates
        self._glance = glance
        self._pause = pause
        self._next = 0
        self._failures = 0

    async def run(self) -> None:
        """Poll until cancelled. Raises `PlatformError` with code `bad-token`."""
        try:
            while True:
                try:
                    await self._round()
                    self._failures = 0
                except InvalidToken:
                    raise bad_token() from None
                except TimedOut:
                    continue
                except TelegramError as error:
                    await self._rest(error)
        finally:
            await self._updates.close()

    async def _round(self) -> None:
        running = self._updates.running
        offset = min(running, default=self._next)
        updates = await self._bot.get_updates(offset=offset, timeout=0 if running else _LONG_POLL, allowed_updates=KINDS)
        fresh = [update for update in updates if not self._updates.knows(update)]
        for update in fresh:
            self._updates.begin(update)
            self._next = update.update_id + 1
        if running:
            again = len(updates) - len(fresh)
            await asyncio.wait(running.values(), timeout=self._glance * max(1.0, again / _CHEAP))

    async def _rest(self, error: TelegramError) -> None:
        """Wait before asking again, longer with every failure in a row."""
        self._failures += 1
        pause = seconds(error) if isinstance(error, RetryAfter) else min(_LONGEST_PAUSE, self._pause * 2 ** (self._failures - 1))
        if isinstance(error, Conflict):
            log.warning("another program polls Telegram with this bot's token; only one may run")
        else:
            log.info("Telegram gives no updates (%s), asking again in %.0f s", type(error).__name__, pause)
        await asyncio.sleep(pause)
