"""The progress stream: never falling, merged, resumed, and ending even when Redis forgot it."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest
from arq.connections import ArqRedis

from agent_core.messages import JobState, Progress
from workers.progress import ProgressStream, read, stream_key
from workers.queue import open_redis
from workers.redis_server import RedisServer

pytestmark = pytest.mark.redis


@pytest.fixture
async def redis(home) -> AsyncIterator[ArqRedis]:
    async with RedisServer(home) as server:
        client = open_redis(server.url)
        yield client
        await client.aclose(close_connection_pool=True)


class Standing:
    """The ledger's answer, as a test sets it."""

    def __init__(self, state: JobState) -> None:
        self.state: JobState = state
        self.asked = 0

    async def __call__(self) -> Progress:
        self.asked += 1
        return Progress(cursor="0", job="j", state=self.state, language="zh")


async def collect(redis: ArqRedis, cursor: str, standing: Standing, patience: float = 0.1) -> list[Progress]:
    async with asyncio.timeout(5):
        return [entry async for entry in read(redis, "j", cursor, standing=standing, patience=patience)]


async def test_reports_are_merged_and_never_fall(redis: ArqRedis) -> None:
    stream = ProgressStream(redis, "j", "vi", "running")
    async with stream.reporting(0.1, 0.97) as report:
        for step in range(1000):
            report("render", step / 1000, 2.0)
        await asyncio.sleep(0.4)
        report("render", 0.2, None)
        report("check", 0.1, None)
    await stream.say("delivered")
    entries = await collect(redis, "0", Standing("running"))
    fractions = [entry.fraction for entry in entries]
    assert fractions == sorted(fractions) and fractions[-1] == 1.0
    assert len(entries) <= 5
    assert [entry.stage for entry in entries[-2:]] == ["check", "check"]
    assert entries[0].language == "vi"
    assert max(fractions[:-1]) == pytest.approx(0.97, abs=0.01)
    assert 0 < await redis.ttl(stream_key("j")) <= 24 * 3600


async def test_reports_may_come_from_a_thread(redis: ArqRedis) -> None:
    stream = ProgressStream(redis, "j", "en", "running")
    async with stream.reporting(0.0, 1.0) as report:
        await asyncio.to_thread(report, "look", 0.5, 1.5)
    (entry,) = [Progress.model_validate_json(fields[b"progress"]) for _, fields in await redis.xrange(stream_key("j"))]
    assert (entry.stage, entry.fraction, entry.time_left) == ("look", 0.5, 1.5)


async def test_another_attempt_goes_on_from_where_the_first_was(redis: ArqRedis) -> None:
    await ProgressStream(redis, "j", "en").say("running", "render", 0.6)
    again = ProgressStream(redis, "j", "en")
    await again.resume()
    await again.say("running", "plan", 0.1)
    await again.say("cancelled")
    assert [entry.fraction for entry in await collect(redis, "0", Standing("running"))] == [0.6, 0.6, 0.6]


async def test_reading_goes_on_after_a_cursor(redis: ArqRedis) -> None:
    stream = ProgressStream(redis, "j", "en")
    for state in ("received", "planning", "refused"):
        await stream.say(state)
    first, *_ = await collect(redis, "0", Standing("received"))
    assert [entry.state for entry in await collect(redis, first.cursor, Standing("planning"))] == ["planning", "refused"]


async def test_the_final_state_comes_from_the_ledger_when_redis_forgot(redis: ArqRedis) -> None:
    assert [entry.state for entry in await collect(redis, "0", Standing("delivered"))] == ["delivered"]
    standing = Standing("running")
    await ProgressStream(redis, "j", "en").say("running", "render", 0.4)
    seen: list[Progress] = []
    async with aclosing(read(redis, "j", standing=standing, patience=0.1)) as entries, asyncio.timeout(5):
        async for entry in entries:
            seen.append(entry)
            await redis.flushall()
            standing.state = "delivered"
    assert [(entry.state, entry.fraction) for entry in seen] == [("running", 0.4), ("delivered", 1.0)]
    assert seen[1].stage == "render"


async def test_without_redis_the_ledger_is_polled(home) -> None:
    redis = open_redis(f"unix://{home}/nothing.sock")
    standing = Standing("cancelled")
    before = time.monotonic()
    assert [entry.state for entry in await collect(redis, "0", standing)] == ["cancelled"]
    assert time.monotonic() - before < 3
    await ProgressStream(redis, "j", "en").say("running")
