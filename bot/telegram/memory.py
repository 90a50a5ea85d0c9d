"""What the adapter remembers over restarts: files that Telegram has already, messages posted in part, groups that moved."""

import json
import logging
from collections import OrderedDict
from typing import Protocol

from workers.client import WorkerError

log = logging.getLogger(__name__)

_MOST = 4000


class Marks(Protocol):
    """Where values are kept for good; the workers' client."""

    async def mark(self, platform: str, account: str, key: str) -> str | None:
        """The value under a key."""
        ...

    async def set_mark(self, platform: str, account: str, key: str, value: str | None) -> None:
        """Keep a value, or forget it."""
        ...


class Memory:
    """Values by key, in memory and on record. While the record does not answer, memory alone serves."""

    def __init__(self, account: str, marks: Marks | None) -> None:
        self._account = account
        self._marks = marks
        self._known: OrderedDict[str, str | None] = OrderedDict()

    async def file_id(self, asset: str, way: str) -> str | None:
        """The name that Telegram gave a product when it was posted in this way."""
        return await self._get(f"file:{way}:{asset}")

    async def keep_file_id(self, asset: str, way: str, identifier: str | None) -> None:
        """Remember that name, or that it is good no more."""
        await self._set(f"file:{way}:{asset}", identifier)

    async def posted(self, nonce: str) -> list[str]:
        """The messages that a posting broken off in the middle has become so far."""
        return json.loads(await self._get(f"post:{nonce}") or "[]")

    async def keep_posted(self, nonce: str, messages: list[str], *, last: bool) -> None:
        """Remember them. The last one goes on record with the delivery itself."""
        key, value = f"post:{nonce}", json.dumps(messages)
        if last:
            self._learn(key, value)
        else:
            await self._set(key, value)

    async def moved(self, group: int) -> int | None:
        """Where a group went on."""
        value = await self._get(f"moved:{group}")
        return int(value) if value else None

    async def keep_moved(self, group: int, to: int) -> None:
        """Remember where a group went on."""
        await self._set(f"moved:{group}", str(to))

    async def is_local(self) -> bool:
        """Whether the Bot API server has shown that it runs in local mode."""
        return await self._get("local") is not None

    async def keep_local(self) -> None:
        """Remember that it does."""
        await self._set("local", "1")

    async def _get(self, key: str) -> str | None:
        if key not in self._known and self._marks is not None:
            try:
                self._learn(key, await self._marks.mark("telegram", self._account, key))
            except WorkerError as error:
                log.warning("a note of before was not read: %s", error.code)
        return self._known.get(key)

    async def _set(self, key: str, value: str | None) -> None:
        self._learn(key, value)
        if self._marks is None:
            return
        try:
            await self._marks.set_mark("telegram", self._account, key, value)
        except WorkerError as error:
            log.warning("a note was not recorded: %s", error.code)

    def _learn(self, key: str, value: str | None) -> None:
        self._known[key] = value
        self._known.move_to_end(key)
        while len(self._known) > _MOST:
            self._known.popitem(last=False)
