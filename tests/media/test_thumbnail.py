"""Thumbnails: small, and of something."""

from pathlib import Path

import pytest

from media.errors import ProcessFailed
from media.thumbnail import thumbnail
from tests.media.sources import ffmpeg, frames, make

pytestmark = pytest.mark.ffmpeg


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds of black, two of red, two of blue."""
    colors = [arg for color in ("black", "red", "blue") for arg in ("-f", "lavfi", "-i", f"color={color}:s=720x1280:r=10:d=2")]
    return make(tmp_path_factory.mktemp("film") / "film.mp4", *colors, "-filter_complex", "concat=n=3", "-preset", "ultrafast")


@pytest.mark.parametrize(("at", "color"), [(None, (254, 0, 0)), (0.5, (254, 0, 0)), (4.5, (0, 0, 254)), (99.0, None)])
async def test_it_shows_a_frame_that_is_not_black(
    at: float | None, color: tuple[int, int, int] | None, film: Path, tmp_path: Path
) -> None:
    target = await thumbnail(film, ffmpeg, tmp_path / "t.jpg", at)
    assert target.stat().st_size < 200_000
    assert target.read_bytes()[:2] == b"\xff\xd8"
    (picture,) = frames(target)
    assert picture.shape == (320, 180, 3)
    if color is not None:
        assert picture.mean((0, 1)) == pytest.approx(color, abs=12)


async def test_detail_stays_below_the_limit_and_pixels_become_square(tmp_path: Path) -> None:
    noise = make(
        tmp_path / "n.mp4", "-f", "lavfi", "-i", "nullsrc=s=360x360:r=5:d=0.4,geq=random(1)*255:random(2)*255:128,setsar=2"
    )
    picture = frames(await thumbnail(noise, ffmpeg, tmp_path / "t.jpg"))[0]
    assert picture.shape == (160, 320, 3)
    assert (tmp_path / "t.jpg").stat().st_size < 200_000


async def test_sound_alone_has_no_thumbnail(tmp_path: Path) -> None:
    tone = make(tmp_path / "tone.wav", "-f", "lavfi", "-i", "sine=d=0.2")
    with pytest.raises(ProcessFailed):
        await thumbnail(tone, ffmpeg, tmp_path / "t.jpg")
    assert not (tmp_path / "t.jpg").exists()
