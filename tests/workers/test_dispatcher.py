"""The dispatcher: as many triggers as free slots, in the ledger's order, and no slot lost to the dead."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import cast

import pytest
from arq.connections import ArqRedis
from arq.constants import in_progress_key_prefix

from agent_core.agent import Resource
from workers.dispatcher import Dispatcher, lane
from workers.ledger.ledger import Ledger
from workers.ledger.records import Due
from workers.queue import Beat, arq_timeout, beat, open_redis, queue_name, trigger_id, triggers
from workers.redis_server import RedisServer
from workers.settings import WorkerSettings

pytestmark = pytest.mark.redis

SETTINGS = WorkerSettings()
HOLD = arq_timeout(SETTINGS) + 10


class Listed:
    """A ledger that only knows what is due."""

    def __init__(self) -> None:
        self.items: list[Due] = []

    async def due(self, now: float | None = None) -> list[Due]:
        return self.items


class Stage:
    """A dispatcher over a real Redis and a list."""

    def __init__(self, redis: ArqRedis) -> None:
        self.redis = redis
        self.ledger = Listed()
        self.dispatcher = Dispatcher(cast(Ledger, self.ledger), redis, SETTINGS)

    async def alive(self, resource: Resource, slots: int, *running: str) -> None:
        await beat(self.redis, Beat(worker=f"{resource}:1", resource=resource, slots=slots, running=running))

    async def taken(self, name: str, seconds: float) -> None:
        """A worker took the entry `seconds` ago."""
        await self.redis.psetex(in_progress_key_prefix + name, int((HOLD - seconds) * 1000), b"1")

    async def queued(self, resource: Resource = "cpu") -> list[str]:
        return [name.decode() for name in await self.redis.zrange(queue_name(resource), 0, -1)]


@pytest.fixture
async def stage(home: Path) -> AsyncIterator[Stage]:
    async with RedisServer(home) as server:
        redis = open_redis(server.url)
        yield Stage(redis)
        await redis.aclose(close_connection_pool=True)


def runs(*jobs: str, attempt: int = 1, resource: Resource = "cpu") -> list[Due]:
    return [Due(job, "run", attempt, resource) for job in jobs]


def names(*jobs: str, attempt: int = 1) -> list[str]:
    return [trigger_id(job, "run", attempt) for job in jobs]


async def test_releases_no_more_than_there_are_slots_in_the_given_order(stage: Stage) -> None:
    stage.ledger.items = [*runs("c", "a", "b"), Due("p", "plan", 1, "light")]
    assert await stage.dispatcher.release() == 0, "no worker is alive"
    await stage.alive("cpu", 2)
    await stage.alive("light", 8)
    assert await stage.dispatcher.release() == 3
    assert sorted(await stage.queued()) == sorted(names("c", "a"))
    assert await stage.queued("light") == ["job:p:plan:1"]
    assert await stage.dispatcher.release() == 0, "they wait in the queue already"


async def test_running_jobs_hold_their_slots_even_when_redis_forgot_their_triggers(stage: Stage) -> None:
    await stage.alive("cpu", 2, *names("x"))
    stage.ledger.items = runs("a", "b")
    assert await stage.dispatcher.release() == 1
    assert await stage.queued() == names("a")


async def test_a_dead_workers_entry_holds_no_slot_and_does_not_block_its_job(stage: Stage) -> None:
    await stage.alive("cpu", 1)
    stage.ledger.items = runs("a")
    assert await stage.dispatcher.release() == 1
    await stage.taken(names("a")[0], 1)
    assert await stage.dispatcher.release() == 0, "it may just be claiming"
    await stage.taken(names("a")[0], 30)
    assert await stage.dispatcher.release() == 1
    assert [(entry.id, entry.held) for entry in await triggers(stage.redis, "cpu", HOLD)] == [(names("a")[0], None)]


async def test_the_next_attempt_is_released_beside_the_dead_ones_entry(stage: Stage) -> None:
    await stage.alive("cpu", 1)
    stage.ledger.items = runs("a")
    await stage.dispatcher.release()
    await stage.taken(names("a")[0], 30)
    stage.ledger.items = runs("a", attempt=2)
    assert await stage.dispatcher.release() == 1
    assert sorted(await stage.queued()) == names("a") + names("a", attempt=2)


async def test_gpu_work_goes_to_the_cpu_where_no_gpu_worker_is_alive(stage: Stage) -> None:
    await stage.alive("cpu", 1)
    stage.ledger.items = runs("a", resource="gpu")
    assert await stage.dispatcher.release() == 1
    assert await stage.queued("cpu") == names("a")
    await stage.alive("gpu", 1)
    assert lane("gpu", [Beat(worker="g", resource="gpu", slots=1)]) == "gpu"
    stage.ledger.items = runs("b", resource="gpu")
    assert await stage.dispatcher.release() == 1
    assert await stage.queued("gpu") == names("b")
