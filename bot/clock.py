"""Time as the bot sees it: a port, so that tests turn the clock by hand."""

import asyncio
import time
from typing import Protocol


class Clock(Protocol):
    """Where the bot reads the time and waits."""

    def now(self) -> float:
        """Seconds that only ever grow; for pauses and paces."""
        ...

    def unix(self) -> float:
        """Unix time; for moments that others named."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> float:
        """Monotonic seconds."""
        return time.monotonic()

    def unix(self) -> float:
        """Unix time."""
        return time.time()

    async def sleep(self, seconds: float) -> None:
        """Wait on the event loop."""
        await asyncio.sleep(seconds)
