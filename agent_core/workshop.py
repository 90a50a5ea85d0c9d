"""What all runs of one process share: places to work at, one maker for each thing being made, and the pace of this machine."""

import asyncio
import json
import math
from collections.abc import Mapping
from contextlib import suppress
from weakref import WeakValueDictionary

from agent_core.agent import Resource
from media.store import Store

SLOTS: Mapping[Resource, int] = {"light": 8, "cpu": 2, "gpu": 1}
"""Steps of one process that may use a resource at the same time, whichever runs they belong to."""

_REMEMBERED = 10
"""Measurements that weigh as much as a new one does tenfold: older ones fade."""
_FACTORS = (0.02, 50.0)
"""Least and greatest factor that is believed."""


class Workshop:
    """Where the steps of all runs meet. Belongs to one event loop."""

    def __init__(self, store: Store, slots: Mapping[Resource, int] = SLOTS) -> None:
        self._store = store
        self._places = {resource: asyncio.Semaphore(count) for resource, count in slots.items()}
        self._makers: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def place(self, resource: Resource) -> asyncio.Semaphore:
        """A place to work at, for as long as it is held."""
        return self._places[resource]

    def maker(self, key: str) -> asyncio.Lock:
        """Held by whoever makes the thing with that key; whoever wants the same meanwhile waits, and then finds it made."""
        return self._makers.setdefault(key, asyncio.Lock())

    async def factor(self, tool: str) -> float:
        """How many times longer a tool takes here than it says; 1 until it was measured."""
        return (await self._pace(tool))[0]

    async def measured(self, tool: str, expected: float, took: float) -> None:
        """Learn from a step that was expected to take some seconds (by what its tool says) and took others.

        The factor is the geometric mean of the last measurements, about; it is kept in the store for every process.
        """
        factor, count = await self._pace(tool)
        found = max(_FACTORS[0], min(_FACTORS[1], took / expected if expected > 0 else 1.0))
        known = min(count, _REMEMBERED - 1)
        learned = math.exp((math.log(factor) * known + math.log(found)) / (known + 1))
        await self._store.remember(_key(tool), json.dumps({"factor": learned, "count": count + 1}).encode())

    async def _pace(self, tool: str) -> tuple[float, int]:
        kept = await self._store.recall(_key(tool))
        with suppress(ValueError, KeyError, TypeError):
            known = json.loads(kept or b"")
            return min(_FACTORS[1], max(_FACTORS[0], float(known["factor"]))), int(known["count"])
        return 1.0, 0


def _key(tool: str) -> str:
    return f"pace:1:{tool}"
