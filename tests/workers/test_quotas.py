"""Quotas: windows, overrides, and no change lost between processes."""

import asyncio
import multiprocessing
from pathlib import Path

import pytest
from sqlalchemy import insert

from agent_core.agent import Asked, Plan
from agent_core.messages import Note, Template
from tests.workers.conftest import Clock
from tests.workers.processes import NOON, reserve
from tests.workers.samples import ASKED, LONG, PLAN, wish
from workers.errors import QuotaExceeded
from workers.ledger import quotas
from workers.ledger.database import open_database
from workers.ledger.ledger import Ledger, open_ledger
from workers.ledger.schema import quota_limits
from workers.settings import WorkerSettings

pytestmark = pytest.mark.sql

DAY = 86_400


async def used(ledger: Ledger, person: str = "ann") -> float:
    return (await ledger.quotas("test", person))[0].used


async def test_the_last_job_of_the_day(ledger: Ledger, clock: Clock) -> None:
    for _ in range(5):
        await ledger.submit(wish(LONG))
    with pytest.raises(QuotaExceeded) as caught:
        await ledger.submit(wish(LONG))
    midnight = (int(clock.now) // DAY + 1) * DAY
    assert caught.value.values == {"limit": 5, "resets": midnight}
    await ledger.submit(wish(LONG, user="bob"))
    clock.now = midnight - 1
    with pytest.raises(QuotaExceeded):
        await ledger.submit(wish(LONG))
    clock.now = midnight
    await ledger.submit(wish(LONG))
    (use,) = await ledger.quotas("test", "ann")
    assert (use.name, use.used, use.limit, use.resets) == ("jobs", 1, 5, midnight + DAY)


async def test_what_comes_back_goes_to_its_own_day(ledger: Ledger, clock: Clock) -> None:
    yesterday = (await ledger.submit(wish())).job
    clock.forward(DAY)
    await ledger.submit(wish())
    await ledger.cancel(yesterday, "ann")
    assert await used(ledger) == 1
    clock.forward(-DAY)
    assert await used(ledger) == 0


async def test_a_persons_own_limit_goes_before_the_general_one(ledger: Ledger) -> None:
    async with ledger._db.write() as tx:
        await tx.execute(insert(quota_limits).values(platform="test", person="ann", name="jobs", limit=1))
        await tx.execute(insert(quota_limits).values(platform="test", person="bob", name="jobs", limit=0))
    await ledger.submit(wish(LONG))
    with pytest.raises(QuotaExceeded) as caught:
        await ledger.submit(wish(LONG))
    assert caught.value.values["limit"] == 1
    for _ in range(8):
        await ledger.submit(wish(LONG, user="bob"))
    assert (await ledger.quotas("test", "bob"))[0].used == 8


async def test_no_limit(home: Path) -> None:
    settings = WorkerSettings(home=home, jobs_per_day=0)
    async with open_ledger("", home, settings=settings) as ledger:
        for _ in range(12):
            await ledger.submit(wish())
        assert await used(ledger) == 12


async def test_submits_race_for_the_last_job(ledger: Ledger) -> None:
    results = await asyncio.gather(*(ledger.submit(wish(LONG)) for _ in range(12)), return_exceptions=True)
    assert sum(isinstance(result, QuotaExceeded) for result in results) == 7
    assert await used(ledger) == 5
    assert len(await ledger.queue("test", "room")) == 5


async def test_three_processes_doing_150_changes_each_lose_none(database_url: str, home: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    ready, taken = spawn.Barrier(3), spawn.Queue()
    workers = [spawn.Process(target=reserve, args=(database_url, home, 450, 150, ready, taken)) for _ in range(3)]
    for worker in workers:
        worker.start()
    try:
        assert [await asyncio.to_thread(taken.get, True, 90) for _ in workers] == [150] * 3
        for worker in workers:
            worker.join(20)
    finally:
        for worker in workers:
            if worker.is_alive():
                worker.kill()
    async with open_database(database_url, home, migrate=False) as database:
        async with database.read() as tx:
            assert (await quotas.uses(tx, "test", "ann", 450, NOON))[0].used == 450
        with pytest.raises(QuotaExceeded):
            async with database.write() as tx:
                await quotas.reserve(tx, "test", "ann", 450, NOON)


async def _spent(ledger: Ledger) -> None:
    for _ in range(5):
        await ledger.submit(wish(LONG))


@pytest.mark.parametrize("capability", ["undo", "redo", "help", "how"])
async def test_what_costs_nothing_is_taken_when_the_share_is_used_up(ledger: Ledger, capability: str) -> None:
    await _spent(ledger)
    request = wish("").model_copy(update={"template": Template(capability=capability)})
    receipt = await ledger.submit(request)
    assert receipt.state == "received"
    assert await used(ledger) == 5


async def test_help_in_words_is_answered_when_the_share_is_used_up(ledger: Ledger) -> None:
    await _spent(ledger)
    job = (await ledger.submit(wish("what can you do?"))).job
    assert await ledger.claim(job, "plan", "w", 15.0)
    assert await ledger.planned(job, "w", PLAN.model_copy(update={"workflow": None, "reply": Note(code="help")}))
    assert (await ledger.status(job)).state == "delivering"
    assert await used(ledger) == 5


@pytest.mark.parametrize("found", [PLAN, ASKED], ids=["plan", "question"])
async def test_few_words_that_turn_out_to_cost_are_refused_after_all(ledger: Ledger, found: Plan | Asked) -> None:
    await _spent(ledger)
    job = (await ledger.submit(wish("a meme please"))).job
    assert await ledger.claim(job, "plan", "w", 15.0)
    assert await (ledger.planned(job, "w", found) if isinstance(found, Plan) else ledger.asked(job, "w", found))
    status = await ledger.status(job)
    assert (status.state, status.note.code if status.note else None) == ("refused", "quota-exceeded")
    assert await used(ledger) == 5


async def test_a_share_that_came_free_meanwhile_is_taken(ledger: Ledger) -> None:
    await _spent(ledger)
    job = (await ledger.submit(wish("a meme please"))).job
    other = next(status.job for status in await ledger.queue("test", "room") if status.job != job)
    await ledger.cancel(other, "ann")
    assert await ledger.claim(job, "plan", "w", 15.0)
    assert await ledger.planned(job, "w", PLAN)
    assert (await ledger.status(job)).state == "queued"
    assert await used(ledger) == 5


async def test_talk_has_its_limit_too(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quotas, "TALK_LIMIT", 3.0)
    await _spent(ledger)
    for _ in range(3):
        await ledger.submit(wish("help"))
    with pytest.raises(QuotaExceeded):
        await ledger.submit(wish("help"))
