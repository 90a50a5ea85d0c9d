"""What people send in: wishes, answers, and the wish to stop."""

import secrets

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_core.languages import from_script
from agent_core.messages import Answer, Origin, Receipt, Request
from workers.errors import NotAllowed
from workers.ledger import letters, people, projects, quotas, schedule, transitions
from workers.ledger.schema import answers, jobs
from workers.ledger.transitions import JobRow, Move
from workers.ledger.upsert import upsert
from workers.settings import WorkerSettings


async def submit(tx: AsyncConnection, request: Request, settings: WorkerSettings, now: float) -> Receipt:
    """Write the job, then reserve its quota; the transaction takes both or neither."""
    known = await _answered_by(tx, request.origin)
    made = None if known else await _insert(tx, request, now)
    row = await transitions.locked(tx, known or made or await _made_by(tx, request.origin))
    if made:
        await _welcome(tx, row, request, settings, now)
    places = await schedule.places(tx, settings.cpu_slots)
    return Receipt(job=row.id, state=row.state, language=row.language, duplicate=not made, queue_place=places.get(row.id, 0))


async def answer(tx: AsyncConnection, job: str, given: Answer, now: float) -> bool:
    """Keep the first answer to the open question; the job is then due for planning."""
    row = await transitions.locked(tx, job)
    body = given.model_dump_json()
    if row.state != "waiting" or row.answered or row.cancelled:
        return body in await tx.scalars(select(answers.c.body).where(answers.c.job == job))
    origin = given.origin
    await tx.execute(
        insert(answers).values(
            job=job,
            number=row.questions,
            platform=origin.platform,
            account=origin.account,
            chat=origin.chat,
            message=origin.message,
            body=body,
        )
    )
    await tx.execute(update(jobs).where(jobs.c.id == job, jobs.c.state == "waiting").values(answered=1, changed=now))
    await letters.withdraw(tx, job)
    return True


async def cancel(tx: AsyncConnection, job: str, person: str, now: float) -> bool:
    """End a job that nobody holds; ask the worker that holds one to end it."""
    row = await transitions.locked(tx, job)
    if row.person != person:
        raise NotAllowed("only its own person may cancel a job")
    if row.state in ("received", "waiting", "queued"):
        return await transitions.end_cancelled(tx, row, "bot", now)
    if row.state not in ("planning", "running"):
        return False
    if row.lease <= now:
        return await transitions.end_cancelled(tx, row, "bot", now)
    await tx.execute(update(jobs).where(jobs.c.id == job).values(cancelled=1))
    return True


async def _insert(tx: AsyncConnection, request: Request, now: float) -> str | None:
    """The id of the new job, or `None` when the message has made one before."""
    name = secrets.token_hex(8)
    origin = request.origin
    hints = await people.hints(tx, request)
    project, replied = await projects.replied_to(tx, request) or (name, None)
    values = {
        **_address(origin),
        "id": name,
        "person": origin.user,
        "request": request.model_dump_json(),
        "hints": hints.model_dump_json(),
        "language": people.first_guess(request.text, hints),
        "project": project,
        "replied": replied,
        "state": "received",
        "created": now,
        "changed": now,
        "not_before": now,
        "resource": "light",
    }
    counters = dict.fromkeys(("attempt", "tries", "cancelled", "questions", "answered"), 0)
    result = await tx.execute(upsert(tx, jobs).values(**values, **counters).on_conflict_do_nothing())
    return name if result.rowcount > 0 else None


async def _welcome(tx: AsyncConnection, row: JobRow, request: Request, settings: WorkerSettings, now: float) -> None:
    """Charge the new job to its person, and remember what they speak."""
    window = await quotas.reserve(tx, row.platform, row.person, settings.jobs_per_day, now)
    await tx.execute(update(jobs).where(jobs.c.id == row.id).values(quota_window=window))
    await transitions.note_move(tx, row.id, "", Move("received", "bot", "submitted"), now)
    spoken = from_script(request.text)
    if spoken:
        await people.speaks(tx, row.platform, row.person, spoken)


async def _made_by(tx: AsyncConnection, origin: Origin) -> str:
    """The job that a message made."""
    return (await tx.execute(select(jobs.c.id).filter_by(**_address(origin)))).scalar_one()


async def _answered_by(tx: AsyncConnection, origin: Origin) -> str | None:
    """The job that a message answered a question of: handed in again, it is no wish of its own."""
    return await tx.scalar(select(answers.c.job).filter_by(**_address(origin)))


def _address(origin: Origin) -> dict[str, str]:
    return {"platform": origin.platform, "account": origin.account, "chat": origin.chat, "message": origin.message}
