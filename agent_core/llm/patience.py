"""How long and how often a provider is asked again.

Pauses grow exponentially with full jitter (each is drawn evenly from nothing to the cap), which spreads the tries of many
workers: M. Brooker, "Exponential Backoff And Jitter", 2015. A server's own `retry-after` is the least that is waited.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Patience:
    """Tries and pauses; clock, sleep and luck are means that a test may replace."""

    tries: int = 3
    """With one provider, the first one counted."""
    first: float = 0.5
    """Cap of the first pause, seconds; it doubles with every try."""
    longest: float = 8.0
    """Cap of the caps."""
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    luck: Callable[[], float] = random.random
    """Even from 0 to 1."""

    def pause(self, tried: int, after: float | None) -> float:
        """Seconds to wait after `tried` failures in a row."""
        drawn = self.luck() * min(self.longest, self.first * 2 ** (tried - 1))
        return drawn if after is None else after + drawn
