"""How jobs stand, as a person would ask."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_core.messages import FINAL_STATES, Delivery, JobStatus, Note, Question, Request
from workers.errors import UnknownJob
from workers.ledger import schedule
from workers.ledger.schema import AnyRow, jobs, outbox

_OPEN = jobs.c.state.not_in(sorted(FINAL_STATES))


async def status(tx: AsyncConnection, job: str, slots: int) -> JobStatus:
    """One job."""
    found = await _unfinished(tx, jobs.c.id == job, slots, any_state=True)
    if not found:
        raise UnknownJob(f"no job {job}")
    return found[0]


async def queue(tx: AsyncConnection, platform: str, chat: str, slots: int) -> list[JobStatus]:
    """A chat's unfinished jobs, oldest first."""
    return await _unfinished(tx, (jobs.c.platform == platform) & (jobs.c.chat == chat), slots)


async def open_statuses(tx: AsyncConnection, platform: str, account: str, slots: int) -> list[JobStatus]:
    """A bot account's unfinished jobs, oldest first."""
    return await _unfinished(tx, (jobs.c.platform == platform) & (jobs.c.account == account), slots)


async def unfinished(tx: AsyncConnection, slots: int) -> list[JobStatus]:
    """Every unfinished job, oldest first."""
    return await _unfinished(tx, _OPEN, slots)


async def history(tx: AsyncConnection, platform: str, chat: str, limit: int) -> list[JobStatus]:
    """A chat's finished jobs, newest first."""
    ours = (jobs.c.platform == platform) & (jobs.c.chat == chat) & jobs.c.state.in_(sorted(FINAL_STATES))
    rows = await tx.execute(select(jobs).where(ours).order_by(jobs.c.changed.desc(), jobs.c.created.desc()).limit(limit))
    return [_status(row, 0) for row in rows]


async def _unfinished(tx: AsyncConnection, which: ColumnElement[bool], slots: int, any_state: bool = False) -> list[JobStatus]:
    wanted = which if any_state else which & _OPEN
    rows: Sequence[AnyRow] = (await tx.execute(select(jobs).where(wanted).order_by(jobs.c.created, jobs.c.id))).all()
    places = await schedule.places(tx, slots) if any(row.state not in FINAL_STATES for row in rows) else {}
    asked = {row.id: await _question(tx, row) for row in rows if row.state == "waiting" and not row.answered}
    return [_status(row, places.get(row.id, 0), asked.get(row.id)) for row in rows]


async def _question(tx: AsyncConnection, row: AnyRow) -> Question | None:
    slot = f"{row.id}:question:{row.questions}"
    body = await tx.scalar(select(outbox.c.body).where(outbox.c.slot == slot))
    return Delivery.model_validate_json(body).question if body else None


def _status(row: AnyRow, place: int, question: Question | None = None) -> JobStatus:
    return JobStatus(
        job=row.id,
        state=row.state,
        origin=Request.model_validate_json(row.request).origin,
        language=row.language,
        capability=row.capability,
        created=row.created,
        queue_place=place,
        note=Note.model_validate_json(row.note) if row.note else None,
        status_message=row.status_message,
        question=question,
    )
