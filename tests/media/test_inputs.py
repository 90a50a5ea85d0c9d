"""Films of every form, probed and rendered one by one: what is odd about each is gone in the product."""

from pathlib import Path

import numpy as np
import pytest

from media.probe import probe
from media.profiles import Profile
from media.settings import MediaSettings
from media.timeline import AudioTrack, Clip, timeline_of
from tests.media.rendering import FAST, level, onsets, rendered, sequence, sound_facts
from tests.media.sources import frame_times, frames, make, numbered, samples, stream_info

pytestmark = pytest.mark.ffmpeg


async def _whole(path: Path, tmp_path: Path, profile: Profile = FAST) -> Path:
    """A file as a user sends it: probed, placed as it is, rendered."""
    found = await probe(path, "film", path.name, MediaSettings())
    timeline = timeline_of(found).model_copy(update={"lufs": None})
    return (await rendered(timeline, tmp_path / f"product.{profile.container}", profile, film=path)).path


@pytest.mark.parametrize("size", [(321, 181), (101, 99), (2, 2), (1, 64)])
async def test_odd_sizes_become_even_and_keep_the_picture(size: tuple[int, int], tmp_path: Path) -> None:
    width, height = size
    halves = f"color=red:s={width}x{height}:r=30:d=0.3,format=yuv444p"
    film = make(tmp_path / "film.mp4", "-f", "lavfi", "-i", halves, "-c:v", "libx264", "-crf", "8")
    product = await _whole(film, tmp_path)
    info = stream_info(product)
    assert (info["width"], info["height"]) == (max(2, width // 2 * 2), max(2, height // 2 * 2))
    assert len(frames(product)) == 9
    assert frames(product)[4].mean(axis=(0, 1)) == pytest.approx([254, 0, 0], abs=10)


async def test_pixels_that_are_not_square_are_made_so(tmp_path: Path) -> None:
    disc = "color=black:s=160x180:r=30:d=0.2,geq=lum='if(lt(hypot((X-80)*2,Y-90),60),235,16)':cb=128:cr=128,setsar=2"
    product = await _whole(make(tmp_path / "film.mp4", "-f", "lavfi", "-i", disc), tmp_path)
    info = stream_info(product)
    assert (info["width"], info["height"], info["sar"]) == (320, 180, 1)
    lit = frames(product)[2].mean(axis=2) > 128
    across, down = lit.any(axis=0).sum(), lit.any(axis=1).sum()
    assert across == pytest.approx(down, abs=4) == pytest.approx(120, abs=4)


@pytest.mark.parametrize("turned", [90, 180, 270])
async def test_a_phone_held_otherwise_is_shown_upright(turned: int, tmp_path: Path) -> None:
    upright = "color=blue:s=64x128:r=30:d=0.2,drawbox=w=64:h=40:color=red:t=fill"
    laid = {90: "transpose=clock", 180: "hflip,vflip", 270: "transpose=cclock"}[turned]
    stored = make(tmp_path / "stored.mp4", "-f", "lavfi", "-i", f"{upright},{laid}", "-crf", "5")
    film = make(tmp_path / "film.mp4", "-display_rotation", str(turned), "-i", str(stored), "-c", "copy")
    picture = frames(await _whole(film, tmp_path))[2]
    assert picture.shape == (128, 64, 3)
    assert picture[12, 32, 0] > 200 and picture[100, 32, 2] > 200


async def test_a_variable_rate_keeps_time_with_its_sound(tmp_path: Path) -> None:
    """Pictures at 10 to 30 a second, a flash and a click every second: they meet, in a product of a steady rate."""
    flash = "color=black:s=64x36:r=30:d=6,geq=lum='if(lt(mod(N,30),6),235,16)':cb=128:cr=128"
    click = "aevalsrc='if(lt(mod(t,1),0.02),0.8*sin(2*PI*1000*t),0)':s=44100:d=6"
    thinned = "select='not(mod(n,30))+not(mod(n,3))*lt(mod(n,90),45)+gte(mod(n,90),45)'"
    film = make(
        tmp_path / "film.mp4", "-f", "lavfi", "-i", flash, "-f", "lavfi", "-i", click, "-vf", thinned, "-fps_mode", "vfr",
        "-c:a", "aac",
    )  # fmt: skip
    assert (await probe(film, "film", "film.mp4", MediaSettings())).variable_rate
    product = await _whole(film, tmp_path)
    assert set(np.diff([float(time) for time in frame_times(product)]).round(5)) == {0.03333}
    bright = [picture.mean() > 120 for picture in frames(product)]
    seen = [n / 30 for n, lit in enumerate(bright) if lit and not (n and bright[n - 1])]
    heard = onsets(product)
    assert len(seen) == 6
    assert max(min(abs(moment - click) for click in heard) for moment in seen) <= 0.012


@pytest.mark.parametrize(("rate", "form"), [(8000, "1"), (96000, "2"), (22050, "1"), (44100, "6")])
async def test_any_sound_beside_a_picture_keeps_time(rate: int, form: str, tmp_path: Path) -> None:
    click = f"aevalsrc='if(lt(mod(t,1),0.03),0.8*sin(2*PI*900*t),0)':s={rate}:d=3"
    flash = "color=black:s=64x36:r=30:d=3,geq=lum='if(lt(mod(N,30),3),235,16)':cb=128:cr=128"
    coded = ["-c:v", "libx264", "-c:a", "flac", "-ac", form, "-ar", str(rate)]
    product = await _whole(make(tmp_path / "film.mkv", "-f", "lavfi", "-i", flash, "-f", "lavfi", "-i", click, *coded), tmp_path)
    info = stream_info(product)
    assert (info["hz"], info["channels"]) == (48000, 2)
    assert onsets(product) == pytest.approx([0.0, 1.0, 2.0], abs=0.006)


@pytest.mark.parametrize(("speaker", "left", "right"), [("FC", True, True), ("FL", True, False), ("SR", False, True)])
async def test_six_channels_become_two_with_the_middle_kept(speaker: str, left: bool, right: bool, tmp_path: Path) -> None:
    places = ["FL", "FR", "FC", "LFE", "SL", "SR"]
    tones = "|".join("0.5*sin(2*PI*600*t)" if place == speaker else "0" for place in places)
    film = make(
        tmp_path / "film.mka", "-f", "lavfi", "-i", f"aevalsrc='{tones}':s=48000:d=2:channel_layout=5.1(side)", "-c:a", "flac"
    )
    track = AudioTrack(clips=(Clip(source=sound_facts("film", 2.0).model_copy(update={"audio_channels": 6}), at=0, frames=60),))
    product = await rendered(sequence(audio=(track,)), tmp_path / "out.wav", Profile(container="wav"), film=film)
    heard = [level(side, 600, 0.2, 1.8) for side in samples(product.path)]
    for strength, there in zip(heard, (left, right), strict=True):
        assert 0.1 < strength < 0.5 if there else strength < 0.01


async def test_a_film_without_sound_and_a_sound_without_film(tmp_path: Path) -> None:
    silent = await _whole(numbered(tmp_path / "silent.mp4", 20), tmp_path)
    assert np.abs(samples(silent)).max() == 0 and len(frames(silent)) == 20
    cover = make(tmp_path / "cover.png", "-f", "lavfi", "-i", "color=red:s=64x64:d=0.1", "-frames:v", "1")
    tone = ["-f", "lavfi", "-i", "sine=frequency=500:duration=2", "-i", str(cover), "-map", "0", "-map", "1"]
    song = make(tmp_path / "song.m4a", *tone, "-c:a", "aac", "-c:v", "png", "-disposition:v:0", "attached_pic")
    found = await probe(song, "film", "song.m4a", MediaSettings())
    assert (found.kind, found.has_picture) == ("audio", False)
    product = await _whole(song, tmp_path, Profile(container="m4a"))
    assert stream_info(product)["streams"] == 1
    assert level(samples(product)[0], 500, 0.5, 1.5) > 0.05
