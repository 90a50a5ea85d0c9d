"""Nudges, beats, triggers: what is kept in Redis between processes."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from arq.connections import ArqRedis
from arq.constants import in_progress_key_prefix, job_key_prefix

from workers.queue import (
    Beat,
    beat,
    dumps,
    lead,
    leave,
    let_go,
    live_workers,
    loads,
    nudge,
    open_redis,
    trigger,
    trigger_id,
    triggers,
    wait_nudge,
)
from workers.redis_server import RedisServer

pytestmark = pytest.mark.redis


@pytest.fixture
async def redis(home: Path) -> AsyncIterator[ArqRedis]:
    async with RedisServer(home) as server:
        client = open_redis(server.url)
        yield client
        await client.aclose(close_connection_pool=True)


async def test_a_nudge_wakes_at_once_and_is_kept_for_a_late_reader(redis: ArqRedis) -> None:
    waiting = asyncio.create_task(wait_nudge(redis, "due", 5))
    await asyncio.sleep(0.05)
    before = time.monotonic()
    await nudge(redis, "due", "other")
    assert await waiting is True
    assert time.monotonic() - before < 0.2
    await nudge(redis, "other")
    assert await wait_nudge(redis, "other", 1) is True
    assert await wait_nudge(redis, "other", 0.05) is False, "two nudges before one look are one"


async def test_without_redis_nudges_are_silent_and_waits_take_their_time(home: Path) -> None:
    redis = open_redis(f"unix://{home}/nothing.sock")
    await nudge(redis, "due")
    before = time.monotonic()
    assert await wait_nudge(redis, "due", 0.3) is False
    assert 0.25 < time.monotonic() - before < 1.0


async def test_triggers_are_json_and_not_doubled(redis: ArqRedis) -> None:
    assert await trigger(redis, "cpu", "j1", "run", 2) is True
    assert await trigger(redis, "cpu", "j1", "run", 2) is False
    name = trigger_id("j1", "run", 2)
    stored = await redis.get(job_key_prefix + name)
    assert loads(stored)["a"] == ["j1", 2]
    assert [entry.model_dump() for entry in await triggers(redis, "cpu", 100)] == [{"id": name, "held": None}]
    await redis.psetex(in_progress_key_prefix + name, 95_000, b"1")
    (entry,) = await triggers(redis, "cpu", 100)
    assert entry.held == pytest.approx(5, abs=0.5)
    await let_go(redis, name)
    assert (await triggers(redis, "cpu", 100))[0].held is None
    assert await triggers(redis, "light", 100) == []


def test_errors_are_kept_by_name_only() -> None:
    assert loads(dumps({"r": ValueError("words")})) == {"r": "ValueError"}


async def test_a_worker_is_alive_while_it_beats(redis: ArqRedis) -> None:
    own = Beat(worker="cpu:here:1", resource="cpu", slots=1, running=("x",))
    await beat(redis, own)
    await beat(redis, own.model_copy(update={"worker": "cpu:here:2"}))
    assert [found.worker for found in await live_workers(redis)] == ["cpu:here:1", "cpu:here:2"]
    await leave(redis, "cpu:here:2")
    assert await live_workers(redis) == [own]
    await redis.delete("cutroom:worker:cpu:here:1")
    assert await live_workers(redis) == []
    assert await redis.smembers("cutroom:workers") == set()


async def test_one_leads_until_it_leaves_or_is_silent(redis: ArqRedis) -> None:
    assert await lead(redis, "a", 0.2) and await lead(redis, "a", 0.2)
    assert not await lead(redis, "b", 0.2)
    await asyncio.sleep(0.25)
    assert await lead(redis, "b", 5)
    await leave(redis, "b")
    assert await lead(redis, "a", 5)
