"""Quotas: what a person used in a window of time. Every change is one conditional statement, so none is ever lost.

The window of `jobs` is the day in UTC, named by its first Unix second.
"""

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_core.messages import QuotaUse
from workers.errors import QuotaExceeded
from workers.ledger.schema import AnyRow, quota_limits, quota_use
from workers.ledger.upsert import upsert

JOBS = "jobs"
TALK = "talk"
"""Messages of a person whose jobs are used up that may still turn out to cost nothing (undo, help)."""
TALK_LIMIT = 200.0
DAY = 86_400


def window_of(now: float) -> int:
    """The window that a moment lies in."""
    return int(now // DAY) * DAY


async def reserve(tx: AsyncConnection, platform: str, person: str, limit: float, now: float, *, name: str = JOBS) -> int:
    """Take one job of the day's quota and return its window. A limit of 0 means none. Raises `QuotaExceeded`."""
    limit = await _limit(tx, platform, person, limit) if name == JOBS else limit
    window = window_of(now)
    await take(tx, platform, person, limit, window, name=name)
    return window


async def take(
    tx: AsyncConnection, platform: str, person: str, limit: float, window: int, amount: int = 1, *, name: str = JOBS
) -> None:
    """Take so many of a window at once, or none of them. A limit of 0 means none. Raises `QuotaExceeded`."""
    statement = upsert(tx, quota_use).values(platform=platform, person=person, name=name, window=window, used=amount)
    statement = statement.on_conflict_do_update(
        index_elements=["platform", "person", "name", "window"],
        set_={"used": quota_use.c.used + amount},
        where=quota_use.c.used + amount <= limit if limit else None,
    )
    if (limit and amount > limit) or (await tx.execute(statement)).rowcount < 1:
        raise QuotaExceeded(values={"limit": limit, "resets": float(window + DAY)})


async def refund(tx: AsyncConnection, row: AnyRow) -> None:
    """Give back what a job's row still holds; the caller clears its `quota_window` in the same transaction."""
    if row.quota_window is None:
        return
    await tx.execute(
        update(quota_use)
        .where(
            quota_use.c.platform == row.platform,
            quota_use.c.person == row.person,
            quota_use.c.name == JOBS,
            quota_use.c.window == row.quota_window,
            quota_use.c.used > 0,
        )
        .values(used=quota_use.c.used - 1)
    )


async def uses(tx: AsyncConnection, platform: str, person: str, limit: float, now: float) -> list[QuotaUse]:
    """The person's quotas in their current windows."""
    window = window_of(now)
    used = await tx.scalar(
        select(quota_use.c.used).where(
            quota_use.c.platform == platform,
            quota_use.c.person == person,
            quota_use.c.name == JOBS,
            quota_use.c.window == window,
        )
    )
    limit = await _limit(tx, platform, person, limit)
    return [QuotaUse(name=JOBS, used=used or 0.0, limit=limit, resets=float(window + DAY))]


async def _limit(tx: AsyncConnection, platform: str, person: str, default: float) -> float:
    own = await tx.scalar(
        select(quota_limits.c.limit).where(
            quota_limits.c.platform == platform, quota_limits.c.person == person, quota_limits.c.name == JOBS
        )
    )
    return default if own is None else own
