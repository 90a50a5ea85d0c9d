"""Whatever dies in the middle of a run, one result arrives: real processes under the supervisor, with a scripted agent."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import psutil
import pytest
from redis.exceptions import RedisError

from agent_core.messages import Delivery, JobState
from tests.workers.scripted import request
from workers.client import WorkerClient, connect
from workers.queue import live_workers, open_redis
from workers.redis_server import RedisServer, redis_url
from workers.settings import WorkerSettings

pytestmark = [pytest.mark.redis, pytest.mark.sql]

ROOT = Path(__file__).parents[2]
SUPERVISOR = """
import asyncio, logging, signal, sys
from pathlib import Path
from workers.redis_server import RedisServer
from workers.supervisor import Program, Supervisor

logging.basicConfig(level=logging.INFO)

async def main(home):
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    names = ("light", "cpu")
    programs = [Program(name, (sys.executable, "-m", "tests.workers.scripted", name), grace=10) for name in names]
    await Supervisor(home, programs, redis=RedisServer(home)).run(stop)

asyncio.run(main(Path(sys.argv[1])))
"""


class House:
    """A supervised installation in processes of its own, and a client to it. Lines and wishes are those since it was opened."""

    def __init__(self, home: Path, process: "subprocess.Popen[bytes]", client: WorkerClient) -> None:
        self.home = home
        self.process = process
        self.client = client
        self._before = {name: len(self._all(name)) for name in ("runs.txt", "children.txt")}

    def pid(self, what: str) -> int:
        """The child that is `what`: `light`, `cpu` or `redis`."""
        for child in psutil.Process(self.process.pid).children():
            line = child.cmdline()
            if line[-1:] == [what] or (what == "redis" and "redis" in line[0]):
                return child.pid
        raise AssertionError(f"no {what}")

    def _all(self, name: str) -> list[str]:
        path = self.home / name
        return path.read_text().splitlines() if path.exists() else []

    def lines(self, name: str) -> list[str]:
        return self._all(name)[self._before[name] :]

    async def wish(self, text: str) -> str:
        return (await self.client.submit(request(text, uuid.uuid4().hex))).job

    async def until(self, job: str, *states: JobState, seconds: float = 20) -> None:
        async def reached() -> bool:
            return (await self.client.status(job)).state in states

        await until(reached, f"{states}", seconds)

    async def until_rendering(self) -> None:
        async def rendering() -> bool:
            return bool(self.lines("children.txt"))

        await until(rendering, "rendering")

    async def results(self, seconds: float = 0.7) -> list[Delivery]:
        """All that is posted until nothing came for `seconds`."""
        found: list[Delivery] = []
        while rows := await self.client.claim_outbox("test", "bot", wait=seconds):
            found += rows
            for row in rows:
                await self.client.mark_posted(row.id, [f"posted-{row.id}"])
        return found


async def until(condition: Callable[[], Awaitable[bool]], what: str, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not await condition():
        assert time.monotonic() < deadline, f"not in {seconds} s: {what}"
        await asyncio.sleep(0.03)


def alive(process: psutil.Process) -> bool:
    """Running, and not merely waiting for somebody to take note of its end."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@contextmanager
def supervised(home: Path) -> Iterator["subprocess.Popen[bytes]"]:
    environment = os.environ | {"CUTROOM_HOME": str(home), "CUTROOM_LEASE": "1.5", "CUTROOM_SWEEP": "0.3"}
    with (home / "log").open("ab") as log:
        process = subprocess.Popen([sys.executable, "-c", SUPERVISOR, str(home)], cwd=ROOT, env=environment, stderr=log)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        finally:
            process.kill()


def settings(home: Path) -> WorkerSettings:
    return WorkerSettings(home=home, redis_url="", database_url="", store_url="", lease=1.5, sweep=0.3)


@asynccontextmanager
async def installed(home: Path) -> AsyncIterator[House]:
    """A house of one's own, for tests that end it."""
    with supervised(home) as process:
        async with connect(settings(home)) as client:
            yield House(home, process, client)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, "subprocess.Popen[bytes]"]]:
    home = tmp_path_factory.mktemp("shared")
    with supervised(home) as process:
        yield home, process


@pytest.fixture
async def house(shared: tuple[Path, "subprocess.Popen[bytes]"]) -> AsyncIterator[House]:
    """The house that tests share: each leaves it working and empty."""
    home, process = shared
    async with connect(settings(home)) as client:
        yield House(home, process, client)


async def test_ready_soon_after_the_start(house: House) -> None:
    redis = open_redis(redis_url(settings(house.home)))

    async def ready() -> bool:
        with contextlib.suppress(RedisError):
            return {found.resource for found in await live_workers(redis)} == {"light", "cpu"}
        return False

    await until(ready, "two workers are ready", 20)
    await redis.aclose(close_connection_pool=True)
    taken = time.time() - psutil.Process(house.process.pid).create_time()
    cpu = sum(sum(psutil.Process(house.pid(name)).cpu_times()[:2]) for name in ("light", "cpu"))
    assert cpu < 5, f"the workers burnt {cpu:.1f} s of processor time to start (ready after {taken:.1f} s)"


async def test_a_killed_worker_is_replaced_and_one_result_arrives(house: House) -> None:
    job = await house.wish("slow 2")
    await house.until_rendering()
    killed = house.pid("cpu")
    os.kill(killed, signal.SIGKILL)
    await house.until(job, "delivering")
    assert [row.kind for row in await house.results()] == ["result"]
    assert house.pid("cpu") != killed
    assert len(house.lines("runs.txt")) == 2, "it was run again, once"
    assert (await house.client.status(job)).state == "delivered"


async def test_a_killed_redis_loses_nothing_and_the_run_goes_on(house: House) -> None:
    job = await house.wish("slow 2")
    await house.until_rendering()
    later = await house.wish("quick")
    killed = house.pid("redis")
    os.kill(killed, signal.SIGKILL)
    during = await house.wish("quick too")
    for each in (job, later, during):
        await house.until(each, "delivering")
    assert sorted(row.job for row in await house.results()) == sorted((job, later, during))
    assert house.pid("redis") != killed
    assert sorted(house.lines("runs.txt")) == ["quick", "quick too", "slow 2"], "what ran went on; nothing ran twice"


async def test_a_wiped_redis_loses_nothing(house: House) -> None:
    jobs = [await house.wish("slow 1")]
    await house.until_rendering()
    jobs += [await house.wish("quick") for _ in range(2)]
    redis = open_redis(redis_url(settings(house.home)))
    await redis.flushall()
    await redis.aclose(close_connection_pool=True)
    for job in jobs:
        await house.until(job, "delivering")
    assert sorted(row.job for row in await house.results()) == sorted(jobs)


async def test_the_light_worker_killed_while_planning_is_replaced(house: House) -> None:
    job = await house.wish("planslow 1")
    await house.until(job, "planning")
    os.kill(house.pid("light"), signal.SIGKILL)
    await house.until(job, "delivering")
    assert [row.job for row in await house.results()] == [job]


async def test_cancel_while_running_ends_the_children(house: House) -> None:
    job = await house.wish("slow 30")
    await house.until_rendering()
    assert await house.client.cancel(job, "ann")
    await house.until(job, "cancelled", seconds=3)
    assert not psutil.pid_exists(int(house.lines("children.txt")[0]))
    assert house.lines("runs.txt") == ["slow 30"]


async def test_an_ended_supervisor_hands_back_and_a_killed_one_leaves_nothing(home: Path) -> None:
    async with installed(home) as house:
        job = await house.wish("slow 2")
        await house.until_rendering()
    assert not psutil.pid_exists(int(house.lines("children.txt")[0]))
    assert not RedisServer(home).socket.exists(), "Redis was shut down with its socket"
    async with installed(home) as house:
        await house.until(job, "delivering")
        assert [row.job for row in await house.results()] == [job]
        await house.wish("slow 30")
        await house.until(await house.wish("slow 31"), "queued")
        family = [*psutil.Process(house.process.pid).children(recursive=True)]
        assert {"light", "cpu"} <= {child.cmdline()[-1] for child in family}
        house.process.kill()
        house.process.wait(5)

        async def gone() -> bool:
            return not any(alive(child) for child in family)

        await until(gone, "all descendants are gone", 8)


def test_a_second_start_in_the_same_home_says_so(shared: tuple[Path, "subprocess.Popen[bytes]"]) -> None:
    environment = os.environ | {"CUTROOM_HOME": str(shared[0])}
    second = subprocess.run(
        [sys.executable, "-m", "workers"], cwd=ROOT, env=environment, capture_output=True, timeout=30, check=False
    )
    assert second.returncode == 1
    assert "already runs in" in second.stderr.decode() and "Traceback" not in second.stderr.decode()
