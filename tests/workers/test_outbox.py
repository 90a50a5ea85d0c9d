"""The outbox: rows are leased to one poster at a time, keep their nonce, and are posted or given up for good."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from agent_core.messages import Note
from tests.workers.conftest import Clock
from tests.workers.samples import ASKED, OUTCOME, PLAN, wish
from workers.errors import UnknownJob
from workers.ledger.ledger import Ledger, open_ledger
from workers.ledger.posting import Posting
from workers.ledger.schema import outbox

pytestmark = pytest.mark.sql


async def ended(ledger: Ledger, **where: str) -> str:
    """A job with a row in the outbox."""
    job = (await ledger.submit(wish(**where))).job
    assert await ledger.cancel(job, where.get("user", "ann"))
    return job


async def finished(ledger: Ledger) -> str:
    job = (await ledger.submit(wish())).job
    await ledger.claim(job, "plan", "w", 15.0)
    await ledger.planned(job, "w", PLAN)
    await ledger.claim(job, "run", "w", 15.0)
    assert await ledger.finished(job, "w", PLAN, OUTCOME)
    return job


async def test_rows_go_to_their_account_in_order(ledger: Ledger, clock: Clock) -> None:
    mine = []
    for _ in range(3):
        mine.append(await ended(ledger))
        clock.forward(1)
    theirs = await ended(ledger, account="other")
    rows = await ledger.claim_outbox("test", "bot", holder="h", limit=2)
    rows += await ledger.claim_outbox("test", "bot", holder="h", limit=2)
    assert [row.job for row in rows] == mine
    assert [row.job for row in await ledger.claim_outbox("test", "other", holder="h")] == [theirs]
    assert await ledger.claim_outbox("elsewhere", "bot", holder="h") == []


async def test_lease_runs_out_and_the_nonce_stays(ledger: Ledger, clock: Clock) -> None:
    await ended(ledger)
    (first,) = await ledger.claim_outbox("test", "bot", holder="h1", lease=15.0)
    assert await ledger.claim_outbox("test", "bot", holder="h2") == []
    clock.forward(14)
    await ledger.renew_outbox([first.id], holder="h2", lease=100.0)
    await ledger.renew_outbox([first.id], holder="h1", lease=15.0)
    clock.forward(14)
    assert await ledger.claim_outbox("test", "bot", holder="h2") == []
    clock.forward(1)
    (second,) = await ledger.claim_outbox("test", "bot", holder="h2")
    assert second == first
    assert 0 < len(first.nonce) <= 25


async def test_claims_share_the_rows(ledger: Ledger) -> None:
    for user in ("a", "b", "c"):
        for _ in range(5):
            await ended(ledger, user=user)
    batches = await asyncio.gather(*(ledger.claim_outbox("test", "bot", holder=f"h{n}", limit=4) for n in range(6)))
    rows = [row.id for batch in batches for row in batch]
    assert len(rows) == len(set(rows))
    rows += [row.id for row in await ledger.claim_outbox("test", "bot", holder="last", limit=20)]
    assert len(rows) == len(set(rows)) == 15


async def test_posted_rows_are_gone_and_marking_again_is_harmless(ledger: Ledger, clock: Clock) -> None:
    job = await finished(ledger)
    (row,) = await ledger.claim_outbox("test", "bot", holder="h")
    await ledger.mark_posted(row.id, ["p1", "p2"])
    await ledger.mark_posted(row.id, ["p1", "p2"])
    await ledger.mark_failed(row.id, "late", None)
    clock.forward(1000)
    assert await ledger.claim_outbox("test", "bot", holder="h") == []
    assert (await ledger.status(job)).state == "delivered"
    for message in ("p1", "p2"):
        reference = await ledger.project_of("test", "room", message)
        assert reference is not None
        assert reference.revision == row.revision


async def test_failed_posts_wait_as_long_as_the_platform_asks(ledger: Ledger, clock: Clock) -> None:
    await ended(ledger)
    (row,) = await ledger.claim_outbox("test", "bot", holder="h")
    await ledger.mark_failed(row.id, "flood", 30.0)
    clock.forward(29)
    assert await ledger.claim_outbox("test", "bot", holder="h") == []
    clock.forward(1)
    assert await ledger.claim_outbox("test", "bot", holder="h") == [row]


async def test_a_result_nobody_takes_fails_its_job(ledger: Ledger, clock: Clock) -> None:
    job = await finished(ledger)
    (row,) = await ledger.claim_outbox("test", "bot", holder="h")
    await ledger.mark_failed(row.id, "kicked", None)
    status = await ledger.status(job)
    assert (status.state, status.note) == ("failed", Note(code="undeliverable"))
    clock.forward(1000)
    assert await ledger.claim_outbox("test", "bot", holder="h") == []


async def test_a_question_nobody_can_see_fails_its_job(ledger: Ledger) -> None:
    job = (await ledger.submit(wish())).job
    await ledger.claim(job, "plan", "w", 15.0)
    await ledger.asked(job, "w", ASKED)
    (row,) = await ledger.claim_outbox("test", "bot", holder="h")
    await ledger.mark_failed(row.id, "kicked", None)
    assert (await ledger.status(job)).state == "failed"
    assert (await ledger.quotas("test", "ann"))[0].used == 0


async def test_a_question_past_its_time_is_not_posted(ledger: Ledger) -> None:
    job = (await ledger.submit(wish())).job
    await ledger.claim(job, "plan", "w", 15.0)
    await ledger.asked(job, "w", ASKED)
    await ledger.cancel(job, "ann")
    assert [row.kind for row in await ledger.claim_outbox("test", "bot", holder="h")] == ["cancelled"]


async def test_the_database_itself_refuses_a_second_ending(ledger: Ledger) -> None:
    await finished(ledger)
    async with ledger._db.read() as tx:
        row = (await tx.execute(select(outbox))).one()
    copy = {**row._asdict(), "id": "another"}
    del copy["number"]
    with pytest.raises(IntegrityError):
        async with ledger._db.write() as tx:
            await tx.execute(insert(outbox).values(copy))


async def test_unknown_rows(ledger: Ledger) -> None:
    with pytest.raises(UnknownJob):
        await ledger.mark_posted("nothing", [])
    with pytest.raises(UnknownJob):
        await ledger.mark_failed("nothing", "x", None)


async def test_rows_being_posted_stay_leased_while_their_process_lives(home: Path) -> None:
    async with open_ledger("", home) as ledger:
        await ended(ledger)
        posting = Posting(ledger, "living", lease=0.3)
        async with posting.kept():
            rows = await ledger.claim_outbox("test", "bot", holder="living", lease=0.3)
            posting.took(rows)
            await asyncio.sleep(1.0)
            assert await ledger.claim_outbox("test", "bot", holder="other") == []
        await asyncio.sleep(0.4)
        assert await ledger.claim_outbox("test", "bot", holder="other", lease=0.3) == rows


async def test_forgotten_rows_are_let_go(home: Path) -> None:
    async with open_ledger("", home) as ledger:
        await ended(ledger)
        posting = Posting(ledger, "forgetful", lease=0.3, longest=0.1)
        async with posting.kept():
            posting.took(await ledger.claim_outbox("test", "bot", holder="forgetful", lease=0.3))
            await asyncio.sleep(0.6)
            assert len(await ledger.claim_outbox("test", "bot", holder="other")) == 1
