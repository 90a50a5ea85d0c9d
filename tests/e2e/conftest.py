"""Material for the whole path: a short clip with sound, and a house to send it to."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from media.ffmpeg import FFmpeg
from media.settings import MediaSettings
from tests.e2e.house import House, Person, open_house, person


@pytest.fixture(scope="package")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with open_house(tmp_path_factory.mktemp("house")) as opened:
        yield opened


@pytest.fixture
async def somebody(house: House) -> AsyncIterator[Person]:
    async with person(house) as someone:
        yield someone


@pytest.fixture
def ffmpeg() -> FFmpeg:
    return FFmpeg(MediaSettings())


@pytest.fixture
async def clip(tmp_path: Path, ffmpeg: FFmpeg) -> Path:
    """Four seconds of a moving pattern with a tone that swells."""
    return await make_clip(ffmpeg, tmp_path / "clip.mp4", 4)


_ENCODED = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac"


async def make_clip(ffmpeg: FFmpeg, target: Path, seconds: int, size: str = "640x360") -> Path:
    """A moving pattern with a tone."""
    picture = f"testsrc2=size={size}:rate=30:duration={seconds}"
    sound = f"sine=frequency=330:sample_rate=48000:duration={seconds},volume='0.05+0.4*t/{seconds}':eval=frame"
    await ffmpeg.run([*f"-f lavfi -i {picture} -f lavfi -i {sound}".split(), *_ENCODED.split(), "-shortest", str(target)])
    return target
