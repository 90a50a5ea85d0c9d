# pyright: basic, reportGeneralTypeIssues=false, reportArgumentType=false
"""Progress of one job: a Redis stream, written by whoever moves the job and followed by the bot.

It is a courtesy. What must not be lost (states, results) is in the ledger, so writing never fails and reading asks there when
the stream is silent or gone.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable

from redis.asyncio import Redis
from redis.exceptions import RedisError

from agent_core.agent import Report
from agent_core.languages import Language
from agent_core.messages import FINAL_STATES, JobState, Progress
from workers.ledger.ledger import Ledger
from workers.queue import DUE, nudge, outbox_channel

log = logging.getLogger(__name__)

Standing = Callable[[], Awaitable[Progress]]
"""Asks the ledger how the job stands."""

_LENGTH = 400
"""Entries kept of a stream, about."""
_KEPT = 24 * 3600
"""Seconds for which a stream outlives its last entry."""
_GAP = 0.25
"""Seconds between two looks at what was reported: reports in between are merged."""
_MADE = 0.97
"""Fraction of a job whose result only waits for the bot."""
_STEP = 0.005
"""Smallest growth of the fraction worth an entry."""


def stream_key(job: str) -> str:
    """Where a job's progress is."""
    return f"cutroom:progress:{job}"


class ProgressStream:
    """Writer of a job's progress. The fraction never falls, not even when the job is tried again by another process."""

    def __init__(self, redis: Redis, job: str, language: Language, state: JobState = "received") -> None:
        self._redis = redis
        self._last = Progress(cursor="0", job=job, state=state, language=language)
        self._reported: tuple[str, float, float | None] | None = None

    async def resume(self) -> None:
        """Go on from the fraction that an earlier attempt had reached."""
        with contextlib.suppress(RedisError, OSError):
            for _, fields in await self._redis.xrevrange(stream_key(self._last.job), count=1):
                seen = Progress.model_validate_json(fields[b"progress"])
                self._last = self._last.model_copy(update={"fraction": seen.fraction, "stage": seen.stage})

    async def say(
        self,
        state: JobState,
        stage: str | None = None,
        fraction: float = 0.0,
        *,
        time_left: float | None = None,
        language: Language | None = None,
        queue_place: int = 0,
    ) -> None:
        """Write one entry now."""
        known = self._last
        self._last = Progress(
            cursor="0",
            job=known.job,
            state=state,
            language=language or known.language,
            stage=stage or known.stage,
            fraction=1.0 if state == "delivered" else min(1.0, max(known.fraction, fraction)),
            time_left=time_left,
            queue_place=queue_place,
        )
        await self._write()

    @contextlib.asynccontextmanager
    async def reporting(self, start: float, end: float) -> AsyncIterator[Report]:
        """Give out a `Report` that maps its fraction onto `start`…`end` of the whole job. It may be called from any thread and
        as often as one likes; entries are written a few times a second, and only when something changed."""

        def report(stage: str, fraction: float, time_left: float | None) -> None:
            self._reported = (stage, start + min(1.0, max(0.0, fraction)) * (end - start), time_left)

        done = asyncio.Event()
        pump = asyncio.create_task(self._pump(done))
        try:
            yield report
        finally:
            done.set()  # not cancelled: it may be in the middle of writing
            await pump
            await self._flush()

    async def _pump(self, done: asyncio.Event) -> None:
        while not done.is_set():
            await self._flush()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(done.wait(), _GAP)

    async def _flush(self) -> None:
        reported, self._reported = self._reported, None
        if reported is None:
            return
        stage, fraction, time_left = reported
        if stage != self._last.stage or fraction >= self._last.fraction + _STEP:
            await self.say(self._last.state, stage, fraction, time_left=time_left)

    async def _write(self) -> None:
        key = stream_key(self._last.job)
        try:
            async with self._redis.pipeline(transaction=False) as pipe:
                pipe.xadd(key, {"progress": self._last.model_dump_json()}, maxlen=_LENGTH, approximate=True)
                pipe.expire(key, _KEPT)
                await pipe.execute()
        except (RedisError, OSError) as error:
            log.debug("no progress written: %s", type(error).__name__)


async def announce(ledger: Ledger, redis: Redis, job: str, stream: ProgressStream | None = None) -> None:
    """Tell a job's watchers the state that the ledger now has, and wake its bot and the dispatcher. Raises `UnknownJob`."""
    status = await ledger.status(job)
    await nudge(redis, DUE, outbox_channel(status.origin.platform, status.origin.account))
    if stream is None:
        stream = ProgressStream(redis, job, status.language)
        await stream.resume()
    stage = "deliver" if status.state == "delivering" else None
    await stream.say(status.state, stage, _MADE if stage else 0.0, language=status.language, queue_place=status.queue_place)


async def read(
    redis: Redis, job: str, cursor: str = "0", *, standing: Standing, patience: float = 2.0
) -> AsyncIterator[Progress]:
    """The job's progress after `cursor`, up to and with its final state.

    After `patience` seconds of silence, and at once when the stream has nothing, `standing` is asked: what the stream did not
    bring (Redis was wiped, a writer died) is yielded from there. Raises what `standing` raises.
    """
    last: Progress | None = None
    block = 0.0  # the first look waits for nothing: an old job's stream may be gone
    while last is None or last.state not in FINAL_STATES:
        entries = await _entries(redis, job, cursor, block)
        for last in entries:
            cursor = last.cursor
            yield last
        if not entries:
            now = _after(last, (await standing()).model_copy(update={"cursor": cursor}))
            if last is None or (now.state, now.queue_place) != (last.state, last.queue_place):
                last = now
                yield now
        block = patience


def _after(last: Progress | None, now: Progress) -> Progress:
    """What the ledger knows, with the fraction and the stage that only the stream has."""
    fraction = 1.0 if now.state == "delivered" else max(now.fraction, last.fraction if last else 0.0)
    return now.model_copy(update={"fraction": fraction, "stage": now.stage or (last.stage if last else None)})


async def _entries(redis: Redis, job: str, cursor: str, block: float) -> list[Progress]:
    """Entries after `cursor`, waiting up to `block` seconds for the first; none when Redis does not answer."""
    try:
        found = await redis.xread({stream_key(job): cursor}, block=int(block * 1000) or None)
    except (RedisError, OSError) as error:
        log.debug("no progress read: %s", type(error).__name__)
        await asyncio.sleep(block)
        return []
    return [
        Progress.model_validate_json(fields[b"progress"]).model_copy(update={"cursor": at.decode()})
        for _, entries in found
        for at, fields in entries
    ]
