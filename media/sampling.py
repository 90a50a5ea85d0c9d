"""Looking through a source in small: what the searches over a whole file have in common.

FFmpeg decodes once into raw scratch files, small and a few pictures a second; a bounded child process reads them block by block.
"""

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from media.errors import ProcessFailed
from media.facts import MediaFacts
from media.ffmpeg import INPUT_GUARD
from media.process import ProcessLimits, run_module

PICTURES_PER_SECOND = 5.0
MOST_PICTURES = 9000
"""Longer sources are looked at less often: scratch files stay below some 500 MB."""
STILL_SHORT_SIDE = 480
"""Pixels of the shorter side of a picture that is all there is."""
_FOREVER = 4 * 3600.0
_MEMORY_BYTES = 3_000_000_000
"""Address space of the child; what it really holds is far less."""
_SLOWEST = 0.5
"""Wall seconds allowed for a second of material; decoding on two busy cores takes about a tenth."""

Answer = TypeVar("Answer", bound=BaseModel)


def passing(facts: MediaFacts) -> float:
    """Seconds of the source that are looked through; 0 for a picture that stands."""
    return min(facts.duration or 0.0, _FOREVER) if facts.kind != "image" else 0.0


def pace(duration: float) -> float:
    """Pictures a second to look at in a source of that many seconds."""
    return min(PICTURES_PER_SECOND, MOST_PICTURES / duration) if duration else 1.0


def small(facts: MediaFacts, short: int) -> tuple[int, int]:
    """Pixels of the small picture: the aspect kept, sides even, the longer one at most four times the shorter."""
    wide, high = facts.width or short, facts.height or short
    scale = short / min(wide, high)
    return _even(min(wide * scale, 4 * short)), _even(min(high * scale, 4 * short))


def opened(path: Path, facts: MediaFacts) -> list[str]:
    """FFmpeg's arguments that open a source to be seen in small, where nobody would see what the loop filter does."""
    roughly = ["-skip_loop_filter", "all"] if facts.has_picture and passing(facts) else []
    return [*roughly, *INPUT_GUARD, "-i", str(path)]


def until(duration: float) -> list[str]:
    """FFmpeg's arguments that end an output after `duration` seconds, or after the only picture."""
    return ["-t", f"{duration:.3f}"] if duration else ["-frames:v", "1"]


def allowed(duration: float) -> float:
    """Wall seconds that one process may work on a source of that many seconds."""
    return 60.0 + duration * _SLOWEST


async def searched(module: str, sample: Mapping[str, Any], answer: type[Answer], *, stdout_bytes: int = 100_000) -> Answer:
    """What a child process finds in the scratch files of a sample (which names its `duration`).

    Raises `ProcessFailed` and its kin, also for an answer that cannot be read.
    """
    wall = allowed(sample["duration"])
    limits = ProcessLimits(wall=wall, cpu=math.ceil(wall), memory_bytes=_MEMORY_BYTES, stdout_bytes=stdout_bytes)
    finished = await run_module(module, [json.dumps(sample)], limits=limits)
    try:
        return answer.model_validate_json(finished.stdout)
    except ValidationError as error:
        raise ProcessFailed("a search through a source gave no answer", stderr=finished.stderr[-2000:]) from error


def _even(pixels: float) -> int:
    return max(16, round(pixels / 2) * 2)
