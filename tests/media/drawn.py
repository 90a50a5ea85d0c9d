"""Captions drawn on plain grey, for tests that look at pixels."""

from functools import cache
from pathlib import Path
from tempfile import gettempdir

import numpy as np

from media.profiles import Profile
from media.render import render
from media.timeline import Caption, CaptionStyle, CaptionTrack, Clip, Timeline
from tests.media import sources as made
from tests.media.sources import facts, ffmpeg, make

GREY = 128
ASPECTS = {"16:9": (640, 360), "9:16": (360, 640), "1:1": (480, 480), "4:5": (480, 600)}


@cache
def grey() -> Path:
    """A grey picture."""
    target = Path(gettempdir()) / "cutroom-test-grey.png"
    return make(target, "-f", "lavfi", "-i", "color=gray:s=64x64:d=0.1", "-frames:v", "1")


def timeline(size: tuple[int, int], *tracks: CaptionTrack, frames: int = 1, rate: tuple[int, int] = (30, 1)) -> Timeline:
    """Captions over grey."""
    source = facts("grey", kind="image", width=64, height=64, audio_channels=0)
    clip = Clip.model_validate({"source": source, "at": 0, "frames": frames, "transform": {"fit": "crop"}})
    return Timeline(rate=rate, width=size[0], height=size[1], video=(clip,), captions=tracks, lufs=None)


def track(text: str, start: int = 0, end: int = 1, *, second: str = "", **style: object) -> CaptionTrack:
    """One caption."""
    return CaptionTrack(
        captions=(Caption(start=start, end=end, text=text, second=second),), style=CaptionStyle.model_validate(style)
    )


async def pictures(timeline: Timeline, folder: Path) -> list[np.ndarray]:
    """Each frame as it is drawn, uint8[height, width, 3]."""
    profile = Profile(preset="ultrafast", crf=4)
    sources = {"grey": grey()}
    rendered = await render(timeline, folder / "out.mp4", sources=sources, profile=profile, ffmpeg=ffmpeg, work=folder)
    return made.frames(rendered.path)


async def drawn(timeline: Timeline, folder: Path, *, differs: int = 40) -> list[np.ndarray]:
    """Where each frame differs from plain grey, bool[height, width]."""
    return [np.abs(frame.astype(int) - GREY).max(axis=2) > differs for frame in await pictures(timeline, folder)]


def box(mask: np.ndarray) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of what is set."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def near(picture: np.ndarray, color: tuple[int, int, int], within: int = 60) -> np.ndarray:
    """Which pixels have about a colour, bool[height, width]."""
    return np.abs(picture.astype(int) - np.array(color)).max(axis=2) < within
