"""A worker process: arq's worker for one resource, its beat, and for `light` the sweeper."""

import asyncio
import contextlib
import logging
import os
import signal
import socket
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

from arq.worker import Worker, func
from redis.exceptions import RedisError

from agent_core.agent import Agent, Resource
from agent_core.messages import Engine
from workers import jobs
from workers.errors import Unavailable, WorkerError
from workers.janitor import sweep as clear_scratch
from workers.jobs import Bench
from workers.ledger.ledger import open_ledger
from workers.links import Links
from workers.queue import DUE, Beat, answers, arq_timeout, beat, dumps, leave, loads, nudge, open_redis, queue_name
from workers.redis_server import redis_url
from workers.settings import WorkerSettings
from workers.sweeper import Sweeper

log = logging.getLogger(__name__)

_BEAT = 1.0
_POLL = 0.05
"""Seconds between arq's looks at its queue: most of what a wish waits before it is planned."""
_PATIENCE = 60.0
"""Seconds to wait for Redis at the start."""
_ENDING = 25.0
"""Seconds that running jobs have to be handed back when the worker ends."""

Gather = Callable[[], Awaitable[list[Engine]]]


class PatientWorker(Worker):
    """arq's worker, except that a restart of Redis does not end it: what runs goes on, and the queue is read again after."""

    async def _poll_iteration(self) -> None:
        try:
            await super()._poll_iteration()
        except (RedisError, OSError) as error:
            log.warning("Redis does not answer: %s", type(error).__name__)
            await asyncio.sleep(0.5)
            self._free_lost_slots()

    def _free_lost_slots(self) -> None:
        """Give back slots that were counted for jobs whose start failed; arq itself never does."""
        alive = sum(not task.done() for task in self.tasks.values())
        while self.job_counter > alive:
            self._release_sem_dec_counter_on_complete()


class WorkerProcess:
    """One process working for one resource until it is told to stop."""

    def __init__(self, resource: Resource, bench: Bench, gather: Sequence[Gather] = ()) -> None:
        self._resource: Resource = resource
        self._bench = bench
        self._gather = gather
        self._slots = {
            "light": bench.settings.light_slots,
            "cpu": bench.settings.cpu_slots,
            "gpu": max(1, bench.settings.gpu_slots),
        }[resource]
        self._arq = self._make_arq()

    def _make_arq(self) -> PatientWorker:
        settings = self._bench.settings
        return PatientWorker(
            functions=[func(jobs.plan, name="plan"), func(jobs.run, name="run")],
            queue_name=queue_name(self._resource),
            redis_pool=self._bench.redis,
            ctx={"bench": self._bench},
            max_jobs=self._slots,
            job_timeout=arq_timeout(settings),
            keep_result=0,
            max_tries=1000,  # the ledger counts the tries
            poll_delay=_POLL,
            handle_signals=False,
            health_check_key=f"cutroom:health:{self._bench.name}",
            health_check_interval=30,
            after_job_end=self._freed,
            job_serializer=dumps,
            job_deserializer=loads,
            log_results=False,
        )

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set; then jobs in hand are cancelled and handed back. Raises what ended it early."""
        await self._wait_redis()
        await beat(self._bench.redis, self._beat())
        tasks = [asyncio.create_task(work) for work in (self._arq.async_run(), *self._duties())]
        stopping = asyncio.create_task(stop.wait())
        try:
            log.info("%s is ready, %d slots", self._bench.name, self._slots)
            done, _ = await asyncio.wait({stopping, *tasks}, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            await self._end([stopping, *tasks])

    def _duties(self) -> list[Coroutine[Any, Any, None]]:
        bench = self._bench
        duties: list[Coroutine[Any, Any, None]] = [self._keep_beating()]
        if self._resource == "light":
            duties.append(Sweeper(bench.name, bench.ledger, bench.redis, bench.settings).run())
        if self._gather:
            duties.append(self._note_engines(self._gather))
        return duties

    async def _end(self, tasks: list[asyncio.Task[Any]]) -> None:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks, timeout=_ENDING)
        with contextlib.suppress(RedisError, OSError, TimeoutError):
            await leave(self._bench.redis, self._bench.name)
        with contextlib.suppress(RedisError, WorkerError, OSError, TimeoutError, asyncio.CancelledError):
            await asyncio.wait_for(self._arq.close(), _ENDING)

    async def _wait_redis(self) -> None:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + _PATIENCE
        while True:
            try:
                await answers(self._bench.redis)
            except (RedisError, OSError) as error:
                if loop.time() > deadline:
                    raise Unavailable("Redis does not answer", values={"service": "redis"}) from error
                await asyncio.sleep(0.05)
            else:
                return

    def _beat(self) -> Beat:
        running = tuple(sorted(self._bench.running))
        return Beat(worker=self._bench.name, resource=self._resource, slots=self._slots, running=running)

    async def _keep_beating(self) -> None:
        while True:
            with contextlib.suppress(RedisError, OSError):
                await beat(self._bench.redis, self._beat())
            await asyncio.sleep(_BEAT)

    async def _freed(self, ctx: dict[str, Any]) -> None:
        """A slot is free: say so before the dispatcher looks."""
        with contextlib.suppress(RedisError, OSError):
            await beat(self._bench.redis, self._beat())
        await nudge(self._bench.redis, DUE)

    async def _note_engines(self, gathers: Sequence[Gather]) -> None:
        """Note what each look finds, beside the work."""
        for gather in gathers:
            try:
                await self._bench.ledger.note_engines(self._resource, await gather())
            except WorkerError as error:
                log.warning("engines not noted: %s", error.code)
        await asyncio.Event().wait()


async def serve(
    resource: Resource, settings: WorkerSettings, make_agent: Callable[[], Agent], gather: Sequence[Gather] = ()
) -> None:
    """Run a worker in this process until SIGTERM or SIGINT, or until the supervisor that started it is gone."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    name = f"{resource}:{socket.gethostname()}:{os.getpid()}"
    await asyncio.to_thread(clear_scratch, settings.home, settings.job_timeout)
    redis = open_redis(redis_url(settings))
    try:
        async with open_ledger(settings.database_url, settings.home, settings=settings) as ledger:
            bench = Bench(name=name, ledger=ledger, redis=redis, agent=make_agent(), settings=settings, links=Links(settings))
            await WorkerProcess(resource, bench, gather).run(stop)
    finally:
        await redis.aclose(close_connection_pool=True)
    log.info("%s has ended", name)


def limit_threads(home: Path) -> None:
    """Keep numeric libraries to one thread each, beside the other workers, and their compiled code in the home. Call it before
    they are imported."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    os.environ.setdefault("NUMBA_CACHE_DIR", str(home.resolve() / "cache" / "numba"))
