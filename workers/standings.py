"""How all unfinished jobs stand, asked of the ledger once for everybody who watches one.

Every watcher of a silent job looks at the ledger now and then. With hundreds of them that would be hundreds of looks, each of
which counts the whole queue; so they share one.
"""

import asyncio
import time
from collections.abc import Callable

from agent_core.messages import JobStatus
from workers.ledger.ledger import Ledger

FRESH = 1.0
"""Seconds for which a look serves everybody."""


class Standings:
    """A look at all unfinished jobs, renewed when somebody asks and it is not fresh any more."""

    def __init__(self, ledger: Ledger, clock: Callable[[], float] = time.monotonic) -> None:
        self._ledger = ledger
        self._clock = clock
        self._looked = -FRESH
        self._seen: dict[str, JobStatus] = {}
        self._looking = asyncio.Lock()

    async def of(self, job: str) -> JobStatus:
        """How a job stands, or stood at most a second ago. Raises `UnknownJob`."""
        async with self._looking:
            if self._clock() - self._looked >= FRESH:
                self._seen = {status.job: status for status in await self._ledger.unfinished()}
                self._looked = self._clock()
            known = self._seen.get(job)
        return known or await self._ledger.status(job)  # it has ended, or has begun since
