"""Where the subject is, shot by shot: what a crop must keep.

FFmpeg decodes once, small: colour pictures at a few a second, and for every frame of the source how much it differs from the one
before, so that cuts are known to the frame. A bounded child process (`media.subjects_child`) splits the source into shots and
weighs the places of each.
"""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from media.errors import ProcessFailed
from media.facts import MediaFacts
from media.ffmpeg import FFmpeg
from media.frozen import Frozen
from media.sampling import STILL_SHORT_SIDE, allowed, opened, pace, passing, searched, small, until

SHORT_SIDE = 144
"""Pixels of the small pictures' shorter side; colours have half of it."""
_CHANGES = (64, 64)
"""Size of the pictures whose differences tell of cuts."""
_ANSWER_BYTES = 8_000_000
_STEPS = 128
"""Places tried for a window."""
_AS_GOOD = 0.97
"""Share of what the best window holds with which the one before may stay."""


class Shot(Frozen):
    """A stretch without a cut, [start, end) in seconds of the source, and what its picture holds.

    The places are independent of any aspect: the window of a crop is found when its size is known.
    """

    start: float
    """Time of its first frame."""
    end: float
    across: tuple[float, ...]
    """How much of what draws the eye lies in each of equal strips from left to right; they sum to 1."""
    down: tuple[float, ...]
    """The same from top to bottom."""

    def focus(self, across: float, down: float, before: tuple[float, float] | None = None) -> tuple[float, float]:
        """The middle of the window that keeps most of the shot, for a window of these shares of the picture's width and
        height; 0 to 1 from the top left. It stays where it was `before` when that keeps as much: no needless jumps."""
        x, y = before or (None, None)
        return _middle(self.across, across, x), _middle(self.down, down, y)


class _Found(Frozen):
    """The child's answer."""

    shots: tuple[Shot, ...]


async def find_subjects(path: Path, facts: MediaFacts, *, ffmpeg: FFmpeg, work: Path) -> tuple[Shot, ...]:
    """The shots of a file with a picture, without gaps from 0 to its end; an image is one shot without length.

    `work` is a folder for scratch files, which are gone afterwards. Raises `ProcessFailed` and its kin when the file cannot be
    decoded.
    """
    duration = passing(facts)
    width, height = small(facts, SHORT_SIDE if duration else STILL_SHORT_SIDE)
    with TemporaryDirectory(dir=work, prefix="subjects-") as scratch:
        sample = {
            "pictures": "pictures.yuv", "changes": "changes.txt", "folder": scratch,
            "width": width, "height": height, "pace": pace(duration), "duration": duration,
        }  # fmt: skip
        args = _decoding(path, facts, sample)
        await ffmpeg.run(args, limits=ffmpeg.limits(wall=allowed(duration)), cwd=Path(scratch))
        found = await searched("media.subjects_child", sample, _Found, stdout_bytes=_ANSWER_BYTES)
    if not found.shots:
        raise ProcessFailed("nothing to see in the source")
    return found.shots


def _decoding(path: Path, facts: MediaFacts, sample: Mapping[str, Any]) -> list[str]:
    """FFmpeg's arguments for one pass over the file, run in the scratch folder: the small pictures as raw 4:2:0, and the
    differences as the text that `metadata` prints, with times in microseconds."""
    scaled = f"scale={sample['width']}:{sample['height']}:flags=fast_bilinear,format=yuv420p"
    args, end = opened(path.absolute(), facts), until(sample["duration"])
    if not sample["duration"]:
        return [*args, "-map", "0:v:0", "-vf", scaled, *end, "-f", "rawvideo", sample["pictures"]]
    paced = f"fps={sample['pace']:.6f}:start_time=0:round=up"
    measured = f"scale={_CHANGES[0]}:{_CHANGES[1]}:flags=area,format=rgb24,scdet=threshold=100"
    printed = f"metadata=mode=print:file={sample['changes']}"
    graph = f"[0:V:0]settb=AVTB,{scaled},split[a][b];[a]{paced}[pictures];[b]{measured},{printed}[changes]"
    written = ["-map", "[pictures]", *end, "-f", "rawvideo", sample["pictures"]]
    return [*args, "-filter_complex", graph, *written, "-map", "[changes]", *end, "-f", "null", "-"]


def _middle(weights: tuple[float, ...], share: float, before: float | None) -> float:
    """The middle of the window of that share which holds most; what lies near its edges counts less."""
    if share >= 1:
        return 0.5
    places = [(index + 0.5) / len(weights) for index in range(len(weights))]

    def held(middle: float) -> float:
        beside = (abs(place - middle) / (share / 2) for place in places)
        return sum(weight * (1 - far**4) for weight, far in zip(weights, beside, strict=True) if far < 1)

    best = max((share / 2 + (1 - share) * step / _STEPS for step in range(_STEPS + 1)), key=held)
    return before if before is not None and held(before) >= _AS_GOOD * held(best) else round(best, 4)
