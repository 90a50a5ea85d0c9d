"""What people send in: wishes, answers, and the wish to stop."""

import secrets
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_core.agent import LanguageHints
from agent_core.intents import Intent
from agent_core.languages import from_script
from agent_core.messages import Answer, Origin, Receipt, Request
from workers.errors import NotAllowed, QuotaExceeded
from workers.ledger import letters, people, presets, projects, quotas, schedule, transitions
from workers.ledger.schema import answers, jobs
from workers.ledger.transitions import JobRow, Move
from workers.ledger.upsert import upsert
from workers.settings import WorkerSettings

FREE = frozenset({"undo", "redo", "help", "how"})
"""Capabilities that cost nobody anything: nothing is made for them."""
_WORDS_ONLY = 80
"""Letters of a message that may still turn out to cost nothing when the day's jobs are used up."""


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
    hints = await people.hints(tx, request)
    target = await projects.replied_to(tx, request) or projects.Target(name)
    request, intent = await _spelled_out(tx, request, target)
    values = row_of(request, hints, name, now) | {
        "project": target.project,
        "replied": target.revision,
        "after": target.after,
    }
    if intent:
        values["intent"] = intent.model_copy(update={"language": values["language"]}).model_dump_json()
    result = await tx.execute(upsert(tx, jobs).values(**values).on_conflict_do_nothing())
    return name if result.rowcount > 0 else None


def row_of(request: Request, hints: LanguageHints, name: str, now: float) -> dict[str, Any]:
    """The row of a new job that goes on with nothing."""
    counters = dict.fromkeys(("attempt", "tries", "cancelled", "questions", "answered"), 0)
    return {
        **_address(request.origin),
        "id": name,
        "person": request.origin.user,
        "request": request.model_dump_json(),
        "hints": hints.model_dump_json(),
        "language": people.first_guess(request.text, hints),
        "project": name,
        "state": "received",
        "created": now,
        "changed": now,
        "not_before": now,
        "resource": "light",
        **counters,
    }


def is_free(request: Request) -> bool:
    """Whether a wish costs nobody anything, as its command tells."""
    return request.template is not None and request.template.capability in FREE


async def _welcome(tx: AsyncConnection, row: JobRow, request: Request, settings: WorkerSettings, now: float) -> None:
    """Charge the new job to its person, and remember what they speak."""
    window = await _charged(tx, row, request, settings.jobs_per_day, now)
    await tx.execute(update(jobs).where(jobs.c.id == row.id).values(quota_window=window))
    await transitions.note_move(tx, row.id, "", Move("received", "bot", "submitted"), now)
    spoken = from_script(request.text)
    if spoken:
        await people.speaks(tx, row.platform, row.person, spoken)


async def _charged(tx: AsyncConnection, row: JobRow, request: Request, limit: float, now: float) -> int | None:
    """The window in which the job takes one of its person's share; `None` where it may cost nothing, which its plan will tell.

    Raises `QuotaExceeded`.
    """
    if is_free(request):
        return None
    try:
        return await quotas.reserve(tx, row.platform, row.person, limit, now)
    except QuotaExceeded:
        only_words = not (request.template or request.preset or request.attachments) and len(request.text) <= _WORDS_ONLY
        if not only_words:
            raise
        await quotas.reserve(tx, row.platform, row.person, quotas.TALK_LIMIT, now, name=quotas.TALK)
        return None


async def _spelled_out(tx: AsyncConnection, request: Request, target: projects.Target) -> tuple[Request, Intent | None]:
    """The wish in full: with what a preset stands for, or, when a wish that failed is to be tried again, as it was."""
    if request.preset is not None:
        saved = await presets.named(tx, request.origin, request.preset)
        return request.model_copy(update={"text": saved.text}), saved.intent
    if request.template is None or request.template.capability != "retry" or target.revision or target.after:
        return request, None
    failed = await projects.last_wish(tx, target.project)
    if failed is None:
        return request, None
    before, intent = failed
    kept = {"text": before.text, "attachments": before.attachments, "template": before.template}
    return request.model_copy(update={**kept, "reply_to": before.reply_to}), intent if before.preset else None


async def _made_by(tx: AsyncConnection, origin: Origin) -> str:
    """The job that a message made."""
    return (await tx.execute(select(jobs.c.id).filter_by(**_address(origin)))).scalar_one()


async def _answered_by(tx: AsyncConnection, origin: Origin) -> str | None:
    """The job that a message answered a question of: handed in again, it is no wish of its own."""
    return await tx.scalar(select(answers.c.job).filter_by(**_address(origin)))


def _address(origin: Origin) -> dict[str, str]:
    return {"platform": origin.platform, "account": origin.account, "chat": origin.chat, "message": origin.message}
