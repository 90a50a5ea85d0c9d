"""The dispatcher: releases to arq only as many jobs as there are free slots, in the order that the ledger calls fair."""

import logging

from arq.connections import ArqRedis

from agent_core.agent import Resource
from workers.ledger.ledger import Ledger
from workers.ledger.records import Due
from workers.queue import Beat, arq_timeout, let_go, live_workers, trigger, trigger_id, triggers
from workers.settings import WorkerSettings

log = logging.getLogger(__name__)

_TAKING = 3.0
"""Seconds in which a worker that took an entry says so in its beat; an entry held longer and claimed by nobody is a dead
worker's."""
_HOLD_EXTRA = 10.0
"""What arq adds to its timeout for its mark on an entry, seconds."""


class Dispatcher:
    """Looks at what is due and at what the workers hold, and fills their free slots."""

    def __init__(self, ledger: Ledger, redis: ArqRedis, settings: WorkerSettings) -> None:
        self._ledger = ledger
        self._redis = redis
        self._hold = arq_timeout(settings) + _HOLD_EXTRA

    async def release(self) -> int:
        """Trigger what is due and has a slot; returns how many. Raises `RedisError`, `Unavailable`."""
        due = await self._ledger.due()
        if not due:
            return 0
        beats = await live_workers(self._redis)
        lanes: dict[Resource, list[Due]] = {}
        for item in due:
            lanes.setdefault(lane(item.resource, beats), []).append(item)
        return sum([await self._fill(resource, items, beats) for resource, items in lanes.items()])

    async def _fill(self, resource: Resource, items: list[Due], beats: list[Beat]) -> int:
        """Trigger as many of `items` as the resource has free slots. An entry that a dead worker left is freed, not doubled."""
        workers = [beat for beat in beats if beat.resource == resource]
        running = {held for beat in workers for held in beat.running}
        entries = await triggers(self._redis, resource, self._hold)
        left = {entry.id for entry in entries if (entry.held or 0.0) > _TAKING and entry.id not in running}
        taken = running | {entry.id for entry in entries} - left
        free = sum(beat.slots for beat in workers) - len(taken)
        fresh = [item for item in items if trigger_id(item.job, item.kind, item.attempt) not in taken]
        for item in fresh[: max(0, free)]:
            if (name := trigger_id(item.job, item.kind, item.attempt)) in left:
                await let_go(self._redis, name)
            else:
                await trigger(self._redis, resource, item.job, item.kind, item.attempt)
            log.debug("job %s: %s released to %s", item.job, item.kind, resource)
        return len(fresh[: max(0, free)])


def lane(resource: Resource, beats: list[Beat]) -> Resource:
    """The queue for a resource: `gpu` work goes to `cpu` while no worker with a GPU is alive."""
    if resource == "gpu" and not any(beat.resource == "gpu" for beat in beats):
        return "cpu"
    return resource
