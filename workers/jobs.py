"""The two arq jobs: `plan` a wish and `run` its plan.

A job is claimed in the ledger, held by a lease that is renewed while the agent works, and ends there with exactly one outcome.
Whoever loses the lease, is called off or shuts down cancels the agent's task, and with it its child processes.
"""

import asyncio
import logging
import traceback
import uuid
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from arq.connections import ArqRedis

from agent_core.agent import Agent, Asked, Plan, Refused, Report
from agent_core.errors import AgentError, StepFailed
from agent_core.llm.usage import Usage
from agent_core.messages import Note
from media.errors import MediaError
from workers.errors import Unavailable, WorkerError, WrongState
from workers.ledger.ledger import Ledger
from workers.ledger.records import Hold, Job, Kind
from workers.links import LINK_ERRORS, Links
from workers.progress import ProgressStream, announce
from workers.queue import DUE, job_channel, nudge, wait_nudge
from workers.settings import WorkerSettings

log = logging.getLogger(__name__)

_PARTS: dict[Kind, tuple[float, float]] = {"plan": (0.0, 0.1), "run": (0.1, 0.97)}
"""Part of the whole job's fraction that each kind fills; delivery is the rest."""
_STOPPING = 15.0
"""Seconds a cancelled agent has to end its children."""

Record = Callable[[], Awaitable[bool]]
"""Writes an outcome to the ledger; false when the job is not ours any more."""


@dataclass(frozen=True)
class Bench:
    """What a worker process works with."""

    name: str
    """The process, such as `cpu:HOST:PID`."""
    ledger: Ledger
    redis: ArqRedis
    agent: Agent
    settings: WorkerSettings
    links: Links | None = None
    """Follows the links of wishes."""
    running: set[str] = field(default_factory=set[str])
    """Trigger ids in hand; the worker's beat tells them to the dispatcher."""


class Withdrawn(WorkerError):
    """The job was taken from this worker: `hold` is `lost` or `cancelled`."""

    code = "withdrawn"

    def __init__(self, hold: Hold) -> None:
        super().__init__(hold)
        self.hold: Hold = hold


class JobTimeout(WorkerError):
    """The job ran past its limit; values: `minutes`."""

    code = "job-timeout"


async def plan(ctx: dict[str, Any], job: str, attempt: int) -> None:
    """Plan the job; what comes of it (a plan, a question, a refusal) is in the ledger."""
    await _work(ctx, job, "plan")


async def run(ctx: dict[str, Any], job: str, attempt: int) -> None:
    """Carry the job's plan out; the result is in the ledger's outbox."""
    await _work(ctx, job, "run")


async def _work(ctx: dict[str, Any], job: str, kind: Kind) -> None:
    bench: Bench = ctx["bench"]
    worker = f"{bench.name}:{uuid.uuid4().hex[:8]}"
    bench.running.add(ctx["job_id"])
    try:
        held = await bench.ledger.claim(job, kind, worker, bench.settings.lease)
        if held is not None:
            log.info("job %s: %s, attempt %d", job, kind, held.attempt)
            await _attempt(bench, held, kind, worker)
    finally:
        bench.running.discard(ctx["job_id"])


async def _attempt(bench: Bench, job: Job, kind: Kind, worker: str) -> None:
    """Do the work and write what came of it, with the one `except Exception` of this layer."""
    stream = ProgressStream(bench.redis, job.id, job.language, job.state)
    try:
        record = await _attended(bench, job, worker, _do(bench, job, kind, worker, stream))
    except asyncio.CancelledError:
        await asyncio.shield(bench.ledger.release(job.id, worker))
        await asyncio.shield(nudge(bench.redis, DUE))
        raise
    except Withdrawn as withdrawn:
        log.info("job %s: %s", job.id, withdrawn.hold)
        record = partial(bench.ledger.ended_cancelled, job.id, worker)
    except Exception as error:
        record = _failure(bench, job, worker, error)
    kept = await record()
    log.info("job %s: %s", job.id, "written" if kept else "not ours any more")
    await announce(bench.ledger, bench.redis, job.id, stream)


async def _do(bench: Bench, job: Job, kind: Kind, worker: str, stream: ProgressStream) -> Record:
    """The agent's part, with its progress on the stream."""
    await stream.resume()
    await stream.say(job.state, "plan" if kind == "plan" else None, _PARTS[kind][0])
    async with stream.reporting(*_PARTS[kind]) as report:
        return await (_plan if kind == "plan" else _run)(bench, job, worker, report)


async def _plan(bench: Bench, job: Job, worker: str, report: Report) -> Record:
    try:
        wish = await bench.links.followed(job.id, job.wish) if bench.links else job.wish
    except LINK_ERRORS as error:
        refused = Refused(language=job.language, note=Note(code=error.code, values=error.values))
        return partial(bench.ledger.refused, job.id, worker, refused)
    found = await bench.agent.plan(wish, report)
    _say_spent(job, found.usage)
    match found:
        case Plan():
            return partial(bench.ledger.planned, job.id, worker, found)
        case Asked():
            return partial(bench.ledger.asked, job.id, worker, found)
        case Refused():
            return partial(bench.ledger.refused, job.id, worker, found)


async def _run(bench: Bench, job: Job, worker: str, report: Report) -> Record:
    if job.plan is None:
        raise WrongState("a job without a plan was about to run")
    outcome = await bench.agent.run(job.plan, job.wish, report)
    _say_spent(job, outcome.usage)
    return partial(bench.ledger.finished, job.id, worker, job.plan, outcome)


def _say_spent(job: Job, usage: Usage | None) -> None:
    """Tokens and money of a call, as numbers."""
    if usage is not None:
        cost = "unknown" if usage.cost is None else f"{usage.cost:.6f} USD"
        log.info("job %s: %d answers of language models, %d tokens, cost %s", job.id, usage.calls, usage.tokens, cost)


async def _attended(bench: Bench, job: Job, worker: str, work: Coroutine[Any, Any, Record]) -> Record:
    """Do `work` while its lease is renewed. Raises what it raises, `Withdrawn`, or `JobTimeout`."""
    task, keeper = asyncio.create_task(work), asyncio.create_task(_keep(bench, job.id, worker))
    limit = bench.settings.job_timeout
    try:
        await asyncio.wait({task, keeper}, timeout=limit, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            return task.result()
        if keeper.done():
            raise Withdrawn(keeper.result())
        raise JobTimeout(values={"minutes": round(limit / 60)})
    finally:
        await _stop(job.id, task, keeper)


async def _stop(job: str, *tasks: asyncio.Task[Any]) -> None:
    """Cancel and wait, so that no child process outlives the job."""
    for task in tasks:
        task.cancel()
    _, left = await asyncio.wait(tasks, timeout=_STOPPING)
    if left:
        log.error("job %s: did not stop in %.0f s", job, _STOPPING)


async def _keep(bench: Bench, job: str, worker: str) -> Hold:
    """Renew the lease three times in its life, and at once when nudged; returns when the job is not ours any more."""
    loop, lease = asyncio.get_running_loop(), bench.settings.lease
    ends = loop.time() + lease
    while True:
        await wait_nudge(bench.redis, job_channel(job), lease / 3)
        try:
            hold = await bench.ledger.renew(job, worker, lease)
        except Unavailable as error:
            log.warning("job %s: lease not renewed: %s", job, type(error).__name__)
            hold = "held" if loop.time() < ends else "lost"
        else:
            ends = loop.time() + lease
        if hold != "held":
            return hold


def _failure(bench: Bench, job: Job, worker: str, error: Exception) -> Record:
    """The failure as the ledger keeps it. The log has ids, codes and places, never words of the person."""
    note, retryable = told(error)
    where = "".join(traceback.format_tb(error.__traceback__)) if note.code == "internal" else ""
    log.error("job %s failed: %s (%s)\n%s", job.id, note.code, type(error.__cause__ or error).__name__, where)
    log.debug("job %s", job.id, exc_info=error)
    usage = error.usage if isinstance(error, AgentError) else None
    _say_spent(job, usage)
    return partial(bench.ledger.failed, job.id, worker, job.language, note, retryable=retryable, usage=usage)


def told(error: Exception) -> tuple[Note, bool]:
    """What the person is told about an error, and whether trying again may help."""
    if isinstance(error, StepFailed):
        return Note(code=error.code, values={**error.values, **error.place}), error.retryable
    if isinstance(error, AgentError | MediaError | WorkerError):
        return Note(code=error.code, values=error.values), error.retryable
    return Note(code="internal"), False
