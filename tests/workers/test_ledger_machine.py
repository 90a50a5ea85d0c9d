"""Any order of wishes, workers, deaths, answers and cancels leaves the ledger in order."""

import asyncio
import shutil
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import func, select

from agent_core.messages import FINAL_STATES, Note
from tests.workers.conftest import Clock
from tests.workers.samples import ASKED, OUTCOME, PLAN, REFUSED, reply, wish
from workers.errors import QuotaExceeded
from workers.ledger.ledger import Ledger, open_ledger
from workers.ledger.schema import audit, jobs, outbox, quota_use
from workers.settings import WorkerSettings

pytestmark = pytest.mark.sql

Step = Callable[[Ledger, str, str], Awaitable[bool]]
STEPS: dict[str, Step] = {
    "asked": lambda ledger, job, worker: ledger.asked(job, worker, ASKED),
    "planned": lambda ledger, job, worker: ledger.planned(job, worker, PLAN),
    "refused": lambda ledger, job, worker: ledger.refused(job, worker, REFUSED),
    "finished": lambda ledger, job, worker: ledger.finished(job, worker, PLAN, OUTCOME),
    "failed": lambda ledger, job, worker: ledger.failed(job, worker, "en", Note(code="x"), retryable=False),
    "retried": lambda ledger, job, worker: ledger.failed(job, worker, "en", Note(code="x"), retryable=True),
    "released": lambda ledger, job, worker: ledger.release(job, worker),
    "stopped": lambda ledger, job, worker: ledger.ended_cancelled(job, worker),
}


@pytest.fixture(scope="module", autouse=True)
def empty_ledger(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A migrated file that every run starts from a copy of."""
    LedgerMachine.template = tmp_path_factory.mktemp("template")

    async def migrate() -> None:
        async with open_ledger("", LedgerMachine.template):
            pass

    asyncio.run(migrate())


class LedgerMachine(RuleBasedStateMachine):
    """People, workers and a bot, all of them unreliable."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.home = Path(tempfile.mkdtemp(prefix="cutroom-machine-"))
        shutil.copy(self.template / "ledger.sqlite3", self.home)
        self.clock = Clock()
        self.exits = AsyncExitStack()
        rules = WorkerSettings(home=self.home, jobs_per_day=4, attempts=2, question_expires=100.0)
        opened = open_ledger("", self.home, settings=rules, clock=self.clock)
        self.ledger: Ledger = self.run(self.exits.enter_async_context(opened))
        self.submitted: list[str] = []
        self.claims: list[tuple[str, str]] = []
        self.holder: dict[str, str] = {}

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(work)

    def teardown(self) -> None:
        self.run(self.exits.aclose())
        self.runner.close()
        shutil.rmtree(self.home)

    @rule(user=st.sampled_from(("ann", "bob")))
    def submit(self, user: str) -> None:
        with suppress(QuotaExceeded):
            self.submitted.append(self.run(self.ledger.submit(wish(user=user))).job)

    @rule(pick=st.integers(0, 5))
    def claim(self, pick: int) -> None:
        due = self.run(self.ledger.due())
        if not due:
            return
        chosen = due[pick % len(due)]
        worker = f"w{len(self.claims)}"
        job = self.run(self.ledger.claim(chosen.job, chosen.kind, worker, 15.0))
        assert job is not None, "what is due can be claimed"
        assert job.attempt == chosen.attempt
        assert self.run(self.ledger.claim(chosen.job, chosen.kind, "late", 15.0)) is None
        self.claims.append((chosen.job, worker))
        self.holder[chosen.job] = worker

    @precondition(lambda self: self.holder)
    @rule(pick=st.integers(0, 5))
    def take_over(self, pick: int) -> None:
        self.clock.forward(16.0)
        self.claim(pick)

    @precondition(lambda self: self.holder)
    @rule(pick=st.integers(0, 5), name=st.sampled_from(("finished", "planned", "planned", "asked", "refused", "retried")))
    def step(self, pick: int, name: str) -> None:
        job, worker = sorted(self.holder.items())[pick % len(self.holder)]
        running = self.run(self.ledger.status(job)).state == "running"
        self.do(job, worker, "finished" if running and name == "planned" else name)

    @precondition(lambda self: self.claims)
    @rule(pick=st.integers(0, 50), name=st.sampled_from(sorted(STEPS)))
    def step_of_anybody(self, pick: int, name: str) -> None:
        self.do(*self.claims[-1 - pick % len(self.claims)], name)

    def do(self, job: str, worker: str, name: str) -> None:
        if self.run(STEPS[name](self.ledger, job, worker)):
            assert self.holder.get(job) == worker, "only who holds a job may bring it on"
            del self.holder[job]

    @precondition(lambda self: self.submitted)
    @rule(pick=st.integers(0, 50))
    def answer(self, pick: int) -> None:
        waiting = [status.job for status in self.run(self.ledger.queue("test", "room")) if status.state == "waiting"]
        for job in waiting[: pick % 3]:
            self.run(self.ledger.answer(job, reply()))

    @precondition(lambda self: self.submitted)
    @rule(pick=st.integers(0, 50), held=st.booleans())
    def cancel(self, pick: int, held: bool) -> None:
        among = sorted(self.holder) if held and self.holder else self.submitted
        job = among[pick % len(among)]
        self.run(self.ledger.cancel(job, self.run(self.ledger.status(job)).origin.user))

    @rule(seconds=st.sampled_from((1.0, 16.0, 101.0)))
    def wait(self, seconds: float) -> None:
        self.clock.forward(seconds)
        for ended in self.run(self.ledger.expire()):
            self.holder.pop(ended.job, None)

    @rule(outcome=st.sampled_from(("posted", "crash", "again", "never")))
    def post(self, outcome: str) -> None:
        for row in self.run(self.ledger.claim_outbox("test", "bot", holder="bot", limit=2)):
            if outcome == "posted":
                self.run(self.ledger.mark_posted(row.id, [f"p{row.id}"]))
            elif outcome != "crash":
                self.run(self.ledger.mark_failed(row.id, "x", 1.0 if outcome == "again" else None))

    @invariant()
    def in_order(self) -> None:
        self.run(self._check())

    async def _check(self) -> None:
        async with self.ledger._db.read() as tx:
            rows = (await tx.execute(select(jobs))).all()
            letters = (await tx.execute(select(outbox.c.job, outbox.c.kind))).all()
            steps = (await tx.execute(select(audit.c.job, audit.c.source, audit.c.target).order_by(audit.c.number))).all()
            used = await tx.scalar(select(func.coalesce(func.sum(quota_use.c.used), 0)).where(quota_use.c.name == "jobs"))
        at: dict[str, str] = {}
        for step in steps:
            assert step.source == at.get(step.job, ""), "the audit trail has no gaps"
            at[step.job] = step.target
        assert at == {row.id: row.state for row in rows}
        endings = Counter(letter.job for letter in letters if letter.kind != "question")
        assert all(count == 1 for count in endings.values()), "one ending, however many workers tried"
        results = {letter.job for letter in letters if letter.kind == "result"}
        for row in rows:
            assert (row.state in ("delivering", "delivered")) <= (row.id in results)
            assert (row.worker is not None) == (row.state in ("planning", "running"))
            silent = row.note is not None and "undeliverable" in row.note
            assert (row.id in endings) == (row.state in FINAL_STATES | {"delivering"}) or silent
        spent = sum(row.quota_window is not None or row.id in results for row in rows)
        assert used == spent, "every job that came to nothing gave its quota back"
        due = {entry.job for entry in await self.ledger.due()}
        assert due.isdisjoint(row.id for row in rows if row.state in FINAL_STATES or row.cancelled)
        assert results.isdisjoint(row.id for row in rows if row.cancelled), "called off means no result"


LedgerMachine.TestCase.settings = settings(
    max_examples=15, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)
TestLedgerMachine = LedgerMachine.TestCase
