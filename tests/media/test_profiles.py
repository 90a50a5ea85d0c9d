"""Profiles: what fits into a limit, and files that are what their profile says."""

import re
from collections import deque
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from media.errors import DoesNotFit
from media.facts import MediaFacts
from media.profiles import DISCORD_STICKER, GIF, TELEGRAM_STICKER, Container, Profile, encoding, even
from media.render import Rendered, render
from media.timeline import Timeline, timeline_of
from tests.media.sources import facts, ffmpeg, frames, make, stream_info

pytestmark = pytest.mark.unit


def _plan(limit: int | None, duration: float = 30.0, tighter: float = 1.0, **profile: Any) -> tuple[int, int, int, int | None]:
    made = Profile.model_validate({"max_bytes": limit, **profile})
    plan = encoding(made, width=1920, height=1080, fps=30, duration=duration, tighter=tighter)
    return plan.width, plan.height, plan.sound_bps, plan.picture_bps


def test_without_a_limit_quality_alone_decides() -> None:
    assert _plan(None) == (1920, 1080, 192_000, None)


@pytest.mark.parametrize("limit_mb", [0.5, 1, 3, 8, 25])
@pytest.mark.parametrize("duration", [3.0, 30.0, 60.0])
@pytest.mark.parametrize("container", ["mp4", "webm"])
def test_rate_times_length_stays_below_the_limit(limit_mb: float, duration: float, container: str) -> None:
    width, height, sound, picture = _plan(int(limit_mb * 1e6), duration, container=container)
    assert picture is not None
    assert (sound * duration + picture * (duration + 1)) / 8 < limit_mb * 1e6
    assert width % 2 == height % 2 == 0
    assert width / height == pytest.approx(16 / 9, rel=0.03)


def test_a_tight_limit_makes_the_picture_smaller_and_a_tighter_one_smaller_still() -> None:
    roomy, tight, tighter = _plan(50_000_000), _plan(1_500_000), _plan(1_500_000, tighter=0.7)
    assert roomy[0] == 1920 > tight[0] > tighter[0] >= 256


@pytest.mark.parametrize(
    ("limit", "profile"),
    [
        (60_000, {}),
        (60_000, {"container": "webm"}),
        (60_000, {"container": "mp3"}),
        (60_000, {"container": "ogg"}),
        (1_000_000, {"container": "wav"}),
    ],
)
def test_what_would_fall_apart_is_refused(limit: int, profile: dict[str, Any]) -> None:
    with pytest.raises(DoesNotFit) as caught:
        _plan(limit, **profile)
    assert caught.value.values == {"limit_mb": round(limit / 1e6, 1), "duration": 30}


def test_sides_are_made_even_downwards() -> None:
    assert [even(side) for side in (641, 640, 1.9, 3.99)] == [640, 640, 2, 2]


def test_a_limit_that_binds_nothing_stays_within_the_encoders_numbers() -> None:
    generous = encoding(Profile(max_bytes=2_000_000_000), width=640, height=360, fps=30, duration=1.0)
    assert generous.picture_bps is not None
    assert generous.picture_bps < 2**31


@pytest.mark.parametrize(("fps", "rate"), [(30, 15), (25, 12.5), (Fraction(30000, 1001), Fraction(15000, 1001)), (60, 15)])
def test_a_gif_takes_every_second_or_fourth_picture(fps: float, rate: float) -> None:
    plan = encoding(GIF, width=1920, height=1080, fps=fps, duration=4.0)
    assert plan.rate is not None
    assert Fraction(*plan.rate) == rate
    assert (plan.width, plan.height) == (480, 270)


def test_a_slow_timeline_keeps_its_rate_and_a_small_one_its_size() -> None:
    plan = encoding(GIF, width=200, height=300, fps=12, duration=4.0)
    assert (plan.rate, plan.width, plan.height) == (None, 200, 300)


def test_an_exact_side_holds_for_small_pictures_and_tight_limits() -> None:
    for size in ((160, 90), (1080, 1920)):
        plan = encoding(TELEGRAM_STICKER, width=size[0], height=size[1], fps=60, duration=3.0)
        assert max(plan.width, plan.height) == 512
        assert plan.rate == (30, 1)


def test_every_missed_attempt_makes_a_gif_smaller_until_it_is_given_up() -> None:
    profile = GIF.model_copy(update={"max_bytes": 1_000_000})

    def attempts(tighter: float = 1.0) -> Iterator[float]:
        for _ in range(30):
            plan = encoding(profile, width=640, height=360, fps=30, duration=4.0, tighter=tighter)
            assert plan.gif
            yield plan.gif.share
            tighter = plan.tighter(1_100_000)

    made: deque[float] = deque()
    with pytest.raises(DoesNotFit):
        made.extend(attempts())  # a deque keeps what came before the refusal
    assert len(made) > 4
    assert all(after < before for before, after in pairwise(made))


@pytest.mark.parametrize(
    ("container", "asked", "written"),
    [("mp3", 44_100, 44_100), ("mp3", 96_000, 48_000), ("ogg", 44_100, 48_000), ("ogg", 8_000, 8_000), ("m4a", 96_000, 96_000),
     ("wav", 11_025, 11_025), ("m4a", 30_000, 32_000)],
)  # fmt: skip
def test_a_codec_takes_the_next_rate_it_has(container: Container, asked: int, written: int) -> None:
    assert Profile(container=container, rate_hz=asked).sound_hz == written


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four seconds of moving noise with noise for sound: as hard to make small as it gets."""
    picture = ("-f", "lavfi", "-i", "testsrc2=s=320x180:r=30:d=4,noise=alls=25:allf=t")
    heard = ("-f", "lavfi", "-i", "anoisesrc=d=4:c=pink:a=0.2:r=48000")
    coded = ("-pix_fmt", "yuv420p", "-c:v", "libx264", "-preset", "ultrafast", "-crf", "12", "-c:a", "aac", "-ac", "2")
    return make(tmp_path_factory.mktemp("film") / "film.mp4", *picture, *heard, *coded)


def _timeline(**changes: object) -> Timeline:
    source = MediaFacts.model_validate(facts().model_dump() | {"width": 320, "height": 180, "duration": 4.0})
    return timeline_of(source).model_copy(update={"lufs": None, **changes})


async def _made(film: Path, tmp_path: Path, profile: Profile, timeline: Timeline | None = None) -> Rendered:
    target = tmp_path / f"out{profile.suffix}"
    return await render(timeline or _timeline(), target, sources={"a": film}, profile=profile, ffmpeg=ffmpeg, work=tmp_path)


def _opened(path: Path) -> tuple[str, dict[str, str]]:
    with av.open(str(path)) as container:
        return container.format.name, dict(container.metadata)


@pytest.mark.ffmpeg
@pytest.mark.parametrize(
    ("container", "demuxer", "codec"),
    [("mp3", "mp3", "mp3"), ("wav", "wav", "pcm_s16le"), ("m4a", "mov", "aac"), ("ogg", "ogg", "opus")],
)
async def test_sound_files_are_what_they_are_called(
    container: Container, demuxer: str, codec: str, film: Path, tmp_path: Path
) -> None:
    made = await _made(film, tmp_path, Profile(container=container))
    info, (name, tags) = stream_info(made.path), _opened(made.path)
    assert name.startswith(demuxer)
    assert (info["streams"], info["audio"].removesuffix("float"), info["hz"], info["channels"]) == (1, codec, 48_000, 2)
    assert info["duration"] == pytest.approx(4.0, abs=0.06)
    assert container != "m4a" or tags["major_brand"] == "M4A "
    assert made.lufs is not None


@pytest.mark.ffmpeg
@pytest.mark.parametrize(("container", "limit"), [("mp3", 40_000), ("m4a", 40_000), ("ogg", 40_000), ("mp4", 200_000)])
async def test_limits_hold_and_are_used(container: Container, limit: int, film: Path, tmp_path: Path) -> None:
    made = await _made(film, tmp_path, Profile(container=container, max_bytes=limit))
    assert limit * 0.5 < made.path.stat().st_size <= limit
    assert made.size_bytes == made.path.stat().st_size


@pytest.mark.ffmpeg
@pytest.mark.parametrize("limit", [None, 300_000])
async def test_webm_is_vp9_with_opus_in_bt709(limit: int | None, film: Path, tmp_path: Path) -> None:
    made = await _made(film, tmp_path, Profile(container="webm", max_bytes=limit))
    info = stream_info(made.path)
    assert b"webm" in made.path.read_bytes()[:64]
    assert (info["codec"], info["audio"], info["hz"]) == ("vp9", "opus", 48_000)
    assert (info["matrix"], info["primaries"], info["transfer"], info["range"]) == (1, 1, 1, 1)
    assert len(frames(made.path)) == 120
    assert info["duration"] == pytest.approx(4.0, abs=0.05)
    assert limit is None or made.size_bytes <= limit


@pytest.mark.ffmpeg
async def test_a_gif_repeats_for_ever_and_lasts_as_long_as_the_timeline(film: Path, tmp_path: Path) -> None:
    made = await _made(film, tmp_path, GIF)
    raw, info = made.path.read_bytes(), stream_info(made.path)
    assert re.search(rb"NETSCAPE2\.0\x03\x01\x00\x00\x00", raw), "the loop extension with a count of 0"
    assert (info["codec"], info["streams"]) == ("gif", 1)
    assert len(frames(made.path)) == 60
    assert info["duration"] == pytest.approx(4.0, abs=0.03)
    assert (made.width, made.height, made.lufs) == (320, 180, None)


@pytest.mark.ffmpeg
async def test_a_gif_keeps_the_colours(tmp_path: Path) -> None:
    red = make(tmp_path / "red.mp4", "-f", "lavfi", "-i", "color=0xd02010:s=320x180:r=30:d=1", "-pix_fmt", "yuv420p",
               "-vf", "scale=out_color_matrix=bt709", "-colorspace", "bt709")  # fmt: skip
    source = facts("a", width=320, height=180, duration=1.0, audio_channels=0, color_matrix="bt709")
    made = await _made(red, tmp_path, GIF, timeline_of(source).model_copy(update={"lufs": None}))
    assert np.abs(frames(made.path)[3].astype(int) - frames(red)[3]).max() < 5


@pytest.mark.ffmpeg
@pytest.mark.parametrize("limit", [900_000, 250_000])
async def test_a_gif_steps_down_until_it_is_within_its_limit(limit: int, film: Path, tmp_path: Path) -> None:
    made = await _made(film, tmp_path, GIF.model_copy(update={"max_bytes": limit}))
    assert limit * 0.3 < made.path.stat().st_size <= limit
    assert stream_info(made.path)["duration"] == pytest.approx(4.0, abs=0.15)


@pytest.mark.ffmpeg
@pytest.mark.parametrize(("profile", "side", "codec"), [(TELEGRAM_STICKER, 512, "vp9"), (DISCORD_STICKER, 320, "gif")])
async def test_stickers_keep_every_rule(profile: Profile, side: int, codec: str, film: Path, tmp_path: Path) -> None:
    made = await _made(film, tmp_path, profile)
    info = stream_info(made.path)
    assert (info["codec"], info["streams"], max(info["width"], info["height"])) == (codec, 1, side)
    assert info["duration"] <= (profile.max_duration or 0) + 0.001
    assert made.path.stat().st_size <= (profile.max_bytes or 0)
    assert info["rate"] <= 30
