"""A recogniser at work in a child process: what it is asked as JSON, and what it says line by line."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from pydantic import ValidationError

from media.errors import ProcessFailed
from media.process import ProcessLimits, run_module
from media.transcription.transcript import Line


@dataclass
class Listening:
    """What a child has said so far."""

    report: Callable[[float], None]
    lines: list[Line] = field(default_factory=list[Line])
    told: dict[str, Any] = field(default_factory=dict[str, Any])
    """What it says beside lines."""

    def take(self, printed: str) -> None:
        """One more line of its output. Raises `ProcessFailed` for what is none of it."""
        try:
            said: object = json.loads(printed)
            if not isinstance(said, dict):
                raise TypeError(printed[:40])
            told = cast("dict[str, Any]", said)
            self.lines += [Line.model_validate(line) for line in told.pop("lines", ())]
        except (ValueError, TypeError, ValidationError) as error:
            raise ProcessFailed("a recogniser said what cannot be read") from error
        if "done" in told:
            self.report(min(1.0, float(told.pop("done"))))
        self.told |= told


async def listened(
    module: str,
    request: Mapping[str, Any],
    limits: ProcessLimits,
    report: Callable[[float], None],
) -> Listening:
    """Run one of our recognisers' modules to its end. Raises `ProcessFailed` and its kin."""
    heard = Listening(report)
    await run_module(module, [], limits=limits, stdin=json.dumps(request).encode(), on_line=heard.take)
    return heard
