"""Captions: fitted, inside the safe area, shown exactly when and as they were written."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import get_args

import pytest

from media.ass import ass_script, color_code, escape_text
from media.captions import PlacedCaption, place_captions
from media.errors import BadCaptions
from media.fonts import Fonts, find_fonts
from media.safe_area import safe_area
from media.settings import MediaSettings
from media.timeline import Caption, CaptionPreset, CaptionTrack
from tests.media.drawn import ASPECTS, box, drawn, near, pictures, timeline, track

pytestmark = pytest.mark.ffmpeg

WORDS = {
    "en": ("When the build passes on the very first try", "Nobody: absolutely nobody (me, at 3 a.m.): jumpy query"),
    "zh": ("当你终于修好了最后一个bug，却发现生产环境挂了", "我太难了！今天又是《加班》到天亮的一天……"),
    "vi": ("KHI BẠN NGHĨ MỌI THỨ ĐÃ ỔN", "Ế ẨM QUÁ TRỜI, ỖNG ĐỔ ƯỚT HẾT Ợ, kỵ ghê gợp"),
}

PRESETS: tuple[CaptionPreset, ...] = get_args(CaptionPreset)


@pytest.fixture(scope="module")
def fonts() -> Fonts:
    return find_fonts(MediaSettings())


def _check_across(placed: PlacedCaption, seen: tuple[int, int, int, int]) -> None:
    """What is drawn is as wide as was measured, but for the air beside the last letter: half an em after a Chinese comma."""
    assert seen[0] >= placed.box.left - 1.5 and seen[2] <= placed.box.right + 1.5
    assert seen[2] - seen[0] >= placed.box.width - 0.7 * placed.em


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("aspect", ASPECTS)
async def test_memes_stay_inside_the_safe_area_and_fill_it_well(aspect: str, language: str, fonts: Fonts, tmp_path: Path) -> None:
    width, height = ASPECTS[aspect]
    top, bottom = WORDS[language]
    tracks = (track(top, preset="meme", position="top"), track(bottom, preset="meme"))
    film = timeline((width, height), *tracks)
    (mask,) = await drawn(film, tmp_path)
    area = safe_area(width, height)
    left, upper, right, lower = box(mask)
    assert left >= area.left - 1 and right <= area.right + 1
    assert upper >= area.top - 1 and lower <= area.bottom + 1
    assert right - left > area.width * 0.6
    middle = (area.top + area.bottom) / 2 / height
    assert not mask[int(height * (middle - 0.04)) : int(height * (middle + 0.04))].any()
    for placed in place_captions(film, fonts):  # what is measured is what is drawn
        split = int(height * middle)
        half = mask[:split] if placed.style.position == "top" else mask[split:]
        offset = 0 if placed.style.position == "top" else split
        seen = box(half)
        _check_across(placed, seen)
        assert seen[1] + offset >= placed.box.top - 1.5
        assert seen[3] + offset <= placed.box.bottom + 1.5


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("position", ["top", "middle", "bottom"])
def test_every_look_stands_where_it_should(preset: CaptionPreset, position: str, fonts: Fonts) -> None:
    for size in ASPECTS.values():
        (placed,) = place_captions(timeline(size, track(WORDS["vi"][1], preset=preset, position=position)), fonts)
        area = safe_area(*size)
        middle = (placed.box.top + placed.box.bottom) / 2 / size[1]
        assert {"top": middle < 0.42, "middle": 0.35 < middle < 0.6, "bottom": middle > 0.5}[position]
        assert placed.box.top >= area.top - 0.01 and placed.box.bottom <= area.bottom + 0.01


@pytest.mark.parametrize("text", ["我们今天去看那部大家都在说的电影吧", "一段不长不短，正好够说两行的话，看看手机上清不清楚"])
def test_words_on_phones_are_large(text: str, fonts: Fonts) -> None:
    (placed,) = place_captions(timeline((720, 1280), track(text)), fonts)
    assert 1 / 20.5 <= placed.em / 720 <= 1 / 16.5
    assert len(placed.lines) == 2


def test_a_long_caption_on_a_phone_takes_more_lines_before_it_shrinks(fonts: Fonts) -> None:
    (placed,) = place_captions(timeline((720, 1280), track("这一段话说得实在太长了，" * 4)), fonts)
    assert len(placed.lines) > 2 and placed.em / 720 >= 1 / 20.5


def test_two_languages_stand_one_above_the_other(fonts: Fonts) -> None:
    for size, preset in product(ASPECTS.values(), PRESETS):
        shown = track(WORDS["zh"][0], second=WORDS["en"][0], preset=preset)
        (placed,) = place_captions(timeline(size, shown), fonts)
        scales = [line.scale for line in placed.lines]
        assert scales == sorted(scales, reverse=True) and 0.6 < scales[-1] < 0.9 and scales[0] == 1.0
        baselines = [line.baseline for line in placed.lines]
        assert baselines == sorted(baselines)
        assert "".join(line.text for line in placed.lines if line.scale == 1.0) == WORDS["zh"][0]
        assert " ".join(line.text for line in placed.lines if line.scale < 1.0) == WORDS["en"][0]


def _many_looks() -> Iterator[tuple[str, str, CaptionPreset, float, str]]:
    """Words, their second language, preset, size and position."""
    for preset, size, language in product(PRESETS, (0.6, 1.0, 2.5), WORDS):
        position = {"en": "bottom", "zh": "top", "vi": "middle"}[language]
        yield WORDS[language][size != 1.0], WORDS["vi"][0] if size != 0.6 else "", preset, size, position


@pytest.mark.parametrize("aspect", ASPECTS)
async def test_nothing_is_drawn_outside_the_safe_area(aspect: str, tmp_path: Path) -> None:
    each = 3
    tracks = [
        track(text, 1 + number * each, 1 + (number + 1) * each, second=second, preset=preset, size=size, position=position)
        for number, (text, second, preset, size, position) in enumerate(_many_looks())
    ]
    film = timeline(ASPECTS[aspect], *tracks, frames=2 + len(tracks) * each)
    masks = await drawn(film, tmp_path, differs=24)
    area = safe_area(film.width, film.height)
    assert not masks[0].any() and not masks[-1].any()
    for number, mask in enumerate(masks[1:-1]):
        left, top, right, bottom = box(mask)
        inside = left >= area.left - 1 and right <= area.right + 1 and top >= area.top - 1 and bottom <= area.bottom + 1
        assert inside, (tracks[number // each].style, box(mask), area)


async def test_no_accent_is_cut_off_or_covered(tmp_path: Path) -> None:
    """The white of two lines is that of each line alone, for the tallest and the deepest letters there are."""
    upper, lower, each = "GỴ ỆỢỌ gỵ", "ẾỖỮ ẲỞ ẦỒ", 8
    for preset in PRESETS:
        shown = [upper + "\n" + lower, upper, lower]
        tracks = [track(text, number * each, (number + 1) * each, preset=preset) for number, text in enumerate(shown)]
        seen = await pictures(timeline((960, 720), *tracks, frames=3 * each), tmp_path)
        both, *alone = [int((near(one, (255, 255, 255)) | near(one, (255, 215, 0))).sum()) for one in seen[each - 1 :: each]]
        assert both == pytest.approx(sum(alone), rel=0.01) and min(alone) > 500, preset


async def test_bold_captions_pop_in_around_their_middle(tmp_path: Path) -> None:
    shown = track("Xin chào cả nhà\nđến với phần hai", 5, 20, preset="bold")
    masks = await drawn(timeline((640, 360), shown, frames=22), tmp_path)
    boxes = [box(mask) for mask in masks[5:20]]
    widths = [right - left for left, _, right, _ in boxes]
    assert not masks[4].any() and not masks[20].any()
    assert 0.65 < widths[0] / widths[-1] < 0.85 and widths[:5] == sorted(widths[:5])
    assert all(width == widths[-1] for width in widths[5:])
    assert {round((top + bottom) / 2 / 8) for _, top, _, bottom in boxes} == {round((boxes[-1][1] + boxes[-1][3]) / 2 / 8)}


async def test_a_caption_that_is_there_from_the_start_is_there_whole(tmp_path: Path) -> None:
    first, *_, last = await drawn(timeline((320, 180), track("pop", 0, 9, preset="bold"), frames=9), tmp_path)
    assert abs(int(first.sum()) - int(last.sum())) < 0.02 * last.sum()


def _em(text: str, fonts: Fonts, **style: object) -> PlacedCaption:
    (placed,) = place_captions(timeline((1920, 1080), track(text, **style)), fonts)
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
    tracks = (track("first words", preset="meme"), track("second words"), track("third words", size=2.0))
    placed = place_captions(timeline((640, 360), *tracks), fonts)
    boxes = [one.box for one in placed]
    assert not any(a.meets(b) for n, a in enumerate(boxes) for b in boxes[n + 1 :])


async def test_captions_are_shown_on_exactly_their_frames(tmp_path: Path) -> None:
    shown_thrice = CaptionTrack(captions=tuple(Caption(start=at, end=at + 3, text="好") for at in (1, 7, 20)))
    for rate in ((30, 1), (30000, 1001), (60, 1)):
        film = timeline((160, 90), shown_thrice, frames=25).model_copy(update={"rate": rate})
        shown = [n for n, mask in enumerate(await drawn(film, tmp_path)) if mask.any()]
        assert shown == [1, 2, 3, 7, 8, 9, 20, 21, 22]


async def test_colour_and_outline_are_those_asked_for(tmp_path: Path) -> None:
    film = timeline((640, 360), track("III", preset="meme", color="yellow", outline="navy", size=2.0))
    (picture,) = await pictures(film, tmp_path)
    for color in ((255, 255, 0), (0, 0, 128)):
        assert near(picture, color, within=24).sum() > 300


def test_unknown_colours_are_refused() -> None:
    assert color_code("gold") == "&H00D7FF&"
    with pytest.raises(BadCaptions) as caught:
        color_code("blurple")
    assert caught.value.code == "unknown-color"


INJECTIONS = [r"{\pos(10,10)}a", r"a\Nb\nc\hd", r"{\an8\fs200}", "{}", r"\{\b1\}", r"{\p1}m 0 0 l 99 0 99 99{\p0}", "}{", "\\"]


@pytest.mark.parametrize("text", INJECTIONS)
def test_words_never_become_instructions(text: str, fonts: Fonts) -> None:
    film = timeline((640, 360), track(text))
    script = ass_script(place_captions(film, fonts), film, fonts)
    (event,) = [line for line in script.splitlines() if line.startswith("Dialogue")]
    words = event.split("}")[-1] if "\\}" not in event else event[event.index(escape_text(text)[:2]) :]
    assert "\\N" not in words and "\\n" not in words and "\\h" not in words
    assert escape_text(text) in event


@pytest.mark.parametrize("text", INJECTIONS[:3])
async def test_injected_words_are_drawn_as_words(text: str, fonts: Fonts, tmp_path: Path) -> None:
    film = timeline((640, 360), track(text))
    (placed,) = place_captions(film, fonts)
    (mask,) = await drawn(film, tmp_path)
    _check_across(placed, box(mask))
    _, upper, _, lower = box(mask)
    assert upper >= placed.box.top - 1.5 and lower <= placed.box.bottom + 1.5


async def test_emoji_that_no_font_has_leave_no_boxes(fonts: Fonts, tmp_path: Path) -> None:
    (plain,) = await drawn(timeline((320, 180), track("ok 好")), tmp_path)
    (same,) = await drawn(timeline((320, 180), track("ok\U0001fae8\u200d\ufe0f 好")), tmp_path)
    assert (plain == same).all()
    assert place_captions(timeline((320, 180), track("\U0001fae8")), fonts) == ()
