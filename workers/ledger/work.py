"""What workers do with jobs: take them, hold them, and bring them a step on.

Every call but `claim` acts only for the worker that holds the job. One whose person cancelled it ends there instead.
"""

from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_core.agent import Asked, LanguageHints, Outcome, Plan, Refused
from agent_core.intents import Intent
from agent_core.languages import Language
from agent_core.llm.usage import Usage
from agent_core.messages import Answer, Note, Request
from agent_core.offers import reposted
from agent_core.retelling import retold
from workers.errors import QuotaExceeded
from workers.ledger import letters, people, projects, quotas, schedule, transitions
from workers.ledger.letters import Letter
from workers.ledger.records import Hold, Job, Kind
from workers.ledger.schema import answers, jobs
from workers.ledger.transitions import JobRow, Move

_VERDICT = TypeAdapter(dict[str, float])
_FREE: dict[str, Any] = {"worker": None, "lease": None}
_PAUSES: tuple[float, ...] = (2.0, 10.0, 30.0)
"""Seconds before a failed try is made again."""


async def claim(tx: AsyncConnection, job: str, kind: Kind, worker: str, lease: float, attempts: int, now: float) -> Job | None:
    """Take a due job."""
    states = ("queued", "running") if kind == "run" else ("received", "waiting", "planning")
    due = and_(jobs.c.id == job, jobs.c.state.in_(states), jobs.c.tries < attempts, schedule.claimable(now))
    row = (await tx.execute(select(jobs).where(due).with_for_update())).one_or_none()
    if row is None:
        return None
    step = Move("running" if kind == "run" else "planning", worker, "claimed" if row.lease is None else "taken-over")
    values = {"worker": worker, "lease": now + lease, "attempt": row.attempt + 1, "tries": row.tries + 1, "answered": 0}
    if row.after and not row.replied:
        values["replied"] = await projects.result_of(tx, row.after)
    if not await transitions.move(tx, row, step, now, **values):
        return None
    return await _job(tx, await transitions.locked(tx, job))


async def renew(tx: AsyncConnection, job: str, worker: str, lease: float, now: float) -> Hold:
    """Hold a job longer."""
    mine = and_(jobs.c.id == job, jobs.c.worker == worker, jobs.c.state.in_(("planning", "running")))
    result = await tx.execute(update(jobs).where(mine, jobs.c.cancelled == 0).values(lease=now + lease))
    if result.rowcount > 0:
        return "held"
    return "cancelled" if await tx.scalar(select(jobs.c.cancelled).where(mine)) else "lost"


async def asked(tx: AsyncConnection, job: str, worker: str, question: Asked, jobs_per_day: float, now: float) -> bool:
    """planning → waiting."""
    row = await _mine(tx, job, worker, ("planning",), now)
    if row is None:
        return False
    window = row.quota_window
    if window is None and (window := await _charged(tx, row, worker, question, jobs_per_day, now)) is None:
        return True
    kept = {"quota_window": window} | {
        "intent": question.intent.model_dump_json(),
        "questions": row.questions + 1,
        "answered": 0,
        "tries": 0,
    }
    kept |= _spent(row, question.usage)
    step = Move("waiting", worker, question.question.note.code)
    if not await transitions.move(tx, row, step, now, **_FREE, **kept, **_understood(question.language, question.intent)):
        return False
    letter = Letter("question", question.question.note, question.language, question=question.question)
    await letters.put(tx, row, letter, now)
    await people.speaks(tx, row.platform, row.person, question.language)
    return True


async def planned(tx: AsyncConnection, job: str, worker: str, plan: Plan, jobs_per_day: float, now: float) -> bool:
    """planning → queued, or → delivering for what needs no work."""
    row = await _mine(tx, job, worker, ("planning",), now)
    if row is None:
        return False
    letter = await _letter_at_once(tx, row, plan)
    window = row.quota_window
    if letter is None and window is None and (window := await _charged(tx, row, worker, plan, jobs_per_day, now)) is None:
        return True
    step = Move("delivering" if letter else "queued", worker, "answered" if letter else "planned")
    kept: dict[str, Any] = {
        "plan": plan.model_dump_json(),
        "intent": plan.intent.model_dump_json(),
        "resource": plan.resource,
        "tries": 0,
        **_spent(row, plan.usage),
    }
    kept["quota_window"] = None if letter else window
    if not await transitions.move(tx, row, step, now, **_FREE, **kept, **_understood(plan.language, plan.intent)):
        return False
    if letter:
        await letters.put(tx, row, letter, now)
        await quotas.refund(tx, row)  # words, or going back to what is there, cost nobody anything
    await people.speaks(tx, row.platform, row.person, plan.language)
    return True


async def refused(tx: AsyncConnection, job: str, worker: str, refusal: Refused, now: float) -> bool:
    """planning or running → refused."""
    row = await _mine(tx, job, worker, ("planning", "running"), now)
    if row is None:
        return False
    step = Move("refused", worker, refusal.note.code)
    spent = _spent(row, refusal.usage)
    return await transitions.end_told(tx, row, step, "refusal", refusal.note, now, refusal.language, **spent)


async def finished(tx: AsyncConnection, job: str, worker: str, plan: Plan, outcome: Outcome, now: float) -> bool:
    """running → checked → delivering."""
    row = await _mine(tx, job, worker, ("running",), now)
    if row is None:
        return False
    verdict = _VERDICT.dump_json(outcome.verdict).decode()
    spent = _spent(row, outcome.usage)
    if not await transitions.move(tx, row, Move("checked", worker, "checked"), now, verdict=verdict, **spent):
        return False
    checked = await transitions.locked(tx, job)
    revision = await projects.add_revision(tx, row, plan, outcome, now)
    # What was reserved is spent: the window is forgotten, and with it the way back.
    step, settled = Move("delivering", worker, "finished"), {"quota_window": None, "language": plan.language}
    await transitions.move(tx, checked, step, now, **_FREE, **settled)
    letter = Letter("result", outcome.note, plan.language, outcome.products, actions=outcome.actions, revision=revision)
    await letters.put(tx, row, letter, now)
    return True


@dataclass(frozen=True)
class Failure:
    """How a try ended that failed."""

    language: Language
    note: Note
    retryable: bool
    usage: Usage | None
    """What language models took until then."""


async def failed(tx: AsyncConnection, job: str, worker: str, failure: Failure, attempts: int, now: float) -> bool:
    """planning or running → back for another try, or → failed; what was spent is spent."""
    row = await _mine(tx, job, worker, ("planning", "running"), now)
    if row is None:
        return False
    note, spent = failure.note, _spent(row, failure.usage)
    if failure.retryable and row.tries < attempts:
        again = {**_FREE, **spent, "not_before": now + _PAUSES[min(int(row.tries), len(_PAUSES)) - 1]}
        return await transitions.move(tx, row, Move(_rest(row), worker, note.code), now, **again)
    step = Move("failed", worker, note.code)
    return await transitions.end_told(tx, row, step, "failure", note, now, failure.language, **spent)


async def ended_cancelled(tx: AsyncConnection, job: str, worker: str, now: float) -> bool:
    """planning or running → cancelled."""
    row = await _held_by(tx, job, worker, ("planning", "running"))
    return row is not None and bool(row.cancelled) and await transitions.end_cancelled(tx, row, worker, now)


async def release(tx: AsyncConnection, job: str, worker: str, now: float) -> bool:
    """planning or running → back to where it was taken from; the try does not count."""
    row = await _mine(tx, job, worker, ("planning", "running"), now)
    return row is not None and await transitions.move(
        tx, row, Move(_rest(row), worker, "released"), now, **_FREE, tries=row.tries - 1
    )


async def _mine(tx: AsyncConnection, job: str, worker: str, states: tuple[str, ...], now: float) -> JobRow | None:
    """The row of a job that the worker may bring on. One that was cancelled meanwhile ends here, and is nobody's."""
    row = await _held_by(tx, job, worker, states)
    if row is not None and row.cancelled:
        await transitions.end_cancelled(tx, row, worker, now)
        return None
    return row


async def _held_by(tx: AsyncConnection, job: str, worker: str, states: tuple[str, ...]) -> JobRow | None:
    row = await transitions.locked(tx, job)
    return row if row.worker == worker and row.state in states else None


async def _charged(
    tx: AsyncConnection, row: JobRow, worker: str, found: Plan | Asked, jobs_per_day: float, now: float
) -> int | None:
    """The window that pays for a wish which was taken in because it might have cost nothing; `None` when it is refused."""
    try:
        return await quotas.reserve(tx, row.platform, row.person, jobs_per_day, now)
    except QuotaExceeded as error:
        note = Note(code=error.code, values=error.values)
        await refused(tx, row.id, worker, Refused(language=found.language, note=note, usage=found.usage), now)
        return None


async def _letter_at_once(tx: AsyncConnection, row: JobRow, plan: Plan) -> Letter | None:
    if plan.repost is not None:
        revision, actions = await projects.revision_to_repost(tx, row.project, plan.repost)
        actions = reposted(actions, "redo" if plan.reply and plan.reply.code == "done-redo" else "undo")
        note = retold(plan.reply, revision.note) if plan.reply else revision.note
        return Letter("result", note, plan.language, revision.products, actions=actions, revision=revision.id)
    if plan.reply is not None:
        return Letter("result", plan.reply, plan.language, plan.products)
    return None


async def _job(tx: AsyncConnection, row: JobRow) -> Job:
    history = await projects.all_revisions(tx, row.project)
    request = Request.model_validate_json(row.request)
    replied = next((revision for revision in history if revision.id == row.replied), None)
    if replied is None and request.reply_to and not request.attachments:  # what it goes on with came to nothing
        request = request.model_copy(update={"attachments": await projects.last_material(tx, row.project, row.id)})
    given = await tx.scalars(select(answers.c.body).where(answers.c.job == row.id).order_by(answers.c.number))
    return Job(
        id=row.id,
        state=row.state,
        attempt=row.attempt,
        tries=row.tries,
        created=row.created,
        language=row.language,
        request=request,
        hints=LanguageHints.model_validate_json(row.hints),
        project=row.project,
        replied=replied,
        revisions=history,
        intent=Intent.model_validate_json(row.intent) if row.intent else None,
        answers=tuple(Answer.model_validate_json(body) for body in given),
        plan=Plan.model_validate_json(row.plan) if row.plan else None,
        resource=row.resource,
        usage=Usage.model_validate_json(row.usage) if row.usage else None,
    )


def _spent(row: JobRow, usage: Usage | None) -> dict[str, str]:
    """The job's whole use of language models, once this call's is added."""
    if usage is None:
        return {}
    before = Usage.model_validate_json(row.usage) if row.usage else Usage()
    return {"usage": before.plus(usage).model_dump_json()}


def _rest(row: JobRow) -> Any:
    """Where a job waits to be taken again."""
    return "queued" if row.state == "running" else "received"


def _understood(language: Language, intent: Intent) -> dict[str, Any]:
    capability = intent.goals[0].capability if intent.goals else None
    return {"language": language, "capability": capability}
