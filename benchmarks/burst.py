"""A burst: many wishes of many people at one moment, through the real conversation, ledger, Redis and worker processes.

`python -m benchmarks.burst [--wishes 200] [--people 50]`. Every message comes once more a second later, as platforms do.
What is measured: how long a wish waits for its commit, whether one was lost or doubled, whether people took turns, and how
punctual the status messages are. Exit status 1 when something is not as it must be.
"""

import argparse
import asyncio
import contextlib
import os
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from agent_core.agent import Outcome, Plan, Report, Wish
from agent_core.intents import Goal, Intent
from agent_core.messages import Limits, Note, Origin, Product, Receipt, Request
from bot.clock import SystemClock
from bot.conversation import Conversation
from bot.pacing import Pace
from bot.platform import Incoming, Outgoing
from workers.client import WorkerClient, connect
from workers.queue import live_workers, open_redis
from workers.redis_server import RedisServer
from workers.settings import WorkerSettings

PACE = 4.0
"""Seconds between two edits in a chat, as Telegram has them."""
SLOTS = 16
_WORK = 0.4
_COMMIT = 0.3
_LATE = 1.0
"""What must not be passed: the 99th percentile of a commit, and how late a status message may be, in seconds."""
_PATIENCE = 300.0
_INTENT = Intent(language="en", goals=(Goal(capability="meme"),))


class Sleeper:
    """An agent that sleeps instead of rendering, and says how far it is."""

    async def plan(self, wish: Wish, report: Report) -> Plan:
        """Everything is a meme."""
        return Plan(language="en", intent=_INTENT)

    async def run(self, plan: Plan, wish: Wish, report: Report) -> Outcome:
        """Sleep."""
        for step in range(4):
            report("render", step / 4, _WORK * (1 - step / 4))
            await asyncio.sleep(_WORK / 4)
        product = Product(asset="a" * 64, name="meme.mp4", kind="video", content_type="video/mp4", size_bytes=1)
        return Outcome(products=(product,), note=Note(code="done-meme"))


@dataclass
class Crowd:
    """A platform on which everybody speaks at once, in a chat of their own; it keeps what is posted and when."""

    people: int
    wishes: int
    name: str = "burst"
    account: str = "burst"
    limits: Limits = field(default_factory=lambda: Limits(upload_bytes=50_000_000))
    progress_pace: float = PACE
    results: Counter[str] = field(default_factory=Counter)
    edits: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    statuses: Counter[str] = field(default_factory=Counter)
    done: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, receive: Callable[[Incoming], Awaitable[None]]) -> None:
        """Send every message at once, a second later every one again; then wait for the results."""
        await asyncio.sleep(1.0)  # the bot has long been there
        for _ in range(2):
            await asyncio.gather(*(receive(self._incoming(number)) for number in range(self.wishes)))
            await asyncio.sleep(1.0)
        await asyncio.wait_for(self.done.wait(), _PATIENCE)
        await asyncio.sleep(2 * PACE)  # the last status messages

    def _incoming(self, number: int) -> Incoming:
        who = f"p{number % self.people}"
        origin = Origin(platform=self.name, account=self.account, chat=who, message=f"m{number}", user=who)
        return Incoming(origin, "make it a meme")

    async def post(self, origin: Origin, message: Outgoing) -> list[str]:
        """Take a message at once."""
        if message.kind == "status":
            self.statuses[origin.message] += 1
            self.edits[origin.chat].append(time.monotonic())
        else:
            self.results[origin.message] += 1
            if len(self.results) == self.wishes:
                self.done.set()
        return [f"{message.kind}-{origin.message}-{self.results[origin.message]}"]

    async def edit(self, origin: Origin, message_id: str, message: Outgoing) -> None:
        """Note when."""
        self.edits[origin.chat].append(time.monotonic())


class Timed:
    """The client, with the time of every commit."""

    def __init__(self, client: WorkerClient) -> None:
        self._client = client
        self.commits: list[float] = []

    async def submit(self, request: Request) -> Receipt:
        """Submit, by the clock."""
        started = time.perf_counter()
        receipt = await self._client.submit(request)
        self.commits.append(time.perf_counter() - started)
        return receipt

    def __getattr__(self, name: str) -> object:
        return getattr(self._client, name)


class Punctual(Pace):
    """The pace, with how much later than its floor each turn came."""

    late: list[float] = []

    async def turn(self, chat: str) -> None:
        """Wait for the turn, by the clock."""
        floor = max(time.monotonic(), self._free.get(chat, 0.0))
        await super().turn(chat)
        self.late.append(time.monotonic() - floor)


@contextlib.asynccontextmanager
async def _workers(settings: WorkerSettings) -> AsyncIterator[None]:
    """A light and a cpu worker as processes of their own."""
    env = os.environ | {"CUTROOM_HOME": str(settings.home), "CUTROOM_CPU_SLOTS": str(SLOTS), "CUTROOM_JOBS_PER_DAY": "0"}
    command = (sys.executable, "-m", "benchmarks.burst", "--worker")
    started = [await asyncio.create_subprocess_exec(*command, resource, env=env) for resource in ("light", "cpu")]
    try:
        yield
    finally:
        for child in started:
            child.terminate()
        await asyncio.gather(*(child.wait() for child in started))


async def _ready(url: str) -> None:
    """Wait for both workers: a burst meets a house that is open."""
    redis = open_redis(url)
    for _ in range(round(_PATIENCE / 0.2)):
        if len(await live_workers(redis)) == 2:
            break
        await asyncio.sleep(0.2)
    await redis.aclose(close_connection_pool=True)


async def _burst(people: int, wishes: int, home: Path) -> bool:
    settings = WorkerSettings(home=home, jobs_per_day=0, cpu_slots=SLOTS, redis_url="", database_url="")
    crowd = Crowd(people, wishes)
    async with RedisServer(home) as server, _workers(settings), connect(settings) as client:
        await _ready(server.url)
        timed = Timed(client)
        conversation = Conversation(timed, crowd, clock=SystemClock())  # pyright: ignore[reportArgumentType]
        started = time.monotonic()
        await conversation.run()
        took = time.monotonic() - started - 2 * PACE
        order = await _order(home)
    return _told(crowd, timed.commits[:wishes], order, took)


async def _order(home: Path) -> list[str]:
    """The people whose jobs were begun, in that order, as the ledger's audit trail has it."""
    from sqlalchemy import select

    from workers.ledger.database import open_database
    from workers.ledger.schema import audit, jobs

    async with open_database("", home, migrate=False) as database, database.read() as tx:
        begun = select(jobs.c.person).join(audit, audit.c.job == jobs.c.id).where(audit.c.target == "running")
        return list(await tx.scalars(begun.order_by(audit.c.number)))


def _told(crowd: Crowd, commits: Sequence[float], order: Sequence[str], took: float) -> bool:
    """Print the figures; whether all are as they must be."""
    ranked = sorted(commits)
    p50, p99 = ranked[len(ranked) // 2], ranked[int(len(ranked) * 0.99) - 1]
    lost, doubled = crowd.wishes - len(crowd.results), sum(count > 1 for count in crowd.results.values())
    twice = sum(count > 1 for count in crowd.statuses.values())
    gaps = [later - earlier for chat in crowd.edits.values() for earlier, later in pairwise(_edits(chat))]
    late = max(Punctual.late, default=0.0)
    lead = _lead(order)
    print(f"{crowd.wishes} wishes of {crowd.people} people, every message again a second later; all results after {took:.1f} s")
    print(f"commit        p50 {p50:.3f} s   p99 {p99:.3f} s   (at most {_COMMIT} s)")
    print(f"results       lost {lost}   doubled {doubled}   status messages doubled {twice}")
    print(f"turns         nobody is more than {lead} jobs ahead of whoever waits")
    print(f"status edits  {len(gaps)}   latest {late:.3f} s beyond the pace of {PACE:.0f} s   (at most {_LATE:.0f} s)")
    return p99 < _COMMIT and not (lost or doubled or twice) and lead <= 2 and late <= _LATE


def _edits(chat: Sequence[float]) -> Sequence[float]:
    return sorted(chat)


def _lead(order: Sequence[str]) -> int:
    """By how many begun jobs somebody was ahead of somebody whose jobs still waited, at most."""
    left, begun, most = Counter(order), Counter[str](), 0
    for person in order:
        begun[person] += 1
        waiting = [begun[other] for other in left if begun[other] < left[other]]
        most = max(most, begun[person] - min(waiting, default=begun[person]))
    return most


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the burst, or one of its workers; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.burst", description=__doc__)
    parser.add_argument("--wishes", type=int, default=200)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--worker", choices=("light", "cpu"), help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.worker:
        from workers.worker import serve

        asyncio.run(serve(given.worker, WorkerSettings(), Sleeper))  # pyright: ignore[reportArgumentType]
        return 0
    with tempfile.TemporaryDirectory(prefix="cutroom-burst-") as home:
        return 0 if asyncio.run(_burst(given.people, given.wishes, Path(home))) else 1


if __name__ == "__main__":
    import bot.statuses

    bot.statuses.Pace = Punctual  # pyright: ignore[reportPrivateImportUsage]
    sys.exit(main())
