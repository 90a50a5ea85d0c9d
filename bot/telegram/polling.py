"""Polling: every update is handed on at least once, over restarts too.

Telegram forgets an update when a later one is asked for. So the offset moves only past updates whose handling has ended: while
one is under way we ask shortly and often from the oldest unfinished one on, and skip what we have already begun; when all is
done we ask once and wait long.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from telegram import Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError, TimedOut
from telegram.ext import ExtBot

from bot.edge import survive
from bot.errors import PlatformError
from bot.telegram.pacing import Priority, seconds

log = logging.getLogger(__name__)

KINDS = ("message", "callback_query")
_LONG_POLL = 50
_LONGEST_PAUSE = 30.0
_LONGEST_HANDLING = 900.0
"""Seconds after which an update is let go, so that a handler that hangs cannot hold up the others for ever."""
_REMEMBERED = 2000


def bad_token() -> PlatformError:
    """Telegram does not know the token. The library's own error holds it, so that one never leaves here."""
    return PlatformError("Telegram does not accept the token in CUTROOM_TELEGRAM_TOKEN", code="bad-token")


class Polling:
    """Asks for updates and runs their handlers beside each other."""

    def __init__(
        self, bot: ExtBot[Priority], handle: Callable[[Update], Awaitable[None]], *, glance: float = 0.3, pause: float = 1.0
    ) -> None:
        """`glance`: seconds between two questions while something is under way; `pause`: before the first new attempt after a
        failure."""
        self._bot = bot
        self._handle = handle
        self._glance = glance
        self._pause = pause
        self._running: dict[int, asyncio.Task[None]] = {}
        self._begun: OrderedDict[int, None] = OrderedDict()
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
            for task in self._running.values():
                task.cancel()
            await asyncio.gather(*self._running.values(), return_exceptions=True)

    async def _round(self) -> None:
        busy = bool(self._running)
        offset = min(self._running, default=self._next)
        updates = await self._bot.get_updates(offset=offset, timeout=0 if busy else _LONG_POLL, allowed_updates=KINDS)
        for update in updates:
            self._begin(update)
        if self._running:
            await asyncio.wait(self._running.values(), timeout=self._glance)

    def _begin(self, update: Update) -> None:
        if update.update_id in self._begun:
            return
        self._begun[update.update_id] = None
        while len(self._begun) > _REMEMBERED:
            self._begun.popitem(last=False)
        self._next = update.update_id + 1
        task = asyncio.create_task(self._finish(update))
        self._running[update.update_id] = task
        task.add_done_callback(lambda _: self._running.pop(update.update_id, None))

    async def _finish(self, update: Update) -> None:
        work = asyncio.wait_for(self._handle(update), _LONGEST_HANDLING)
        await survive(work, "update", str(update.update_id))

    async def _rest(self, error: TelegramError) -> None:
        """Wait before asking again, longer with every failure in a row."""
        self._failures += 1
        pause = seconds(error) if isinstance(error, RetryAfter) else min(_LONGEST_PAUSE, self._pause * 2 ** (self._failures - 1))
        if isinstance(error, Conflict):
            log.warning("another program polls Telegram with this bot's token; only one may run")
        else:
            log.info("Telegram gives no updates (%s), asking again in %.0f s", type(error).__name__, pause)
        await asyncio.sleep(pause)
