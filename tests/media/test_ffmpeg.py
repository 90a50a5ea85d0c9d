import asyncio
import sys
import time

import av
import psutil
import pytest

from media import ffmpeg as module
from media.errors import EngineMissing, ProcessFailed, ProcessTimeout
from media.ffmpeg import INPUT_GUARD, FFmpeg, version
from media.process import ProcessLimits
from media.settings import MediaSettings

pytestmark = [pytest.mark.ffmpeg, pytest.mark.usefixtures("no_children")]
ENDLESS = ["-f", "lavfi", "-i", "testsrc2=s=640x360:r=30", "-c:v", "libx264", "-preset", "ultrafast"]


@pytest.fixture
def ffmpeg(settings):
    return FFmpeg(settings)


def test_the_program_draws_captions(ffmpeg):
    assert "--enable-libass" in version(ffmpeg.path)


def test_a_setting_that_names_no_program_is_refused():
    with pytest.raises(EngineMissing):
        _ = FFmpeg(MediaSettings(ffmpeg="/no/such/ffmpeg")).path


def test_a_program_without_captions_is_passed_over(monkeypatch, tmp_path):
    plain = tmp_path / "ffmpeg"
    plain.write_text("#!/bin/sh\necho ffmpeg version 1 --enable-nothing\n")
    plain.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    assert FFmpeg(MediaSettings()).path != str(plain)
    assert FFmpeg(MediaSettings(ffmpeg=str(plain))).path == str(plain)


async def test_progress_grows_to_the_end(ffmpeg, tmp_path):
    shares: list[float] = []
    args = ["-f", "lavfi", "-i", "testsrc2=s=854x480:r=30:d=6", "-c:v", "libx264", "-preset", "veryfast"]
    target = tmp_path / "out.mp4"
    await ffmpeg.run(args, duration=6, progress=shares.append, target=target)
    assert shares == sorted(set(shares))
    assert all(0 < share <= 1 for share in shares)
    assert shares[-1] > 0.9
    with av.open(str(target)) as container:
        assert container.duration == pytest.approx(6_000_000, abs=50_000)


async def test_the_filters_report_comes_back(ffmpeg, clip):
    messages = await ffmpeg.run(["-i", str(clip), "-af", "volumedetect", "-vn", "-f", "null", "-"])
    assert "mean_volume" in messages


async def test_a_failed_run_leaves_nothing_and_says_why(ffmpeg, clip, tmp_path):
    target = tmp_path / "out.mp4"
    with pytest.raises(ProcessFailed) as failed:
        await ffmpeg.run(["-i", str(clip), "-vf", "nosuchfilter"], target=target)
    assert "nosuchfilter" in failed.value.stderr
    assert list(tmp_path.iterdir()) == []


async def test_a_run_past_its_time_leaves_nothing(ffmpeg, tmp_path):
    with pytest.raises(ProcessTimeout):
        await ffmpeg.run(ENDLESS, limits=ProcessLimits(wall=1), target=tmp_path / "out.mp4")
    assert list(tmp_path.iterdir()) == []


async def test_cancelling_ends_the_program_and_leaves_nothing(ffmpeg, tmp_path):
    task = asyncio.create_task(ffmpeg.run(ENDLESS, target=tmp_path / "out.mp4"))
    await _until(lambda: list(tmp_path.iterdir()))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert list(tmp_path.iterdir()) == []
    assert not [child for child in psutil.Process().children() if "ffmpeg" in child.name()]


async def test_a_killed_worker_leaves_no_ffmpeg(ffmpeg, tmp_path):
    program = (
        "import asyncio, pathlib; from media.ffmpeg import FFmpeg; from media.settings import MediaSettings; "
        f"asyncio.run(FFmpeg(MediaSettings()).run({ENDLESS!r}, target=pathlib.Path({str(tmp_path / 'out.mp4')!r})))"
    )
    worker = await asyncio.create_subprocess_exec(sys.executable, "-c", program)
    await _until(lambda: list(tmp_path.iterdir()))
    running = psutil.Process(worker.pid).children(recursive=True)
    assert running
    worker.kill()
    await asyncio.wait_for(worker.wait(), 5)
    await _until(lambda: not any(child.is_running() and child.status() != psutil.STATUS_ZOMBIE for child in running))


async def test_an_earlier_file_stays_until_the_new_one_is_whole(ffmpeg, clip, tmp_path):
    target = tmp_path / "out.mp4"
    target.write_bytes(b"earlier")
    with pytest.raises(ProcessFailed):
        await ffmpeg.run(["-i", str(clip), "-vf", "nosuchfilter"], target=target)
    assert target.read_bytes() == b"earlier"
    await ffmpeg.run(["-i", str(clip), "-c", "copy"], target=target)
    assert target.read_bytes() != b"earlier"


@pytest.mark.parametrize(
    "script",
    ["#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\n{clip}\n#EXT-X-ENDLIST\n", "ffconcat version 1.0\nfile {clip}\n"],
)
async def test_guarded_inputs_open_no_other_file(ffmpeg, clip, tmp_path, script):
    posing = tmp_path / "posing.mp4"
    posing.write_text(script.format(clip=clip))
    with pytest.raises(ProcessFailed):
        await ffmpeg.run([*INPUT_GUARD, "-i", str(posing), "-f", "null", "-"])


@pytest.mark.parametrize("guarded", ["concat:{clip}|{clip}", "http://127.0.0.1:9/a.mp4", "subfile,,start,0,end,0,,:{clip}"])
async def test_guarded_inputs_take_no_other_protocol(ffmpeg, clip, guarded):
    with pytest.raises(ProcessFailed):
        await ffmpeg.run([*INPUT_GUARD, "-i", guarded.format(clip=clip), "-f", "null", "-"])


async def test_guarded_inputs_take_plain_files(ffmpeg, clip):
    await ffmpeg.run([*INPUT_GUARD, "-i", str(clip), "-f", "null", "-"])


async def test_a_graph_of_any_length_is_taken_and_leaves_no_file(ffmpeg, tmp_path, monkeypatch):
    monkeypatch.setattr(module.tempfile, "tempdir", str(tmp_path))
    graph = f"color=size=64x64:duration=0.2[a];[a]metadata=mode=add:key=long:value={'x' * 200_000}[b]"
    await ffmpeg.run(["-filter_complex", graph, "-map", "[b]", "-f", "framemd5"], target=tmp_path / "out.txt")
    assert (tmp_path / "out.txt").read_text().count("\n0,") == 5
    assert [path.name for path in tmp_path.iterdir()] == ["out.txt"]


@pytest.mark.parametrize(
    ("says", "option"),
    [
        ("ffmpeg version 5.1.6-0+deb12u1 Copyright", "-filter_complex_script"),
        ("ffmpeg version n6.1 Copyright", "-filter_complex_script"),
        ("ffmpeg version 7.0.2-static", "-/filter_complex"),
        ("ffmpeg version n9.0.2-17-g2a571b6068", "-/filter_complex"),
        ("ffmpeg version N-118000-g0123abcdef", "-/filter_complex"),
    ],
)
def test_each_ffmpeg_reads_graphs_by_its_own_option(says, option, monkeypatch):
    monkeypatch.setattr(module, "version", lambda program: says)
    assert module._graph_option("ffmpeg") == option


async def test_filters_are_known(ffmpeg):
    assert await ffmpeg.has_filter("ass")
    assert not await ffmpeg.has_filter("nosuchfilter")


async def _until(true) -> None:
    deadline = time.monotonic() + 20
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        await asyncio.sleep(0.02)
