"""One try that failed: why, whether another may help, and what it cost. Never with words of the request or the answer."""

import email.utils
import time
from collections.abc import Mapping
from typing import Literal

from agent_core.llm.usage import Usage

Why = Literal["busy", "late", "cut", "garbled", "refused", "truncated", "rejected", "unusable"]
_AGAIN: frozenset[Why] = frozenset({"busy", "late", "cut", "garbled"})
_PASSING = frozenset({408, 409, 425, 429})
"""Statuses below 500 after which the same request may succeed."""
_EMPTY = frozenset({"insufficient_quota", "billing_error", "billing_hard_limit_reached"})
"""Kinds of 429 that no waiting helps against."""


class Failure(Exception):
    """A try that came to nothing."""

    def __init__(
        self, why: Why, *, status: int | None = None, after: float | None = None, again: bool = True, usage: Usage | None = None
    ) -> None:
        super().__init__(why if status is None else f"{why} ({status})")
        self.why: Why = why
        self.status = status
        self.after = after
        """Seconds that the server asks to wait."""
        self.again = again and why in _AGAIN
        """Whether the same request to the same provider may succeed."""
        self.usage = usage
        """What it took, as far as the provider said."""


def by_status(status: int, headers: Mapping[str, str], kind: str | None = None) -> Failure:
    """The failure that an HTTP status means; `kind` is the provider's own word for it."""
    passing = (status in _PASSING or status >= 500) and kind not in _EMPTY
    told = headers.get("x-should-retry")
    if told in ("true", "false"):
        passing = told == "true"
    return Failure("busy" if passing else "rejected", status=status, after=retry_after(headers))


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that a server asks to wait, in any of the three ways that it may say so (RFC 9110, 10.2.3, and `-ms`)."""
    try:
        if "retry-after-ms" in headers:
            return max(0.0, float(headers["retry-after-ms"]) / 1000)
        return max(0.0, float(headers["retry-after"]))
    except KeyError:
        return None
    except ValueError:
        date = email.utils.parsedate_tz(headers.get("retry-after", ""))
        return None if date is None else max(0.0, email.utils.mktime_tz(date) - time.time())
