"""Errors of the chat platforms and of the bot's own words.

```
PlatformError
├── PostFailed        the platform did not take a message
├── FileRefused       the platform does not hand over a file that a user sent
├── UnknownButton     a pressed button carries a value that no button of ours has
└── MissingSentence   a message key without a sentence: a defect of `locales/`
```
"""

from collections.abc import Mapping

from pydantic import JsonValue


class PlatformError(Exception):
    """Root of the bot's errors: `code` names its sentence in `locales/`, `values` fill it, `retryable` says whether trying
    again may help."""

    code = "internal"
    retryable = False

    def __init__(self, message: str = "", *, code: str | None = None, values: Mapping[str, JsonValue] | None = None) -> None:
        super().__init__(message or code or self.code)
        self.code = code or self.code
        self.values: dict[str, JsonValue] = dict(values or {})


class PostFailed(PlatformError):
    """The platform did not take a message. `retry_after` is the pause in seconds it asks for; `None` means never try again."""

    code = "post-failed"

    def __init__(self, code: str, retry_after: float | None, values: Mapping[str, JsonValue] | None = None) -> None:
        super().__init__(code=code, values=values)
        self.retry_after = retry_after
        self.retryable = retry_after is not None


class FileRefused(PlatformError):
    """The platform does not hand over a file that a user sent: `file-gone-from-platform`, or `file-too-big-for-platform` with
    `size_mb` and `limit_mb`."""

    code = "file-gone-from-platform"

    def __init__(self, code: str, values: Mapping[str, JsonValue] | None = None) -> None:
        super().__init__(code=code, values=values)


class UnknownButton(PlatformError):
    """A pressed button carries a value that no button of ours has (a button of an older version)."""

    code = "unknown-button"


class MissingSentence(PlatformError):
    """A message key without a sentence in one of the languages."""

    code = "internal"
