"""The moment is where the clip was made loud, lively or human."""

import resource
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from media.errors import ProcessFailed
from media.facts import MediaFacts
from media.ffmpeg import FFmpeg
from media.moments import Moment, find_moment
from media.settings import MediaSettings
from tests.media import sources

pytestmark = pytest.mark.ffmpeg

SIZE = (640, 360)
RATE = 10
Paint = Callable[[np.ndarray[Any, Any], float], None]


def drawn_face(size: int) -> np.ndarray[Any, Any]:
    """A face of plain shapes that a face detector takes for one."""
    face, middle = np.full((size, size), 150, np.uint8), size // 2

    def blob(x: float, y: float, wide: float, high: float, shade: int) -> None:
        cv2.ellipse(face, (int(x * size), int(y * size)), (int(wide * size), int(high * size)), 0, 0, 360, shade, -1)

    blob(middle / size, 0.5, 0.34, 0.44, 215)
    blob(0.5, 0.16, 0.36, 0.14, 40)
    for x in (0.35, 0.65):
        blob(x, 0.33, 0.1, 0.025, 70)
        blob(x, 0.42, 0.085, 0.045, 120)
        blob(x, 0.42, 0.035, 0.035, 25)
    blob(0.5, 0.6, 0.06, 0.09, 185)
    blob(0.5, 0.64, 0.06, 0.02, 120)
    blob(0.5, 0.76, 0.13, 0.035, 95)
    return cv2.GaussianBlur(face, (0, 0), size / 90)


def film(target: Path, seconds: float, paint: Paint, sound: str | None = None) -> MediaFacts:
    """A grey film on which `paint` draws each picture, with the sound of a lavfi source."""
    pictures: list[bytes] = []
    for number in range(round(seconds * RATE)):
        picture = np.full((SIZE[1], SIZE[0]), 120, np.uint8)
        paint(picture, number / RATE)
        pictures.append(picture.tobytes())
    heard = ["-f", "lavfi", "-i", sound] if sound else []
    raw = ["-f", "rawvideo", "-pix_fmt", "gray", "-s", f"{SIZE[0]}x{SIZE[1]}", "-r", str(RATE), "-i", "-"]
    sources.make(
        target,
        *raw,
        *heard,
        "-c:v",
        "libx264",
        "-preset",
        "ultrafast",
        "-pix_fmt",
        "yuv420p",
        "-t",
        str(seconds),
        stdin=b"".join(pictures),
    )
    return sources.facts(duration=seconds, width=SIZE[0], height=SIZE[1], audio_channels=1 if sound else 0)


def tone(seconds: float, volume: str) -> str:
    """A tone whose volume is an expression of `t`."""
    return f"aevalsrc='0.6*({volume})*sin(2*PI*440*t)':d={seconds}:s=16000"


def nothing(picture: np.ndarray[Any, Any], at: float) -> None:
    """An empty picture."""


def box(start: float, end: float, x: int, y: int) -> Paint:
    """A white square that shakes about a place between two times, and rests before and after."""

    def paint(picture: np.ndarray[Any, Any], at: float) -> None:
        shift = int(40 * np.sin(at * 17)) if start <= at < end else 0
        picture[y + shift : y + shift + 80, x + shift : x + shift + 80] = 240

    return paint


async def found(path: Path, facts: MediaFacts, work: Path, length: float = 4.0) -> Moment:
    return await find_moment(path, facts, length=length, ffmpeg=FFmpeg(MediaSettings()), work=work)


async def test_loudest_stretch_is_the_moment(tmp_path: Path):
    facts = film(tmp_path / "a.mp4", 16, nothing, tone(16, "if(between(t,10,10.8),1,0.01)"))
    moment = await found(tmp_path / "a.mp4", facts, tmp_path)
    assert 9.7 <= moment.peak <= 11.1
    assert moment.start < moment.peak < moment.end and moment.end - moment.start == pytest.approx(4, abs=0.3)
    assert moment.cues[0] == "loud"


async def test_motion_decides_where_there_is_no_sound_and_says_where_it_is(tmp_path: Path):
    facts = film(tmp_path / "a.mp4", 14, box(9, 10.5, 460, 60))
    moment = await found(tmp_path / "a.mp4", facts, tmp_path)
    assert 8.7 <= moment.peak <= 10.8 and "motion" in moment.cues
    assert moment.focus[0] > 0.65 and moment.focus[1] < 0.45


async def test_face_wins_between_equals_and_is_the_focus(tmp_path: Path):
    face = drawn_face(160)

    def paint(picture: np.ndarray[Any, Any], at: float) -> None:
        if at >= 10:
            picture[40:200, 60:220] = face

    facts = film(tmp_path / "a.mp4", 18, paint, tone(18, "if(between(t,4,4.7)+between(t,13,13.6),1,0.01)"))
    moment = await found(tmp_path / "a.mp4", facts, tmp_path)
    assert 12.5 <= moment.peak <= 14 and "face" in moment.cues
    assert moment.focus[0] == pytest.approx(140 / 640, abs=0.06) and moment.focus[1] == pytest.approx(120 / 360, abs=0.1)


async def test_black_pictures_are_passed_over(tmp_path: Path):
    def paint(picture: np.ndarray[Any, Any], at: float) -> None:
        if at < 8:
            picture[:] = 0

    facts = film(tmp_path / "a.mp4", 16, paint, tone(16, "if(between(t,3,4.2)+between(t,12,12.6),1,0.01)"))
    assert (await found(tmp_path / "a.mp4", facts, tmp_path)).start >= 7.5


async def test_a_window_does_not_begin_right_before_a_scene_cut(tmp_path: Path):
    def paint(picture: np.ndarray[Any, Any], at: float) -> None:
        picture[:] = 60 if at < 7.2 else 200

    # the murmur before the loud second makes 7.0 the best start, but a glimpse of the scene before would flash up
    facts = film(tmp_path / "a.mp4", 20, paint, tone(20, "if(between(t,10,10.6),1,if(between(t,7.5,7.9),0.5,0.01))"))
    moment = await found(tmp_path / "a.mp4", facts, tmp_path)
    assert 9.7 <= moment.peak <= 10.9
    assert not 0 < 7.2 - moment.start < 0.8


async def test_a_source_shorter_than_the_window_is_kept_whole(tmp_path: Path):
    facts = film(tmp_path / "a.mp4", 3, box(1, 2, 100, 100))
    moment = await found(tmp_path / "a.mp4", facts, tmp_path, length=8)
    assert (moment.start, moment.end) == (0, 3)


async def test_stillness_is_a_cue(tmp_path: Path):
    facts = film(tmp_path / "a.mp4", 6, nothing)
    moment = await found(tmp_path / "a.mp4", facts, tmp_path)
    assert moment.cues == ("still",) and moment.focus == (0.5, 0.5)


async def test_an_image_has_its_face_in_focus(tmp_path: Path):
    picture = np.full((480, 640), 150, np.uint8)
    picture[60:260, 400:600] = drawn_face(200)
    cv2.imwrite(str(tmp_path / "a.png"), picture)
    facts = sources.facts(kind="image", container="png", duration=None, width=640, height=480, audio_channels=0, rate=None)
    moment = await found(tmp_path / "a.png", facts, tmp_path)
    assert moment.cues == ("face",) and moment.focus[0] == pytest.approx(500 / 640, abs=0.05)


async def test_sound_alone_has_a_moment(tmp_path: Path):
    sources.make(tmp_path / "a.wav", "-f", "lavfi", "-i", tone(12, "if(between(t,7,7.5),1,0.02)"))
    facts = sources.facts(kind="audio", container="wav", duration=12.0, width=None, height=None, audio_channels=1)
    moment = await found(tmp_path / "a.wav", facts, tmp_path)
    assert 6.7 <= moment.peak <= 7.8 and moment.cues == ("loud",)


async def test_scratch_files_are_gone_and_a_bad_file_is_an_error(tmp_path: Path):
    work = tmp_path / "work"
    work.mkdir()
    facts = film(tmp_path / "a.mp4", 3, nothing)
    await found(tmp_path / "a.mp4", facts, work)
    (tmp_path / "bad.mp4").write_bytes(b"no film at all")
    with pytest.raises(ProcessFailed):
        await found(tmp_path / "bad.mp4", facts, work)
    assert list(work.iterdir()) == []


async def test_ten_times_as_fast_as_it_plays(tmp_path: Path):
    source = ["-f", "lavfi", "-i", "testsrc2=s=1280x720:r=30:d=20", "-f", "lavfi", "-i", "anoisesrc=d=20:a=0.1"]
    sources.make(tmp_path / "a.mp4", *source, "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")
    facts = sources.facts(duration=20.0, width=1280, height=720, audio_channels=1)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    await found(tmp_path / "a.mp4", facts, tmp_path)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert used < 20 / 10 * 2, f"{used:.1f} s of processor time is more than a tenth of the film on two cores"
