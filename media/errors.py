"""Errors of media work.

```
MediaError
├── BadMedia          the file cannot be used: empty, not-media, truncated, playlist, too-many-pixels, too-long,
│                     too-many-streams, too-large, no-streams, wrong-kind
├── EngineMissing     a program or model is not installed
├── ProcessFailed     a child process ended badly; keeps its stderr
│   ├── ProcessKilled     by a signal, or out of memory
│   └── ProcessTimeout    ran past its limit
├── DoesNotFit        the product cannot be made small enough
└── BadCaptions       a subtitle file cannot be read, or a glyph is missing
```
"""

from collections.abc import Mapping

from pydantic import JsonValue


class MediaError(Exception):
    """Root of media errors: `code` names its sentence in `locales/`, `values` fill it, `retryable` says whether trying again
    may help."""

    code = "media"
    retryable = False

    def __init__(self, message: str = "", *, code: str | None = None, values: Mapping[str, JsonValue] | None = None) -> None:
        super().__init__(message or code or self.code)
        self.code = code or self.code
        self.values: dict[str, JsonValue] = dict(values or {})


class BadMedia(MediaError):
    """The file cannot be used; `code` says why."""

    code = "not-media"


class EngineMissing(MediaError):
    """A program, a font or a model that the work needs is not installed."""

    code = "engine-missing"


class ProcessFailed(MediaError):
    """A child process ended with a failure; `stderr` keeps its last lines."""

    code = "process-failed"

    def __init__(self, message: str, *, stderr: str = "", code: str | None = None) -> None:
        super().__init__(message, code=code)
        self.stderr = stderr


class ProcessKilled(ProcessFailed):
    """The child was ended by a signal: out of memory, CPU or file-size limit, or from outside."""

    code = "process-killed"
    retryable = True


class ProcessTimeout(ProcessFailed):
    """The child ran past its time limit and was ended with its whole group."""

    code = "process-timeout"


class DoesNotFit(MediaError):
    """The product cannot be made small enough for its limit without becoming unwatchable."""

    code = "does-not-fit"


class BadCaptions(MediaError):
    """A subtitle file cannot be read, or a caption holds a letter that no installed font has."""

    code = "bad-captions"
