"""The jobs under a real ledger and a real Redis, with a scripted agent: every ending, cancel, shutdown, latency."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from agent_core.errors import AgentError, StepFailed
from agent_core.messages import Answer, Delivery, JobState
from media.errors import BadCaptions, ProcessKilled
from tests.workers.scripted import ScriptedAgent, request
from workers.jobs import Bench, told
from workers.ledger.ledger import Ledger, open_ledger
from workers.links import Links
from workers.progress import read
from workers.queue import DUE, job_channel, live_workers, nudge, open_redis, triggers
from workers.redis_server import RedisServer
from workers.settings import WorkerSettings
from workers.worker import WorkerProcess

pytestmark = [pytest.mark.redis, pytest.mark.sql]


@dataclass
class House:
    """A light and a cpu worker in this process."""

    home: Path
    settings: WorkerSettings
    ledger: Ledger
    url: str

    async def wish(self, text: str, message: str | None = None) -> str:
        receipt = await self.ledger.submit(request(text, message or text))
        await self.nudge()
        return receipt.job

    async def nudge(self, *channels: str) -> None:
        redis = open_redis(self.url)
        await nudge(redis, *(channels or (DUE,)))
        await redis.aclose(close_connection_pool=True)

    async def until(self, job: str, *states: JobState) -> JobState:
        async def reached() -> bool:
            return (await self.ledger.status(job)).state in states

        await until(reached, f"{states}")
        return (await self.ledger.status(job)).state

    async def letters(self) -> list[Delivery]:
        return await self.ledger.claim_outbox("test", "bot", holder="test", lease=60)

    def runs(self) -> list[str]:
        path = self.home / "runs.txt"
        return path.read_text().splitlines() if path.exists() else []

    def children(self) -> list[int]:
        path = self.home / "children.txt"
        return [int(line) for line in path.read_text().splitlines()] if path.exists() else []

    @asynccontextmanager
    async def worker(self, resource, name: str = "a") -> AsyncIterator[Bench]:
        redis = open_redis(self.url)
        links = Links(self.settings)
        bench = Bench(f"{resource}:test:{name}", self.ledger, redis, ScriptedAgent(self.home), self.settings, links)
        stop = asyncio.Event()
        task = asyncio.create_task(WorkerProcess(resource, bench).run(stop))
        try:
            yield bench
        finally:
            stop.set()
            await asyncio.wait_for(task, 30)
            await redis.aclose(close_connection_pool=True)


async def until(condition: Callable[[], Awaitable[bool]], what: str, seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not await condition():
        assert time.monotonic() < deadline, f"not in {seconds} s: {what}"
        await asyncio.sleep(0.02)


@pytest.fixture
async def house(home: Path) -> AsyncIterator[House]:
    settings = WorkerSettings(home=home, lease=2.0, sweep=0.3, redis_url="", database_url="", job_timeout=20)
    async with RedisServer(home) as server, open_ledger("", home, settings=settings) as ledger:
        yield House(home, settings, ledger, server.url)


@pytest.fixture
async def busy(house: House) -> AsyncIterator[House]:
    async with house.worker("light"), house.worker("cpu"):
        yield house


async def test_a_wish_becomes_one_result_with_progress(busy: House) -> None:
    redis = open_redis(busy.url)
    job = await busy.wish("slow 0.8")
    await busy.until(job, "delivering")
    (letter,) = await busy.letters()
    assert letter.kind == "result" and letter.products[0].name == "meme.mp4"
    await busy.ledger.mark_posted(letter.id, ["m1"])

    async def standing():
        raise AssertionError("the stream knows the way so far")

    seen = []
    async for entry in read(redis, job, standing=standing, patience=1):
        seen.append(entry)
        if entry.state == "delivering":
            break
    assert [seen[0].state, seen[-1].state] == ["planning", "delivering"]
    assert {"queued", "running"} <= {entry.state for entry in seen}
    assert any(entry.stage == "render" and entry.time_left for entry in seen)
    fractions = [entry.fraction for entry in seen]
    assert fractions == sorted(fractions) and fractions[-1] == pytest.approx(0.97)
    await redis.aclose(close_connection_pool=True)


async def test_planning_starts_at_once(busy: House) -> None:
    await busy.until(await busy.wish("first"), "delivering")
    waits = []
    for number in range(5):
        await asyncio.sleep(0.05)
        submitted = time.monotonic()
        job = await busy.wish("planslow 0.3", f"w{number}")
        await busy.until(job, "planning")
        waits.append(time.monotonic() - submitted)
    assert sorted(waits)[2] < 0.3, waits


@pytest.mark.parametrize(
    ("text", "state", "kind", "code"),
    [
        ("refuse", "refused", "refusal", "impossible"),
        ("fail too-much", "failed", "failure", "too-much"),
        ("defect", "failed", "failure", "internal"),
        ("help", "delivering", "result", "help"),
    ],
)
async def test_every_ending_reaches_the_outbox(
    busy: House, text: str, state: JobState, kind: str, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        job = await busy.wish(text)
        assert await busy.until(job, "refused", "failed", "delivering") == state
        (letter,) = await busy.letters()
    assert (letter.kind, letter.note.code) == (kind, code)
    assert letter.note.values == ({"limit": 3} if code == "too-much" else {})
    assert "secret of the person" not in caplog.text and text not in caplog.text
    if code == "internal":
        assert "scripted.py" in caplog.text and "ZeroDivisionError" in caplog.text and job in caplog.text


async def test_a_question_holds_nothing_and_its_answer_goes_on(busy: House) -> None:
    job = await busy.wish("ask")
    await busy.until(job, "waiting")
    (letter,) = await busy.letters()
    assert letter.kind == "question" and letter.language == "vi"
    assert sum((await busy.ledger.held()).values()) == 0
    assert await busy.ledger.answer(job, Answer(origin=request("", "a1").origin, text="this"))
    await busy.nudge()
    await busy.until(job, "delivering")


async def test_a_retryable_failure_is_tried_again_as_often_as_set(house: House) -> None:
    house.settings = house.settings.model_copy(update={"attempts": 2})
    house.ledger._settings = house.settings
    async with house.worker("light"), house.worker("cpu"):
        job = await house.wish("flaky process-killed")
        assert await house.until(job, "failed") == "failed"
    assert len(house.runs()) == 2


async def test_cancel_ends_the_run_and_its_children(busy: House) -> None:
    job = await busy.wish("slow 30")
    await busy.until(job, "running")

    async def has_child() -> bool:
        return len(busy.children()) == 1

    await until(has_child, "a child")
    assert await busy.ledger.cancel(job, "ann")
    asked = time.monotonic()
    await busy.nudge(job_channel(job))
    await busy.until(job, "cancelled")
    assert time.monotonic() - asked < 1.0, "a nudge tells the worker, it does not wait for its next renewal"
    assert not psutil.pid_exists(busy.children()[0])
    later = await busy.wish("next")
    assert await busy.until(later, "delivering") == "delivering", "the slot is free again"


async def test_a_run_past_its_limit_ends(house: House) -> None:
    house.settings = house.settings.model_copy(update={"job_timeout": 0.6})
    async with house.worker("light"), house.worker("cpu"):
        job = await house.wish("slow 30")
        await house.until(job, "failed")
        (letter,) = await house.letters()
        assert letter.note.code == "job-timeout"
        assert not psutil.pid_exists(house.children()[0])


async def test_a_worker_that_stops_hands_its_job_to_the_next(house: House) -> None:
    async with house.worker("light"):
        async with house.worker("cpu", "first"):
            job = await house.wish("slow 1")
            await house.until(job, "running")
            await until(lambda: _true(house.children()), "a child")
        assert (await house.ledger.status(job)).state == "queued"
        assert not psutil.pid_exists(house.children()[0])
        async with house.worker("cpu", "second"):
            await house.until(job, "delivering")
    assert len(await house.letters()) == 1
    assert len(house.runs()) == 2


async def test_wiped_redis_loses_nothing(busy: House) -> None:
    redis = open_redis(busy.url)
    running = await busy.wish("slow 1", "one")
    queued = await busy.wish("quick", "two")
    await busy.until(running, "running")
    await busy.until(queued, "queued")
    await redis.flushall()
    for job in (running, queued):
        await busy.until(job, "delivering")
    assert sorted(busy.runs()) == ["quick", "slow 1"], "nothing ran twice"
    assert len(await busy.letters()) == 2
    await redis.aclose(close_connection_pool=True)


async def test_no_trigger_is_left_when_all_is_done(busy: House) -> None:
    redis = open_redis(busy.url)
    for number in range(6):
        await busy.wish("quick", f"m{number}")

    async def done() -> bool:
        return len(busy.runs()) == 6 and not await triggers(redis, "cpu", 100) and not await triggers(redis, "light", 100)

    await until(done, "all done")

    async def idle() -> bool:
        return all(not found.running for found in await live_workers(redis))

    await until(idle, "idle")
    await redis.aclose(close_connection_pool=True)


async def _true(value: object) -> bool:
    return bool(value)


def test_errors_become_codes() -> None:
    assert told(AgentError("x", code="no-moment"))[0].code == "no-moment"
    failed = StepFailed("s1", BadCaptions("x", values={"a": 1}), stage="render", capability="subtitle", steps=4)
    note, retryable = told(failed)
    where = {"failed_stage": "render", "failed_capability": "subtitle", "kept": 0, "steps": 4}
    assert (note.code, note.values, retryable) == ("bad-captions", {"a": 1, **where}, False)
    assert told(StepFailed("s1", ProcessKilled("x")))[1] is True
    assert told(ProcessKilled("x"))[1] is True
    assert told(KeyError("secret")) == (told(ValueError())[0], False)


async def test_a_link_into_our_own_house_is_refused_and_nothing_is_planned(busy: House) -> None:
    job = await busy.wish("http://169.254.169.254/latest/meta-data meme", "m1")
    await busy.until(job, "refused")
    (letter,) = await busy.letters()
    assert (letter.kind, letter.note.code, letter.note.values) == ("refusal", "link-blocked", {"site": "169.254.169.254"})
    assert not busy.runs()
