"""The sweeper: looks at the ledger every few seconds, so that nothing hangs on a message that was lost.

One process at a time leads. It releases what is due (new jobs, answers, expired leases, everything after Redis was wiped) and
ends what nobody else will end.
"""

import logging
import time
from asyncio import sleep

from arq.connections import ArqRedis
from redis.exceptions import RedisError

from workers.dispatcher import Dispatcher
from workers.errors import WorkerError
from workers.ledger.ledger import Ledger
from workers.progress import announce
from workers.queue import DUE, lead, wait_nudge
from workers.settings import WorkerSettings

log = logging.getLogger(__name__)


class Sweeper:
    """The loop that drives the dispatcher: woken by nudges, and by the clock when there are none."""

    def __init__(self, name: str, ledger: Ledger, redis: ArqRedis, settings: WorkerSettings) -> None:
        self._name = name
        self._ledger = ledger
        self._redis = redis
        self._pause = settings.sweep
        self._dispatcher = Dispatcher(ledger, redis, settings)
        self._next = 0.0

    async def run(self) -> None:
        """Go on until cancelled. Trouble with Redis or the database is logged and tried again at the next look."""
        while True:
            try:
                leading = await lead(self._redis, self._name, 2 * self._pause + 1)
                if leading:
                    await self.look()
            except (RedisError, WorkerError, OSError) as error:
                log.warning("no look at the queue: %s", type(error).__name__)
                leading = True
                await sleep(min(1.0, self._pause))
            if leading:
                await wait_nudge(self._redis, DUE, self._pause)
            else:
                await sleep(self._pause)

    async def look(self) -> None:
        """Release what is due; every `sweep` seconds also end what has expired. Raises `RedisError`, `WorkerError`."""
        await self._dispatcher.release()
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + self._pause
        for ended in await self._ledger.expire():
            log.info("job %s: expired", ended.job)
            await announce(self._ledger, self._redis, ended.job)
