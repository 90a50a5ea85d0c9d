"""A chat that goes on under another id, as a Telegram group does that becomes a supergroup: what is about it follows.

Messages do not: their numbers in the new chat are others. So those of the old chat stay as they were, and an unfinished wish
keeps its message's number with the old chat's id behind it, which no message of the new chat has.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Table, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_core.messages import FINAL_STATES, Delivery, Origin, Request
from workers.ledger.schema import AnyRow, chats, jobs, kept_files, outbox, presets
from workers.ledger.upsert import upsert


async def move(tx: AsyncConnection, platform: str, account: str, old: str, new: str) -> None:
    """Let a chat's unfinished jobs, unposted messages, settings, presets and kept files follow it. Again is harmless."""
    mine = (jobs.c.platform == platform, jobs.c.account == account, jobs.c.chat == old)
    for job in await _rows(tx, jobs, *mine, jobs.c.state.not_in(sorted(FINAL_STATES))):
        await _move_job(tx, job, new)
    unposted = (outbox.c.platform == platform, outbox.c.account == account, outbox.c.chat == old, outbox.c.state == "pending")
    for row in await _rows(tx, outbox, *unposted):
        letter = Delivery.model_validate_json(row.body)
        body = letter.model_copy(update={"origin": moved(letter.origin, new)}).model_dump_json()
        await tx.execute(update(outbox).where(outbox.c.number == row.number).values(chat=new, body=body))
    await _rename(tx, chats, "chat", new, chats.c.platform == platform, chats.c.chat == old)
    shared = (presets.c.platform == platform, presets.c.scope == "chat", presets.c.owner == old)
    await _rename(tx, presets, "owner", new, *shared)
    kept = (kept_files.c.platform == platform, kept_files.c.account == account, kept_files.c.chat == old)
    await _rename(tx, kept_files, "chat", new, *kept)


def moved(origin: Origin, chat: str) -> Origin:
    """Where a wish of the old chat is in the new one."""
    message = origin.message if "/" in origin.message else f"{origin.message}/{origin.chat}"
    return origin.model_copy(update={"chat": chat, "message": message})


async def _move_job(tx: AsyncConnection, job: AnyRow, new: str) -> None:
    """A job with its wish; its status message stays behind, so that the next status is a new one."""
    request = Request.model_validate_json(job.request)
    origin = moved(request.origin, new)
    body = request.model_copy(update={"origin": origin}).model_dump_json()
    values = {"chat": new, "message": origin.message, "request": body, "status_message": None}
    await tx.execute(update(jobs).where(jobs.c.id == job.id).values(**values))


async def _rename(tx: AsyncConnection, table: Table, column: str, new: str, *which: ColumnElement[bool]) -> None:
    """Give rows a new key; where the new chat has such a row of its own already, that one stays."""
    for row in await _rows(tx, table, *which):
        values = {**row._mapping, column: new}  # pyright: ignore[reportPrivateUsage] that is its public name
        await tx.execute(upsert(tx, table).values(**values).on_conflict_do_nothing())
    await tx.execute(delete(table).where(*which))


async def _rows(tx: AsyncConnection, table: Table, *which: ColumnElement[bool]) -> Sequence[AnyRow]:
    return (await tx.execute(select(table).where(*which))).all()
