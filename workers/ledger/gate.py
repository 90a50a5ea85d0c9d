"""A gate before the ledger's one writer: what comes while it is busy goes in together, in one transaction.

A burst then costs one commit, not one for each that came.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from workers.errors import WorkerError
from workers.ledger.database import Database

Asked = TypeVar("Asked")
Got = TypeVar("Got")

MOST = 500
"""What goes into one transaction."""


class Gate(Generic[Asked, Got]):
    """Takes what waits to `write`, which says of each in turn what came of it."""

    def __init__(
        self, database: Database, write: Callable[[AsyncConnection, Sequence[Asked]], Awaitable[Sequence[Got | WorkerError]]]
    ) -> None:
        self._db = database
        self._write = write
        self._waiting: list[tuple[Asked, asyncio.Future[Got]]] = []
        self._taking: asyncio.Task[None] | None = None

    async def enter(self, asked: Asked) -> Got:
        """What came of it, once that is committed. Raises what writing it alone would raise."""
        future: asyncio.Future[Got] = asyncio.get_running_loop().create_future()
        self._waiting.append((asked, future))
        if self._taking is None or self._taking.done():
            self._taking = asyncio.create_task(self._take())
        return await future

    async def _take(self) -> None:
        while self._waiting:
            batch: list[tuple[Asked, asyncio.Future[Got]]] = []
            try:
                async with self._db.write() as tx:
                    batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
                    found = await self._write(tx, [asked for asked, _ in batch])
            except Exception as error:
                await self._failed(batch, error)
            else:
                for (_, future), outcome in zip(batch, found, strict=True):
                    _settle(future, outcome)

    async def _failed(self, batch: list[tuple[Asked, asyncio.Future[Got]]], error: Exception) -> None:
        """Nothing of the batch was written. One that cannot be written keeps nobody else from it."""
        if isinstance(error, WorkerError) or len(batch) == 1:
            if not batch:  # the writer could not be had at all
                batch, self._waiting = self._waiting, []
            for _, future in batch:
                _settle(future, error)
            return
        for asked, future in batch:
            try:
                async with self._db.write() as tx:
                    [outcome] = await self._write(tx, [asked])
            except Exception as own:
                _settle(future, own)
            else:
                _settle(future, outcome)


def _settle(future: asyncio.Future[Got], outcome: Got | Exception) -> None:
    if future.done():
        return  # whoever asked is gone; what was written stays
    if isinstance(outcome, Exception):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)
