"""The moment worth showing: found from loudness, motion and faces."""

from pathlib import Path
from typing import Literal

from media.facts import MediaFacts
from media.ffmpeg import FFmpeg
from media.frozen import Frozen

Cue = Literal["loud", "motion", "face", "still", "speech"]


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
    """The best stretch of at most `length` seconds in the file; for an image only its focus means something.

    `work` is a folder for scratch files. Raises `MediaError`.
    """
    raise NotImplementedError
