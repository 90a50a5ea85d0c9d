"""Many wishes at once, and many status messages: written together in a handful of statements.

Wishes that need a closer look (replies, presets, answers that come again, shares that do not suffice) are taken one by one in the
same transaction.
"""

import secrets
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Table, bindparam, insert, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_core.agent import LanguageHints
from agent_core.languages import Language, from_locale, from_script
from agent_core.messages import ChatSettings, Receipt, Request
from workers.errors import QuotaExceeded, UnknownJob, WorkerError
from workers.ledger import intake, quotas, schedule
from workers.ledger.schema import AnyRow, answers, audit, chats, jobs, messages, quota_limits
from workers.ledger.schema import people as persons
from workers.ledger.upsert import upsert
from workers.settings import WorkerSettings

_Key = tuple[str, ...]
_ORIGIN = ("platform", "account", "chat", "message")


async def submit_all(
    tx: AsyncConnection, wishes: Sequence[tuple[Request, float]], settings: WorkerSettings
) -> list[Receipt | WorkerError]:
    """Write wishes that came at their times; of each what writing it alone would give or raise."""
    if len(wishes) == 1:
        return [await _alone(tx, *wishes[0], settings)]
    known = await _known(tx, [request for request, _ in wishes])
    made = await _together(tx, wishes, known, settings)
    places = await schedule.places(tx, settings.cpu_slots)
    found: list[Receipt | WorkerError] = []
    for place, (request, now) in enumerate(wishes):
        key = _key(request)
        if receipt := made.get(place):
            known[key] = receipt
        elif receipt := known.get(key):
            receipt = receipt.model_copy(update={"duplicate": True})
        else:
            found.append(await _alone(tx, request, now, settings))
            continue
        found.append(receipt.model_copy(update={"queue_place": places.get(receipt.job, 0)}))
    return found


async def _alone(tx: AsyncConnection, request: Request, now: float, settings: WorkerSettings) -> Receipt | WorkerError:
    try:
        async with tx.begin_nested():
            return await intake.submit(tx, request, settings, now)
    except WorkerError as error:
        return error


async def _together(
    tx: AsyncConnection, wishes: Sequence[tuple[Request, float]], known: Mapping[_Key, Receipt], settings: WorkerSettings
) -> dict[int, Receipt]:
    """Write those that are plain; the receipt of each by its place."""
    plain = await _plain(tx, wishes, known)
    windows = await _charged(tx, [(place, *wishes[place]) for place in plain], settings.jobs_per_day)
    chosen = {place: wishes[place] for place in plain if place in windows}
    hints = await _hints(tx, [request for request, _ in chosen.values()])
    made: dict[int, Receipt] = {}
    rows: list[dict[str, Any]] = []
    for (place, (request, now)), spoken in zip(chosen.items(), hints, strict=True):
        row = intake.row_of(request, spoken, secrets.token_hex(8), now)
        rows.append({**row, "quota_window": windows[place]})
        made[place] = Receipt(job=row["id"], state="received", language=row["language"])
    if rows:
        await tx.execute(insert(jobs), rows)
        await tx.execute(insert(audit), [_noted(row) for row in rows])
        await _spoken(tx, [request for request, _ in chosen.values()])
    return made


async def _known(tx: AsyncConnection, requests: Sequence[Request]) -> dict[_Key, Receipt]:
    """The jobs that these messages have made before."""
    columns = [jobs.c[name] for name in _ORIGIN]
    rows = await tx.execute(
        select(*columns, jobs.c.id, jobs.c.state, jobs.c.language).where(tuple_(*columns).in_(list(map(_key, requests))))
    )
    return {tuple(row[:4]): Receipt(job=row.id, state=row.state, language=row.language) for row in rows}


async def _plain(tx: AsyncConnection, wishes: Sequence[tuple[Request, float]], known: Mapping[_Key, Receipt]) -> list[int]:
    """The places of wishes that start something new and were never seen before."""
    columns = [answers.c[name] for name in _ORIGIN]
    given = await tx.execute(select(*columns).where(tuple_(*columns).in_([_key(request) for request, _ in wishes])))
    seen: set[_Key] = {*known, *(tuple(row) for row in given)}
    found: list[int] = []
    for place, (request, _) in enumerate(wishes):
        special = request.reply_to or request.preset or (request.template and request.template.capability == "retry")
        if not special and _key(request) not in seen:
            found.append(place)
        seen.add(_key(request))
    return found


def _key(request: Request) -> _Key:
    return tuple(str(getattr(request.origin, name)) for name in _ORIGIN)


async def _charged(tx: AsyncConnection, wishes: Sequence[tuple[int, Request, float]], limit: float) -> dict[int, int | None]:
    """The window that pays for each wish; one that its person's share does not pay for as a whole is left out."""
    paid: dict[int, int | None] = {}
    bills: defaultdict[tuple[str, str, int], list[int]] = defaultdict(list)
    for place, request, now in wishes:
        if intake.is_free(request):
            paid[place] = None
        else:
            bills[request.origin.platform, request.origin.user, quotas.window_of(now)].append(place)
    own = await _own_limits(tx, {(platform, person) for platform, person, _ in bills})
    for (platform, person, window), places in bills.items():
        share = own.get((platform, person), limit)
        try:
            await quotas.take(tx, platform, person, share, window, len(places))
        except QuotaExceeded:
            continue
        paid.update(dict.fromkeys(places, window))
    return paid


async def _own_limits(tx: AsyncConnection, whose: set[tuple[str, str]]) -> dict[tuple[str, str], float]:
    rows = await _of(tx, quota_limits, ("platform", "person"), whose)
    return {(row.platform, row.person): row.limit for row in rows if row.name == quotas.JOBS}


async def _hints(tx: AsyncConnection, requests: Sequence[Request]) -> list[LanguageHints]:
    """What is known about the language of each wish beside its words."""
    origins = [request.origin for request in requests]
    known = await _of(tx, persons, ("platform", "person"), {(origin.platform, origin.user) for origin in origins})
    rooms = await _of(tx, chats, ("platform", "chat"), {(origin.platform, origin.chat) for origin in origins})
    own = {(row.platform, row.person): row for row in known}
    theirs: dict[tuple[str, str], Language | None] = {(row.platform, row.chat): _language(row) for row in rooms}
    found: list[LanguageHints] = []
    for request in requests:
        origin = request.origin
        row = own.get((origin.platform, origin.user))
        chosen = (_language(row) if row else None) or theirs.get((origin.platform, origin.chat))
        found.append(LanguageHints(chosen=chosen, last=from_locale(row.last_language) if row else None, locale=request.locale))
    return found


def _language(row: AnyRow) -> Language | None:
    return ChatSettings.model_validate_json(row.settings).language


async def _of(tx: AsyncConnection, table: Table, names: tuple[str, str], keys: set[tuple[str, str]]) -> Sequence[AnyRow]:
    columns: list[Column[str]] = [table.c[name] for name in names]
    return (await tx.execute(select(table).where(tuple_(*columns).in_(sorted(keys))))).all() if keys else []


async def _spoken(tx: AsyncConnection, requests: Sequence[Request]) -> None:
    """Remember the language each person spoke last."""
    last = {(one.origin.platform, one.origin.user): spoken for one in requests if (spoken := from_script(one.text))}
    if not last:
        return
    rows = [
        {"platform": platform, "person": person, "settings": ChatSettings().model_dump_json(), "last_language": language}
        for (platform, person), language in sorted(last.items())
    ]
    statement = upsert(tx, persons)
    keys = ["platform", "person"]
    await tx.execute(
        statement.on_conflict_do_update(index_elements=keys, set_={"last_language": statement.excluded.last_language}), rows
    )


def _noted(row: dict[str, Any]) -> dict[str, Any]:
    return {"job": row["id"], "source": "", "target": "received", "at": row["created"], "by": "bot", "code": "submitted"}


async def note_all(tx: AsyncConnection, notes: Sequence[tuple[str, str, float]]) -> list[WorkerError | None]:
    """Remember the status messages of jobs: job, message and time of each."""
    names = {job for job, _, _ in notes}
    found = await tx.execute(select(jobs.c.id, jobs.c.platform, jobs.c.account, jobs.c.chat).where(jobs.c.id.in_(names)))
    where = {row.id: row for row in found}
    known = [(where[job], message, now) for job, message, now in notes if job in where]
    if known:
        changes = [{"which": row.id, "shown": message} for row, message, _ in known]
        await tx.execute(update(jobs).where(jobs.c.id == bindparam("which")).values(status_message=bindparam("shown")), changes)
        rows = [
            {
                "platform": row.platform,
                "account": row.account,
                "chat": row.chat,
                "message": message,
                "job": row.id,
                "kind": "status",
                "created": now,
            }
            for row, message, now in known
        ]
        await tx.execute(upsert(tx, messages).on_conflict_do_nothing(), rows)
    return [None if job in where else UnknownJob(f"no job {job}") for job, _, _ in notes]
