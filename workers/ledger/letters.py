"""Letters: what is put into the outbox for a person to see."""

import secrets
from typing import NamedTuple

from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_core.languages import Language
from agent_core.messages import Action, Delivery, DeliveryKind, Note, Product, Question, Request
from workers.ledger.schema import AnyRow, outbox


class Letter(NamedTuple):
    """What a row says."""

    kind: DeliveryKind
    note: Note
    language: Language
    products: tuple[Product, ...] = ()
    question: Question | None = None
    actions: tuple[Action, ...] = ()
    revision: str | None = None


async def put(tx: AsyncConnection, job: AnyRow, letter: Letter, now: float) -> None:
    """Add a row to the job's outbox. A job has one row per question and one for its end, and the database holds us to it."""
    name = secrets.token_hex(8)
    delivery = Delivery(
        id=name,
        job=job.id,
        origin=Request.model_validate_json(job.request).origin,
        took=max(0.0, now - job.created),
        nonce=name,
        **letter._asdict(),
    )
    slot = f"{job.id}:question:{job.questions + 1}" if letter.kind == "question" else f"{job.id}:end"
    await tx.execute(
        insert(outbox).values(
            id=name,
            job=job.id,
            slot=slot,
            kind=letter.kind,
            platform=job.platform,
            account=job.account,
            chat=job.chat,
            revision=letter.revision,
            body=delivery.model_dump_json(),
            state="pending",
            created=now,
            not_before=now,
            lease=0.0,
            attempts=0,
        )
    )


async def withdraw(tx: AsyncConnection, job: str) -> None:
    """Drop a job's questions that nobody has posted yet: they are answered or past."""
    await tx.execute(
        update(outbox)
        .where(outbox.c.job == job, outbox.c.kind == "question", outbox.c.state == "pending")
        .values(state="dead", code="withdrawn")
    )
