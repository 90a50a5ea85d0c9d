"""The rows of the outbox that one process is posting: their leases are renewed for as long as it lives and is at it.

So a lease can be short (a killed bot's rows are free again at once) while a large upload may take its time.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator, Iterable

from agent_core.messages import Delivery
from workers.errors import Unavailable
from workers.ledger.ledger import Ledger

log = logging.getLogger(__name__)


class Posting:
    """What this process holds of the outbox."""

    def __init__(self, ledger: Ledger, holder: str, *, lease: float = 15.0, longest: float = 1800.0) -> None:
        self.holder = holder
        self.lease = lease
        self._ledger = ledger
        self._longest = longest
        self._until: dict[str, float] = {}

    def took(self, deliveries: Iterable[Delivery]) -> None:
        """Keep these rows, for `longest` seconds at most: whoever forgot them by then may not keep them from others."""
        end = asyncio.get_running_loop().time() + self._longest
        self._until.update((delivery.id, end) for delivery in deliveries)

    def done(self, delivery: str) -> None:
        """This row is posted, or handed back."""
        self._until.pop(delivery, None)

    @contextlib.asynccontextmanager
    async def kept(self) -> AsyncGenerator[None]:
        """Renew leases while the block lasts."""
        task = asyncio.create_task(self._keep())
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _keep(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(self.lease / 3)
            self._until = {name: end for name, end in self._until.items() if end > loop.time()}
            if not self._until:
                continue
            try:
                await self._ledger.renew_outbox(list(self._until), holder=self.holder, lease=self.lease)
            except Unavailable as error:
                log.warning("outbox leases not renewed: %s", type(error.__cause__).__name__)
