"""The moment worth showing: found from loudness, motion and faces.

FFmpeg decodes once, small: grey pictures at a few a second and mono sound at a low rate, into two raw files. A bounded child
process (`media.moments_child`) reads them block by block, weighs every stretch and looks for faces in the best ones.
"""

import json
import math
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from pydantic import ValidationError

from media.errors import ProcessFailed
from media.facts import MediaFacts
from media.ffmpeg import INPUT_GUARD, FFmpeg
from media.frozen import Frozen
from media.process import ProcessLimits, run_module

Cue = Literal["loud", "motion", "face", "still", "speech"]

PICTURES_PER_SECOND = 5.0
MOST_PICTURES = 9000
"""Longer sources are looked at less often: scratch files stay below some 500 MB."""
SHORT_SIDE = 180
"""Pixels of the small pictures' shorter side; a face worth a meme is a ninth of it."""
STILL_SHORT_SIDE = 480
"""The same for a picture that is all there is."""
SOUND_HZ = 8000
_FOREVER = 4 * 3600.0
_MEMORY_BYTES = 3_000_000_000
"""Address space of the child; what it really holds is far less."""
_SLOWEST = 0.5
"""Wall seconds allowed for a second of material; decoding on two busy cores takes about a tenth."""


class Moment(Frozen):
    """A stretch of a source that stands out. Times are seconds."""

    start: float
    end: float
    peak: float
    """When it happens."""
    focus: tuple[float, float] = (0.5, 0.5)
    """Where the subject is in the picture; 0 to 1 from the top left."""
    cues: tuple[Cue, ...] = ()
    """What stands out, strongest first."""
    score: float = 0.0
    """How much it stands out, 0 to 1."""


async def find_moment(path: Path, facts: MediaFacts, *, length: float, ffmpeg: FFmpeg, work: Path) -> Moment:
    """The best stretch of at most `length` seconds in the file; for an image only its focus and its cues mean something.

    `work` is a folder for scratch files, which are gone afterwards. Raises `ProcessFailed` and its kin when the file cannot be
    decoded.
    """
    duration = facts.duration or 0.0 if facts.kind != "image" else 0.0
    duration = min(duration, _FOREVER)
    width, height = _small(facts, SHORT_SIDE if duration else STILL_SHORT_SIDE)
    pace = min(PICTURES_PER_SECOND, MOST_PICTURES / duration) if duration else 1.0
    with TemporaryDirectory(dir=work, prefix="moment-") as scratch:
        sample = {
            "pictures": str(Path(scratch) / "pictures.gray"), "sound": str(Path(scratch) / "sound.pcm"),
            "width": width, "height": height, "pace": pace, "rate_hz": SOUND_HZ, "duration": duration, "length": length,
        }  # fmt: skip
        await ffmpeg.run(_decoding(path, facts, sample), limits=ffmpeg.limits(wall=_allowed(duration)))
        return await _found(sample, duration)


def _decoding(path: Path, facts: MediaFacts, sample: Mapping[str, Any]) -> list[str]:
    """FFmpeg's arguments for one pass over the file: what there is of picture and sound, raw."""
    passing = sample["duration"] > 0
    roughly = ["-skip_loop_filter", "all"] if facts.has_picture and passing else []
    args = [*roughly, *INPUT_GUARD, "-i", str(path)]
    until = ["-t", f"{sample['duration']:.3f}"] if passing else ["-frames:v", "1"]
    if facts.has_picture:
        pace = f"fps={sample['pace']:.6f}," if passing else ""
        small = f"scale={sample['width']}:{sample['height']}:flags=fast_bilinear,format=gray"
        args += ["-map", "0:v:0", "-vf", pace + small, *until, "-f", "rawvideo", sample["pictures"]]
    if facts.has_sound and passing:
        args += ["-map", "0:a:0", "-ac", "1", "-ar", str(SOUND_HZ), *until, "-f", "s16le", sample["sound"]]
    return args


async def _found(sample: Mapping[str, Any], duration: float) -> Moment:
    wall = _allowed(duration)
    limits = ProcessLimits(wall=wall, cpu=math.ceil(wall), memory_bytes=_MEMORY_BYTES, stdout_bytes=100_000)
    finished = await run_module("media.moments_child", [json.dumps(sample)], limits=limits)
    try:
        return Moment.model_validate_json(finished.stdout)
    except ValidationError as error:
        raise ProcessFailed("the search for a moment gave no answer", stderr=finished.stderr[-2000:]) from error


def _allowed(duration: float) -> float:
    return 60.0 + duration * _SLOWEST


def _small(facts: MediaFacts, short: int) -> tuple[int, int]:
    """Pixels of the small picture: the aspect kept, sides even, the longer one at most four times the shorter."""
    wide, high = facts.width or short, facts.height or short
    scale = short / min(wide, high)
    return _even(min(wide * scale, 4 * short)), _even(min(high * scale, 4 * short))


def _even(pixels: float) -> int:
    return max(16, round(pixels / 2) * 2)
