"""Looking through files: what is black, frozen and silent is found, and nothing else."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from media.ffmpeg import FFmpeg
from media.probe import probe
from media.settings import MediaSettings
from media.stretches import Span, Stretches, find_stretches

pytestmark = pytest.mark.ffmpeg

SETTINGS = MediaSettings()
FFMPEG = FFmpeg(SETTINGS)
SIZE = "size=320x180:rate=25"
_CODED = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac"


async def made(target: Path, *args: str) -> Path:
    await FFMPEG.run([*args, *_CODED.split()], target=target)
    return target


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Moving for 3 s, black for 2, standing still for 3; a tone with a hole from 4 to 6."""
    shown = [f"testsrc2={SIZE}:duration=3", f"color=black:{SIZE}:duration=2", f"smptebars={SIZE}:duration=3"]
    heard = "sine=330:duration=8,volume='if(between(t,4,6),0,1)':eval=frame"
    inputs = [arg for source in (*shown, heard) for arg in ("-f", "lavfi", "-i", source)]
    joined = ["-filter_complex", "[0][1][2]concat=n=3[v]", "-map", "[v]", "-map", "3:a"]
    return asyncio.run(made(tmp_path_factory.mktemp("mixed") / "mixed.mp4", *inputs, *joined))


async def looked(path: Path, **how: object) -> Stretches:
    return await find_stretches(path, await probe(path, "a", path.name, SETTINGS), FFMPEG, **how)


def near(spans: Sequence[Span], *wanted: Span) -> bool:
    return [edge for span in spans for edge in span] == pytest.approx([edge for span in wanted for edge in span], abs=0.1)


async def test_what_is_black_frozen_and_silent_is_found(mixed: Path) -> None:
    found = await looked(mixed)
    assert near(found.black, (3, 5)) and near(found.frozen, (3, 5), (5, 8)) and near(found.silent, (4, 6))
    assert (found.picture_at, found.sound_at) == (0.0, 0.0)


async def test_a_part_has_the_times_of_the_whole(mixed: Path) -> None:
    found = await looked(mixed, start=4.2, end=7.2, lenient=True)
    assert near(found.black, (4.2, 5)) and near(found.silent, (4.2, 6)) and near(found.frozen[-1:], (5, 7.2))


async def test_noise_is_no_standing_picture_and_dusk_is_not_black(tmp_path: Path) -> None:
    grain = f"color=gray:{SIZE}:duration=3,noise=alls=12:allf=t,eq=brightness=-0.25"
    hiss = "anoisesrc=duration=3:amplitude=0.002:sample_rate=48000"
    path = await made(tmp_path / "dusk.mp4", "-f", "lavfi", "-i", grain, "-f", "lavfi", "-i", hiss)
    found = await looked(path)
    assert (found.black, found.frozen, found.silent) == ((), (), ())
    assert near((await looked(path, lenient=True)).silent, (0, 3)), "that quiet may be silence"


async def test_sound_that_comes_late_is_seen_in_its_start(tmp_path: Path) -> None:
    late = ["-f", "lavfi", "-i", f"testsrc2={SIZE}:duration=2", "-itsoffset", "0.4", "-f", "lavfi", "-i", "sine=330:duration=1.5"]
    found = await looked(await made(tmp_path / "late.mkv", *late))
    assert found.picture_at is not None and found.sound_at is not None
    assert found.sound_at - found.picture_at == pytest.approx(0.4, abs=0.03)


async def test_files_of_one_kind(tmp_path: Path) -> None:
    quiet = await looked(await made(tmp_path / "quiet.mp4", "-f", "lavfi", "-i", f"testsrc2={SIZE}:duration=2"))
    assert (quiet.picture_at, quiet.sound_at, quiet.silent) == (0.0, None, ())
    still = await looked(await made(tmp_path / "sound.m4a", "-f", "lavfi", "-i", "anullsrc=duration=2"))
    assert (still.picture_at, still.frozen) == (None, ()) and near(still.silent, (0, 2))
