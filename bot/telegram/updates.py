"""Updates: each is handled once, however often Telegram sends it, and all of them beside each other."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from telegram import Update

from bot.edge import survive

KINDS = ("message", "edited_message", "callback_query")
"""What we ask Telegram for; what happens in channels is none of it."""
_LONGEST_HANDLING = 900.0
"""Seconds after which an update is let go, so that a handler that hangs cannot hold up the others for ever."""
_REMEMBERED = 2000

Handle = Callable[[Update], Awaitable[None]]


class Updates:
    """Runs the handlers of updates."""

    def __init__(self, handle: Handle) -> None:
        self._handle = handle
        self._begun: OrderedDict[int, asyncio.Task[None]] = OrderedDict()
        self.running: dict[int, asyncio.Task[None]] = {}
        """Those whose handling has not ended, by the update's id."""

    def begin(self, update: Update) -> asyncio.Task[None]:
        """Handle an update, unless that was begun before; its handling, which raises nothing."""
        known = self._begun.get(update.update_id)
        if known is not None and not known.cancelled():
            return known
        task = asyncio.create_task(self._finish(update))
        self._begun[update.update_id] = self.running[update.update_id] = task
        task.add_done_callback(lambda _: self.running.pop(update.update_id, None))
        while len(self._begun) > _REMEMBERED:
            self._begun.popitem(last=False)
        return task

    def knows(self, update: Update) -> bool:
        """Whether an update was begun before."""
        return update.update_id in self._begun

    async def close(self) -> None:
        """Break off what has not ended: Telegram sends it again."""
        tasks = list(self.running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _finish(self, update: Update) -> None:
        work = asyncio.wait_for(self._handle(update), _LONGEST_HANDLING)
        await survive(work, "update", str(update.update_id))
