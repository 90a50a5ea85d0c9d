"""Colours and effects, measured on the pictures that come out."""

from pathlib import Path

import numpy as np
import pytest

from tests.media.rendering import clip, film_facts, rendered, sequence
from tests.media.sources import frames, make

pytestmark = pytest.mark.ffmpeg
SIZE = (192, 108)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds of one still picture in soft colours, with a face of sorts."""
    target = tmp_path_factory.mktemp("library") / "film.mp4"
    colors = "gradients=s=192x108:r=30:d=2:c0=0xd8a080:c1=0x406080:c2=0x80a050:nb_colors=3:speed=0:seed=3"
    shapes = f"{colors},drawbox=x=80:y=30:w=30:h=50:color=0xe0b090:t=fill,drawbox=x=86:y=42:w=5:h=5:color=black:t=fill"
    return make(target, "-f", "lavfi", "-i", shapes, "-crf", "5", "-pix_fmt", "yuv420p")


@pytest.fixture(scope="module")
def grid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A white square in the middle of the upper left quarter, on black."""
    target = tmp_path_factory.mktemp("library") / "grid.mp4"
    square = "color=black:s=192x108:r=30:d=2,drawbox=x=38:y=17:w=20:h=20:color=white:t=fill"
    return make(target, "-f", "lavfi", "-i", square, "-crf", "5", "-pix_fmt", "yuv420p")


async def _shown(film: Path, tmp_path: Path, frames_shown: int = 10, **changes: object) -> list[np.ndarray]:
    source = film_facts("film", width=SIZE[0], height=SIZE[1], audio_channels=0)
    product = await rendered(sequence(clip(0, frames_shown, source, **changes), size=SIZE), tmp_path / "out.mp4", film=film)
    pictures = [picture.astype(int) for picture in frames(product.path)]
    assert len(pictures) == frames_shown
    return pictures


async def test_colours_change_as_they_are_told(film: Path, tmp_path: Path) -> None:
    plain = (await _shown(film, tmp_path))[5]
    brighter = (await _shown(film, tmp_path, look={"brightness": 0.2}))[5]
    flat = (await _shown(film, tmp_path, look={"contrast": 0.5}))[5]
    grey = (await _shown(film, tmp_path, look={"grayscale": True}))[5]
    vivid = (await _shown(film, tmp_path, look={"saturation": 0.5}))[5]
    assert brighter.mean() - plain.mean() > 20
    assert flat.mean(axis=2).std() == pytest.approx(plain.mean(axis=2).std() / 2, rel=0.25)
    assert np.ptp(grey, axis=2).max() <= 6
    assert np.ptp(vivid, axis=2).mean() == pytest.approx(np.ptp(plain, axis=2).mean() / 2, rel=0.15)


async def test_deepfry_is_harsh_where_it_is_asked_for_and_nowhere_else(film: Path, tmp_path: Path) -> None:
    plain = await _shown(film, tmp_path)
    fried = await _shown(film, tmp_path, effects=[{"kind": "deepfry", "start": 4, "frames": 3}])
    apart = [np.abs(one - other).mean() for one, other in zip(plain, fried, strict=True)]
    assert max(apart[:4] + apart[7:]) < 4
    assert min(apart[4:7]) > 10
    assert np.ptp(fried[5], axis=2).mean() > 1.2 * np.ptp(plain[5], axis=2).mean()


async def test_a_punch_in_brings_its_focus_to_the_middle_and_makes_it_larger(grid: Path, tmp_path: Path) -> None:
    effect = {"kind": "punch-in", "start": 3, "frames": 4, "scale": 2.0, "focus": (0.25, 0.25)}
    pictures = await _shown(grid, tmp_path, effects=[effect])
    boxes = [_box(picture) for picture in pictures]
    assert set(boxes[:3] + boxes[7:]) == {boxes[0]}
    assert boxes[0] == pytest.approx((38, 57, 17, 36), abs=1)
    assert boxes[4] == pytest.approx((96 - 20, 96 + 19, 54 - 20, 54 + 19), abs=2)


async def test_a_punch_in_can_grow(grid: Path, tmp_path: Path) -> None:
    effect = {"kind": "punch-in", "scale": 2.0, "focus": (0.25, 0.25), "ease": 8}
    widths = [box[1] - box[0] for box in map(_box, await _shown(grid, tmp_path, effects=[effect]))]
    assert min(np.diff(widths)) >= -1
    assert len(set(widths)) >= 6
    assert widths[-1] == pytest.approx(39, abs=2)


async def test_a_shake_moves_the_picture_and_shows_no_edge(film: Path, grid: Path, tmp_path: Path) -> None:
    effect = {"kind": "shake", "start": 2, "frames": 20, "strength": 0.05}
    pictures = await _shown(grid, tmp_path, 24, effects=[effect])
    centres = np.array([((left + right) / 2, (top + bottom) / 2) for left, right, top, bottom in map(_box, pictures)])
    assert np.ptp(centres[2:22], axis=0).min() > 3
    assert np.abs(centres - centres[0]).max() < 0.1 * 192
    assert np.ptp(centres[22:], axis=0).max() == 0
    edges = (await _shown(film, tmp_path, 8, effects=[effect]))[6]
    assert edges[:, 0].max() > 40 and edges[:, -1].max() > 40


async def test_effects_keep_their_place_when_the_clip_is_cut(grid: Path, tmp_path: Path) -> None:
    effect = {"kind": "shake", "strength": 0.05, "start": 1, "frames": 10}
    source = film_facts("film", width=SIZE[0], height=SIZE[1], audio_channels=0)
    whole = sequence(clip(0, 14, source, effects=[effect]), size=SIZE)
    paths = [await rendered(one, tmp_path / f"{n}.mp4", film=grid) for n, one in enumerate((whole, whole.kept(5, 14)))]
    all_frames, later = (frames(one.path) for one in paths)
    assert np.abs(np.subtract([_box(one) for one in later], [_box(one) for one in all_frames[5:]])).max() <= 1


def _box(picture: np.ndarray) -> tuple[int, int, int, int]:
    """Left, right, top and bottom of what is bright."""
    lit = picture.mean(axis=2) > 128
    across, down = np.flatnonzero(lit.any(axis=0)), np.flatnonzero(lit.any(axis=1))
    return int(across[0]), int(across[-1]), int(down[0]), int(down[-1])
