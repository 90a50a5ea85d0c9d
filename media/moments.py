"""The moment worth showing: found from loudness, motion and faces.

FFmpeg decodes once, small: grey pictures at a few a second and mono sound at a low rate, into two raw files. A bounded child
process (`media.moments_child`) reads them block by block, weighs every stretch and looks for faces in the best ones.
"""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from media.facts import MediaFacts
from media.ffmpeg import FFmpeg
from media.frozen import Frozen
from media.sampling import STILL_SHORT_SIDE, allowed, opened, pace, passing, searched, small, until

Cue = Literal["loud", "motion", "face", "still", "speech"]

SHORT_SIDE = 180
"""Pixels of the small pictures' shorter side; a face worth a meme is a ninth of it."""
SOUND_HZ = 8000


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
    duration = passing(facts)
    width, height = small(facts, SHORT_SIDE if duration else STILL_SHORT_SIDE)
    with TemporaryDirectory(dir=work, prefix="moment-") as scratch:
        sample = {
            "pictures": str(Path(scratch) / "pictures.gray"), "sound": str(Path(scratch) / "sound.pcm"),
            "width": width, "height": height, "pace": pace(duration), "rate_hz": SOUND_HZ, "duration": duration, "length": length,
        }  # fmt: skip
        await ffmpeg.run(_decoding(path, facts, sample), limits=ffmpeg.limits(wall=allowed(duration)))
        return await searched("media.moments_child", sample, Moment)


def _decoding(path: Path, facts: MediaFacts, sample: Mapping[str, Any]) -> list[str]:
    """FFmpeg's arguments for one pass over the file: what there is of picture and sound, raw."""
    args, end = opened(path, facts), until(sample["duration"])
    if facts.has_picture:
        paced = f"fps={sample['pace']:.6f}," if sample["duration"] else ""
        scaled = f"scale={sample['width']}:{sample['height']}:flags=fast_bilinear,format=gray"
        args += ["-map", "0:v:0", "-vf", paced + scaled, *end, "-f", "rawvideo", sample["pictures"]]
    if facts.has_sound and sample["duration"]:
        args += ["-map", "0:a:0", "-ac", "1", "-ar", str(SOUND_HZ), *end, "-f", "s16le", sample["sound"]]
    return args
