"""One Chromium and one clip for all tests of the page."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from media.ffmpeg import FFmpeg
from media.settings import MediaSettings
from tests.bot.web.room import chromium


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds of a moving pattern."""
    path = tmp_path_factory.mktemp("clip") / "clip.mp4"
    source = ["-f", "lavfi", "-i", "testsrc2=size=320x180:rate=30:duration=2"]
    await FFmpeg(MediaSettings()).run([*source, "-c:v", "libx264", "-pix_fmt", "yuv420p", "-movflags", "+faststart", str(path)])
    return path
