"""Projects in the ledger: revisions, and the way from a posted message back to them.

A wish that replies to nothing starts a project named after its job; its results, and those of the replies to them, are the
project's revisions.
"""

import secrets
from functools import reduce
from typing import NamedTuple

from pydantic import TypeAdapter
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_core.agent import Outcome, Plan
from agent_core.intents import Intent
from agent_core.llm.usage import Usage
from agent_core.making import Making
from agent_core.messages import FINAL_STATES, Action, Attachment, ProjectRef, Request
from agent_core.projects import Revision
from agent_core.workflow import Workflow
from workers.errors import WorkerError
from workers.ledger.schema import AnyRow, jobs, messages, revisions

_ACTIONS = TypeAdapter(tuple[Action, ...])


MADE = sorted({*FINAL_STATES, "delivering"})
"""States of a job whose result is there, or will never be."""


class Target(NamedTuple):
    """What a wish goes on with."""

    project: str
    revision: str | None = None
    after: str | None = None
    """A job of the project whose result it waits for."""


async def replied_to(tx: AsyncConnection, request: Request) -> Target | None:
    """What is behind the message that a wish replies to; where that job is still at work, the wish waits for its result."""
    origin = request.origin
    if request.reply_to is None:
        return None
    found = await tx.execute(
        select(messages.c.job, messages.c.revision).where(
            messages.c.platform == origin.platform,
            messages.c.account == origin.account,
            messages.c.chat == origin.chat,
            messages.c.message == request.reply_to,
        )
    )
    row = found.one_or_none()
    if row is None:
        return None
    job = (await tx.execute(select(jobs.c.project, jobs.c.replied, jobs.c.state).where(jobs.c.id == row.job))).one()
    made = row.revision or await result_of(tx, row.job)
    return Target(job.project, made or job.replied, None if made or job.state in MADE else row.job)


async def last_wish(tx: AsyncConnection, project: str) -> tuple[Request, Intent | None] | None:
    """The newest wish of a project, and what was understood of it."""
    found = await tx.execute(
        select(jobs.c.request, jobs.c.intent).where(jobs.c.project == project).order_by(jobs.c.created.desc()).limit(1)
    )
    row = found.one_or_none()
    if row is None:
        return None
    return Request.model_validate_json(row.request), Intent.model_validate_json(row.intent) if row.intent else None


async def last_material(tx: AsyncConnection, project: str, job: str) -> tuple[Attachment, ...]:
    """The files of the newest other wish of a project that had any."""
    found = await tx.scalars(
        select(jobs.c.request).where(jobs.c.project == project, jobs.c.id != job).order_by(jobs.c.created.desc())
    )
    wishes = (Request.model_validate_json(body) for body in found)
    return next((wish.attachments for wish in wishes if wish.attachments), ())


async def project_of(tx: AsyncConnection, platform: str, chat: str, message: str) -> ProjectRef | None:
    """The project behind a posted message; the newest where two accounts of a platform share its id."""
    found = await tx.execute(
        select(messages.c.revision, jobs.c.id, jobs.c.project, jobs.c.capability, jobs.c.state, jobs.c.answered)
        .join(jobs, jobs.c.id == messages.c.job)
        .where(messages.c.platform == platform, messages.c.chat == chat, messages.c.message == message)
        .order_by(messages.c.created.desc())
        .limit(1)
    )
    row = found.one_or_none()
    if row is None:
        return None
    return ProjectRef(
        project=row.project,
        revision=row.revision or await result_of(tx, row.id),
        job=row.id,
        capability=row.capability,
        waiting=row.state == "waiting" and not row.answered,
    )


async def all_revisions(tx: AsyncConnection, project: str) -> tuple[Revision, ...]:
    """A project's revisions, oldest first."""
    bodies = await tx.scalars(select(revisions.c.body).where(revisions.c.project == project).order_by(revisions.c.number))
    return tuple(Revision.model_validate_json(body) for body in bodies)


async def add_revision(tx: AsyncConnection, job: AnyRow, plan: Plan, outcome: Outcome, now: float) -> str:
    """Keep a result as the next revision of the job's project, under the one it replied to; its id."""
    revision = Revision(
        id=secrets.token_hex(8),
        project=job.project,
        parent=job.replied,
        language=plan.language,
        intent=outcome.intent or plan.intent,
        workflow=outcome.workflow or plan.workflow or Workflow(steps=(), deliver=()),
        products=outcome.products,
        note=outcome.note,
        making=_making(plan, outcome),
    )
    await tx.execute(
        insert(revisions).values(
            id=revision.id,
            project=job.project,
            job=job.id,
            body=revision.model_dump_json(),
            actions=_ACTIONS.dump_json(outcome.actions).decode(),
            created=now,
        )
    )
    return revision.id


def _making(plan: Plan, outcome: Outcome) -> Making | None:
    """How a result came about, with what language models took for its plan and its work together."""
    spent = [usage for usage in (plan.usage, outcome.usage) if usage is not None]
    if outcome.making is None or not spent:
        return outcome.making
    return outcome.making.model_copy(update={"usage": reduce(Usage.plus, spent)})


async def revision_to_repost(tx: AsyncConnection, project: str, revision: str) -> tuple[Revision, tuple[Action, ...]]:
    """A revision of the project and the follow-ups that were offered with it. Raises `WorkerError` for any other."""
    found = await tx.execute(select(revisions).where(revisions.c.id == revision, revisions.c.project == project))
    row = found.one_or_none()
    if row is None:
        raise WorkerError(f"a plan asks for {revision}, which is no revision of its project")
    return Revision.model_validate_json(row.body), _ACTIONS.validate_json(row.actions)


async def result_of(tx: AsyncConnection, job: str) -> str | None:
    """The revision that a job made."""
    return await tx.scalar(select(revisions.c.id).where(revisions.c.job == job))
