"""A crop keeps its subject: cuts are found to the frame, and the window is where the subject was drawn."""

import math
import resource
import time
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from agent_core.artifacts import Subjects
from agent_core.edits import framed
from media.errors import ProcessFailed
from media.facts import MediaFacts
from media.profiles import Profile
from media.render import render
from media.subjects import Shot, find_subjects
from media.timeline import ASPECTS, Aim, Clip, Timeline, Transform, timeline_of
from tests.media import sources
from tests.media.sources import ffmpeg, frames, samples
from tests.media.test_moments import drawn_face

pytestmark = pytest.mark.ffmpeg

WIDE, TALL = (320, 180), (180, 320)
FAST = Profile(preset="ultrafast", crf=14)
RED, GREEN, BLUE = (225, 40, 40), (50, 190, 60), (60, 90, 230)
SHADES = ((96, 92, 88), (84, 96, 104), (112, 108, 92), (88, 84, 100), (100, 112, 104))
"""Backgrounds, of which no two in a row are the same."""
LEFT, MIDDLE, RIGHT = 0.14, 0.5, 0.86
HALF = 0.09
"""Half of a subject's side, as a share of the picture's longer side."""
PLACES = (LEFT, RIGHT, MIDDLE, RIGHT, LEFT, MIDDLE, LEFT)
LENGTHS = (37, 22, 41, 9, 30, 25, 19)
"""Frames of the shots."""

Picture = np.ndarray
Scene = tuple[int, Callable[[Picture, int], None]]
"""How many frames, and what draws each."""


def ground(size: tuple[int, int], shade: int) -> Picture:
    """A background with a slope along the longer side, by which every column (or row) can be told from the others."""
    wide, high = size
    picture = np.empty((high, wide, 3), np.float32)
    picture[:] = SHADES[shade % len(SHADES)]
    slope = np.linspace(-40, 40, max(size))
    picture += slope[None, :, None] if wide >= high else slope[:, None, None]
    return picture.astype(np.uint8)


def box(picture: Picture, place: float, colour: tuple[int, int, int], across: float | None = None) -> None:
    """A square whose middle is at a share of the longer side (and of the shorter one: in the middle)."""
    high, wide = picture.shape[:2]
    side = round(2 * HALF * max(high, wide))
    x, y = (place, 0.5 if across is None else across) if wide >= high else (0.5 if across is None else across, place)
    left, top = round(x * wide - side / 2), round(y * high - side / 2)
    picture[max(top, 0) : top + side, max(left, 0) : left + side] = colour


def film(
    target: Path, scenes: Sequence[Scene], size: tuple[int, int] = WIDE, rate: str = "30", sound: bool = False
) -> MediaFacts:
    """A film of scenes, one cut to the next."""
    pictures: list[bytes] = []
    for shade, (count, paint) in enumerate(scenes):
        for number in range(count):
            picture = ground(size, shade)
            paint(picture, number)
            pictures.append(picture.tobytes())
    heard = ["-f", "lavfi", "-i", f"anoisesrc=d={float(len(pictures) / Fraction(rate)):.3f}:a=0.3:seed=7"] if sound else []
    raw = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{size[0]}x{size[1]}", "-r", rate, "-i", "-", *heard]
    coded = ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "14", "-g", "50", "-pix_fmt", "yuv420p", "-c:a", "aac"]
    sources.make(target, *raw, *coded, stdin=b"".join(pictures))
    fps = Fraction(rate)
    return sources.facts(
        duration=float(len(pictures) / fps), width=size[0], height=size[1], audio_channels=1 if sound else 0,
        rate=(fps.numerator, fps.denominator), container="matroska" if target.suffix == ".mkv" else "mp4",
    )  # fmt: skip


def subject(place: float, sway: float = 0.0) -> Callable[[Picture, int], None]:
    """A red square, still or swaying a little."""
    return lambda picture, number: box(picture, place, RED, 0.5 + sway * math.sin(number / 3))


def places(sway: float = 0.0) -> list[Scene]:
    return [(length, subject(place, sway)) for length, place in zip(LENGTHS, PLACES, strict=True)]


async def found(path: Path, facts: MediaFacts, work: Path) -> tuple[Shot, ...]:
    return await find_subjects(path, facts, ffmpeg=ffmpeg, work=work)


async def aimed(path: Path, facts: MediaFacts, work: Path, aspect: str) -> Timeline:
    shots = await found(path, facts, work)
    return framed(timeline_of(facts), aspect, "crop", Subjects(asset=facts.asset, shots=shots))


async def rendered(timeline: Timeline, path: Path, target: Path) -> Path:
    made = await render(
        timeline.model_copy(update={"lufs": None}), target, sources={"a": path}, profile=FAST, ffmpeg=ffmpeg, work=target.parent
    )
    return made.path


def starts(lengths: Sequence[int]) -> list[int]:
    return [int(frame) for frame in np.cumsum([0, *lengths])[:-1]]


def kept(picture: Picture, aspect: str, size: tuple[int, int]) -> float:
    """The share of the subject that is in a cropped picture."""
    red = (picture[..., 0] > 150) & (picture[..., 1] < 110) & (picture[..., 2] < 110)
    scale = picture.shape[0] / size[1] if ASPECTS[aspect] < Fraction(*size) else picture.shape[1] / size[0]
    return float(red.sum() / (2 * HALF * max(size) * scale) ** 2)


@pytest.mark.parametrize(
    ("aspect", "size", "sway"), [("9:16", WIDE, 0.0), ("9:16", WIDE, 0.08), ("1:1", WIDE, 0.08), ("16:9", TALL, 0.0)]
)
async def test_the_subject_of_every_shot_stays_in_the_frame(aspect: str, size: tuple[int, int], sway: float, tmp_path: Path):
    facts = film(tmp_path / "a.mp4", places(sway), size)
    timeline = await aimed(tmp_path / "a.mp4", facts, tmp_path, aspect)
    shown = frames(await rendered(timeline, tmp_path / "a.mp4", tmp_path / "out.mp4"))
    assert len(shown) == sum(LENGTHS)
    whole = [kept(picture, aspect, size) > 0.9 for picture in shown]
    assert sum(whole) >= 0.98 * len(whole), [number for number, fine in enumerate(whole) if not fine]


async def test_the_crop_jumps_at_the_cut_and_at_no_other_frame(tmp_path: Path):
    """The slope behind the subject tells where the crop of each frame begins."""
    facts = film(tmp_path / "a.mp4", places())
    timeline = await aimed(tmp_path / "a.mp4", facts, tmp_path, "9:16")
    assert [aim.source_at for aim in timeline.video[0].transform.path] == starts(LENGTHS)[1:]
    shown = frames(await rendered(timeline, tmp_path / "a.mp4", tmp_path / "out.mp4"))
    before = 0
    for shade, (length, place) in enumerate(zip(LENGTHS, PLACES, strict=True)):
        level = [float(np.mean(picture[:10, :6])) - np.mean(SHADES[shade % len(SHADES)]) for picture in shown[before:][:length]]
        lefts = [(value + 40) / 80 for value in level]
        assert max(lefts) - min(lefts) < 0.03, "the crop rests within a shot"
        width = 9 / 16 / (16 / 9)
        assert lefts[0] < place - HALF + 0.02 and place + HALF - 0.02 < lefts[0] + width
        before += length


@pytest.mark.parametrize(("rate", "name"), [("24000/1001", "a.mp4"), ("50", "a.mkv")])
async def test_cuts_are_exact_at_every_rate(rate: str, name: str, tmp_path: Path):
    facts = film(tmp_path / name, places(0.08), rate=rate)
    timeline = await aimed(tmp_path / name, facts, tmp_path, "9:16")
    assert [aim.source_at for aim in timeline.video[0].transform.path] == starts(LENGTHS)[1:]


async def test_a_rate_that_is_halved_still_jumps_with_the_picture(tmp_path: Path):
    """At half the rate a cut lies between two frames or on one; the crop jumps when the picture does."""
    facts = film(tmp_path / "a.mp4", places(), rate="60").model_copy(update={"variable_rate": True})
    timeline = await aimed(tmp_path / "a.mp4", facts, tmp_path, "9:16")
    assert timeline.rate == (30, 1)
    shown = frames(await rendered(timeline, tmp_path / "a.mp4", tmp_path / "out.mp4"))
    assert len(shown) == pytest.approx(sum(LENGTHS) / 2, abs=1)
    assert [number for number, picture in enumerate(shown) if kept(picture, "9:16", WIDE) < 0.9] == []


async def test_cut_pieces_and_held_frames_keep_their_aims(tmp_path: Path):
    facts = film(tmp_path / "a.mp4", places())
    whole = await aimed(tmp_path / "a.mp4", facts, tmp_path, "9:16")
    pieces = whole.without([(10, 50), (70, 101)])
    last = pieces.video[-1]
    held = pieces.model_copy(update={"video": (*pieces.video[:-1], last.model_copy(update={"frames": last.frames + 15}))})
    shown = frames(await rendered(held, tmp_path / "a.mp4", tmp_path / "out.mp4"))
    assert len(shown) == sum(LENGTHS) - 71 + 15
    assert all(kept(picture, "9:16", WIDE) > 0.9 for picture in shown)


async def test_a_single_shot_has_one_window(tmp_path: Path):
    facts = film(tmp_path / "a.mp4", [(60, subject(RIGHT, 0.1))])
    (shot,) = await found(tmp_path / "a.mp4", facts, tmp_path)
    assert (shot.start, shot.end) == (0, 2) and shot.focus(0.316, 1)[0] == pytest.approx(RIGHT, abs=0.06)
    assert (await aimed(tmp_path / "a.mp4", facts, tmp_path, "9:16")).video[0].transform.path == ()
    assert Shot.model_validate_json(shot.model_dump_json()) == shot


async def test_an_empty_picture_is_cut_in_the_middle(tmp_path: Path):
    facts = film(tmp_path / "a.mp4", [(40, lambda picture, number: picture.fill(90))])
    (shot,) = await found(tmp_path / "a.mp4", facts, tmp_path)
    assert shot.focus(0.316, 1) == (0.5, 0.5)


async def test_what_moves_wins_over_what_stands(tmp_path: Path):
    def paint(picture: Picture, number: int) -> None:
        box(picture, LEFT, GREEN)
        box(picture, RIGHT, GREEN, 0.5 + 0.15 * math.sin(number / 2))

    facts = film(tmp_path / "a.mp4", [(60, paint)])
    (shot,) = await found(tmp_path / "a.mp4", facts, tmp_path)
    assert shot.focus(0.316, 1)[0] > 0.7


async def test_a_face_wins_over_colour_and_motion(tmp_path: Path):
    face = np.repeat(drawn_face(90)[:, :, None], 3, axis=2)

    def paint(picture: Picture, number: int) -> None:
        box(picture, RIGHT, BLUE, 0.5 + 0.2 * math.sin(number / 2))
        picture[40:130, 20:110] = face

    facts = film(tmp_path / "a.mp4", [(60, paint)])
    (shot,) = await found(tmp_path / "a.mp4", facts, tmp_path)
    assert shot.focus(0.316, 1)[0] == pytest.approx(65 / 320, abs=0.05)


async def test_a_moving_camera_and_quick_motion_are_no_cuts(tmp_path: Path):
    texture = np.random.default_rng(5).integers(40, 200, (5, 24, 3), np.uint8).repeat(40, axis=0).repeat(40, axis=1)

    def pan(picture: Picture, number: int) -> None:
        picture[:] = texture[:180, number * 8 : number * 8 + 320]

    def dash(picture: Picture, number: int) -> None:
        box(picture, 0.1 + 0.8 * abs(math.sin(number / 4)), RED)

    facts = film(tmp_path / "a.mp4", [(75, pan), (60, dash)])
    shots = await found(tmp_path / "a.mp4", facts, tmp_path)
    assert [round(shot.start * 30) for shot in shots] == [0, 75]


async def test_a_fade_through_black_parts_shots_while_nothing_is_seen(tmp_path: Path):
    def fading(place: float, shown: Callable[[int], float]) -> Callable[[Picture, int], None]:
        def paint(picture: Picture, number: int) -> None:
            box(picture, place, RED)
            picture[:] = picture * shown(number)

        return paint

    out, into = (
        fading(LEFT, lambda n: min(1.0, max(0.0, (60 - n) / 30))),
        fading(RIGHT, lambda n: min(1.0, max(0.0, (n - 15) / 30))),
    )
    facts = film(tmp_path / "a.mp4", [(75, out), (75, into)])
    first, second = await found(tmp_path / "a.mp4", facts, tmp_path)
    assert 59 / 30 <= second.start == first.end <= 92 / 30
    assert first.focus(0.316, 1)[0] < 0.3 and second.focus(0.316, 1)[0] > 0.7


async def test_an_image_is_a_shot_without_length(tmp_path: Path):
    picture = ground(WIDE, 0)
    box(picture, LEFT, RED)
    raw = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", "320x180", "-i", "-"]
    sources.make(tmp_path / "a.png", *raw, "-frames:v", "1", stdin=picture.tobytes())
    facts = sources.facts(kind="image", container="png", duration=None, width=320, height=180, audio_channels=0, rate=None)
    (shot,) = await found(tmp_path / "a.png", facts, tmp_path)
    assert shot.end == 0 and shot.focus(0.316, 1)[0] == pytest.approx(LEFT, abs=0.06)


async def test_scratch_files_are_gone_and_a_bad_file_is_an_error(tmp_path: Path):
    work = tmp_path / "work"
    work.mkdir()
    facts = film(tmp_path / "a.mp4", [(20, subject(LEFT))])
    await found(tmp_path / "a.mp4", facts, work)
    (tmp_path / "bad.mp4").write_bytes(b"no film at all")
    with pytest.raises(ProcessFailed):
        await found(tmp_path / "bad.mp4", facts, work)
    assert list(work.iterdir()) == []


def used() -> float:
    """Processor seconds of finished children."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


async def test_thirty_cuts_cost_what_one_window_does_and_the_sound_is_untouched(tmp_path: Path):
    scenes = [(12, subject((LEFT, RIGHT, MIDDLE)[index % 3])) for index in range(31)]
    facts = film(tmp_path / "a.mp4", scenes, size=(640, 360), sound=True)
    many = await aimed(tmp_path / "a.mp4", facts, tmp_path, "9:16")
    assert [aim.source_at for aim in many.video[0].transform.path] == list(range(12, 372, 12))
    one = framed(timeline_of(facts), "9:16", "crop", None)
    spent: list[float] = []
    for number, timeline in enumerate((one, many)):
        before = used()
        await rendered(timeline, tmp_path / "a.mp4", tmp_path / f"{number}.mp4")
        spent.append(used() - before)
    assert spent[1] < 1.5 * spent[0] + 0.3, spent
    plain, followed = samples(tmp_path / "0.mp4"), samples(tmp_path / "1.mp4")
    assert np.array_equal(plain, followed) and np.abs(plain).max() > 0.1


async def test_a_path_may_have_thousands_of_aims(tmp_path: Path):
    """An aim for every frame: FFmpeg takes the expression, and each frame is where its aim is."""
    count = 2500
    raw = ["-f", "lavfi", "-i", f"color=black:s=64x16:r=30:d={count / 30:.3f},geq=lum='16+3*X':cb=128:cr=128"]
    sources.make(tmp_path / "a.mp4", *raw, "-c:v", "libx264", "-preset", "ultrafast", "-crf", "8", "-pix_fmt", "yuv420p")
    facts = sources.facts(duration=count / 30, width=64, height=16, audio_channels=0)
    aims = tuple(Aim(source_at=n, focus=(0.2 + 0.6 * (n * 7 % 10) / 10, 0.5)) for n in range(1, count))
    clip = Clip(source=facts, at=0, frames=count, transform=Transform(fit="crop", focus=(0.2, 0.5), path=aims))
    timeline = Timeline(rate=(30, 1), width=16, height=16, video=(clip,))
    start = time.monotonic()
    shown = frames(await rendered(timeline, tmp_path / "a.mp4", tmp_path / "out.mp4"))
    assert time.monotonic() - start < 30
    levels = np.array([float(picture.mean()) for picture in shown])
    wanted = np.array([n * 7 % 10 for n in range(count)])
    means = [levels[wanted == step] for step in range(10)]
    assert len(shown) == count and all(group.std() < 2 for group in means)
    assert all(before.mean() + 3 < after.mean() for before, after in pairwise(means))
