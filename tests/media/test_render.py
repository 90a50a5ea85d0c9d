"""Rendering: what comes out has the frames, the sound and the form that the timeline says."""

import asyncio
import shutil
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from media.errors import BadMedia, DoesNotFit, ProcessFailed
from media.facts import MediaFacts
from media.loudness import measure
from media.profiles import Profile
from media.render import Rendered, render, render_still
from media.timeline import AudioTrack, Caption, CaptionStyle, CaptionTrack, Clip, Timeline, Transform
from tests.media import sources as made
from tests.media.sources import facts, ffmpeg, make, numbered, read_numbers, samples, stream_info

pytestmark = pytest.mark.ffmpeg

W, H = made.SIZE
FAST = Profile(preset="ultrafast", crf=12)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for sources that several tests read."""
    return tmp_path_factory.mktemp("library")


@pytest.fixture(scope="module")
def film(library: Path) -> Path:
    """Ten seconds of numbered frames with a steady tone."""
    tone = ("-f", "lavfi", "-i", "sine=frequency=440:duration=10:sample_rate=48000")
    return numbered(library / "film.mp4", 300, sound=tone)


def _facts(asset: str = "film", **changes: object) -> MediaFacts:
    return facts(asset, **{"width": W, "height": H, **changes})


def _timeline(*clips: Clip, rate: tuple[int, int] = (30, 1), size: tuple[int, int] = (W, H), **more: object) -> Timeline:
    """Clips one after another."""
    plain = Timeline(rate=rate, width=size[0], height=size[1]).then(clips)
    return plain.model_copy(update={"lufs": None, **more})


async def _render(timeline: Timeline, target: Path, profile: Profile = FAST, **paths: Path) -> Rendered:
    return await render(timeline, target, sources=paths, profile=profile, ffmpeg=ffmpeg, work=target.parent)


def _clip(source_at: int, frames: int, source: MediaFacts | None = None, **more: object) -> Clip:
    return Clip.model_validate({"source": source or _facts(), "at": 0, "frames": frames, "source_at": source_at, **more})


def _left_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


async def test_cuts_are_exact_to_the_frame(film: Path, tmp_path: Path) -> None:
    spans = [(0, 7), (24, 3), (25, 30), (1, 1), (111, 40), (299, 1)]
    rendered = await _render(_timeline(*(_clip(*span) for span in spans)), tmp_path / "out.mp4", film=film)
    assert read_numbers(rendered.path) == [first + n for first, count in spans for n in range(count)]
    assert rendered.duration == pytest.approx(82 / 30)
    assert made.frame_times(rendered.path) == [Fraction(n, 30) for n in range(82)]


@pytest.mark.parametrize("spans", [[(7, 1)] * 5, [(0, 1), (9, 2), (3, 1)], [(299, 1)]])
async def test_clips_of_a_single_frame_count(spans: list[tuple[int, int]], film: Path, tmp_path: Path) -> None:
    rendered = await _render(_timeline(*(_clip(*span) for span in spans)), tmp_path / "out.mp4", film=film)
    assert read_numbers(rendered.path) == [first + n for first, count in spans for n in range(count)]


async def test_past_its_end_a_source_shows_its_last_frame(film: Path, tmp_path: Path) -> None:
    rendered = await _render(_timeline(_clip(295, 10), _clip(320, 5), _clip(3, 2)), tmp_path / "out.mp4", film=film)
    assert read_numbers(rendered.path) == [295, 296, 297, 298, *[299] * 11, 3, 4]


@pytest.mark.parametrize("container", ["mp4", "mkv", "ts"])
async def test_a_variable_rate_shows_what_is_on_screen_at_each_moment(container: str, tmp_path: Path) -> None:
    keep = "select='lt(n,10)+not(mod(n,7))+between(n,60,75)'"
    film = numbered(tmp_path / f"film.{container}", 120, "-vf", keep, "-fps_mode", "passthrough")
    kept = [n for n in range(120) if n < 10 or n % 7 == 0 or 60 <= n <= 75]
    spans = [(0, 30), (54, 30), (80, 20)]
    named = {"mkv": "matroska", "ts": "mpegts"}.get(container, container)
    source = _facts(variable_rate=True, audio_channels=0, duration=4.0, container=named)
    rendered = await _render(_timeline(*(_clip(*span, source) for span in spans)), tmp_path / "out.mp4", film=film)
    wanted = [max(n for n in kept if n <= first + at) for first, count in spans for at in range(count)]
    assert read_numbers(rendered.path) == wanted


@pytest.mark.parametrize(("rate", "source_rate"), [((30000, 1001), "30000/1001"), ((25, 1), "25"), ((30, 1), "60")])
async def test_other_rates_stay_exact_far_into_the_source(rate: tuple[int, int], source_rate: str, tmp_path: Path) -> None:
    film = numbered(tmp_path / "film.mkv", 600, rate=source_rate)
    rendered = await _render(_timeline(_clip(250, 20, _facts(audio_channels=0)), rate=rate), tmp_path / "out.mp4", film=film)
    step = Fraction(source_rate) / Fraction(*rate)
    assert read_numbers(rendered.path) == [int((250 + n) * step) for n in range(20)]
    assert stream_info(rendered.path)["rate"] == Fraction(*rate)


async def test_sound_and_picture_stay_together_over_cuts(tmp_path: Path) -> None:
    """A flash and a click every second, cut eight times at odd places: they still meet, within a few milliseconds."""
    flash = "color=black:s=64x36:r=30:d=20,geq=lum='if(lt(mod(N,30),1),235,16)':cb=128:cr=128"
    click = "aevalsrc='if(lt(mod(t,1),0.02),0.8*sin(2*PI*1000*t),0)':s=44100:d=20"
    film = make(tmp_path / "film.mp4", "-f", "lavfi", "-i", flash, "-f", "lavfi", "-i", click, "-g", "50", "-c:a", "aac")
    spans = [(start, 47) for start in (11, 200, 75, 330, 7, 411, 149, 500)]
    rendered = await _render(_timeline(*(_clip(*span) for span in spans)), tmp_path / "out.mp4", film=film)
    seen = [n / 30 for n, frame in enumerate(made.frames(rendered.path)) if frame.mean() > 120]
    heard = _onsets(samples(rendered.path)[0])
    assert len(seen) >= 12
    for moment in seen:
        assert min(abs(moment - click) for click in heard) < 0.012


def _onsets(sound: np.ndarray) -> list[float]:
    loud = np.flatnonzero(np.abs(sound) > 0.2)
    firsts = loud[np.insert(np.diff(loud) > 960, 0, True)]
    return [float(first) / 48000 for first in firsts]


async def test_the_file_is_what_players_expect(film: Path, tmp_path: Path) -> None:
    rendered = await _render(_timeline(_clip(0, 30), size=(321, 181)), tmp_path / "out.mp4", film=film)
    info = stream_info(rendered.path)
    assert (info["codec"], info["pixels"], info["width"], info["height"]) == ("h264", "yuv420p", 320, 180)
    assert (info["matrix"], info["primaries"], info["transfer"], info["range"]) == (1, 1, 1, 1)
    assert (info["audio"], info["hz"], info["channels"], info["streams"]) == ("aac", 48000, 2, 2)
    assert info["duration"] == pytest.approx(1.0, abs=1 / 30)
    content = rendered.path.read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")
    assert (rendered.width, rendered.height, rendered.size_bytes) == (320, 180, len(content))


async def test_colours_keep_their_values_through_matrices_and_ranges(tmp_path: Path) -> None:
    """The same red as BT.601 video, as an RGB picture and as a full-range JPEG all come out red."""
    red = "color=0xC03020:s=64x64:r=30:d=0.2"
    sources = {
        "sd": make(
            tmp_path / "sd.mp4", "-f", "lavfi", "-i", red, "-vf", "scale=out_color_matrix=bt601", "-colorspace", "smpte170m"
        ),
        "png": make(tmp_path / "rgb.png", "-f", "lavfi", "-i", red, "-frames:v", "1"),
        "jpg": make(tmp_path / "full.jpg", "-f", "lavfi", "-i", red, "-frames:v", "1", "-q:v", "2"),
    }
    kinds = {"sd": "video", "png": "image", "jpg": "image"}
    clips = [_clip(0, 3, facts(asset, kind=kinds[asset], width=64, height=64, audio_channels=0)) for asset in sources]
    rendered = await _render(_timeline(*clips, size=(64, 64)), tmp_path / "out.mp4", **sources)
    for frame in made.frames(rendered.path):
        assert frame[32, 32].astype(int) == pytest.approx([0xC0, 0x30, 0x20], abs=6)


@pytest.mark.parametrize(("size", "matrix"), [("320x180", "bt601"), ("1280x720", "bt709")])
async def test_a_picture_that_names_no_matrix_has_the_customary_one(size: str, matrix: str, tmp_path: Path) -> None:
    nameless = f"scale=out_color_matrix={matrix}:out_range=tv,format=yuv420p,setparams=colorspace=unknown"
    film = make(tmp_path / "film.mp4", "-f", "lavfi", "-i", f"color=0xC03020:s={size}:r=30:d=0.1", "-vf", nameless, "-crf", "5")
    width, height = map(int, size.split("x"))
    assert stream_info(film)["matrix"] == 2
    source = facts("film", width=width, height=height, audio_channels=0)
    rendered = await _render(_timeline(_clip(0, 2, source), size=(64, 36)), tmp_path / "out.mp4", film=film)
    assert made.frames(rendered.path)[0][16, 32].astype(int) == pytest.approx([0xC0, 0x30, 0x20], abs=6)


@pytest.mark.parametrize(("orientation", "turned"), [(1, False), (3, False), (6, True), (8, True)])
async def test_photos_are_turned_as_their_camera_was_held(orientation: int, turned: bool, tmp_path: Path) -> None:
    photo, tag = Image.new("RGB", (400, 200), (0, 0, 255)), Image.Exif()
    photo.paste((255, 0, 0), (0, 0, 200, 200))
    tag[0x0112] = orientation
    photo.save(tmp_path / "photo.jpg", exif=tag)
    width, height = (200, 400) if turned else (400, 200)
    source = facts("photo", kind="image", container="jpeg", width=width, height=height, audio_channels=0)
    timeline = Timeline(rate=(30, 1), width=width, height=height, video=(_clip(0, 1, source),))
    paths = {"photo": tmp_path / "photo.jpg"}
    rendered = await render_still(timeline, tmp_path / "out.png", sources=paths, ffmpeg=ffmpeg, work=tmp_path)
    shown = made.frames(rendered.path)[0]
    assert shown.shape == (height, width, 3)
    red_first = orientation in (1, 6)
    assert shown[20, 20][0 if red_first else 2] > 240 and shown[-20, -20][2 if red_first else 0] > 240


async def test_rotation_and_pixels_that_are_not_square_are_shown_right(library: Path, tmp_path: Path) -> None:
    """Left half red in every source as a player shows it; a turned and a squeezed one fill the frame alike."""
    halves = ["-f", "lavfi", "-i", "color=red:s=160x180:r=30:d=0.3", "-f", "lavfi", "-i", "color=blue:s=160x180:r=30:d=0.3"]
    side = make(tmp_path / "side.mp4", *halves, "-filter_complex", "hstack,transpose=cclock")
    turned = make(tmp_path / "turned.mp4", "-display_rotation", "-90", "-i", str(side), "-c", "copy")
    squeezed = make(tmp_path / "squeezed.mp4", *halves, "-filter_complex", "hstack,scale=160:180,setsar=2")
    clips = [_clip(0, 3, _facts(asset, audio_channels=0)) for asset in ("turned", "squeezed")]
    rendered = await _render(_timeline(*clips), tmp_path / "out.mp4", turned=turned, squeezed=squeezed)
    for frame in made.frames(rendered.path):
        assert frame[:, : W // 2 - 8].mean((0, 1)) == pytest.approx([254, 0, 0], abs=12)
        assert frame[:, W // 2 + 8 :].mean((0, 1)) == pytest.approx([0, 0, 254], abs=12)


@pytest.fixture(scope="module")
def quarters(library: Path) -> Path:
    """A wide picture of four upright stripes: red, green, blue, white."""
    inputs = [
        arg for color in ("red", "lime", "blue", "white") for arg in ("-f", "lavfi", "-i", f"color={color}:s=160x360:d=0.2")
    ]
    return make(library / "quarters.png", *inputs, "-filter_complex", "hstack=inputs=4", "-frames:v", "1")


def _picture(asset: str = "quarters", **changes: object) -> MediaFacts:
    return facts(asset, kind="image", width=640, height=360, audio_channels=0, **changes)


async def _middle_row(transform: Transform, size: tuple[int, int], path: Path, tmp_path: Path) -> np.ndarray:
    timeline = _timeline(_clip(0, 1, _picture(), transform=transform), size=size)
    rendered = await _render(timeline, tmp_path / "out.mp4", quarters=path)
    (frame,) = made.frames(rendered.path)
    assert frame.shape == (size[1], size[0], 3)
    return frame


@pytest.mark.parametrize(("focus", "color"), [(0.0, [254, 0, 0]), (0.375, [0, 255, 0]), (0.9, [255, 255, 255])])
async def test_crop_keeps_the_focus_in_the_frame(focus: float, color: list[int], quarters: Path, tmp_path: Path) -> None:
    frame = await _middle_row(Transform(fit="crop", focus=(focus, 0.5)), (90, 360), quarters, tmp_path)
    assert frame[180, 45].astype(int) == pytest.approx(color, abs=12)


async def test_pad_leaves_black_bars_and_keeps_the_shape(quarters: Path, tmp_path: Path) -> None:
    frame = await _middle_row(Transform(fit="pad"), (180, 320), quarters, tmp_path)
    lit = np.flatnonzero(frame.max(axis=(1, 2)) > 60)
    assert lit[-1] - lit[0] + 1 == pytest.approx(180 * 9 / 16, abs=3)
    assert lit[0] == pytest.approx(320 - 1 - lit[-1], abs=3)


async def test_blur_fills_the_frame_and_keeps_the_whole_picture(quarters: Path, tmp_path: Path) -> None:
    frame = await _middle_row(Transform(fit="blur"), (180, 320), quarters, tmp_path)
    assert (frame[10].max(axis=1) > 60).all()
    edges = [frame[160, x].astype(int) for x in (10, 170)]
    assert edges[0] == pytest.approx([254, 0, 0], abs=15)
    assert edges[1] == pytest.approx([255, 255, 255], abs=15)


async def test_a_transparent_picture_stands_on_black(tmp_path: Path) -> None:
    glass = make(tmp_path / "glass.png", "-f", "lavfi", "-i", "color=white@0.0:s=64x64:d=0.2,format=rgba", "-frames:v", "1")
    source = facts("glass", kind="image", width=64, height=64, audio_channels=0)
    rendered = await _render(_timeline(_clip(0, 2, source), size=(64, 64)), tmp_path / "out.mp4", glass=glass)
    assert max(frame.max() for frame in made.frames(rendered.path)) < 12


async def test_pictures_sound_alone_and_silent_films_stand_in_one_row(film: Path, quarters: Path, tmp_path: Path) -> None:
    tone = make(tmp_path / "tone.mp3", "-f", "lavfi", "-i", "sine=frequency=300:duration=2", "-ac", "2")
    audio = facts("tone", kind="audio", width=None, height=None, rate=None)
    clips = [_clip(0, 10), _clip(0, 12, _picture()), _clip(5, 30, audio), _clip(50, 10)]
    rendered = await _render(_timeline(*clips), tmp_path / "out.mp4", film=film, quarters=quarters, tone=tone)
    pictures = made.frames(rendered.path)
    assert len(pictures) == 62
    assert max(pictures[30].max(), pictures[51].max()) < 12
    assert read_numbers(rendered.path)[52:] == list(range(50, 60))
    sound = np.abs(samples(rendered.path)[0])
    assert sound[int(0.36 * 48000) : int(0.7 * 48000)].max() < 0.001
    assert sound[int(0.8 * 48000) : int(1.7 * 48000)].max() > 0.08


@pytest.mark.parametrize(
    ("form", "codec"),
    [("mono", ["-ac", "1", "-ar", "8000"]), ("5.1", ["-ac", "6", "-ar", "48000"]), ("high", ["-ac", "2", "-ar", "96000"])],
)
async def test_any_form_of_sound_becomes_48_khz_stereo(form: str, codec: list[str], tmp_path: Path) -> None:
    film = make(tmp_path / "film.mkv", "-f", "lavfi", "-i", "sine=frequency=500:duration=3", "-c:a", "flac", *codec)
    source = facts("film", kind="audio", width=None, height=None, rate=None)
    timeline = _timeline(audio=(AudioTrack(clips=(Clip(source=source, at=0, frames=60, source_at=15),)),))
    rendered = await _render(timeline, tmp_path / "out.wav", Profile(container="wav"), film=film)
    sound = samples(rendered.path)
    assert sound.shape == (2, 96000)
    assert np.abs(sound[0] - sound[1]).max() < 0.01
    assert np.argmax(np.abs(np.fft.rfft(sound[0]))) / 2 == pytest.approx(500, abs=1)
    assert (rendered.width, rendered.height) == (0, 0)


@pytest.mark.parametrize("container", ["m4a", "mp3", "wav"])
async def test_sound_alone_comes_in_its_formats(container: str, film: Path, tmp_path: Path) -> None:
    track = AudioTrack(clips=(Clip(source=_facts(), at=15, frames=30),))
    profile = Profile.model_validate({"container": container})
    rendered = await _render(_timeline(audio=(track,)), tmp_path / f"out.{container}", profile, film=film)
    sound = np.abs(samples(rendered.path)[0])
    assert len(sound) == pytest.approx(72000, abs=2400)
    assert sound[:20000].max() < 0.02
    assert sound[30000:60000].max() > 0.08


async def test_ducking_lowers_the_films_own_sound_while_the_voice_speaks(film: Path, tmp_path: Path) -> None:
    voice = make(tmp_path / "voice.wav", "-f", "lavfi", "-i", "sine=frequency=2000:duration=2,volume=8dB")
    spoken = facts("voice", kind="audio", width=None, height=None, rate=None, duration=2.0)
    track = AudioTrack(clips=(Clip(source=spoken, at=60, frames=60),), ducks_others=True)
    rendered = await _render(_timeline(_clip(0, 180), audio=(track,)), tmp_path / "out.mp4", film=film, voice=voice)
    sound = samples(rendered.path)[0]
    before, during, after = (_level(sound, 440, start) for start in (0.5, 2.5, 5.2))
    assert 20 * np.log10(before / during) > 6
    assert after == pytest.approx(before, rel=0.15)
    assert _level(sound, 2000, 2.5) > _level(sound, 440, 2.5)


def _level(sound: np.ndarray, hz: int, at: float) -> float:
    """Strength of one tone over half a second."""
    part = sound[int(at * 48000) : int((at + 0.5) * 48000)]
    return float(np.abs(np.exp(-2j * np.pi * hz * np.arange(len(part)) / 48000) @ part) / len(part))


async def test_gain_and_fades_shape_a_clip(film: Path, tmp_path: Path) -> None:
    clip = _clip(0, 90, _facts(audio_channels=1), gain_db=-6.0, fade_in=30, fade_out=30)
    rendered = await _render(_timeline(clip), tmp_path / "out.mp4", film=film)
    pictures, sound = made.frames(rendered.path), samples(rendered.path)[0]
    assert pictures[0].max() < 12
    assert pictures[15].max() == pytest.approx(128, abs=30)
    assert pictures[45].max() > 230
    assert pictures[89].max() < 40
    plain = 0.125 * 10 ** (-6 / 20)
    assert np.abs(sound[60000:80000]).max() == pytest.approx(plain, rel=0.08)
    assert np.abs(sound[:2400]).max() < plain / 5


@pytest.mark.parametrize(
    "source", ["sine=frequency=440:duration=8,volume=-25dB", "aevalsrc='0.9*sin(2*PI*200*t)*exp(-8*mod(t,1))':d=8"]
)
async def test_loudness_is_brought_to_its_target_below_the_true_peak(source: str, tmp_path: Path) -> None:
    quiet = make(tmp_path / "quiet.wav", "-f", "lavfi", "-i", source, "-ac", "2")
    track = AudioTrack(clips=(Clip(source=facts("quiet", kind="audio", width=None, height=None), at=0, frames=240),))
    rendered = await _render(_timeline(audio=(track,), lufs=-14.0), tmp_path / "out.m4a", Profile(container="m4a"), quiet=quiet)
    found = await measure(rendered.path, ffmpeg)
    assert found.lufs == pytest.approx(-14.0, abs=0.5)
    assert found.true_peak <= -1.0
    assert rendered.lufs == found.lufs


async def test_silence_is_left_alone_and_films_without_sound_get_silence(film: Path, tmp_path: Path) -> None:
    mute = make(tmp_path / "mute.mp4", "-i", str(film), "-c:v", "copy", "-an", "-t", "2")
    rendered = await _render(
        _timeline(_clip(0, 30, _facts("mute", audio_channels=0)), lufs=-14.0), tmp_path / "out.mp4", mute=mute
    )
    assert rendered.lufs is None
    sound = samples(rendered.path)
    assert np.abs(sound).max() == 0
    assert sound.shape[1] == pytest.approx(48000, abs=2048)


async def test_no_sound_at_all_cannot_become_a_sound_file(film: Path, tmp_path: Path) -> None:
    timeline = _timeline(_clip(0, 30, _facts(audio_channels=0)))
    with pytest.raises(BadMedia) as caught:
        await _render(timeline, tmp_path / "out.mp3", Profile(container="mp3"), film=film)
    assert caught.value.code == "no-sound"


@pytest.mark.parametrize("limit", [400_000, 120_000])
async def test_a_product_never_exceeds_its_limit(limit: int, tmp_path: Path) -> None:
    noise = ["-f", "lavfi", "-i", "nullsrc=s=640x360:r=30:d=5,geq=lum='random(1)*255':cb=128:cr=128"]
    film = make(tmp_path / "film.mp4", *noise, "-f", "lavfi", "-i", "anoisesrc=d=5:a=0.3", "-preset", "ultrafast", "-c:a", "aac")
    timeline = _timeline(_clip(0, 150, facts("film")), size=(640, 360))
    rendered = await _render(timeline, tmp_path / "out.mp4", Profile(preset="ultrafast", max_bytes=limit), film=film)
    assert limit * 0.5 < rendered.path.stat().st_size <= limit
    assert rendered.width <= 640
    assert rendered.width / rendered.height == pytest.approx(16 / 9, rel=0.03)
    assert stream_info(rendered.path)["width"] == rendered.width


async def test_what_cannot_be_made_small_enough_is_refused_at_once(film: Path, tmp_path: Path) -> None:
    with pytest.raises(DoesNotFit) as caught:
        await _render(_timeline(_clip(0, 300)), tmp_path / "out.mp4", Profile(max_bytes=20_000), film=film)
    assert caught.value.code == "does-not-fit"
    assert _left_in(tmp_path) == []


async def test_a_broken_source_leaves_nothing_behind(film: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"no film at all" * 99)
    (tmp_path / "work").mkdir()
    with pytest.raises(ProcessFailed):
        await render(
            _timeline(_clip(0, 30)), tmp_path / "out.mp4", sources={"film": broken},
            profile=FAST, ffmpeg=ffmpeg, work=tmp_path / "work",
        )  # fmt: skip
    assert not (tmp_path / "out.mp4").exists()
    assert _left_in(tmp_path / "work") == []


async def test_a_cancelled_render_leaves_nothing_behind(film: Path, tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    started = asyncio.Event()
    long = _timeline(*(_clip(0, 300) for _ in range(6)), size=(1920, 1080))
    job = render(
        long, tmp_path / "out.mp4", sources={"film": film}, profile=Profile(preset="slow"), ffmpeg=ffmpeg,
        work=tmp_path / "work", progress=lambda share: started.set(),
    )  # fmt: skip
    task = asyncio.create_task(job)
    await asyncio.wait_for(started.wait(), 30)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not (tmp_path / "out.mp4").exists()
    assert _left_in(tmp_path / "work") == []


async def test_progress_grows_to_its_end(film: Path, tmp_path: Path) -> None:
    told: list[float] = []
    timeline = _timeline(_clip(0, 300), lufs=-14.0)
    await render(
        timeline, tmp_path / "out.mp4", sources={"film": film}, profile=FAST, ffmpeg=ffmpeg, work=tmp_path, progress=told.append
    )
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1.0, abs=0.02)


async def test_gaps_and_emptiness_are_no_timeline(film: Path, tmp_path: Path) -> None:
    gap = _timeline().model_copy(update={"video": (_clip(0, 10), Clip(source=_facts(), at=20, frames=5))})
    for timeline in (gap, _timeline()):
        with pytest.raises(ValueError, match=r"gaps|empty"):
            await _render(timeline, tmp_path / "out.mp4", film=film)


@pytest.mark.parametrize("name", ["out.jpg", "out.png"])
async def test_a_picture_becomes_a_picture_with_words(name: str, quarters: Path, tmp_path: Path) -> None:
    words = CaptionTrack(captions=(Caption(start=0, end=1, text="Ổn rồi 好"),), style=CaptionStyle(preset="meme"))
    plain = Timeline(rate=(30, 1), width=640, height=360, video=(_clip(0, 1, _picture()),))
    rendered = [
        await render_still(timeline, tmp_path / f"{n}{name}", sources={"quarters": quarters}, ffmpeg=ffmpeg, work=tmp_path)
        for n, timeline in enumerate((plain, plain.captioned(words)))
    ]
    without, withal = (made.frames(one.path)[0].astype(int) for one in rendered)
    assert without.shape == withal.shape == (360, 640, 3)
    changed = np.argwhere(np.abs(without - withal).max(axis=2) > 60)
    assert changed[:, 0].min() > 180
    assert without[100, 240] == pytest.approx([0, 255, 0], abs=24)


async def test_a_picture_within_a_limit_gets_smaller_not_over(tmp_path: Path) -> None:
    noise = make(
        tmp_path / "noise.png", "-f", "lavfi", "-i", "nullsrc=s=640x360:d=0.1,geq=random(1)*255:128:128", "-frames:v", "1"
    )
    timeline = Timeline(rate=(30, 1), width=640, height=360, video=(_clip(0, 1, _picture("noise")),))
    rendered = await render_still(
        timeline, tmp_path / "out.jpg", sources={"noise": noise}, ffmpeg=ffmpeg, work=tmp_path, max_bytes=30_000
    )
    assert rendered.path.stat().st_size <= 30_000
    with pytest.raises(DoesNotFit):
        await render_still(timeline, tmp_path / "o.jpg", sources={"noise": noise}, ffmpeg=ffmpeg, work=tmp_path, max_bytes=300)
    assert not (tmp_path / "o.jpg").exists()


async def test_cover_art_is_no_film(film: Path, quarters: Path, tmp_path: Path) -> None:
    """A film with cover art before its picture: the picture is what is shown."""
    covered = make(
        tmp_path / "covered.mp4", "-i", str(quarters), "-i", str(film), "-map", "0", "-map", "1", "-c:v:0", "png",
        "-c:v:1", "copy", "-c:a", "copy", "-disposition:v:0", "attached_pic",
    )  # fmt: skip
    rendered = await _render(_timeline(_clip(40, 5)), tmp_path / "out.mp4", covered=covered, film=covered)
    assert read_numbers(rendered.path) == [40, 41, 42, 43, 44]


async def test_paths_with_any_letters_work(film: Path, tmp_path: Path) -> None:
    folder = tmp_path / "it's [a]; 1,2: 好 \\ x"
    folder.mkdir()
    shutil.copy(film, folder / "film.mp4")
    words = CaptionTrack(captions=(Caption(start=0, end=5, text="hi"),))
    timeline = _timeline(_clip(0, 5), captions=(words,))
    rendered = await _render(timeline, folder / "out.mp4", film=folder / "film.mp4")
    assert len(made.frames(rendered.path)) == 5
