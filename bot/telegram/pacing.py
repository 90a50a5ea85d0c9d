"""How fast we may talk to Telegram: a rate limiter with a lane per chat.

Telegram takes about one message a second in a chat, twenty a minute in a group and thirty a second over all; edits count. The
limiter that comes with python-telegram-bot has no pace per chat, and one 429 stalls every chat. Here each chat has a lane of its
own: results go before status messages, status messages before progress edits; a 429 closes only the lane it was given for; and of
several edits of one message that wait, only the newest is sent.
"""

import asyncio
import itertools
import math
import time
from collections import deque
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from enum import IntEnum
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

Result = bool | dict[str, Any] | list[dict[str, Any]]

_ATTEMPTS = 3
_LANES_KEPT = 512
_YIELD = 2
"""Messages by which a status lets results in other chats go first, and progress a status, while all together go as fast as they
may: the more of them wait, the rarer progress becomes."""


class Priority(IntEnum):
    """Who goes first when a chat, or all of them together, have room for one message only."""

    RESULT = 0
    STATUS = 1
    PROGRESS = 2


@dataclass(frozen=True)
class Pace:
    """Telegram's limits, with the margin that clocks and networks need. All in seconds but the counts."""

    chat_gap: float = 1.05
    """Between two messages in one chat."""
    group_window: float = 61.0
    """In this time a group takes at most `group_messages`."""
    group_messages: int = 20
    group_reserve: int = 6
    """Messages of a group's window that progress edits leave to results and answers."""
    overall_gap: float = 1 / 28
    """Between two messages wherever they go."""
    progress_gap: float = 3.0
    """Between two progress edits in a private chat."""
    group_progress_gap: float = 7.0
    """The same in a group."""
    upload_grace: float = 2.0
    """For which a chat's next message waits for an upload to end. Most are over by then; Telegram counts an upload at its end, so
    that what overtakes it comes close before it."""
    patience: float = 15.0
    """Longest wait that is waited out here; a longer one is handed back as `RetryAfter`."""


@dataclass
class Budget:
    """What one chat may still take: arithmetic over moments that are handed in."""

    pace: Pace
    group: bool
    sent: deque[float] = field(default_factory=deque[float])
    """Moments of the last messages, oldest first."""
    progressed: float = -math.inf
    closed_until: float = -math.inf

    def wait(self, now: float, priority: Priority) -> float:
        """Seconds until a message of this priority may go."""
        free = [now, self.closed_until]
        if self.sent:
            free.append(self.sent[-1] + self.pace.chat_gap)
        if priority is Priority.PROGRESS:
            free.append(self.progressed + (self.pace.group_progress_gap if self.group else self.pace.progress_gap))
        room = self.pace.group_messages - (self.pace.group_reserve if priority is Priority.PROGRESS else 0)
        if self.group and len(self.sent) >= room:
            free.append(self.sent[-room] + self.pace.group_window)
        return max(free) - now

    def spend(self, now: float, priority: Priority) -> None:
        """A message goes."""
        self.sent.append(now)
        while len(self.sent) > self.pace.group_messages:
            self.sent.popleft()
        if priority is Priority.PROGRESS:
            self.progressed = now

    def arrived(self, now: float) -> None:
        """A message was taken: an upload may have taken long, and the gap counts from its end."""
        if self.sent:
            self.sent[-1] = max(self.sent[-1], now)

    def close(self, until: float) -> None:
        """Telegram wants quiet in this chat."""
        self.closed_until = max(self.closed_until, until)

    def idle(self, now: float) -> bool:
        """Nothing is left to remember."""
        return self.closed_until < now and (not self.sent or self.sent[-1] + self.pace.group_window < now)


@dataclass(eq=False)
class _Waiter:
    priority: Priority
    place: int
    message: object | None
    """The message that an edit is for; a newer edit of it takes this one's place."""
    upload: bool
    turn: asyncio.Future[bool]
    """True: go. False: a newer edit went instead."""

    @property
    def rank(self) -> tuple[int, int]:
        return self.priority, self.place

    @property
    def granted(self) -> bool:
        return self.turn.done() and not self.turn.cancelled() and self.turn.exception() is None and self.turn.result()


@dataclass(eq=False)
class _Lane:
    budget: Budget
    waiting: list[_Waiter] = field(default_factory=list[_Waiter])
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    pump: asyncio.Task[None] | None = None
    flying: int = 0
    """Messages that Telegram has not answered yet. The next one waits for them, so that a slow network does not push two
    together."""
    uploads: int = 0
    """The same of uploads, which may take long and are waited for only for a while."""
    upload_began: float = -math.inf

    def goes(self, upload: bool, now: float) -> None:
        """A message is sent."""
        if upload:
            self.uploads += 1
            self.upload_began = now
        else:
            self.flying += 1

    def landed(self, upload: bool, now: float) -> None:
        """A message was answered, or never sent."""
        self.uploads -= 1 if upload else 0
        self.flying -= 0 if upload else 1
        self.budget.arrived(now)
        self.changed.set()

    def held(self, now: float, grace: float) -> float:
        """Seconds for which nothing more may go unless what is on its way lands."""
        if self.flying:
            return math.inf
        return max(0.0, self.upload_began + grace - now) if self.uploads else 0.0


class Pacer(BaseRateLimiter[Priority]):
    """Lets messages go when their chat has room, most important first. A call's `rate_limit_args` is its `Priority`."""

    def __init__(self, pace: Pace | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._pace = pace or Pace()
        self._clock = clock
        self._lanes: dict[object, _Lane] = {}
        self._places = itertools.count()
        self._overall_free = -math.inf

    async def initialize(self) -> None:
        """Nothing is needed before the first call."""

    async def shutdown(self) -> None:
        """Let go of everybody who still waits."""
        for lane in self._lanes.values():
            if lane.pump is not None:
                lane.pump.cancel()
            for waiter in lane.waiting:
                waiter.turn.cancel()
        self._lanes.clear()

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Result]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Priority | None,
    ) -> Result:
        """Call Telegram when the chat's turn comes. An edit that a newer one has overtaken is not sent and gives `True`.

        Raises `RetryAfter` when the wait is longer than our patience, or when Telegram keeps asking for one.
        """
        if not _counts(endpoint):
            return await callback(*args, **kwargs)
        lane = self._lane(data.get("chat_id"))
        priority = Priority.STATUS if rate_limit_args is None else rate_limit_args
        message = data.get("message_id") if endpoint.startswith("edit") else None
        upload = message is None and endpoint != "sendMessage"
        attempts = 0
        while True:
            attempts += 1
            if not await self._turn(lane, priority, message, upload):
                return True
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as refused:
                pause = seconds(refused)
                lane.budget.close(self._clock() + pause)
                if priority is Priority.PROGRESS or pause > self._pace.patience or attempts >= _ATTEMPTS:
                    raise
            finally:
                lane.landed(upload, self._clock())

    def _lane(self, chat: object) -> _Lane:
        if len(self._lanes) > _LANES_KEPT:
            now = self._clock()
            for known in [known for known, lane in self._lanes.items() if not lane.waiting and lane.budget.idle(now)]:
                del self._lanes[known]
        lane = self._lanes.get(chat)
        if lane is None:
            group = not isinstance(chat, int) or chat < 0
            lane = self._lanes[chat] = _Lane(Budget(self._pace, group))
        return lane

    async def _turn(self, lane: _Lane, priority: Priority, message: object | None, upload: bool) -> bool:
        waiter = _Waiter(priority, next(self._places), message, upload, asyncio.get_running_loop().create_future())
        for older in [older for older in lane.waiting if message is not None and older.message == message]:
            waiter.priority = min(waiter.priority, older.priority)
            waiter.place = min(waiter.place, older.place)
            lane.waiting.remove(older)
            if not older.turn.done():
                older.turn.set_result(False)
        lane.waiting.append(waiter)
        lane.changed.set()
        if lane.pump is None or lane.pump.done():
            lane.pump = asyncio.create_task(self._pump(lane))
        try:
            return await waiter.turn
        except asyncio.CancelledError:
            if waiter in lane.waiting:
                lane.waiting.remove(waiter)
            elif waiter.granted:
                lane.landed(upload, self._clock())
            raise

    async def _pump(self, lane: _Lane) -> None:
        while lane.waiting:
            lane.changed.clear()
            now = self._clock()
            if held := lane.held(now, self._pace.upload_grace):
                with suppress(TimeoutError):
                    await asyncio.wait_for(lane.changed.wait(), None if held == math.inf else held)
                continue
            first = min(lane.waiting, key=lambda waiter: waiter.rank)
            wait = lane.budget.wait(now, first.priority)
            if wait > self._pace.patience:
                self._give_up(lane, first, wait)
                continue
            wait = max(wait, self._overall_free + first.priority * _YIELD * self._pace.overall_gap - now)
            if wait > 0:
                with suppress(TimeoutError):
                    await asyncio.wait_for(lane.changed.wait(), wait)
                continue
            lane.waiting.remove(first)
            if first.turn.done():
                continue  # its caller gave up
            self._overall_free = now + self._pace.overall_gap
            lane.budget.spend(now, first.priority)
            lane.goes(first.upload, now)
            first.turn.set_result(True)

    @staticmethod
    def _give_up(lane: _Lane, waiter: _Waiter, wait: float) -> None:
        lane.waiting.remove(waiter)
        if not waiter.turn.done():
            waiter.turn.set_exception(RetryAfter(math.ceil(wait)))


def seconds(refused: RetryAfter) -> float:
    """The pause that Telegram asks for."""
    pause = refused.retry_after
    return pause.total_seconds() if isinstance(pause, timedelta) else float(pause)


def _counts(endpoint: str) -> bool:
    """Whether Telegram counts a call as a message."""
    return endpoint.startswith(("send", "edit", "copy", "forward")) and endpoint != "sendChatAction"
