"""The outbox: what a person must see, to be posted by the bot account that owns it.

A row is leased while a bot posts it. Crashing between posting and recording leads to a second try under the same nonce; that is
the only way to a double, and there is none to a loss.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_core.messages import Delivery
from workers.errors import UnknownJob
from workers.ledger import transitions
from workers.ledger.schema import AnyRow, outbox
from workers.ledger.schema import messages as posted
from workers.ledger.upsert import upsert


async def claim(
    tx: AsyncConnection, platform: str, account: str, holder: str, limit: int, lease: float, now: float
) -> list[Delivery]:
    """Lease rows of an account that nobody is posting, oldest first."""
    free = await tx.execute(_free(platform, account, now).limit(limit).with_for_update(skip_locked=True))
    taken = free.all()
    await tx.execute(
        update(outbox)
        .where(outbox.c.number.in_([row.number for row in taken]))
        .values(lease=now + lease, holder=holder, attempts=outbox.c.attempts + 1)
    )
    return [Delivery.model_validate_json(row.body) for row in taken]


async def any_free(tx: AsyncConnection, platform: str, account: str, now: float) -> bool:
    """Whether `claim` would find something; asking writes nothing."""
    return (await tx.execute(_free(platform, account, now).limit(1))).first() is not None


async def renew(tx: AsyncConnection, deliveries: Sequence[str], holder: str, lease: float, now: float) -> None:
    """Hold rows that their holder is still posting."""
    await tx.execute(
        update(outbox)
        .where(outbox.c.id.in_(deliveries), outbox.c.holder == holder, outbox.c.state == "pending")
        .values(lease=now + lease)
    )


async def mark_posted(tx: AsyncConnection, delivery: str, messages: Sequence[str], now: float) -> str:
    """Record what a row became; the row's job. Again is harmless."""
    row = await _locked(tx, delivery)
    for message in messages:
        await tx.execute(
            upsert(tx, posted)
            .values(
                platform=row.platform,
                account=row.account,
                chat=row.chat,
                message=message,
                job=row.job,
                kind=row.kind,
                revision=row.revision,
                created=now,
            )
            .on_conflict_do_nothing()
        )
    if row.state != "posted":
        await tx.execute(update(outbox).where(outbox.c.id == delivery).values(state="posted", posted=now, code=None))
        if row.kind == "result":
            await transitions.delivered(tx, row.job, now)
    return row.job


async def mark_failed(tx: AsyncConnection, delivery: str, code: str, retry_after: float | None, now: float) -> None:
    """Free a row for another try, or give it up."""
    row = await _locked(tx, delivery)
    if row.state != "pending":
        return
    if retry_after is not None:
        values = {"lease": 0.0, "not_before": now + max(0.0, retry_after), "code": code[:64]}
        await tx.execute(update(outbox).where(outbox.c.id == delivery).values(values))
        return
    await tx.execute(update(outbox).where(outbox.c.id == delivery).values(state="dead", code=code[:64]))
    if row.kind in ("result", "question"):
        await transitions.undeliverable(tx, row.job, code[:64], now)


async def _locked(tx: AsyncConnection, delivery: str) -> AnyRow:
    row = (await tx.execute(select(outbox).where(outbox.c.id == delivery).with_for_update())).one_or_none()
    if row is None:
        raise UnknownJob(f"no delivery {delivery}")
    return row


def _free(platform: str, account: str, now: float) -> Select[*tuple[Any, ...]]:
    return (
        select(outbox.c.number, outbox.c.body)
        .where(
            outbox.c.platform == platform,
            outbox.c.account == account,
            outbox.c.state == "pending",
            outbox.c.lease <= now,
            outbox.c.not_before <= now,
        )
        .order_by(outbox.c.number)
    )
