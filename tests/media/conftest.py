"""What media tests share: settings, a real clip, and the promise that no child process outlives a test."""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path

import psutil
import pytest

from media.ffmpeg import FFmpeg
from media.settings import MediaSettings

Make = Callable[[str, Sequence[str]], Awaitable[Path]]


@pytest.fixture
def settings() -> MediaSettings:
    return MediaSettings()


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three seconds, 320x240 at 25 pictures a second, H.264 with its index in front, and a mono tone."""
    target = tmp_path_factory.mktemp("clip") / "clip.mp4"
    sources = ["-f", "lavfi", "-i", "testsrc2=s=320x240:r=25:d=3", "-f", "lavfi", "-i", "sine=d=3:r=44100"]
    args = [*sources, "-pix_fmt", "yuv420p", "-c:v", "libx264", "-preset", "veryfast", "-c:a", "aac", "-movflags", "+faststart"]
    asyncio.run(FFmpeg(MediaSettings()).run(args, target=target))
    return target


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Make a file with FFmpeg: its name and the arguments before it."""

    async def made(name: str, args: Sequence[str]) -> Path:
        await FFmpeg(MediaSettings()).run(args, target=tmp_path / name)
        return tmp_path / name

    return made


@pytest.fixture
def no_children() -> Iterator[None]:
    """Fail a test that leaves a child process behind."""
    before = children()
    yield
    deadline = time.monotonic() + 2
    while (left := children() - before) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not left, f"left running: {left}"


def children() -> set[int]:
    """The living descendants of this process."""
    return {child.pid for child in psutil.Process(os.getpid()).children(recursive=True) if child.status() != psutil.STATUS_ZOMBIE}
