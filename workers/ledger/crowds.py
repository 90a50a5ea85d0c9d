"""Many wishes at once: what comes in while the ledger's one writer is busy is written together, in a handful of statements.

A burst then costs one commit, not one for each wish. Wishes that need a closer look (replies, presets, messages that came before,
shares that do not suffice) are taken one by one in the same transaction.
"""

import asyncio
import secrets
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, Table, insert, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_core.agent import LanguageHints
from agent_core.languages import Language, from_locale, from_script
from agent_core.messages import ChatSettings, Receipt, Request
from workers.errors import QuotaExceeded, WorkerError
from workers.ledger import intake, people, quotas, schedule
from workers.ledger.database import Database
from workers.ledger.schema import AnyRow, answers, audit, chats, jobs, quota_limits
from workers.ledger.schema import people as persons
from workers.ledger.upsert import upsert
from workers.settings import WorkerSettings

MOST = 100
"""Wishes of one transaction."""

_Key = tuple[str, ...]
_Waiting = tuple[Request, float, asyncio.Future[Receipt]]
_ORIGIN = ("platform", "account", "chat", "message")


class Gate:
    """Where wishes wait for the writer, and go in together."""

    def __init__(self, database: Database, settings: WorkerSettings) -> None:
        self._db = database
        self._settings = settings
        self._waiting: list[_Waiting] = []
        self._taking: asyncio.Task[None] | None = None

    async def submit(self, request: Request, now: float) -> Receipt:
        """Write one wish with those that come beside it. Raises what writing it alone would raise."""
        future: asyncio.Future[Receipt] = asyncio.get_running_loop().create_future()
        self._waiting.append((request, now, future))
        if self._taking is None or self._taking.done():
            self._taking = asyncio.create_task(self._take())
        return await future

    async def _take(self) -> None:
        while self._waiting:
            batch: list[_Waiting] = []
            try:
                async with self._db.write() as tx:
                    batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
                    found = await submit_all(tx, [row[:2] for row in batch], self._settings)
            except Exception as error:
                await self._failed(batch, error)
            else:
                for (_, _, future), outcome in zip(batch, found, strict=True):
                    _settle(future, outcome)

    async def _failed(self, batch: list[_Waiting], error: Exception) -> None:
        """Nothing of the batch was written. One wish that cannot be written keeps nobody else from it."""
        if isinstance(error, WorkerError) or len(batch) == 1:
            if not batch:  # the writer could not be had at all
                batch, self._waiting = self._waiting, []
            for _, _, future in batch:
                _settle(future, error)
            return
        for request, now, future in batch:
            try:
                async with self._db.write() as tx:
                    [outcome] = await submit_all(tx, [(request, now)], self._settings)
            except Exception as own:
                _settle(future, own)
            else:
                _settle(future, outcome)


def _settle(future: asyncio.Future[Receipt], outcome: Receipt | Exception) -> None:
    if future.done():
        return  # whoever asked is gone; what was written stays
    if isinstance(outcome, Exception):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)


async def submit_all(
    tx: AsyncConnection, wishes: Sequence[tuple[Request, float]], settings: WorkerSettings
) -> list[Receipt | WorkerError]:
    """Write wishes that came at their times; of each what writing it alone would give or raise."""
    if len(wishes) == 1:
        return [await _alone(tx, *wishes[0], settings)]
    made = await _together(tx, wishes, settings)
    found: dict[int, Receipt | WorkerError] = {}
    for place, (request, now) in enumerate(wishes):
        if place not in made:
            found[place] = await _alone(tx, request, now, settings)
    places = await schedule.places(tx, settings.cpu_slots)
    for place, (name, language) in made.items():
        found[place] = Receipt(job=name, state="received", language=language, queue_place=places.get(name, 0))
    return [found[place] for place in range(len(wishes))]


async def _alone(tx: AsyncConnection, request: Request, now: float, settings: WorkerSettings) -> Receipt | WorkerError:
    try:
        async with tx.begin_nested():
            return await intake.submit(tx, request, settings, now)
    except WorkerError as error:
        return error


async def _together(
    tx: AsyncConnection, wishes: Sequence[tuple[Request, float]], settings: WorkerSettings
) -> dict[int, tuple[str, Language]]:
    """Write those that are plain; by their place, the job that each made and its language."""
    plain = await _plain(tx, wishes)
    if len(plain) < 2:
        return {}
    windows = await _charged(tx, [(place, *wishes[place]) for place in plain], settings.jobs_per_day)
    chosen = {place: wishes[place] for place in plain if place in windows}
    hints = await _hints(tx, [request for request, _ in chosen.values()])
    made: dict[int, tuple[str, Language]] = {}
    rows: list[dict[str, Any]] = []
    for (place, (request, now)), known in zip(chosen.items(), hints, strict=True):
        row = intake.row_of(request, known, secrets.token_hex(8), now) | {"quota_window": windows[place]}
        rows.append(row)
        made[place] = str(row["id"]), people.first_guess(request.text, known)
    if rows:
        await tx.execute(insert(jobs), rows)
        await tx.execute(insert(audit), [_noted(row) for row in rows])
        await _spoken(tx, [request for request, _ in chosen.values()])
    return made


async def _plain(tx: AsyncConnection, wishes: Sequence[tuple[Request, float]]) -> list[int]:
    """The places of wishes that start something new and were never seen before."""
    origins = [tuple(str(getattr(request.origin, name)) for name in _ORIGIN) for request, _ in wishes]
    seen: set[_Key] = {*await _among(tx, jobs, origins), *await _among(tx, answers, origins)}
    found: list[int] = []
    for place, (request, _) in enumerate(wishes):
        special = request.reply_to or request.preset or (request.template and request.template.capability == "retry")
        if not special and origins[place] not in seen:
            found.append(place)
        seen.add(origins[place])
    return found


async def _among(tx: AsyncConnection, table: Table, origins: Sequence[_Key]) -> set[_Key]:
    columns = [table.c[name] for name in _ORIGIN]
    rows = await tx.execute(select(*columns).where(tuple_(*columns).in_(origins)))
    return {tuple(row) for row in rows}


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
