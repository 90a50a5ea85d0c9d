import os
import resource
import struct
import zlib

import pytest

from media.errors import BadMedia
from media.probe import probe
from media.settings import MediaSettings

pytestmark = [pytest.mark.ffmpeg, pytest.mark.usefixtures("no_children")]


async def facts(path, name=None, settings=None):
    return await probe(path, "asset", name or path.name, settings or MediaSettings())


async def refusal(path, name=None, settings=None):
    with pytest.raises(BadMedia) as refused:
        await facts(path, name, settings)
    return refused.value


@pytest.fixture
def file(tmp_path):
    def write(name, content):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


async def test_a_normal_video_is_known_quickly(clip):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    found = await facts(clip)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 1  # processor time: others may be busy
    assert found.model_dump(exclude_none=True) == {
        "asset": "asset", "kind": "video", "container": "mp4", "size_bytes": clip.stat().st_size, "duration": 3.0,
        "width": 320, "height": 240, "rate": (25, 1), "variable_rate": False, "rotation": 0,
        "video_codec": "h264", "audio_codec": "aac", "audio_rate_hz": 44100, "audio_channels": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "args", "container"),
    [
        ("a.mkv", ["-c", "copy"], "matroska"),
        ("a.mov", ["-c", "copy"], "mov"),
        ("a.ts", ["-c", "copy"], "mpegts"),
        ("a.webm", ["-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libopus"], "webm"),
        ("a.avi", ["-c:v", "mpeg4", "-c:a", "mp3"], "avi"),
        ("a.mkv", ["-c", "copy", "-live", "1"], "matroska"),
    ],
)
async def test_containers_of_video(clip, make, name, args, container):
    found = await facts(await make(name, ["-i", str(clip), *args]))
    assert (found.kind, found.container, found.width, found.height) == ("video", container, 320, 240)
    assert found.duration == pytest.approx(3, abs=0.1)
    assert (found.rate, found.variable_rate, found.audio_channels) == ((25, 1), False, 1)


@pytest.mark.parametrize("name", ["a.mp3", "a.wav", "a.flac", "a.ogg", "a.m4a", "a.opus"])
async def test_sound_has_no_picture(clip, make, name):
    found = await facts(await make(name, ["-i", str(clip), "-vn"]))
    assert (found.kind, found.has_picture, found.audio_channels) == ("audio", False, 1)
    assert found.duration == pytest.approx(3, abs=0.1)


async def test_cover_art_makes_no_video(clip, make):
    cover = await make("cover.jpg", ["-i", str(clip), "-frames:v", "1"])
    sound = ["-i", str(clip), "-i", str(cover), "-map", "0:a", "-map", "1", "-c:v", "copy", "-disposition:v", "attached_pic"]
    assert (await facts(await make("song.mp3", sound))).kind == "audio"


@pytest.mark.parametrize(("turned", "rotation", "size"), [(90, 270, (240, 320)), (-90, 90, (240, 320)), (180, 180, (320, 240))])
async def test_a_turned_video_is_measured_as_shown(clip, make, turned, rotation, size):
    found = await facts(await make("turned.mp4", ["-display_rotation", str(turned), "-i", str(clip), "-c", "copy"]))
    assert (found.rotation, (found.width, found.height)) == (rotation, size)


async def test_wide_pixels_are_measured_as_shown(clip, make):
    found = await facts(await make("wide.mp4", ["-i", str(clip), "-vf", "setsar=4/3", "-an"]))
    assert (found.width, found.height) == (427, 240)


async def test_a_varying_rate_is_told(make):
    uneven = ["-f", "lavfi", "-i", "testsrc2=s=160x120:r=30:d=4", "-vf", "select='not(mod(n,3))+gt(n,60)'", "-fps_mode", "vfr"]
    found = await facts(await make("uneven.mp4", uneven))
    assert found.variable_rate
    assert found.duration == pytest.approx(4, abs=0.05)


@pytest.mark.parametrize(("name", "codec"), [("a.gif", "gif"), ("a.apng", "apng"), ("a.webp", "webp")])
async def test_animations_are_videos(make, name, codec):
    found = await facts(await make(name, ["-f", "lavfi", "-i", "testsrc2=s=64x48:r=10:d=1", "-loop", "0"]))
    assert (found.kind, found.video_codec, found.width, found.height) == ("video", codec, 64, 48)
    assert found.duration == pytest.approx(1, abs=0.11)
    assert found.rate == (10, 1) or codec == "webp"


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.bmp", "a.tiff", "a.gif"])
async def test_single_pictures_are_images(clip, make, name):
    found = await facts(await make(name, ["-i", str(clip), "-frames:v", "1", "-update", "1"]))
    assert (found.kind, found.width, found.height, found.duration) == ("image", 320, 240, None)


async def test_a_photo_is_measured_as_held(tmp_path):
    from PIL import Image

    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (40, 20)).save(tmp_path / "photo.jpg", exif=exif)
    found = await facts(tmp_path / "photo.jpg")
    assert (found.width, found.height, found.rotation) == (20, 40, 90)


SRT = "1\n00:00:01,000 --> 00:00:02,000\n{}\n"


@pytest.mark.parametrize(
    ("name", "content", "kind", "container"),
    [
        ("a.srt", SRT.format("Hello").encode(), "subtitle", "srt"),
        ("a.srt", SRT.format("你好，世界").encode("gb18030"), "subtitle", "srt"),
        ("a.srt", SRT.format("Xin chào").encode("utf-16"), "subtitle", "srt"),
        ("noname", SRT.format("Hello").encode("utf-8-sig"), "subtitle", "srt"),
        ("a.vtt", b"WEBVTT\n\n00:01.000 --> 00:02.000\nhi\n", "subtitle", "vtt"),
        ("a.ass", b"[Script Info]\nTitle: x\n", "subtitle", "ass"),
        ("a.txt", "Xin chào các bạn".encode(), "text", "txt"),
        ("a.md", b"# A script\n", "text", "md"),
        ("a.mid", b"MThd" + struct.pack(">IHHH", 6, 0, 1, 96) + b"MTrk" + struct.pack(">I", 4) + b"\0\xff\x2f\0", "midi", "midi"),
    ],
)
async def test_texts_and_notes(file, name, content, kind, container):
    found = await facts(file(name, content))
    assert (found.kind, found.container) == (kind, container)


async def test_an_empty_file(file):
    assert (await refusal(file("a.mp4", b""))).code == "empty-file"
    assert (await refusal(file("a.txt", b" \n "))).code == "empty-file"


async def test_text_under_another_name(file):
    refused = await refusal(file("stored", "just some words\n"), "clip.mp4")
    assert (refused.code, refused.values) == ("not-media", {"found": "text"})


@pytest.mark.parametrize("name", ["a.mp4", "a.mp3", "a.png", "a.bin"])
async def test_noise_is_no_media(file, name):
    noise = b"".join(zlib.compress(struct.pack(">I", number), 9) for number in range(20_000))
    assert (await refusal(file(name, noise))).code == "not-media"


@pytest.mark.parametrize(
    "content",
    [
        "#EXTM3U\n#EXTINF:3,\n/etc/hostname\n",
        "\ufeff#EXTM3U\nhttp://127.0.0.1/a.ts\n",
        "ffconcat version 1.0\nfile /etc/hostname\n",
        "# mine\nfile '/etc/hostname'\nduration 3\n",
        "<?xml version='1.0'?>\n<MPD xmlns='urn:mpeg:dash:schema:mpd:2011'></MPD>",
        "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\nm=video 5000 RTP/AVP 96\r\n",
        "[playlist]\nFile1=a.mp4\n",
    ],
)
@pytest.mark.parametrize("name", ["a.mp4", "a.txt"])
async def test_playlists_posing_as_media(file, content, name):
    assert (await refusal(file(name, content))).code == "playlist"


@pytest.mark.parametrize("share", [0.005, 0.3, 0.6, 0.9])
async def test_a_video_cut_off(file, clip, share):
    whole = clip.read_bytes()
    assert (await refusal(file("cut.mp4", whole[: int(len(whole) * share)]))).code == "truncated"


async def test_a_video_without_its_index(clip, make, file):
    whole = (await make("tail.mp4", ["-i", str(clip), "-c", "copy"])).read_bytes()  # its index comes last
    assert (await refusal(file("cut.mp4", whole[: len(whole) * 95 // 100]))).code == "truncated"


async def test_the_last_frames_may_be_lost(file, clip):
    found = await facts(file("tail.mp4", clip.read_bytes()[:-300]))
    assert found.kind == "video"


@pytest.mark.parametrize("name", ["a.mkv", "a.avi", "a.png", "a.jpg"])
async def test_other_files_cut_off(clip, make, file, name):
    args = ["-frames:v", "1", "-update", "1"] if name in ("a.png", "a.jpg") else ["-c:v", "mpeg4", "-c:a", "mp3"]
    whole = (await make(name, ["-i", str(clip), *args])).read_bytes()
    assert (await refusal(file(f"cut{name}", whole[: len(whole) // 2]))).code == "truncated"


async def test_a_huge_picture_is_refused_by_its_header(file):
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 20_000, 20_000, 8, 2, 0, 0, 0))
    path = file("huge.png", b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b""))
    refused = await refusal(path, settings=MediaSettings(process_memory_bytes=800_000_000))  # its pixels would need 1.2 GB
    assert refused.code == "too-many-pixels"
    assert refused.values == {"width": 20_000, "height": 20_000, "limit_megapixels": 50}


async def test_a_huge_video_is_refused(clip):
    assert (await refusal(clip, settings=MediaSettings(max_pixels=320 * 240 - 1))).code == "too-many-pixels"


async def test_a_header_that_claims_ten_hours(file, clip):
    whole = clip.read_bytes()
    at = whole.index(b"mvhd") + 16
    scale = struct.unpack(">I", whole[at : at + 4])[0]
    refused = await refusal(file("long.mp4", whole[: at + 4] + struct.pack(">I", 36_000 * scale) + whole[at + 8 :]))
    assert (refused.code, refused.values) == ("too-long", {"minutes": 600, "limit_minutes": 240})


async def test_ten_hours_of_pictures(clip, make):
    stretched = ["-i", str(clip), "-an", "-c", "copy", "-bsf:v", r"setts=ts=if(eq(N\,50)\,36000/TB\,N*512)"]
    assert (await refusal(await make("long.mp4", stretched))).code == "too-long"


async def test_a_video_without_streams(file):
    def box(kind, body):
        return struct.pack(">I", 8 + len(body)) + kind + body

    header = box(b"mvhd", bytes(12) + struct.pack(">II", 1000, 1000) + bytes(80))
    content = box(b"ftyp", b"isom\0\0\2\0isommp41") + box(b"moov", header) + box(b"mdat", b"data")
    assert (await refusal(file("none.mp4", content))).code == "no-streams"


async def test_too_many_streams(clip):
    refused = await refusal(clip, settings=MediaSettings(max_streams=1))
    assert (refused.code, refused.values) == ("too-many-streams", {"streams": 2, "limit": 1})


async def test_a_file_past_the_limit(clip):
    refused = await refusal(clip, settings=MediaSettings(max_upload_bytes=1000))
    assert refused.code == "too-large"
    assert refused.values["limit_mb"] == 0.0


async def test_a_path_is_never_an_address_or_pattern(clip, tmp_path):
    odd = tmp_path / "concat:a%03d|b.mp4"
    os.link(clip, odd)
    assert (await facts(odd)).kind == "video"
