# pyright: basic, reportGeneralTypeIssues=false, reportArgumentType=false
"""The trigger: arq queues over Redis, one for each resource, and nudges that wake whoever waits.

The ledger decides what runs. What is lost here is triggered again, and what is triggered twice is refused at the claim.
"""

import asyncio
import json
import logging
from collections.abc import Sequence
from typing import Any, get_args

from arq.connections import ArqRedis
from arq.constants import in_progress_key_prefix
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError

from agent_core.agent import Resource
from media.frozen import Frozen
from workers.ledger.records import Kind
from workers.settings import WorkerSettings

log = logging.getLogger(__name__)

RESOURCES: tuple[Resource, ...] = get_args(Resource)

DUE = "due"
"""Channel of the dispatcher: something in the ledger became due."""

_NUDGE_KEPT = 60_000
"""Milliseconds for which a nudge waits for its reader."""
_BEAT_KEPT = 4_000
"""Milliseconds for which a worker counts as alive after its last beat."""


def outbox_channel(platform: str, account: str) -> str:
    """Channel of the bot that owns an account: a row for it stands in the outbox."""
    return f"outbox:{platform}:{account}"


def job_channel(job: str) -> str:
    """Channel of the worker that holds a job: look at the ledger now (it was cancelled)."""
    return f"job:{job}"


def dumps(value: Any) -> bytes:
    """What arq keeps in Redis: JSON, never pickle. An exception becomes its type's name."""
    return json.dumps(value, default=lambda odd: type(odd).__name__).encode()


def loads(value: bytes) -> Any:
    """The other way of `dumps`."""
    return json.loads(value)


def open_redis(url: str) -> ArqRedis:
    """A client that connects on first use and tries again for about a second when the server was restarted."""
    retry = Retry(ExponentialBackoff(cap=0.4, base=0.05), 4)
    redis: ArqRedis = ArqRedis.from_url(
        url,
        socket_connect_timeout=2,
        retry=retry,
        retry_on_error=[RedisConnectionError, RedisTimeoutError, ConnectionError],
    )
    redis.job_serializer, redis.job_deserializer = dumps, loads
    redis.default_queue_name, redis.expires_extra_ms = queue_name("light"), 86_400_000
    return redis


async def answers(redis: Redis) -> None:
    """Return when Redis takes commands. Raises `RedisError`."""
    await redis.ping()


def queue_name(resource: Resource) -> str:
    """The arq queue of a resource."""
    return f"cutroom:queue:{resource}"


def trigger_id(job: str, kind: Kind, attempt: int) -> str:
    """arq's id of one attempt: while it is known, the same attempt is not triggered twice."""
    return f"job:{job}:{kind}:{attempt}"


async def nudge(redis: Redis, *channels: str) -> None:
    """Wake one reader of each channel, now or when it next waits. Without Redis, readers find out by polling."""
    try:
        async with redis.pipeline(transaction=False) as pipe:
            for channel in channels:
                key = f"cutroom:nudge:{channel}"
                pipe.lpush(key, b"1")
                pipe.ltrim(key, 0, 0)
                pipe.pexpire(key, _NUDGE_KEPT)
            await pipe.execute()
    except (RedisError, OSError) as error:
        log.debug("no nudge: %s", type(error).__name__)


async def wait_nudge(redis: Redis, channel: str, timeout: float) -> bool:
    """Wait up to `timeout` seconds for a nudge; true when there was one. Waits just as long without Redis."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + timeout
    try:
        async with asyncio.timeout(timeout + 0.25):
            return await redis.blpop([f"cutroom:nudge:{channel}"], timeout=max(timeout, 0.01)) is not None
    except (RedisError, OSError, TimeoutError) as error:
        log.debug("no nudges: %s", type(error).__name__)
        await asyncio.sleep(max(0.0, deadline - loop.time()))
        return False


class Beat(Frozen):
    """What a worker says about itself once a second."""

    worker: str
    resource: Resource
    slots: int
    running: tuple[str, ...] = ()
    """Trigger ids of what it is working on."""


async def beat(redis: Redis, own: Beat) -> None:
    """Say that a worker is alive. Raises `RedisError`."""
    async with redis.pipeline(transaction=False) as pipe:
        pipe.sadd("cutroom:workers", own.worker)
        pipe.set(f"cutroom:worker:{own.worker}", own.model_dump_json(), px=_BEAT_KEPT)
        await pipe.execute()


async def leave(redis: Redis, worker: str) -> None:
    """Say that a worker has ended, and give up the lead if it has it. Raises `RedisError`."""
    if await redis.get("cutroom:leader") == worker.encode():
        await redis.delete("cutroom:leader")
    await redis.delete(f"cutroom:worker:{worker}")
    await redis.srem("cutroom:workers", worker)


async def live_workers(redis: Redis) -> list[Beat]:
    """The workers that are alive. Raises `RedisError`."""
    names = sorted(name.decode() for name in await redis.smembers("cutroom:workers"))
    if not names:
        return []
    beats = await redis.mget([f"cutroom:worker:{name}" for name in names])
    if gone := [name for name, found in zip(names, beats, strict=True) if found is None]:
        await redis.srem("cutroom:workers", *gone)
    return [Beat.model_validate_json(found) for found in beats if found is not None]


_LEAD = """
local held = redis.call('get', KEYS[1])
if held and held ~= ARGV[1] then return 0 end
redis.call('set', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
"""


async def lead(redis: Redis, worker: str, seconds: float) -> bool:
    """Take or keep the lead for `seconds`; false while another worker has it. Raises `RedisError`."""
    return bool(await redis.eval(_LEAD, 1, "cutroom:leader", worker, int(seconds * 1000)))


class Trigger(Frozen):
    """An entry of an arq queue."""

    id: str
    held: float | None = None
    """Seconds since a worker took it; `None` while it waits."""


def arq_timeout(settings: WorkerSettings) -> float:
    """Seconds after which arq itself would end a job: later than we do, so that only our own limit ever speaks."""
    return settings.job_timeout + 120


async def triggers(redis: Redis, resource: Resource, hold: float) -> list[Trigger]:
    """What stands in a queue; `hold` is the seconds for which arq marks an entry as taken. Raises `RedisError`."""
    ids = [member.decode() for member in await redis.zrange(queue_name(resource), 0, -1)]
    if not ids:
        return []
    async with redis.pipeline(transaction=False) as pipe:
        for found in ids:
            pipe.pttl(in_progress_key_prefix + found)
        left: Sequence[int] = await pipe.execute()
    return [Trigger(id=found, held=None if ms < 0 else max(0.0, hold - ms / 1000)) for found, ms in zip(ids, left, strict=True)]


async def trigger(redis: ArqRedis, resource: Resource, job: str, kind: Kind, attempt: int) -> bool:
    """Put one attempt into a queue; false when it stands there already. Raises `RedisError`."""
    made = await redis.enqueue_job(kind, job, attempt, _job_id=trigger_id(job, kind, attempt), _queue_name=queue_name(resource))
    return made is not None


async def let_go(redis: Redis, trigger_id: str) -> None:
    """Take away a dead worker's mark, so that the next worker takes the entry at once. Raises `RedisError`."""
    await redis.delete(in_progress_key_prefix + trigger_id)
