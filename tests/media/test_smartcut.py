"""Smart cut: what is copied is the source's own, what is not looks like it, and all is where a render would put it."""

import subprocess
from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from media import smartcut
from media.facts import MediaFacts
from media.h264 import parameter_sets
from media.profiles import Profile
from media.render import Rendered, render
from media.timeline import AudioTrack, Caption, CaptionTrack, Clip, Timeline, Transform
from tests.media.sources import SIZE, facts, ffmpeg, frame_times, frames, make, numbered, read_numbers, samples, stream_info

pytestmark = pytest.mark.ffmpeg

BT709 = ("-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv")
TONE = ("-f", "lavfi", "-i", "sine=frequency=440:duration=10:sample_rate=48000")
CODED = ("-preset", "medium", "-bf", "3", "-g", "50", "-sc_threshold", "0", *BT709)
SPANS = [(13, 140), (210, 61), (20, 100), (290, 10)]


@pytest.fixture(autouse=True)
def _worthwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smartcut, "_LEAST_PIXELS", 1)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten seconds of numbered frames with B pictures, a keyframe every 50, and a tone."""
    return numbered(tmp_path_factory.mktemp("film") / "film.mp4", 300, *CODED, sound=TONE)


def _facts(**changes: object) -> MediaFacts:
    return facts("film", **{"width": SIZE[0], "height": SIZE[1], "color_matrix": "bt709", **changes})


def _timeline(spans: Sequence[tuple[int, int]], source: MediaFacts | None = None, **changes: object) -> Timeline:
    source = source or _facts()
    plain = Timeline(rate=source.rate or (30, 1), width=SIZE[0], height=SIZE[1])
    clips = [Clip(source=source, at=0, frames=count, source_at=first) for first, count in spans]
    return plain.then(clips).model_copy(update={"lufs": None, **changes})


async def _render(timeline: Timeline, film: Path, target: Path, profile: Profile | None = None, **more: Path) -> Rendered:
    files = {"film": film, **more}
    return await render(timeline, target, sources=files, profile=profile or Profile(), ffmpeg=ffmpeg, work=target.parent)


def _copied(product: Path, film: Path) -> int:
    """How many coded pictures of a product stand in its source, byte for byte."""
    own = {bytes(packet) for packet in _packets(film)}
    return sum(bytes(packet) in own for packet in _packets(product))


def _packets(path: Path) -> list[Any]:
    with av.open(str(path)) as container:
        packets: Iterable[Any] = container.demux(video=0)
        return [packet for packet in packets if packet.size]


def _complaints(path: Path) -> str:
    """What FFmpeg finds wrong while it decodes everything."""
    done = subprocess.run(
        [ffmpeg.path, "-v", "warning", "-err_detect", "explode", "-i", str(path), "-f", "null", "-"],
        capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    return done.stderr.decode()


def _psnr(one: np.ndarray, other: np.ndarray) -> float:
    error = float(np.mean((one.astype(float) - other) ** 2))
    return 99.0 if error == 0 else float(10 * np.log10(255**2 / error))


async def test_every_frame_is_the_sources_and_most_are_its_very_bytes(film: Path, tmp_path: Path) -> None:
    made = await _render(_timeline(SPANS), film, tmp_path / "out.mp4")
    shown = [first + n for first, count in SPANS for n in range(count)]
    assert read_numbers(made.path) == shown
    assert frame_times(made.path) == [Fraction(n, 30) for n in range(len(shown))]
    copied = _copied(made.path, film)
    assert copied > len(shown) * 0.45
    there, here = frames(film), frames(made.path)
    exact = [np.array_equal(there[number], frame) for number, frame in zip(shown, here, strict=True)]
    assert sum(exact) >= copied
    assert min(_psnr(there[number], frame) for number, frame in zip(shown, here, strict=True)) > 40
    assert _complaints(made.path) == ""


async def test_the_file_is_what_a_render_writes(film: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    timeline = _timeline(SPANS)
    copied = await _render(timeline, film, tmp_path / "copied.mp4")
    monkeypatch.setattr(smartcut, "_LEAST_PIXELS", 10**12)
    encoded = await _render(timeline, film, tmp_path / "encoded.mp4")
    assert _copied(copied.path, film) > 0 == _copied(encoded.path, film)
    ours, theirs = stream_info(copied.path), stream_info(encoded.path)
    assert ours == theirs | {"duration": pytest.approx(theirs["duration"], abs=0.001)}
    assert copied.duration == encoded.duration
    assert copied.lufs == pytest.approx(encoded.lufs, abs=0.1)
    assert np.array_equal(samples(copied.path), samples(encoded.path))
    assert b"moov" in copied.path.read_bytes()[:64], "the index comes first"


async def test_no_picture_is_hidden_and_every_one_names_its_own_parameters(film: Path, tmp_path: Path) -> None:
    made = await _render(_timeline([(13, 140)]), film, tmp_path / "out.mp4")
    with av.open(str(made.path), options={"ignore_editlist": "1"}) as container:
        assert sum(1 for _ in container.decode(video=0)) == 140
    with av.open(str(made.path)) as container:
        sets = parameter_sets(container.streams.video[0].codec_context.extradata or b"")
    assert len(sets.sequences) == len(sets.pictures) == 2
    assert len(sets.used_ids) == 2
    assert not any(packet.is_discard or packet.dts > packet.pts for packet in _packets(made.path) if packet.dts and packet.pts)


@pytest.mark.parametrize(
    ("name", "rate", "more"),
    [
        ("film.mkv", "30", ()),
        ("film.mp4", "30000/1001", ()),
        ("film.mkv", "30000/1001", ()),
        ("film.mov", "25", ()),
        ("film.mp4", "30", ("-profile:v", "baseline", "-bf", "0")),
        ("film.mp4", "30", ("-profile:v", "main", "-x264-params", "keyint=30:b-pyramid=strict")),
        ("film.mp4", "30", ("-x264-params", "slices=4:sps-id=1")),
        ("film.mp4", "30", ("-movflags", "negative_cts_offsets")),
    ],
)
async def test_streams_of_many_kinds_are_copied(name: str, rate: str, more: Sequence[str], tmp_path: Path) -> None:
    film = numbered(tmp_path / name, 300, *CODED, *more, rate=rate)
    fps, container = Fraction(rate), {"mkv": "matroska"}.get(name[-3:], name[-3:])
    source = _facts(rate=(fps.numerator, fps.denominator), container=container, audio_channels=0)
    made = await _render(_timeline([(37, 120), (3, 150)], source), film, tmp_path / "out.mp4")
    assert read_numbers(made.path) == [*range(37, 157), *range(3, 153)]
    assert _copied(made.path, film) > 120
    assert stream_info(made.path)["rate"] == fps
    assert _complaints(made.path) == ""


async def test_open_groups_are_entered_only_where_nothing_hangs_on_what_came_before(tmp_path: Path) -> None:
    film = numbered(tmp_path / "film.mp4", 300, *CODED, "-x264-params", "open-gop=1:keyint=40")
    with av.open(str(film)) as container:
        keys = sum(packet.is_keyframe for packet in container.demux(video=0))
    source = _facts(audio_channels=0)
    late = await _render(_timeline([(45, 200)], source), film, tmp_path / "late.mp4")
    assert keys > 1
    assert _copied(late.path, film) == 0, "its only true entry is its first picture"
    early = await _render(_timeline([(0, 200)], source), film, tmp_path / "early.mp4")
    assert _copied(early.path, film) > 190
    for made, first, count in ((late, 45, 200), (early, 0, 200)):
        assert read_numbers(made.path) == list(range(first, first + count))
        assert _complaints(made.path) == ""


@pytest.mark.parametrize("name", ["film.mp4", "film.mkv"])
async def test_a_late_start_and_a_last_picture_that_stays(name: str, tmp_path: Path) -> None:
    film = numbered(tmp_path / name, 200, *CODED, "-output_ts_offset", "0.1", sound=TONE)
    source = _facts(duration=10.0, container={"film.mkv": "matroska"}.get(name, "mp4"))
    copied = await _render(_timeline([(0, 230)], source), film, tmp_path / "out.mp4")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(smartcut, "_LEAST_PIXELS", 10**12)
        encoded = await _render(_timeline([(0, 230)], source), film, tmp_path / "encoded.mp4")
    assert _copied(copied.path, film) > 150
    assert read_numbers(copied.path) == read_numbers(encoded.path)
    assert len(frames(copied.path)) == 230


async def test_sound_and_picture_stay_together(tmp_path: Path) -> None:
    """A flash and a click every second, cut at odd places and joined: they still meet."""
    flash = "color=black:s=320x180:r=30:d=20,geq=lum='if(lt(mod(N,30),1),235,16)':cb=128:cr=128"
    click = "aevalsrc='if(lt(mod(t,1),0.02),0.8*sin(2*PI*1000*t),0)':s=44100:d=20"
    film = make(tmp_path / "film.mp4", "-f", "lavfi", "-i", flash, "-f", "lavfi", "-i", click, "-g", "20", *BT709, "-c:a", "aac")
    made = await _render(_timeline([(11, 97), (200, 110), (75, 93), (333, 99)]), film, tmp_path / "out.mp4")
    assert _copied(made.path, film) > 250
    seen = [n / 30 for n, frame in enumerate(frames(made.path)) if frame.mean() > 120]
    loud = np.flatnonzero(np.abs(samples(made.path)[0]) > 0.2)
    heard = loud[np.insert(np.diff(loud) > 960, 0, True)] / 48_000
    assert len(seen) >= 12
    assert max(float(np.abs(heard - moment).min()) for moment in seen) < 0.012


@pytest.mark.parametrize("name", ["film.mp4", "film.mkv"])
async def test_sound_that_nothing_is_done_to_is_copied_and_stays_in_its_place(name: str, tmp_path: Path) -> None:
    """A rising tone repeats nowhere, so that what is heard must be the same samples at the same places."""
    rising = ("-f", "lavfi", "-i", "aevalsrc='0.5*sin(2*PI*(200*t+150*t*t))|0.4*sin(2*PI*(300*t+90*t*t))':s=48000:d=10")
    film = numbered(tmp_path / name, 300, *CODED, "-c:a", "aac", "-ar", "48000", "-ac", "2", sound=rising)
    known = _facts(container="matroska" if name.endswith("mkv") else "mp4")
    made = await _render(_timeline([(37, 200)], known), film, tmp_path / "out.mp4")
    heard, source = samples(made.path), samples(film)
    start, count = 37 * 1600, 200 * 1600
    assert heard.shape[1] == pytest.approx(count, abs=1)
    own = {bytes(packet) for packet in _sound_packets(film)}
    assert sum(bytes(packet) in own for packet in _sound_packets(made.path)) == len(_sound_packets(made.path))
    off = 24 if name.endswith("mkv") else 0  # Matroska counts in milliseconds
    shift = _shift(heard[0, 4800:24_000], source[0], start + 4800)
    assert abs(shift) <= off
    aligned = source[0, start + shift + 2048 : start + shift + count - 2048]
    assert float(np.abs(heard[0, 2048 : count - 2048] - aligned).max()) < 1e-3


def _shift(part: np.ndarray, whole: np.ndarray, expected: int) -> int:
    """By how many samples a part lies beside its place."""
    window = whole[expected - 2000 : expected + len(part) + 2000]
    return int(np.correlate(window, part, "valid").argmax()) - 2000


def _sound_packets(path: Path) -> list[Any]:
    with av.open(path) as container:
        return [packet for packet in container.demux(audio=0) if packet.size]


async def test_music_and_loudness_go_with_a_copied_picture(film: Path, tmp_path: Path) -> None:
    music = make(tmp_path / "music.wav", "-f", "lavfi", "-i", "sine=frequency=880:duration=5:sample_rate=48000")
    bed = Clip(source=facts("music", kind="audio", width=None, height=None, rate=None, duration=5.0), at=0, frames=150)
    timeline = _timeline([(0, 300)], audio=(AudioTrack(clips=(bed,)),), lufs=-14.0)
    made = await _render(timeline, film, tmp_path / "out.mp4", music=music)
    assert _copied(made.path, film) == 300
    assert made.lufs == pytest.approx(-14, abs=0.5)
    assert stream_info(made.path)["streams"] == 2


def _drawn() -> CaptionTrack:
    return CaptionTrack(captions=(Caption(start=0, end=30, text="hello"),))


@pytest.mark.parametrize(
    ("timeline", "profile"),
    [
        (_timeline([(0, 250)], captions=(_drawn(),)), Profile()),
        (_timeline([(0, 250)], width=160, height=90), Profile()),
        (_timeline([(0, 250)], rate=(25, 1)), Profile()),
        (_timeline([(0, 250)], _facts(rotation=180)), Profile()),
        (_timeline([(0, 250)], _facts(variable_rate=True)), Profile()),
        (_timeline([(0, 250)], _facts(color_matrix="smpte170m")), Profile()),
        (_timeline([(0, 250)], _facts(color_matrix=None)), Profile()),
        (_timeline([(0, 250)]), Profile(max_bytes=120_000)),
        (_timeline([(0, 250)]), Profile(side=160)),
        (_timeline([(0, 250)]), Profile(container="webm")),
        (_timeline([(0, 100)]).then([Clip(source=_facts(), at=0, frames=100, fade_in=10)]), Profile()),
    ],
    ids=["captions", "size", "rate", "turned", "variable", "601", "unnamed", "limit", "side", "webm", "fade"],
)
async def test_whatever_changes_the_picture_is_encoded(timeline: Timeline, profile: Profile, film: Path, tmp_path: Path) -> None:
    made = await _render(timeline, film, tmp_path / f"out{profile.suffix}", profile)
    assert _copied(made.path, film) == 0
    assert made.size_bytes <= (profile.max_bytes or made.size_bytes)


@pytest.mark.parametrize(
    "coded",
    [("-pix_fmt", "yuv444p"), ("-pix_fmt", "yuv420p10le"), ("-flags", "+ildct+ilme", "-x264-params", "tff=1"),
     ("-vf", "setsar=2"), ("-color_range", "pc")],
    ids=["444", "10bit", "interlaced", "aspect", "range"],
)  # fmt: skip
async def test_what_the_stream_itself_says_is_heeded(coded: Sequence[str], tmp_path: Path) -> None:
    film = numbered(tmp_path / "film.mp4", 120, *CODED, *coded)
    made = await _render(_timeline([(0, 110)], _facts(audio_channels=0)), film, tmp_path / "out.mp4")
    assert _copied(made.path, film) == 0


async def test_a_mirrored_picture_is_not_copied(tmp_path: Path) -> None:
    film = numbered(tmp_path / "plain.mp4", 120, *CODED)
    flipped = make(tmp_path / "film.mp4", "-display_vflip", "-i", str(film), "-c", "copy")
    made = await _render(_timeline([(0, 110)], _facts(audio_channels=0)), flipped, tmp_path / "out.mp4")
    assert _copied(made.path, film) == 0


async def test_a_broken_picture_within_is_encoded_around(film: Path, tmp_path: Path) -> None:
    """A lost picture leaves a hole in the frames; what follows the next entry is copied again."""
    lossy = make(tmp_path / "film.mp4", "-i", str(film), "-c", "copy", "-bsf:v", "noise=drop='eq(n,120)'")
    made = await _render(_timeline([(0, 300)]), lossy, tmp_path / "out.mp4")
    assert 200 <= _copied(made.path, film) < 299
    assert len(frames(made.path)) == 300


async def test_a_crop_of_the_same_shape_moves_nothing(film: Path, tmp_path: Path) -> None:
    timeline = _timeline([(0, 300)])
    framed = timeline.reframed(*SIZE, Transform(fit="crop", focus=(0.2, 0.9)))
    made = await _render(framed, film, tmp_path / "out.mp4")
    assert _copied(made.path, film) == 300


async def test_nothing_is_left_behind(film: Path, tmp_path: Path) -> None:
    made = await _render(_timeline(SPANS), film, tmp_path / "out.mp4")
    assert list(tmp_path.iterdir()) == [made.path]


async def test_a_child_that_fails_leads_to_encoding(film: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smartcut, "DEMUXERS", ("wav",))
    made = await _render(_timeline([(0, 250)]), film, tmp_path / "out.mp4")
    assert _copied(made.path, film) == 0
    assert read_numbers(made.path) == list(range(250))
