"""High dynamic range becomes BT.709 with its tones where they belong."""

from pathlib import Path

import numpy as np
import pytest

from media.colors import is_high_range
from media.ffmpeg import FFmpeg
from media.placement import Build
from media.probe import probe
from media.settings import MediaSettings
from tests.media.rendering import clip, film_facts, rendered, sequence
from tests.media.sources import frames, make, stream_info

pytestmark = pytest.mark.ffmpeg
GREY, WHITE = 0.18, 1.0
WHITE_NITS = 203


def _pq(light: float) -> float:
    """Signal of PQ (SMPTE ST 2084) for a light of which 1 is white paper."""
    m1, m2, c1, c2, c3 = 0.1593017578125, 78.84375, 0.8359375, 18.8515625, 18.6875
    power = (light * WHITE_NITS / 10_000) ** m1
    return ((c1 + c2 * power) / (1 + c3 * power)) ** m2


def _hlg(light: float) -> float:
    """Signal of HLG for the same on a display of 1000 cd/m² (ITU-R BT.2100, system gamma 1.2)."""
    scene = (light * WHITE_NITS / 1000) ** (1 / 1.2)
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    return float(np.sqrt(3 * scene)) if scene <= 1 / 12 else float(a * np.log(12 * scene - b) + c)


def _high_range(target: Path, transfer: str, signals: list[float], size: tuple[int, int]) -> Path:
    """Upright grey stripes of these signals, 10 bits, tagged BT.2020."""
    levels = np.repeat([round(64 + 876 * signal) for signal in signals], size[0] // len(signals)).astype("<u2")
    luma = np.tile(levels, (size[1], 1))
    chroma = np.full((2, size[1] // 2, size[0] // 2), 512, "<u2")
    raw = ["-f", "rawvideo", "-pix_fmt", "yuv420p10le", "-s", f"{size[0]}x{size[1]}", "-r", "30", "-i", "-"]
    tags = ["-vf", f"setparams=colorspace=bt2020nc:color_primaries=bt2020:color_trc={transfer}:range=tv"]
    coded = ["-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=error", "-crf", "4"]
    return make(target, *raw, *coded, *tags, stdin=(luma.tobytes() + chroma.tobytes()) * 4)


@pytest.mark.parametrize(("transfer", "curve"), [("smpte2084", _pq), ("arib-std-b67", _hlg)])
async def test_tones_land_where_they_belong(transfer: str, curve, tmp_path: Path) -> None:
    lights = [0.0, GREY, WHITE, 4.0]
    film = _high_range(tmp_path / "film.mp4", transfer, [curve(light) for light in lights], (256, 144))
    found = await probe(film, "film", "film.mp4", MediaSettings())
    assert (found.color_transfer, found.color_matrix, is_high_range(found)) == (transfer, "bt2020nc", True)
    product = await rendered(sequence(clip(0, 3, found), size=(128, 72)), tmp_path / "out.mp4", film=film)
    info = stream_info(product.path)
    assert (info["matrix"], info["primaries"], info["transfer"], info["pixels"]) == (1, 1, 1, "yuv420p")
    row = frames(product.path)[1][36].astype(int)
    assert np.ptp(row[[16, 48, 80, 112]], axis=1).max() <= 3
    black, grey, white, bright = (int(row[x].mean()) for x in (16, 48, 80, 112))
    assert black <= 4
    assert grey == pytest.approx(125, abs=6)  # 18 % of white on a display of BT.1886
    assert 175 <= white <= 235
    assert white + 15 <= bright <= 255


async def test_without_the_filter_the_film_is_still_shown(tmp_path: Path, monkeypatch) -> None:
    async def plain(_ffmpeg: FFmpeg) -> Build:
        return Build(rubberband=False, zscale=False)

    monkeypatch.setattr("media.render.find_build", plain)
    film = _high_range(tmp_path / "film.mp4", "smpte2084", [0.2, 0.6], (128, 72))
    source = film_facts(width=128, height=72, audio_channels=0, color_transfer="smpte2084", color_matrix="bt2020nc")
    product = await rendered(sequence(clip(0, 3, source), size=(128, 72)), tmp_path / "out.mp4", film=film)
    assert len(frames(product.path)) == 3
    assert stream_info(product.path)["matrix"] == 1


async def test_a_large_picture_of_high_range_fits_the_frame_by_its_shape(tmp_path: Path) -> None:
    film = _high_range(tmp_path / "film.mp4", "smpte2084", [_pq(GREY)], (640, 360))
    source = film_facts(width=640, height=360, audio_channels=0, color_transfer="smpte2084", color_matrix="bt2020nc")
    upright = sequence(clip(0, 2, source), size=(90, 160))
    lit = frames((await rendered(upright, tmp_path / "out.mp4", film=film)).path)[0].mean(axis=2) > 60
    assert np.flatnonzero(lit.any(axis=1)).size == pytest.approx(90 * 9 / 16, abs=3)


@pytest.mark.parametrize(("name", "matrix"), [("bt709", "bt709"), ("smpte170m", "smpte170m"), ("unknown", None)])
async def test_the_matrix_that_a_film_names_is_known(name: str, matrix: str | None, tmp_path: Path) -> None:
    args = ["-f", "lavfi", "-i", "color=red:s=64x64:d=0.2", "-vf", f"format=yuv420p,setparams=colorspace={name}"]
    found = await probe(make(tmp_path / "film.mp4", *args), "film", "film.mp4", MediaSettings())
    assert found.color_matrix == matrix
