"""Clips laid over the picture: where, when, how large, how clear."""

from pathlib import Path

import numpy as np
import pytest

from media.clip import Card, card_clip
from media.timeline import Overlay, OverlayTrack, Timeline
from tests.media.rendering import clip, film_facts, level, rendered, sequence
from tests.media.sources import facts, frames, make, samples

pytestmark = pytest.mark.ffmpeg
W, H = 320, 180
DISC = "color=0xff0000@0.0:s=80x80:r=30:d=2,format=rgba,geq=r=255:g=0:b=0:a='if(lt(hypot(X-40,Y-40),30),255,0)'"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A red disc on nothing in every form that can be transparent, and a film with sound."""
    folder = tmp_path_factory.mktemp("library")
    disc = ("-f", "lavfi", "-i", DISC)
    talk = ("-f", "lavfi", "-i", "aevalsrc='0.2*sin(2*PI*700*t)|0.2*sin(2*PI*700*t)':s=48000:d=2", "-c:a", "aac")
    return {
        "png": make(folder / "disc.png", *disc, "-frames:v", "1"),
        "qtrle": make(folder / "qtrle.mov", *disc, "-c:v", "qtrle"),
        "prores": make(folder / "prores.mov", *disc, "-c:v", "prores_ks", "-profile:v", "4444", "-pix_fmt", "yuva444p10le"),
        "vp9": make(folder / "vp9.webm", *disc, "-c:v", "libvpx-vp9", "-pix_fmt", "yuva420p", "-b:v", "2M", "-cpu-used", "8"),
        "film": make(folder / "film.mp4", "-f", "lavfi", "-i", "color=blue:s=64x64:r=30:d=2", *talk),
    }


def _facts(asset: str) -> object:
    if asset == "png":
        return facts("png", kind="image", container="png", width=80, height=80, audio_channels=0)
    form = {"video_codec": asset, "container": "webm" if asset == "vp9" else "mov", "audio_channels": 0}
    return film_facts(asset, width=80, height=80, duration=2.0, **form)


def _under(*overlays: Overlay, count: int = 20) -> Timeline:
    """A green frame with overlays."""
    base = sequence(card_clip(Card(color="#00a000"), count), size=(W, H))
    return base.model_copy(update={"overlays": (OverlayTrack(overlays=overlays),)})


@pytest.mark.parametrize("form", ["png", "qtrle", "prores", "vp9"])
async def test_what_is_transparent_stays_so_and_the_rest_keeps_its_colour(form: str, library, tmp_path: Path) -> None:
    laid = Overlay(clip=clip(0, 10, _facts(form)).moved(5), x=0.25, y=0.5, width=0.25)
    pictures = frames((await rendered(_under(laid), tmp_path / "out.mp4", **library)).path)
    green, red = pictures[0][90, 200].astype(int), [254, 0, 0]
    assert len(pictures) == 20
    for n, picture in enumerate(pictures):
        there = 5 <= n < 15
        assert picture[90, 80].astype(int) == pytest.approx(red if there else green, abs=14), n
        for y, x in ((54, 44), (90, 130), (126, 116), (20, 80)):
            assert picture[y, x].astype(int) == pytest.approx(green, abs=10), (n, y, x)


async def test_size_place_and_opacity_are_as_told(library, tmp_path: Path) -> None:
    laid = Overlay(clip=clip(0, 20, _facts("png")), x=0.75, y=0.25, width=0.1, opacity=0.5)
    picture = frames((await rendered(_under(laid), tmp_path / "out.mp4", **library)).path)[10].astype(int)
    reddish = np.argwhere(picture[:, :, 0] > 60)
    assert reddish.mean(axis=0) == pytest.approx([45, 240], abs=1.5)
    assert np.ptp(reddish, axis=0) == pytest.approx([24, 24], abs=3)
    assert picture[45, 240] == pytest.approx([127, 80, 0], abs=14)


async def test_later_overlays_cover_earlier_ones_and_may_leave_the_frame(library, tmp_path: Path) -> None:
    card = Overlay(clip=card_clip(Card(color="white"), 20), x=0.5, y=0.5, width=0.5)
    disc = Overlay(clip=clip(0, 20, _facts("png")), width=0.2)
    outside = Overlay(clip=clip(0, 20, _facts("png")), x=0.0, y=1.0, width=0.5)
    picture = frames((await rendered(_under(card, disc, outside), tmp_path / "out.mp4", **library)).path)[3].astype(int)
    assert picture[90, 160] == pytest.approx([254, 0, 0], abs=14)
    assert picture[90, 100] == pytest.approx([255, 255, 255], abs=6)
    assert picture[170, 10] == pytest.approx([254, 0, 0], abs=14)


async def test_an_overlay_fades_out_of_nothing_moves_with_its_timeline_and_sounds(library, tmp_path: Path) -> None:
    source = film_facts("film", width=64, height=64, duration=2.0)
    laid = Overlay(clip=clip(0, 30, source, fade_in=10, speed=2.0).moved(20), width=0.3)
    timeline = _under(laid, count=70).without([(0, 10)])
    assert timeline.overlays[0].overlays[0].clip.at == 10
    product = await rendered(timeline, tmp_path / "out.mp4", **library)
    blue = [int(picture[90, 160, 2]) for picture in frames(product.path)]
    assert len(blue) == 60
    assert max(blue[:10] + blue[40:]) < 20 and min(blue[21:40]) > 230
    assert 60 < blue[15] < 200
    sound = samples(product.path)[0]
    assert level(sound, 700, 0.9, 1.2) == pytest.approx(0.2, rel=0.15)
    assert np.abs(sound[: int(0.3 * 48000)]).max() < 0.01


async def test_an_overlay_that_lasts_longer_than_the_picture_ends_with_it(library, tmp_path: Path) -> None:
    laid = [Overlay(clip=clip(0, 30, _facts("qtrle")).moved(at)) for at in (3, 10, 15)]
    pictures = frames((await rendered(_under(*laid, count=10), tmp_path / "out.mp4", **library)).path)
    assert len(pictures) == 10
    assert pictures[9][90, 160, 0] > 200


async def test_backward_and_frozen_overlays(library, tmp_path: Path) -> None:
    back = Overlay(clip=clip(5, 8, _facts("qtrle"), reverse=True), x=0.2, width=0.2)
    held = Overlay(clip=clip(5, 8, _facts("vp9"), freeze=True), x=0.8, width=0.2)
    pictures = frames((await rendered(_under(back, held, count=10), tmp_path / "out.mp4", **library)).path)
    for n, picture in enumerate(pictures):
        assert [picture[90, x, 0] > 200 for x in (64, 256)] == [n < 8, n < 8]
