"""The sweeper: one leads, questions expire, dead workers' jobs come back or are given up, and trouble does not end it."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from arq.connections import ArqRedis

from agent_core.agent import Asked
from agent_core.messages import Note, Progress, Question
from tests.workers.scripted import INTENT, request
from workers.ledger.ledger import Ledger, open_ledger
from workers.progress import read
from workers.queue import DUE, Beat, beat, lead, nudge, open_redis, queue_name, wait_nudge
from workers.redis_server import RedisServer
from workers.settings import WorkerSettings
from workers.sweeper import Sweeper

pytestmark = [pytest.mark.redis, pytest.mark.sql]


@pytest.fixture
def settings(home: Path) -> WorkerSettings:
    return WorkerSettings(home=home, redis_url="", database_url="", sweep=0.2, question_expires=0.3, attempts=1)


@pytest.fixture
async def redis(home: Path) -> AsyncIterator[ArqRedis]:
    async with RedisServer(home) as server:
        client = open_redis(server.url)
        yield client
        await client.aclose(close_connection_pool=True)


@pytest.fixture
async def ledger(settings: WorkerSettings) -> AsyncIterator[Ledger]:
    async with open_ledger("", settings.home, settings=settings) as opened:
        yield opened


async def ended(redis: ArqRedis, ledger: Ledger, job: str) -> Progress:
    """The job's final progress, within a few seconds."""

    async def standing() -> Progress:
        status = await ledger.status(job)
        return Progress(cursor="0", job=job, state=status.state, language=status.language)

    async with asyncio.timeout(10):
        return [entry async for entry in read(redis, job, standing=standing, patience=0.5)][-1]


async def test_unanswered_questions_and_abandoned_jobs_end_with_a_letter(
    settings: WorkerSettings, redis: ArqRedis, ledger: Ledger
) -> None:
    asked = (await ledger.submit(request("ask", "m1"))).job
    assert await ledger.claim(asked, "plan", "w1", 5)
    await ledger.asked(asked, "w1", Asked(language="vi", intent=INTENT, question=Question(note=Note(code="missing"))))
    abandoned = (await ledger.submit(request("slow", "m2"))).job
    assert await ledger.claim(abandoned, "plan", "w2", 0.1)
    task = asyncio.create_task(Sweeper("light:1", ledger, redis, settings).run())
    assert await wait_nudge(redis, "outbox:test:bot", 5), "the bot is told at once"
    assert (await ended(redis, ledger, asked)).state == "refused"
    assert (await ended(redis, ledger, abandoned)).state == "failed"
    letters = await ledger.claim_outbox("test", "bot", holder="t")
    assert {(found.job, found.note.code) for found in letters} >= {(asked, "question-expired"), (abandoned, "gave-up")}
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_only_one_leads_and_another_takes_over(settings: WorkerSettings, redis: ArqRedis, ledger: Ledger) -> None:
    await beat(redis, Beat(worker="light:1", resource="light", slots=1))
    assert await lead(redis, "dead", 0.8)
    task = asyncio.create_task(Sweeper("light:1", ledger, redis, settings).run())
    await ledger.submit(request("x", "m1"))
    await nudge(redis, DUE)
    await asyncio.sleep(0.4)
    assert await redis.zcard(queue_name("light")) == 0
    assert await wait_nudge(redis, DUE, 0.1), "who does not lead takes no nudge from who does"
    deadline = time.monotonic() + 5
    while not await redis.zcard(queue_name("light")):
        assert time.monotonic() < deadline
        await beat(redis, Beat(worker="light:1", resource="light", slots=1))
        await asyncio.sleep(0.05)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_goes_on_after_redis_was_away(settings: WorkerSettings, ledger: Ledger) -> None:
    server = RedisServer(settings.home)
    redis = open_redis(server.url)
    task = asyncio.create_task(Sweeper("light:1", ledger, redis, settings).run())
    await asyncio.sleep(0.3)
    assert not task.done()
    job = (await ledger.submit(request("x", "m1"))).job
    async with server:
        deadline = time.monotonic() + 10
        while not await redis.zcard(queue_name("light")):
            assert time.monotonic() < deadline and not task.done()
            await beat(redis, Beat(worker="light:1", resource="light", slots=1))
            await asyncio.sleep(0.05)
        (name,) = await redis.zrange(queue_name("light"), 0, -1)
        assert name.decode() == f"job:{job}:plan:1"
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await redis.aclose(close_connection_pool=True)
