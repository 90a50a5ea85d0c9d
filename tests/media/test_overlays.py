"""Drawn overlays: their size and length, what is transparent in them, what can be read, and where things move."""

import re
import unicodedata
from difflib import SequenceMatcher
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image, ImageDraw

from media.errors import BadCaptions, ProcessFailed
from media.facts import MediaFacts
from media.fonts import Fonts, find_fonts
from media.overlays import Canvas, Collage, Drawing, Stage, Sticker, Still, TitleCard, collage_boxes, draw
from media.probe import probe
from media.safe_area import safe_area
from media.settings import MediaSettings
from tests.media.sources import ffmpeg, make
from tests.media.sources import frames as opaque_frames

pytestmark = pytest.mark.ffmpeg

WIDE = Canvas(width=640, height=360, rate=(30, 1), frames=30)
TALL = Canvas(width=360, height=640, rate=(25, 1), frames=20)
TITLES = {
    "en": ("Nobody reads the manual", "A film in three parts", 0.95),
    "zh": ("为什么没有人看说明书？", "一部三幕的短片", 0.95),
    "vi": ("Vì sao chẳng ai đọc sách", "Phim ba hồi", 0.8),
}
"""Title, subtitle, and the least likeness of what a reader without Vietnamese reads, accents left out."""


@pytest.fixture(scope="module")
def fonts() -> Fonts:
    return find_fonts(MediaSettings())


async def _drawn(drawing: Drawing, canvas: Canvas, folder: Path, fonts: Fonts) -> Path:
    work = folder / "work"
    work.mkdir()
    path = await draw(drawing, canvas, folder / "drawn.mov", ffmpeg=ffmpeg, fonts=fonts, work=work)
    assert not list(work.iterdir())
    return path


async def _facts(path: Path) -> MediaFacts:
    return await probe(path, "drawn", path.name, MediaSettings())


def _clear_frames(path: Path) -> np.ndarray:
    """Frames with alpha, uint8[n, height, width, 4]."""
    with av.open(str(path)) as container:
        return np.stack([frame.to_ndarray(format="rgba") for frame in container.decode(video=0)])


def _columns(alpha: np.ndarray) -> tuple[int, int]:
    """The first and the last column in which something shows."""
    shown = np.flatnonzero(alpha.any(axis=0))
    return int(shown[0]), int(shown[-1])


def _bare(text: str) -> str:
    marked = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return re.sub(r"[^\w]|_", "", "".join(char for char in marked if not unicodedata.combining(char)))


def _read(picture: np.ndarray) -> str:
    from rapidocr import RapidOCR

    reader = RapidOCR(params={"Global.log_level": "error", "Det.limit_type": "max", "Det.limit_side_len": 640})
    found = reader(np.ascontiguousarray(picture[:, :, ::-1]), use_cls=False)
    return "" if found.txts is None else " ".join(found.txts)


@pytest.mark.parametrize(("language", "canvas"), [("en", WIDE), ("zh", TALL), ("vi", WIDE)])
async def test_a_title_card_is_read_in_three_scripts_and_is_clear_around_its_plate(
    language: str, canvas: Canvas, fonts: Fonts, tmp_path: Path
) -> None:
    title, subtitle, least = TITLES[language]
    path = await _drawn(TitleCard(title=title, subtitle=subtitle, opacity=0.8), canvas, tmp_path, fonts)
    facts = await _facts(path)
    assert (facts.kind, facts.width, facts.height, facts.rate) == ("video", canvas.width, canvas.height, canvas.rate)
    seen = _clear_frames(path)
    assert len(seen) == canvas.frames
    standing = seen[canvas.frames // 2]
    alpha, area = standing[..., 3], safe_area(canvas.width, canvas.height)
    rows, (left, right) = np.flatnonzero(alpha.any(axis=1)), _columns(alpha)
    assert area.left - 1 <= left < right <= area.right + 1 and area.top <= rows[0] < rows[-1] <= area.bottom
    plate, words = np.isclose(alpha, 0.8 * 255, atol=1), alpha > 250
    assert plate.mean() > 0.05 and 0.002 < words.mean() < plate.mean()
    assert standing[plate & (standing[..., 0] < 30)][:, :3].mean(0) == pytest.approx((0x15, 0x15, 0x1F), abs=2)
    over_grey = (standing[..., :3] * (alpha / 255)[..., None] + 90 * (1 - alpha / 255)[..., None]).astype(np.uint8)
    assert SequenceMatcher(None, _bare(_read(over_grey)), _bare(title + subtitle), autojunk=False).ratio() >= least


async def test_a_title_card_slides_in_stands_and_fades_away(fonts: Fonts, tmp_path: Path) -> None:
    seen = _clear_frames(await _drawn(TitleCard(title="Cut", slide_from="left"), WIDE, tmp_path, fonts))[..., 3]
    assert not seen[0].any()
    arriving = [_columns(alpha)[1] for alpha in seen[1:10]]
    assert arriving == sorted(arriving) and arriving[0] < arriving[-1]
    assert (seen[12] == seen[18]).all() and seen[12].max() == 255
    peaks = [int(alpha.max()) for alpha in seen[20:]]
    assert peaks == sorted(peaks, reverse=True) and 0 < peaks[-1] < 60


async def test_a_title_card_lies_over_a_film_like_any_file(fonts: Fonts, tmp_path: Path) -> None:
    card = await _drawn(TitleCard(title="Cut", plate="red", opacity=0.5, place="top"), WIDE, tmp_path, fonts)
    over = "color=blue:s=640x360:r=30:d=1,format=gbrp[film];[film][0:v]overlay=format=gbrp"
    film = opaque_frames(make(tmp_path / "over.mkv", "-i", str(card), "-filter_complex", over, "-c:v", "ffv1"))[15]
    alpha = _clear_frames(card)[15][..., 3]
    assert film[alpha == 0].mean(0) == pytest.approx((0, 0, 255), abs=2)
    assert np.median(film[(alpha > 120) & (alpha < 135)], axis=0) == pytest.approx((127, 0, 128), abs=3)


async def test_a_sticker_pops_up_past_its_size_sways_about_its_place_and_fades(fonts: Fonts, tmp_path: Path) -> None:
    bar = Image.new("RGBA", (200, 100), (255, 200, 0, 0))
    ImageDraw.Draw(bar).rectangle((20, 20, 179, 79), fill=(255, 200, 0, 255))
    bar.save(tmp_path / "bar.png")
    sticker = Sticker(picture=tmp_path / "bar.png", size=0.5, middle=(0.25, 0.6), sway=15)
    seen = _clear_frames(await _drawn(sticker, WIDE, tmp_path, fonts))
    sizes = [float((frame[..., 3] > 127).sum()) for frame in seen]
    full = 0.5 * 360 * 0.8 * 0.5 * 360 * 0.5 * 0.6
    assert sizes[0] < full * 0.05 and max(sizes[:12]) > full * 1.08 and sizes[15] == pytest.approx(full, rel=0.05)
    assert sizes[-1] == 0 and 0 < seen[-1][..., 3].max() < 100
    for frame in seen[4:28]:
        down, across = np.nonzero(frame[..., 3] > 20)
        assert (across.mean(), down.mean()) == pytest.approx((160, 216), abs=2)
    heights = [np.ptp(np.flatnonzero((frame[..., 3] > 60).any(axis=1))) for frame in seen[12:20]]
    assert max(heights) > 0.3 * 180 * 1.2, "a bar that has turned is higher"
    solid = seen[15][..., 3] > 250
    assert seen[15][solid][:, :3].mean(0) == pytest.approx((255, 200, 0), abs=3)


@pytest.mark.parametrize(("count", "canvas"), [(2, TALL), (3, WIDE), (4, TALL)])
async def test_a_collage_shows_the_moments_asked_for_side_by_side(
    count: int, canvas: Canvas, fonts: Fonts, tmp_path: Path
) -> None:
    names = ("red", "lime", "blue", "white")[:count]
    stills: list[Still] = []
    for name in names:
        sources = [arg for color in ("black", name) for arg in ("-f", "lavfi", "-i", f"color={color}:s=160x120:r=10:d=1")]
        coded = ["-filter_complex", "concat=n=2,scale=out_color_matrix=bt709", "-colorspace", "bt709", "-preset", "ultrafast"]
        stills.append(Still(path=make(tmp_path / f"{name}.mp4", *sources, *coded), at=1.4))
    path = await _drawn(Collage(stills=tuple(stills), background="#804020"), canvas, tmp_path, fonts)
    facts = await _facts(path)
    assert (facts.width, facts.height, facts.duration) == (
        canvas.width,
        canvas.height,
        canvas.frames * canvas.rate[1] / canvas.rate[0],
    )
    seen = opaque_frames(path)
    boxes = collage_boxes(count, canvas)
    wanted = {"red": (255, 0, 0), "lime": (0, 255, 0), "blue": (0, 0, 255), "white": (255, 255, 255)}
    covered = np.zeros(seen[0].shape[:2], bool)
    for name, (x, y, width, height) in zip(names, boxes, strict=True):
        inner = seen[-1][y + 4 : y + height - 4, x + 4 : x + width - 4]
        assert inner.reshape(-1, 3).mean(0) == pytest.approx(wanted[name], abs=8)
        assert not covered[y : y + height, x : x + width].any()
        covered[y : y + height, x : x + width] = True
    assert 0.9 < covered.mean() < 0.98
    assert seen[0].reshape(-1, 3).mean(0) == pytest.approx((0x80, 0x40, 0x20), abs=6)


async def test_a_stage_fills_the_picture_and_its_lights_move(fonts: Fonts, tmp_path: Path) -> None:
    canvas = WIDE.model_copy(update={"frames": 45})
    stage = Stage(curtain="#400010", floor="#102040", lights=("white",))
    seen = np.stack(opaque_frames(await _drawn(stage, canvas, tmp_path, fonts))).astype(float)
    assert seen.shape == (45, 360, 640, 3)
    spots = [int(np.convolve(frame[340].sum(1), np.ones(41), "same").argmax()) for frame in seen]
    assert max(spots) - min(spots) > 40 and np.abs(np.diff(spots)).max() < 20
    assert seen[0, :150, :60].mean((0, 1))[0] > 2 * seen[0, :150, :60].mean((0, 1))[2], "the curtain is red"
    assert seen[0, 350, :30].mean(0)[2] > 1.5 * seen[0, 350, :30].mean(0)[0], "the floor is blue"


@pytest.mark.parametrize(
    ("drawing", "code"),
    [
        (TitleCard(title="word " * 400), "caption-too-long"),
        (TitleCard(title="Cut", plate="no colour at all"), "unknown-color"),
        (Stage(lights=("nothing",)), "unknown-color"),
    ],
)
async def test_what_cannot_be_drawn_is_said(drawing: Drawing, code: str, fonts: Fonts, tmp_path: Path) -> None:
    with pytest.raises(BadCaptions) as raised:
        await draw(drawing, WIDE, tmp_path / "drawn.mov", ffmpeg=ffmpeg, fonts=fonts, work=tmp_path)
    assert raised.value.code == code
    assert not list(tmp_path.iterdir())


async def test_a_picture_that_is_none_leaves_nothing_behind(fonts: Fonts, tmp_path: Path, no_children: None) -> None:
    broken, work = tmp_path / "broken.png", tmp_path / "work"
    broken.write_bytes(b"\x89PNG\r\n\x1a\nnothing more")
    work.mkdir()
    with pytest.raises(ProcessFailed):
        await draw(Sticker(picture=broken), WIDE, tmp_path / "drawn.mov", ffmpeg=ffmpeg, fonts=fonts, work=work)
    assert not list(work.iterdir()) and not (tmp_path / "drawn.mov").exists()
