"""What should happen next: which jobs are due, in which order, and which nobody will end unless we do."""

from collections import Counter
from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_core.agent import Resource
from agent_core.messages import Note
from workers.ledger import transitions
from workers.ledger.projects import MADE
from workers.ledger.records import Due, Ended
from workers.ledger.schema import AnyRow, jobs
from workers.ledger.transitions import Move

_HELD = jobs.c.state.in_(("planning", "running"))
_ENTRY = (
    jobs.c.id,
    jobs.c.platform,
    jobs.c.chat,
    jobs.c.person,
    jobs.c.state,
    jobs.c.attempt,
    jobs.c.resource,
    jobs.c.created,
)


async def due(tx: AsyncConnection, attempts: int, now: float) -> list[Due]:
    """What should be triggered now, fairest first."""
    wanted = and_(claimable(now), jobs.c.tries < attempts)
    waiting = (await tx.execute(select(*_ENTRY).where(wanted))).all()
    at_work = (await tx.execute(select(*_ENTRY).where(_HELD, jobs.c.lease > now))).all()
    return [_due(row) for row in fairest(waiting, at_work)]


def claimable(now: float) -> ColumnElement[bool]:
    """Jobs that a worker may take: at rest and ready, or held by a lease that ran out; none that waits for another's result."""
    earlier = jobs.alias()
    in_turn = or_(jobs.c.after.is_(None), exists().where(earlier.c.id == jobs.c.after, earlier.c.state.in_(MADE)))
    ready = or_(
        jobs.c.state.in_(("received", "queued")),
        and_(jobs.c.state == "waiting", jobs.c.answered == 1),
        and_(_HELD, jobs.c.lease <= now),
    )
    return and_(ready, in_turn, jobs.c.cancelled == 0, jobs.c.not_before <= now)


def fairest(waiting: Iterable[AnyRow], at_work: Iterable[AnyRow]) -> list[AnyRow]:
    """Round robin over people, then over chats, then the oldest: a job's turn is how many its person (its chat) has before it."""
    people: Counter[tuple[str, str]] = Counter((row.platform, row.person) for row in at_work)
    chats: Counter[tuple[str, str]] = Counter((row.platform, row.chat) for row in at_work)
    turns: list[tuple[int, int, float, str, AnyRow]] = []
    for row in sorted(waiting, key=lambda row: (row.created, row.id)):
        person, chat = (row.platform, row.person), (row.platform, row.chat)
        turns.append((people[person], chats[chat], row.created, row.id, row))
        people[person] += 1
        chats[chat] += 1
    return [turn[-1] for turn in sorted(turns, key=lambda turn: turn[:4])]


async def places(tx: AsyncConnection, slots: int) -> dict[str, int]:
    """For every job that waits for its turn, how many go before it with `slots` jobs carried out at once."""
    ahead = ("received", "planning", "queued", "running")
    rows = (await tx.execute(select(*_ENTRY).where(or_(jobs.c.state.in_(ahead), jobs.c.answered == 1)))).all()
    at_work = [row for row in rows if row.state == "running"]
    order = fairest((row for row in rows if row.state != "running"), at_work)
    return {row.id: max(0, place + len(at_work) - slots + 1) for place, row in enumerate(order)}


async def held(tx: AsyncConnection, now: float) -> dict[Resource, int]:
    """Jobs in the hands of workers, by resource."""
    found = await tx.execute(
        select(jobs.c.state, jobs.c.resource, func.count().label("jobs"))
        .where(_HELD, jobs.c.lease > now)
        .group_by(jobs.c.state, jobs.c.resource)
    )
    counts: dict[Resource, int] = {"light": 0, "cpu": 0, "gpu": 0}
    for row in found:
        counts["light" if row.state == "planning" else row.resource] += row.jobs
    return counts


async def expire(tx: AsyncConnection, attempts: int, question_expires: float, now: float) -> list[Ended]:
    """End unanswered questions, jobs whose workers died on every try, and cancelled jobs whose worker died."""
    stale = and_(jobs.c.state == "waiting", jobs.c.answered == 0, jobs.c.changed <= now - question_expires)
    lost = and_(_HELD, jobs.c.lease <= now, or_(jobs.c.cancelled == 1, jobs.c.tries >= attempts))
    found = await tx.execute(select(jobs).where(or_(stale, lost)).order_by(jobs.c.created).with_for_update(skip_locked=True))
    return await _end_all(tx, found.all(), now)


async def _end_all(tx: AsyncConnection, rows: Sequence[AnyRow], now: float) -> list[Ended]:
    ended: list[Ended] = []
    for row in rows:
        if row.cancelled:
            done = await transitions.end_cancelled(tx, row, "sweeper", now)
        elif row.state == "waiting":
            step = Move("refused", "sweeper", "question-expired")
            done = await transitions.end_told(tx, row, step, "refusal", Note(code="question-expired"), now)
        else:
            step = Move("failed", "sweeper", "gave-up")
            done = await transitions.end_told(tx, row, step, "failure", Note(code="gave-up"), now)
        if done:
            ended.append(Ended(row.id, row.platform, row.account))
    return ended


def _due(row: AnyRow) -> Due:
    runs = row.state in ("queued", "running")
    return Due(row.id, "run" if runs else "plan", row.attempt + 1, row.resource if runs else "light")
