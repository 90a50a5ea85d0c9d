"""One look at the ledger for everybody who watches."""

import asyncio

import pytest

from tests.workers.conftest import Clock
from tests.workers.samples import PLAN, wish
from workers.errors import UnknownJob
from workers.ledger.ledger import Ledger
from workers.standings import FRESH, Standings

pytestmark = pytest.mark.sql


async def test_watchers_share_a_look(ledger: Ledger, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = 0
    unfinished = ledger.unfinished

    async def counted():
        nonlocal looks
        looks += 1
        return await unfinished()

    monkeypatch.setattr(ledger, "unfinished", counted)
    jobs = [(await ledger.submit(wish(user=f"u{number}"))).job for number in range(5)]
    standings = Standings(ledger, clock)
    seen = await asyncio.gather(*(standings.of(job) for job in jobs * 4))
    assert looks == 1 and sorted(status.queue_place for status in seen[:5]) == [0, 1, 2, 3, 4]
    await ledger.claim(jobs[0], "plan", "w", 15.0)
    await ledger.planned(jobs[0], "w", PLAN)
    assert (await standings.of(jobs[0])).state == "received"
    clock.forward(FRESH)
    assert (await standings.of(jobs[0])).state == "queued" and looks == 2


async def test_what_ended_and_what_began_since_is_looked_up(ledger: Ledger, clock: Clock) -> None:
    standings = Standings(ledger, clock)
    with pytest.raises(UnknownJob):
        await standings.of("nobody's")
    new = (await ledger.submit(wish())).job
    assert (await standings.of(new)).state == "received"
    clock.forward(FRESH)
    await standings.of(new)
    await ledger.cancel(new, "ann")
    clock.forward(FRESH)
    assert (await standings.of(new)).state == "cancelled"
