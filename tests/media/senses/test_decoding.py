"""One decode for every kind of file: pictures come upright and in full range, sound without gaps, and both on the same clock."""

from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from media.facts import MediaFacts
from media.ffmpeg import DEMUXERS, PROTOCOLS
from media.probe import probe
from media.senses.decoding import Decoding
from media.senses.picture import EAR_HZ, Picture
from media.senses.soundtrack import SPEECH_HZ, Soundtrack
from media.senses.stills import stills
from media.settings import MediaSettings
from tests.media.conftest import Make

pytestmark = pytest.mark.ffmpeg

FLASH, BLIP = (1.0, 1.2), (1.0, 1.2)
"""Seconds of the white picture and of the tone that comes with it."""
PICTURE = (
    "color=0x2040c0:s=320x180:r=25:d=2,drawbox=x=0:y=0:w=160:h=90:color=0xc02020:t=fill,"
    "drawbox=enable='between(t,0.99,1.19)':x=0:y=0:w=320:h=180:color=white:t=fill,format=yuv444p"
)
"""Blue with a red quarter at the top left, and a white flash."""
SOUND = "aevalsrc='0.5*sin(2*PI*1000*t)*between(t,1,1.2)':s=44100:d=2"
SOURCE = ["-f", "lavfi", "-i", PICTURE, "-f", "lavfi", "-i", SOUND]
H264 = ["-c:v", "libx264", "-preset", "ultrafast", "-qp", "4", "-c:a", "aac"]


@dataclass
class Seen:
    """Copies of what passed."""

    times: list[float] = field(default_factory=list[float])
    luma: list[npt.NDArray[Any]] = field(default_factory=list[npt.NDArray[Any]])
    large: list[npt.NDArray[Any]] = field(default_factory=list[npt.NDArray[Any]])
    sound: list[npt.NDArray[np.float32]] = field(default_factory=list[npt.NDArray[np.float32]])

    def see(self, picture: Picture) -> None:
        assert picture.luma.shape == picture.blue.shape == picture.red.shape
        self.times.append(picture.time)
        self.luma.append(picture.luma.copy())
        if len(self.times) == 1:
            self.large.append(picture.large(90))

    def hear(self, block: npt.NDArray[np.float32]) -> None:
        self.sound.append(block)

    @property
    def flash(self) -> tuple[float, float]:
        """Times of the first white picture and of the first one after it."""
        white = [luma.mean() > 240 for luma in self.luma]
        first = white.index(True)
        return self.times[first], self.times[white.index(False, first)]

    @property
    def blip(self) -> tuple[float, float]:
        """From when to when the tone is heard."""
        loud = np.flatnonzero(np.abs(np.concatenate(self.sound, axis=1)[0]) > 0.1) / EAR_HZ
        return float(loud[0]), float(loud[-1])


async def passed(path: Path, work: Path) -> tuple[MediaFacts, Seen]:
    facts = await probe(path, "asset", path.name, MediaSettings())
    seen = Seen()
    soundtrack = Soundtrack(seen, work / "speech.flac")
    opening = {"format_whitelist": ",".join(DEMUXERS), "protocol_whitelist": PROTOCOLS}
    Decoding(path, facts, opening, threads=2).run(seen if facts.has_picture else None, soundtrack, lambda at: None)
    assert soundtrack.close() == facts.has_sound
    return facts, seen


def colours(image: npt.NDArray[Any]) -> tuple[list[int], list[int]]:
    """Mean red, green and blue of the top left and of the bottom right."""
    high, wide = image.shape[:2]
    corners = image[: high // 3, : wide // 3], image[2 * high // 3 :, 2 * wide // 3 :]
    return tuple([round(float(value)) for value in corner.mean(axis=(0, 1))[::-1]] for corner in corners)  # type: ignore[return-value]


FILES = {
    "plain.mp4": [*H264, "-pix_fmt", "yuv420p"],
    "whole_range.mkv": [*H264, "-pix_fmt", "yuvj420p"],
    "hd_matrix.mp4": ["-vf", "scale=out_color_matrix=bt709", *H264, "-pix_fmt", "yuv420p", "-colorspace", "bt709"],
    "ten_bits.mkv": [*H264, "-pix_fmt", "yuv420p10le"],
    "fine_colours.mov": ["-c:v", "prores_ks", "-c:a", "pcm_s16le", "-pix_fmt", "yuv444p10le"],
    "packed.avi": ["-c:v", "rawvideo", "-c:a", "pcm_s16le", "-pix_fmt", "yuyv422"],
    "rgb.mkv": ["-c:v", "ffv1", "-c:a", "flac", "-pix_fmt", "bgr0"],
    "photographs.avi": ["-c:v", "mjpeg", "-q:v", "2", "-c:a", "mp3", "-pix_fmt", "yuvj422p"],
    "late.ts": [*H264, "-pix_fmt", "yuv420p"],
    "web.webm": ["-c:v", "libvpx", "-deadline", "realtime", "-b:v", "4M", "-c:a", "libopus"],
}


@pytest.mark.parametrize("name", FILES)
async def test_every_format_looks_and_sounds_the_same(make: Make, tmp_path: Path, name: str) -> None:
    facts, seen = await passed(await make(name, [*SOURCE, *FILES[name]]), tmp_path)
    assert len(seen.times) == pytest.approx(50, abs=1)
    assert seen.luma[0].shape == (144, 256)
    assert seen.flash == pytest.approx(FLASH, abs=0.041)
    assert seen.blip == pytest.approx(BLIP, abs=0.03), "picture and sound have one clock, but for the coders' priming"
    red, blue = colours(seen.large[0])
    assert red == pytest.approx([192, 32, 32], abs=12) and blue == pytest.approx([32, 64, 192], abs=12)
    corner = seen.luma[0][:40, :80].mean()
    assert corner == pytest.approx(0.299 * 192 + 0.701 * 32 if "hd" not in name else 0.2126 * 192 + 0.7874 * 32, abs=6)
    assert facts.has_sound


@pytest.mark.parametrize(("turned", "size"), [(90, (256, 144)), (-90, (256, 144)), (180, (144, 256))])
async def test_turned_films_are_upright(make: Make, tmp_path: Path, turned: int, size: tuple[int, int]) -> None:
    plain = await make("plain.mp4", [*SOURCE, *FILES["plain.mp4"]])
    _, seen = await passed(await make("turned.mp4", ["-display_rotation", str(turned), "-i", str(plain), "-c", "copy"]), tmp_path)
    assert seen.luma[0].shape == size
    high, wide = seen.luma[0].shape
    corners = {90: (-1, 0), -90: (0, -1), 180: (-1, -1)}
    row, column = corners[turned]
    red = seen.large[0][row * 20 if row else 0 :, column * 20 if column else 0 :][:20, :20].mean(axis=(0, 1))
    assert red[2] > 150 and red[0] < 80, (high, wide, red)


async def test_pixels_are_made_square(make: Make, tmp_path: Path) -> None:
    wide = await make("wide.mkv", [*SOURCE, "-vf", "setsar=2", *H264, "-pix_fmt", "yuv420p"])
    _, seen = await passed(wide, tmp_path)
    assert seen.luma[0].shape == (144, 512)


async def test_the_film_starts_where_its_edit_list_says(make: Make, tmp_path: Path) -> None:
    """A cut without encoding keeps earlier pictures in the file, which nobody is shown."""
    plain = await make("plain.mp4", [*SOURCE, *FILES["plain.mp4"], "-g", "50", "-bf", "2"])
    _, seen = await passed(await make("cut.mp4", ["-ss", "0.5", "-i", str(plain), "-c", "copy"]), tmp_path)
    assert seen.times[0] == pytest.approx(0, abs=0.041)
    assert seen.flash == pytest.approx((0.5, 0.7), abs=0.041) and seen.blip == pytest.approx((0.5, 0.7), abs=0.03)


async def test_pictures_keep_their_own_times(make: Make, tmp_path: Path) -> None:
    odd = ["-vf", "select='not(mod(n,3))+between(n,20,34)'", "-fps_mode", "vfr"]
    facts, seen = await passed(await make("odd.mkv", [*SOURCE, *odd, *H264, "-pix_fmt", "yuv420p"]), tmp_path)
    wanted = [n / 25 for n in range(50) if n % 3 == 0 or 20 <= n <= 34]
    assert facts.variable_rate and seen.times == pytest.approx(wanted, abs=0.002)
    assert seen.flash == pytest.approx((1.0, 1.2), abs=0.041)


async def test_fast_films_are_seen_at_a_bearable_rate(make: Make, tmp_path: Path) -> None:
    fast = ["-f", "lavfi", "-i", "testsrc2=s=64x36:r=240:d=1", "-c:v", "libx264", "-preset", "ultrafast"]
    _, seen = await passed(await make("fast.mp4", fast), tmp_path)
    assert 45 <= len(seen.times) <= 70


async def test_late_and_broken_sound_keeps_its_place(make: Make, tmp_path: Path) -> None:
    late = await make("late.mkv", ["-itsoffset", "0", "-f", "lavfi", "-i", PICTURE, "-itsoffset", "0.7", *SOURCE[4:], *H264])
    _, seen = await passed(late, tmp_path)
    assert seen.blip == pytest.approx((1.7, 1.9), abs=0.02)
    gap = ["-af", "aselect='not(between(t,0.3,0.8))'", *H264]
    _, seen = await passed(await make("gap.mkv", [*SOURCE, *gap]), tmp_path)
    assert seen.blip == pytest.approx(BLIP, abs=0.03)


async def test_what_is_broken_is_left_out(make: Make, tmp_path: Path) -> None:
    path = await make("whole.ts", [*SOURCE, *H264, "-g", "10", "-pix_fmt", "yuv420p"])
    content = bytearray(path.read_bytes())
    noise = np.random.default_rng(1).integers(0, 256, len(content) // 8, np.uint8).tobytes()
    content[len(content) // 4 : len(content) // 4 + len(noise)] = noise
    path.write_bytes(bytes(content))
    _, seen = await passed(path, tmp_path)
    assert len(seen.times) > 25 and seen.times[-1] > 1.8
    assert all(after > before for before, after in pairwise(seen.times))


async def test_a_cover_is_no_film(make: Make, tmp_path: Path) -> None:
    cover = await make("cover.jpg", [*SOURCE[:4], "-frames:v", "1"])
    song = [*SOURCE[4:], "-i", str(cover), "-map", "0:a", "-map", "1", "-disposition:v", "attached_pic"]
    facts, seen = await passed(await make("song.mp3", song), tmp_path)
    assert not facts.has_picture and not seen.times
    assert seen.blip == pytest.approx(BLIP, abs=0.03)


async def test_both_channels_are_heard(make: Make, tmp_path: Path) -> None:
    one_side = ["-f", "lavfi", "-i", "sine=d=1:r=48000", "-af", "pan=stereo|c0=c0|c1=0*c0"]
    _, seen = await passed(await make("left.flac", one_side), tmp_path)
    left, right = np.concatenate(seen.sound, axis=1)
    assert left.std() > 0.05 and right.std() < 1e-4
    assert left.size == pytest.approx(EAR_HZ, abs=30)


async def test_recognisers_get_a_small_file(make: Make, tmp_path: Path) -> None:
    await passed(await make("plain.mp4", [*SOURCE, *FILES["plain.mp4"]]), tmp_path)
    facts = await probe(tmp_path / "speech.flac", "s", "speech.flac", MediaSettings())
    assert (facts.audio_codec, facts.audio_rate_hz, facts.audio_channels) == ("flac", SPEECH_HZ, 1)
    assert facts.duration == pytest.approx(2, abs=0.05)


async def test_bright_pictures_are_toned_down(make: Make, tmp_path: Path) -> None:
    """58 % of the PQ signal is a white sheet: shown as a light grey, not as the middle grey that the number says."""
    white = ["-f", "lavfi", "-i", "color=0x949494:s=320x180:r=25:d=0.4", *H264, "-pix_fmt", "yuv420p10le"]
    graph = ["-vf", "format=yuv420p10le,setparams=color_trc=smpte2084:colorspace=bt2020nc:color_primaries=bt2020"]
    _, seen = await passed(await make("hdr.mkv", [*white, *graph]), tmp_path)
    assert 175 < seen.luma[0].mean() < 215
    assert 175 < seen.large[0].mean() < 215


async def test_photographs_are_turned_as_their_camera_says(tmp_path: Path) -> None:
    from PIL import Image

    image = Image.new("RGB", (1200, 800), (32, 64, 192))
    image.paste((192, 32, 32), (0, 0, 600, 400))
    exif = Image.Exif()
    exif[0x0112] = 6
    image.save(tmp_path / "photo.jpg", exif=exif, quality=95)
    facts = await probe(tmp_path / "photo.jpg", "p", "photo.jpg", MediaSettings())
    (picture,) = stills(tmp_path / "photo.jpg", facts)
    assert (picture.time, picture.luma.shape) == (0.0, (216, 144))
    corner = picture.large(300)[:40, -40:].mean(axis=(0, 1))
    assert corner[2] > 170 and corner[0] < 60, "top right, once it is upright"


async def test_animations_are_seen_picture_by_picture(tmp_path: Path) -> None:
    from PIL import Image

    shades = [Image.new("RGB", (64, 64), (shade, shade, shade)) for shade in (0, 120, 240)]
    shades[0].save(tmp_path / "a.webp", save_all=True, append_images=shades[1:], duration=[100, 300, 200], lossless=True)
    shades[0].save(tmp_path / "a.gif", save_all=True, append_images=shades[1:], duration=[100, 300, 200])
    facts = await probe(tmp_path / "a.webp", "p", "a.webp", MediaSettings())
    found = [(picture.time, float(picture.luma.mean())) for picture in stills(tmp_path / "a.webp", facts)]
    assert found == [(pytest.approx(time), pytest.approx(shade, abs=2)) for time, shade in ((0, 0), (0.1, 120), (0.4, 240))]
    _, seen = await passed(tmp_path / "a.gif", tmp_path)
    assert seen.times == pytest.approx([0, 0.1, 0.4], abs=0.011)


@pytest.mark.parametrize(
    "coded", [["-c:a", "pcm_s16le"], ["-c:a", "pcm_s32le"], ["-c:a", "pcm_f32le"], ["-c:a", "flac"]], ids=str
)
async def test_raw_samples_are_the_decoded_ones(make: Make, tmp_path: Path, coded: list[str]) -> None:
    loud = ["-f", "lavfi", "-i", "aevalsrc='0.25|-0.5':s=32000:d=1"]
    path = await make("loud.mkv", [*loud, *coded])
    blocks: list[npt.NDArray[np.float32]] = []
    soundtrack = Soundtrack(Seen(), tmp_path / "speech.flac", blocks.append)
    facts = await probe(path, "asset", path.name, MediaSettings())
    Decoding(path, facts, {}, threads=1).run(None, soundtrack, lambda at: None)
    soundtrack.close()
    whole = np.concatenate(blocks, axis=1)
    assert whole.shape == (2, pytest.approx(32000, abs=2500)) and whole.dtype == np.float32
    assert np.median(whole[0]) == pytest.approx(0.25, abs=0.02) and np.median(whole[1]) == pytest.approx(-0.5, abs=0.02)
