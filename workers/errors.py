"""Errors of the workers.

```
WorkerError
├── QuotaExceeded     the user's or chat's share is used up
├── UnknownJob        no such job, or not this person's
├── WrongState        a transition that the job's state does not allow
├── NotAllowed        the person may not do that
├── NotBuilt          part of the protocol without an implementation yet; no user can reach it
└── Unavailable       Redis, the database or the store does not answer
```
"""

from collections.abc import Mapping

from pydantic import JsonValue


class WorkerError(Exception):
    """Root of the workers' errors: `code` names its sentence in `locales/`, `values` fill it, `retryable` says whether trying
    again may help."""

    code = "internal"
    retryable = False

    def __init__(self, message: str = "", *, values: Mapping[str, JsonValue] | None = None) -> None:
        super().__init__(message or self.code)
        self.values: dict[str, JsonValue] = dict(values or {})


class QuotaExceeded(WorkerError):
    """The share is used up; values: `limit`, `resets` (unix time)."""

    code = "quota-exceeded"


class UnknownJob(WorkerError):
    """No such job, or it belongs to somebody else."""

    code = "unknown-job"


class WrongState(WorkerError):
    """The job's state does not allow this any more."""

    code = "wrong-state"


class NotAllowed(WorkerError):
    """The person may not do that."""

    code = "not-allowed"


class NotBuilt(WorkerError):
    """Part of the protocol that has no implementation yet. Nothing a user can reach raises it."""

    code = "not-built"


class Unavailable(WorkerError):
    """Redis, the database or the store does not answer."""

    code = "unavailable"
    retryable = True
