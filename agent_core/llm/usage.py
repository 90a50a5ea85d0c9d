"""Tokens and money that language models cost: one call's, one job's, and the limit a job has.

Nothing here knows a provider; the ledger keeps a `Usage` with every job.
"""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field

from agent_core.errors import OverBudget
from media.frozen import Frozen


class Usage(Frozen):
    """What calls to language models used."""

    calls: int = 0
    """Answers that were paid for, usable or not."""
    input: int = 0
    """Tokens read at the full price."""
    cached: int = 0
    """Tokens read from the provider's prompt cache."""
    written: int = 0
    """Tokens written into it."""
    output: int = 0
    """Tokens written by the model, its thinking included."""
    cost: float | None = 0.0
    """US dollars; `None` where a price is not known."""

    @property
    def tokens(self) -> int:
        """All of them, read and written."""
        return self.input + self.cached + self.written + self.output

    def plus(self, other: "Usage") -> "Usage":
        """Both together."""
        known = self.cost is not None and other.cost is not None
        return Usage(
            calls=self.calls + other.calls,
            input=self.input + other.input,
            cached=self.cached + other.cached,
            written=self.written + other.written,
            output=self.output + other.output,
            cost=(self.cost or 0.0) + (other.cost or 0.0) if known else None,
        )


@dataclass
class Spending:
    """What one job has spent on language models, and the most it may. Safe among the tasks of one event loop."""

    limit: int = 0
    """Tokens; 0 for no limit."""
    usage: Usage = field(default_factory=Usage)
    """Spent since this object was made."""
    before: Usage = field(default_factory=Usage)
    """Spent by the same job earlier, such as on its plan."""
    _reserved: int = 0

    @property
    def left(self) -> int | None:
        """Tokens that may still be asked for; `None` without a limit."""
        return max(0, self.limit - self.before.tokens - self.usage.tokens - self._reserved) if self.limit else None

    @contextmanager
    def reserving(self, tokens: int) -> Generator[None]:
        """Hold the most that a call may use while it runs, so that calls at the same time keep the limit together.

        Raises `OverBudget` when that much is not left.
        """
        left = self.left
        if left is not None and tokens > left:
            raise OverBudget(values={"limit": self.limit})
        self._reserved += tokens
        try:
            yield
        finally:
            self._reserved -= tokens

    def add(self, usage: Usage) -> None:
        """Count what a call used."""
        self.usage = self.usage.plus(usage)
