"""What tests run in processes of their own: a module that is quick to import."""

import asyncio
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path

from sqlalchemy import text

from workers.errors import QuotaExceeded
from workers.ledger import quotas
from workers.ledger.database import open_database

NOON = 1_700_049_600.0 - 7200
"""A moment in the middle of a window."""


def open_at_once(url: str, home: Path, ready: Barrier, opened: "Queue[str]") -> None:
    """Open the database when everybody is ready, and say at which migration it stands."""

    async def version() -> str:
        ready.wait(60)
        async with open_database(url, home, migrate=True) as database, database.read() as tx:
            return str(await tx.scalar(text("SELECT version_num FROM alembic_version")))

    try:
        opened.put(asyncio.run(version()))
    except Exception as error:
        opened.put(repr(error))
        raise


def reserve(url: str, home: Path, limit: float, times: int, ready: Barrier, granted: "Queue[int]") -> None:
    """Reserve `times` times when everybody is ready, and say how often it was granted."""

    async def reserve_all() -> int:
        done = 0
        async with open_database(url, home, migrate=True) as database:
            ready.wait(60)
            for _ in range(times):
                try:
                    async with database.write() as tx:
                        await quotas.reserve(tx, "test", "ann", limit, NOON)
                except QuotaExceeded:
                    continue
                done += 1
        return done

    granted.put(asyncio.run(reserve_all()))
