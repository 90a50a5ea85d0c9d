"""Changes of a job's state: one compare-and-set, one audit row, and for an ending its row in the outbox and its quota back."""

from typing import Any, NamedTuple

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_core.languages import Language
from agent_core.messages import DeliveryKind, JobState, Note
from workers.errors import UnknownJob
from workers.ledger import letters, quotas
from workers.ledger.schema import AnyRow, audit, jobs

JobRow = AnyRow
"""A whole row of `jobs`."""


class Move(NamedTuple):
    """A step from the state a row was read in to the next."""

    target: JobState
    by: str
    """Who makes it: a worker's name, `bot` or `sweeper`."""
    code: str
    """Why, for the audit trail; never a person's words."""


async def locked(tx: AsyncConnection, job: str) -> JobRow:
    """The job's row, held until the transaction ends. Raises `UnknownJob`."""
    row = (await tx.execute(select(jobs).where(jobs.c.id == job).with_for_update())).one_or_none()
    if row is None:
        raise UnknownJob(f"no job {job}")
    return row


async def note_move(tx: AsyncConnection, job: str, source: str, step: Move, now: float) -> None:
    """Write a step into the audit trail."""
    await tx.execute(insert(audit).values(job=job, source=source, target=step.target, at=now, by=step.by, code=step.code[:64]))


async def move(tx: AsyncConnection, row: JobRow, step: Move, now: float, **values: Any) -> bool:
    """Take the job from the state and attempt in `row` to `step.target`; false when it has moved since."""
    result = await tx.execute(
        update(jobs)
        .where(jobs.c.id == row.id, jobs.c.state == row.state, jobs.c.attempt == row.attempt)
        .values(state=step.target, changed=now, **values)
    )
    if result.rowcount < 1:
        return False
    await note_move(tx, row.id, row.state, step, now)
    return True


async def end(
    tx: AsyncConnection, row: JobRow, step: Move, letter: letters.Letter | None, now: float, *, note: Note, **values: Any
) -> bool:
    """End a job without a result: keep why, tell its person (`letter`) where there is a way, and give the quota back."""
    cleared = {"worker": None, "lease": None, "quota_window": None}
    moved = await move(tx, row, step, now, note=note.model_dump_json(), **cleared, **values)
    if moved:
        await letters.withdraw(tx, row.id)
        if letter:
            await letters.put(tx, row, letter, now)
        await quotas.refund(tx, row)
    return moved


async def end_told(
    tx: AsyncConnection,
    row: JobRow,
    step: Move,
    kind: DeliveryKind,
    note: Note,
    now: float,
    language: Language | None = None,
    **values: Any,
) -> bool:
    """End a job without a result and say why, in `language` or the job's own."""
    spoken = language or row.language
    return await end(tx, row, step, letters.Letter(kind, note, spoken), now, note=note, language=spoken, **values)


async def end_cancelled(tx: AsyncConnection, row: JobRow, by: str, now: float) -> bool:
    """End a job as its person wished."""
    return await end_told(tx, row, Move("cancelled", by, "cancelled"), "cancelled", Note(code="cancelled"), now)


async def delivered(tx: AsyncConnection, job: str, now: float) -> None:
    """delivering → delivered, once its result is posted."""
    row = await locked(tx, job)
    if row.state == "delivering":
        await move(tx, row, Move("delivered", "bot", "posted"), now)


async def undeliverable(tx: AsyncConnection, job: str, code: str, now: float) -> None:
    """End a job whose question or result its platform will never take; there is nobody to tell."""
    row = await locked(tx, job)
    if row.state in ("delivering", "waiting"):
        await end(tx, row, Move("failed", "bot", code), None, now, note=Note(code="undeliverable"))
