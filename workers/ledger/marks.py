"""Marks: what a bot must not forget over a restart, such as the platform's name of a file it has posted; one value a key."""

from sqlalchemy import ColumnElement, and_, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from workers.ledger.schema import marks
from workers.ledger.upsert import upsert

KEPT = 60 * 86400.0
"""Seconds after which a mark that was not set again is forgotten."""


async def recall(tx: AsyncConnection, platform: str, account: str, key: str) -> str | None:
    """The value under a key."""
    return await tx.scalar(select(marks.c.value).where(_named(platform, account, key)))


async def remember(tx: AsyncConnection, platform: str, account: str, key: str, value: str | None, now: float) -> None:
    """Set a value, or forget it; those that nobody has set for long go too."""
    await tx.execute(delete(marks).where(marks.c.at < now - KEPT))
    if value is None:
        await tx.execute(delete(marks).where(_named(platform, account, key)))
        return
    kept = {"value": value, "at": now}
    statement = upsert(tx, marks).values(platform=platform, account=account, key=key, **kept)
    await tx.execute(statement.on_conflict_do_update(index_elements=["platform", "account", "key"], set_=kept))


def _named(platform: str, account: str, key: str) -> ColumnElement[bool]:
    return and_(marks.c.platform == platform, marks.c.account == account, marks.c.key == key)
