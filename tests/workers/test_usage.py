"""What a job took of language models stands in its row, summed over all that was done for it."""

import logging

import pytest
from sqlalchemy import select

from agent_core.llm.usage import Usage
from agent_core.messages import Note
from tests.workers.conftest import Clock
from tests.workers.samples import ASKED, OUTCOME, PLAN, REFUSED, reply, wish
from workers.jobs import _say_spent  # pyright: ignore[reportPrivateUsage]
from workers.ledger.ledger import Ledger
from workers.ledger.records import Job, Kind
from workers.ledger.schema import jobs

pytestmark = pytest.mark.sql

PLANNING = Usage(calls=1, input=900, cached=4000, written=100, output=60, cost=0.002)
RUNNING = Usage(calls=2, input=3000, output=700, cost=0.004)


async def kept(ledger: Ledger, job: str) -> Usage | None:
    async with ledger._db.read() as tx:
        row = await tx.scalar(select(jobs.c.usage).where(jobs.c.id == job))
    return Usage.model_validate_json(row) if row else None


async def claimed(ledger: Ledger, job: str, kind: Kind = "plan") -> Job:
    found = await ledger.claim(job, kind, "w", 15.0)
    assert found is not None
    return found


async def test_a_question_a_plan_and_a_run_add_up(ledger: Ledger) -> None:
    job = (await ledger.submit(wish())).job
    await claimed(ledger, job)
    assert await ledger.asked(job, "w", ASKED.model_copy(update={"usage": PLANNING}))
    assert await kept(ledger, job) == PLANNING
    assert await ledger.answer(job, reply())
    await claimed(ledger, job)
    assert await ledger.planned(job, "w", PLAN)
    assert await kept(ledger, job) == PLANNING, "a step without a model adds nothing"
    await claimed(ledger, job, "run")
    assert await ledger.finished(job, "w", PLAN, OUTCOME.model_copy(update={"usage": RUNNING}))
    whole = await kept(ledger, job)
    assert whole and (whole.calls, whole.tokens, whole.cost) == (3, 8760, pytest.approx(0.006))


async def test_a_refusal_keeps_what_it_cost_and_an_unknown_price_stays_unknown(
    ledger: Ledger,
) -> None:
    job = (await ledger.submit(wish())).job
    await claimed(ledger, job)
    assert await ledger.refused(job, "w", REFUSED.model_copy(update={"usage": PLANNING.plus(Usage(input=5, cost=None))}))
    found = await kept(ledger, job)
    assert found and found.cost is None and found.input == 905


async def test_a_failed_try_keeps_what_it_cost_and_the_next_one_knows(ledger: Ledger, clock: Clock) -> None:
    job = (await ledger.submit(wish())).job
    await claimed(ledger, job)
    assert await ledger.planned(job, "w", PLAN.model_copy(update={"usage": PLANNING}))
    await claimed(ledger, job, "run")
    assert await ledger.failed(job, "w", "en", Note(code="process-killed"), retryable=True, usage=RUNNING)
    whole = await kept(ledger, job)
    assert whole == PLANNING.plus(RUNNING)
    clock.forward(60)
    again = await claimed(ledger, job, "run")
    assert again.wish.spent == whole, "the limit of a job is one for all its tries"
    assert await ledger.failed(job, "w", "en", Note(code="internal"), retryable=False, usage=RUNNING)
    assert await kept(ledger, job) == PLANNING.plus(RUNNING).plus(RUNNING)
    assert (await ledger.status(job)).state == "failed"


async def test_a_job_without_a_model_has_none(ledger: Ledger) -> None:
    job = (await ledger.submit(wish())).job
    await claimed(ledger, job)
    assert await ledger.planned(job, "w", PLAN)
    assert await kept(ledger, job) is None


def test_the_log_has_numbers_only(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        _say_spent(Job.model_construct(id="j1"), PLANNING)
        _say_spent(Job.model_construct(id="j2"), None)
    assert [record.getMessage() for record in caplog.records] == [
        "job j1: 1 answers of language models, 5060 tokens, cost 0.002000 USD"
    ]
