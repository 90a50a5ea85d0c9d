"""A survey: one child, one index, and everything that it names in the store."""

import asyncio
from collections.abc import Callable, Coroutine
from itertools import pairwise
from pathlib import Path

import pytest

from media.errors import ProcessFailed
from media.facts import MediaFacts
from media.probe import probe
from media.senses import survey as surveying
from media.senses.index import Index
from media.senses.survey import keep, key_frames, load, survey, surveyed
from media.settings import MediaSettings
from media.store import FileStore
from tests.media.conftest import Make

pytestmark = [pytest.mark.ffmpeg, pytest.mark.usefixtures("no_children")]

FILM = [
    *("-f", "lavfi", "-i", "smptebars=s=320x180:r=25:d=2,format=yuv420p"),
    *("-f", "lavfi", "-i", "mandelbrot=s=320x180:r=25:start_scale=1,trim=duration=2,setpts=PTS-STARTPTS,format=yuv420p"),
    *("-f", "lavfi", "-i", "sine=f=440:d=4:r=44100"),
    *("-filter_complex", "[0][1]concat=n=2[v]", "-map", "[v]", "-map", "2", "-t", "4"),
    *("-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac"),
]
Look = Callable[[Path], Coroutine[None, None, Index]]


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "store")


@pytest.fixture
def look(tmp_path: Path, store: FileStore) -> Look:
    async def looked(path: Path) -> Index:
        return await survey(
            path, await _facts(path), settings=MediaSettings(), store=store, work=tmp_path, report=lambda at: None
        )

    return looked


async def _facts(path: Path) -> MediaFacts:
    return await probe(path, path.name, path.name, MediaSettings())


async def test_a_film_is_seen_and_heard(make: Make, look: Look, store: FileStore, tmp_path: Path) -> None:
    index = await look(await make("film.mp4", FILM))
    assert index.seen is not None and index.heard is not None and index.speech is not None
    scenes = index.seen.scenes
    assert scenes[0].start == 0 and scenes[-1].end == pytest.approx(4, abs=0.1)
    assert all(before.end == after.start for before, after in pairwise(scenes))
    assert index.heard.loudness.values
    frames = key_frames(index)
    assert frames and all(frame.asset for frame in frames)
    assert [frame.time for frame in frames] == sorted(frame.time for frame in frames)
    for frame in frames:
        assert (await store.path(frame.asset or "")).read_bytes().startswith(b"\xff\xd8\xff")
    assert (await store.path(index.speech)).read_bytes().startswith(b"fLaC")
    assert not list(tmp_path.glob("survey-*")), "scratch files are gone"


async def test_a_picture_and_a_recording_have_an_index_too(make: Make, look: Look) -> None:
    picture = await look(await make("still.png", ["-f", "lavfi", "-i", "rgbtestsrc=s=320x180:r=1:d=1", "-frames:v", "1"]))
    assert picture.seen is not None and picture.heard is None and picture.speech is None
    assert len(picture.seen.scenes) == 1 and len(key_frames(picture)) == 1
    sound = await look(await make("sound.mp3", ["-f", "lavfi", "-i", "sine=f=440:d=2:r=44100"]))
    assert sound.seen is None and sound.heard is not None and sound.speech is not None


async def test_a_file_is_surveyed_once(make: Make, store: FileStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = await make("film.mp4", FILM)
    facts, told = await _facts(path), list[float]()

    async def looked() -> str:
        return await surveyed(path, facts, settings=MediaSettings(), store=store, work=tmp_path, report=told.append)

    first = await looked()
    with monkeypatch.context() as broken:
        broken.setattr(surveying, "run_module", None)
        assert await looked() == first, "found in the store, nothing was run"
    (frame, *_) = key_frames(await load(first, store))
    await store.delete(frame.asset or "")
    again = await looked()
    assert (await store.path(key_frames(await load(again, store))[0].asset or "")).is_file(), "what was lost is made again"
    assert all(0 <= fraction <= 1 for fraction in told)


async def test_cancelling_leaves_nothing_behind(make: Make, look: Look, tmp_path: Path) -> None:
    long = await make(
        "long.mp4", ["-f", "lavfi", "-i", "testsrc2=s=640x360:r=60:d=60", "-c:v", "libx264", "-preset", "ultrafast"]
    )
    task = asyncio.create_task(look(long))
    await asyncio.sleep(1.5)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not list(tmp_path.glob("survey-*"))


async def test_the_child_cannot_name_other_files(make: Make, look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    async def forged(*_: object, on_line: Callable[[str], None], **__: object) -> None:
        on_line('{"found": {"speech": "/etc/hostname"}}')

    path = await make("sound.wav", ["-f", "lavfi", "-i", "sine=d=1"])
    await _facts(path)
    monkeypatch.setattr(surveying, "run_module", forged)
    with pytest.raises(ProcessFailed):
        await look(path)


@pytest.mark.parametrize(
    ("source", "length"),
    [
        ("smptebars=s=320x180:r=25:d=0.04", 0.04),
        ("mandelbrot=s=35x77:r=1,trim=duration=5", 5.0),
        ("color=black:s=1000x16:r=25:d=0.4", 0.4),
    ],
    ids=["one picture", "one a second", "black and flat"],
)
async def test_odd_films_have_a_whole_index(
    make: Make, look: Look, store: FileStore, tmp_path: Path, source: str, length: float
) -> None:
    index = await look(await make("odd.mp4", ["-f", "lavfi", "-i", source, "-c:v", "libx264", "-pix_fmt", "yuv444p"]))
    assert index.seen is not None
    assert (index.seen.scenes[0].start, index.seen.scenes[-1].end) == (0, pytest.approx(length, abs=0.01))
    assert all(scene.key_frames for scene in index.seen.scenes)
    assert await load(await keep(index, store, tmp_path), store) == index, "no measure is infinite or missing"
