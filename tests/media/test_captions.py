"""Captions: fitted, inside the safe area, shown exactly when and as they were written."""

from pathlib import Path

import numpy as np
import pytest

from media.ass import ass_script, color_code, escape_text
from media.captions import PlacedCaption, place_captions, safe_area
from media.errors import BadCaptions
from media.fonts import Fonts, find_fonts
from media.profiles import Profile
from media.render import render
from media.settings import MediaSettings
from media.timeline import Caption, CaptionPreset, CaptionStyle, CaptionTrack, Clip, Timeline
from tests.media import sources as made
from tests.media.sources import facts, ffmpeg, make

pytestmark = pytest.mark.ffmpeg

ASPECTS = {"16:9": (640, 360), "9:16": (360, 640), "1:1": (480, 480), "4:5": (480, 600)}
WORDS = {
    "en": ("When the build passes on the very first try", "Nobody: absolutely nobody (me, at 3 a.m.): jumpy query"),
    "zh": ("当你终于修好了最后一个bug，却发现生产环境挂了", "我太难了！今天又是《加班》到天亮的一天……"),
    "vi": ("KHI BẠN NGHĨ MỌI THỨ ĐÃ ỔN", "Ế ẨM QUÁ TRỜI, ỖNG ĐỔ ƯỚT HẾT Ợ, kỵ ghê gợp"),
}


@pytest.fixture(scope="module")
def fonts() -> Fonts:
    return find_fonts(MediaSettings())


@pytest.fixture(scope="module")
def grey(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("grey") / "grey.png", "-f", "lavfi", "-i", "color=gray:s=64x64:d=0.1", "-frames:v", "1")


def _timeline(size: tuple[int, int], *tracks: CaptionTrack, frames: int = 1) -> Timeline:
    source = facts("grey", kind="image", width=64, height=64, audio_channels=0)
    clip = Clip.model_validate({"source": source, "at": 0, "frames": frames, "transform": {"fit": "crop"}})
    return Timeline(rate=(30, 1), width=size[0], height=size[1], video=(clip,), captions=tracks, lufs=None)


def _track(text: str, start: int = 0, end: int = 1, **style: object) -> CaptionTrack:
    return CaptionTrack(captions=(Caption(start=start, end=end, text=text),), style=CaptionStyle.model_validate(style))


async def _drawn(timeline: Timeline, grey: Path, folder: Path) -> list[np.ndarray]:
    """Where each frame differs from plain grey, bool[height, width]."""
    profile = Profile(preset="ultrafast", crf=4)
    rendered = await render(timeline, folder / "out.mp4", sources={"grey": grey}, profile=profile, ffmpeg=ffmpeg, work=folder)
    return [np.abs(frame.astype(int) - 128).max(axis=2) > 40 for frame in made.frames(rendered.path)]


def _box(mask: np.ndarray) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of what is set."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _check_across(placed: PlacedCaption, seen: tuple[int, int, int, int]) -> None:
    """What is drawn is as wide as was measured, but for the air beside the last letter: half an em after a Chinese comma."""
    assert seen[0] >= placed.box.left - 1.5 and seen[2] <= placed.box.right + 1.5
    assert seen[2] - seen[0] >= placed.box.width - 0.7 * placed.em


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("aspect", ASPECTS)
async def test_memes_stay_inside_the_safe_area_and_fill_it_well(
    aspect: str, language: str, fonts: Fonts, grey: Path, tmp_path: Path
) -> None:
    width, height = ASPECTS[aspect]
    top, bottom = WORDS[language]
    tracks = (_track(top, preset="meme", position="top"), _track(bottom, preset="meme"))
    timeline = _timeline((width, height), *tracks)
    (mask,) = await _drawn(timeline, grey, tmp_path)
    area = safe_area(width, height)
    left, upper, right, lower = _box(mask)
    assert left >= area.left - 1 and right <= area.right + 1
    assert upper >= area.top - 1 and lower <= area.bottom + 1
    assert right - left > area.width * 0.6
    assert not mask[int(height * 0.46) : int(height * 0.54)].any()
    for placed in place_captions(timeline, fonts):  # what is measured is what is drawn
        half = mask[: height // 2] if placed.style.position == "top" else mask[height // 2 :]
        offset = 0 if placed.style.position == "top" else height // 2
        seen = _box(half)
        _check_across(placed, seen)
        assert seen[1] + offset >= placed.box.top - 1.5
        assert seen[3] + offset <= placed.box.bottom + 1.5


@pytest.mark.parametrize("preset", ["plain", "bold", "meme"])
@pytest.mark.parametrize("position", ["top", "middle", "bottom"])
def test_every_look_stands_where_it_should(preset: CaptionPreset, position: str, fonts: Fonts) -> None:
    for size in ASPECTS.values():
        (placed,) = place_captions(_timeline(size, _track(WORDS["vi"][1], preset=preset, position=position)), fonts)
        area = safe_area(*size)
        middle = (placed.box.top + placed.box.bottom) / 2 / size[1]
        assert {"top": middle < 0.4, "middle": 0.35 < middle < 0.6, "bottom": middle > 0.55}[position]
        assert placed.box.top >= area.top - 0.01 and placed.box.bottom <= area.bottom + 0.01


def test_tall_pictures_keep_clear_of_the_platforms_buttons() -> None:
    area = safe_area(1080, 1920)
    assert area.bottom <= 1920 * 0.8
    assert area.right <= 1080 * 0.89
    assert all(safe_area(*size).left >= size[0] * 0.05 - 0.01 for size in ((1920, 1080), (1080, 1080), (1080, 1350)))


def _em(text: str, fonts: Fonts, **style: object) -> PlacedCaption:
    (placed,) = place_captions(_timeline((1920, 1080), _track(text, **style)), fonts)
    return placed


def test_size_is_a_factor_and_long_words_shrink(fonts: Fonts) -> None:
    plain = _em("hello", fonts).em
    assert _em("hello", fonts, size=1.3).em == pytest.approx(plain * 1.3)
    assert _em("hello", fonts, size=0.7).em == pytest.approx(plain * 0.7)
    long = _em("一段说不完的话" * 12, fonts, preset="meme")
    assert long.em < _em("话", fonts, preset="meme").em * 0.7
    assert long.box.height <= 1080 * 0.37
    assert _em("x" * 150, fonts, preset="meme").box.width <= safe_area(1920, 1080).width + 1


def test_too_many_words_are_refused(fonts: Fonts) -> None:
    with pytest.raises(BadCaptions) as caught:
        _em("说" * 2500, fonts)
    assert caught.value.code == "caption-too-long"


def test_captions_shown_together_never_overlap(fonts: Fonts) -> None:
    tracks = (_track("first words", preset="meme"), _track("second words"), _track("third words", size=2.0))
    placed = place_captions(_timeline((640, 360), *tracks), fonts)
    boxes = [one.box for one in placed]
    assert not any(a.meets(b) for n, a in enumerate(boxes) for b in boxes[n + 1 :])


async def test_captions_are_shown_on_exactly_their_frames(grey: Path, tmp_path: Path) -> None:
    track = CaptionTrack(captions=tuple(Caption(start=at, end=at + 3, text="好") for at in (1, 7, 20)))
    for rate in ((30, 1), (30000, 1001), (60, 1)):
        timeline = _timeline((160, 90), track, frames=25).model_copy(update={"rate": rate})
        shown = [n for n, mask in enumerate(await _drawn(timeline, grey, tmp_path)) if mask.any()]
        assert shown == [1, 2, 3, 7, 8, 9, 20, 21, 22]


async def test_colour_and_outline_are_those_asked_for(grey: Path, tmp_path: Path) -> None:
    timeline = _timeline((640, 360), _track("III", preset="meme", color="yellow", outline="navy", size=2.0))
    profile = Profile(preset="ultrafast", crf=4)
    rendered = await render(timeline, tmp_path / "o.mp4", sources={"grey": grey}, profile=profile, ffmpeg=ffmpeg, work=tmp_path)
    pixels = made.frames(rendered.path)[0].reshape(-1, 3).astype(int)
    for color in ([255, 255, 0], [0, 0, 128]):
        assert (np.abs(pixels - color).max(axis=1) < 24).sum() > 300


def test_unknown_colours_are_refused() -> None:
    assert color_code("gold") == "&H00D7FF&"
    with pytest.raises(BadCaptions) as caught:
        color_code("blurple")
    assert caught.value.code == "unknown-color"


INJECTIONS = [r"{\pos(10,10)}a", r"a\Nb\nc\hd", r"{\an8\fs200}", "{}", r"\{\b1\}", r"{\p1}m 0 0 l 99 0 99 99{\p0}", "}{", "\\"]


@pytest.mark.parametrize("text", INJECTIONS)
def test_words_never_become_instructions(text: str, fonts: Fonts) -> None:
    timeline = _timeline((640, 360), _track(text))
    script = ass_script(place_captions(timeline, fonts), timeline, fonts)
    (event,) = [line for line in script.splitlines() if line.startswith("Dialogue")]
    words = event.split("}")[-1] if "\\}" not in event else event[event.index(escape_text(text)[:2]) :]
    assert "\\N" not in words and "\\n" not in words and "\\h" not in words
    assert escape_text(text) in event


@pytest.mark.parametrize("text", INJECTIONS[:3])
async def test_injected_words_are_drawn_as_words(text: str, fonts: Fonts, grey: Path, tmp_path: Path) -> None:
    timeline = _timeline((640, 360), _track(text))
    (placed,) = place_captions(timeline, fonts)
    (mask,) = await _drawn(timeline, grey, tmp_path)
    _check_across(placed, _box(mask))
    _, upper, _, lower = _box(mask)
    assert upper >= placed.box.top - 1.5 and lower <= placed.box.bottom + 1.5


async def test_emoji_that_no_font_has_leave_no_boxes(fonts: Fonts, grey: Path, tmp_path: Path) -> None:
    (plain,) = await _drawn(_timeline((320, 180), _track("ok 好")), grey, tmp_path)
    (same,) = await _drawn(_timeline((320, 180), _track("ok\U0001fae8\u200d\ufe0f 好")), grey, tmp_path)
    assert (plain == same).all()
    assert place_captions(_timeline((320, 180), _track("\U0001fae8")), fonts) == ()
