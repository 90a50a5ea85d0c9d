"""Many wishes at once are written together, and come to what they would come to one by one."""

import asyncio
import time
from unittest.mock import ANY

import pytest
from sqlalchemy import event, insert, select

from agent_core.messages import ChatSettings, Receipt, Template
from tests.workers.conftest import Clock
from tests.workers.samples import LONG, origin, wish
from workers.errors import QuotaExceeded, Unavailable, UnknownJob, WorkerError
from workers.ledger import gate, people
from workers.ledger.ledger import Ledger
from workers.ledger.schema import audit, jobs, quota_limits

pytestmark = pytest.mark.sql


async def all_of(ledger: Ledger, requests: list) -> list[Receipt | BaseException]:
    return await asyncio.gather(*(ledger.submit(request) for request in requests), return_exceptions=True)


async def test_a_burst_keeps_its_order_and_every_wish(ledger: Ledger, clock: Clock) -> None:
    requests = [wish(LONG, user=f"u{number % 50}", chat=f"c{number % 50}") for number in range(150)]
    receipts = await all_of(ledger, requests)
    assert len({receipt.job for receipt in receipts if isinstance(receipt, Receipt)}) == 150
    assert not any(receipt.duplicate for receipt in receipts if isinstance(receipt, Receipt))
    due = [entry.job for entry in await ledger.due()]
    assert len(due) == 150
    async with ledger._db.read() as tx:
        rows = {row.id: row for row in await tx.execute(select(jobs))}
        steps = (await tx.execute(select(audit.c.job, audit.c.target))).all()
    assert sorted(steps) == sorted((name, "received") for name in rows)
    assert {rows[name].person for name in due[:50]} == {f"u{number}" for number in range(50)}, (
        "everybody once before anybody twice"
    )
    for number in range(50):
        assert (await ledger.quotas("test", f"u{number}"))[0].used == 3


async def test_the_same_message_many_times_in_one_crowd_is_one_job(ledger: Ledger) -> None:
    at = origin()
    receipts = await all_of(ledger, [wish(LONG, at=at) for _ in range(6)] + [wish(LONG, user="bob")])
    assert len({receipt.job for receipt in receipts if isinstance(receipt, Receipt)}) == 2
    assert sorted(receipt.duplicate for receipt in receipts if isinstance(receipt, Receipt)) == [False, False] + [True] * 5
    assert (await ledger.quotas("test", "ann"))[0].used == 1


async def test_shares_hold_in_a_crowd(ledger: Ledger) -> None:
    async with ledger._db.write() as tx:
        await tx.execute(insert(quota_limits).values(platform="test", person="bob", name="jobs", limit=1))
        await tx.execute(insert(quota_limits).values(platform="test", person="carl", name="jobs", limit=0))
    requests = [wish(LONG, user=user) for user in ("ann", "bob", "carl") for _ in range(8)]
    requests.append(wish("", user="ann").model_copy(update={"template": Template(capability="help")}))
    receipts = await all_of(ledger, requests)
    granted = [isinstance(receipt, Receipt) for receipt in receipts]
    assert [sum(granted[start : start + 8]) for start in (0, 8, 16)] == [5, 1, 8] and granted[-1]
    assert all(isinstance(receipt, Receipt | QuotaExceeded) for receipt in receipts)
    assert [(await ledger.quotas("test", user))[0].used for user in ("ann", "bob", "carl")] == [5, 1, 8]


async def test_what_is_known_of_languages_is_known_in_a_crowd(ledger: Ledger) -> None:
    await ledger.set_user_settings("test", "ann", ChatSettings(language="vi"))
    await ledger.set_chat_settings("test", "salon", ChatSettings(language="zh"))
    requests = [wish("meme"), wish("meme", user="bob", chat="salon"), wish("做成表情包", user="carl"), wish("meme", user="dora")]
    assert [r.language for r in await all_of(ledger, requests) if isinstance(r, Receipt)] == ["vi", "zh", "zh", "en"]
    again = await all_of(ledger, [wish("meme", user="carl"), wish("meme", user="bob")])
    assert [r.language for r in again if isinstance(r, Receipt)] == ["zh", "en"]
    async with ledger._db.read() as tx:
        assert (await people.user_settings(tx, "test", "ann")).language == "vi"


async def test_wishes_of_all_kinds_in_one_crowd(ledger: Ledger) -> None:
    first = (await ledger.submit(wish(LONG))).job
    await ledger.note_status(first, "status")
    unknown = wish("", user="dora").model_copy(update={"preset": "none"})
    requests = [wish(LONG, user="bob"), wish(LONG, reply_to="status"), unknown, wish(LONG, user="carl"), wish(LONG, user="carl")]
    receipts = await all_of(ledger, requests)
    assert [type(receipt).__name__ for receipt in receipts] == ["Receipt", "Receipt", "UnknownPreset", "Receipt", "Receipt"]
    assert (await ledger.quotas("test", "dora"))[0].used == 0
    assert first in {due.job for due in await ledger.due()}
    assert len(await ledger.due()) == 4, "the reply waits for its result"


async def test_one_wish_that_cannot_be_written_keeps_nobody_else_from_it(ledger: Ledger) -> None:
    poisoned = wish(LONG, user="bob").model_copy(update={"locale": "not a language" * 50})
    receipts = await all_of(ledger, [wish(LONG), poisoned, wish(LONG, user="carl")])
    assert isinstance(receipts[0], Receipt) and isinstance(receipts[2], Receipt)
    assert len(await ledger.due()) == 2 + isinstance(receipts[1], Receipt)


async def test_a_database_that_is_gone_is_told_to_everybody(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> None:
        raise Unavailable

    monkeypatch.setattr(ledger._db, "write", gone)
    receipts = await all_of(ledger, [wish(LONG) for _ in range(3)])
    assert all(isinstance(receipt, Unavailable) for receipt in receipts)


async def test_a_burst_costs_statements_by_its_people_not_by_its_wishes(ledger: Ledger) -> None:
    said: list[str] = []
    event.listen(ledger._db.engine.sync_engine, "before_cursor_execute", lambda *args: said.append(args[2]))
    await ledger.submit(wish(LONG))
    alone = len(said)
    said.clear()
    started = time.perf_counter()
    await all_of(ledger, [wish(LONG, user=f"u{number % 10}", chat=f"c{number % 10}") for number in range(50)])
    assert len(said) < alone + 40, f"{len(said)} statements in {time.perf_counter() - started:.3f} s"


async def test_errors_of_single_wishes_leave_the_crowd_alone(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "MOST", 4)
    unknown = [wish("", user="dora").model_copy(update={"preset": f"none{number}"}) for number in range(6)]
    receipts = await all_of(ledger, [*unknown, *(wish(LONG, user=f"u{number}") for number in range(6))])
    assert [isinstance(receipt, WorkerError) for receipt in receipts] == [True] * 6 + [False] * 6


async def test_status_messages_are_noted_together(ledger: Ledger) -> None:
    jobs = [(await ledger.submit(wish(user=f"u{number}"))).job for number in range(4)]
    notes = [ledger.note_status(job, f"s-{job}") for job in [*jobs, jobs[0]]]
    assert await asyncio.gather(*notes, ledger.note_status("nobody's", "x"), return_exceptions=True) == [None] * 5 + [ANY]
    with pytest.raises(UnknownJob):
        await ledger.note_status("nobody's", "x")
    for job in jobs:
        assert (await ledger.status(job)).status_message == f"s-{job}"
        found = await ledger.project_of("test", "room", f"s-{job}")
        assert found and found.job == job
