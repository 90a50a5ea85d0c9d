"""What nobody asked for: the timeline and its sources explain what is meant, and nothing more."""

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from agent_core.flaws import Flaws, find_flaws, joined, subtract
from media.facts import MediaFacts
from media.ffmpeg import FFmpeg
from media.probe import probe
from media.profiles import Profile
from media.render import render
from media.settings import MediaSettings
from media.store import FileStore, Store
from media.timeline import AudioTrack, Clip, Timeline, timeline_of

SETTINGS = MediaSettings()
FFMPEG = FFmpeg(SETTINGS)
SIZE = "size=192x108:rate=25"


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """`moving` moves and hums for 8 s; `mixed` moves for 2 s, is black and silent for 2, stands for 2 and moves again."""
    folder = tmp_path_factory.mktemp("sources")
    moving, mixed = folder / "moving.mp4", folder / "mixed.mp4"
    coded = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac"]
    hum = "sine=330:duration=8:sample_rate=48000"
    plain = ["-f", "lavfi", "-i", f"testsrc2={SIZE}:duration=8", "-f", "lavfi", "-i", hum]
    asyncio.run(FFMPEG.run([*plain, *coded], target=moving))
    parts = [f"testsrc2={SIZE}:duration=2", f"color=black:{SIZE}:duration=2", f"smptebars={SIZE}:duration=2"]
    heard = f"{hum},volume='if(between(t,2,4),0,1)':eval=frame"
    inputs = [arg for source in (*parts, f"testsrc2={SIZE}:duration=2", heard) for arg in ("-f", "lavfi", "-i", source)]
    graph = ["-filter_complex", "[0][1][2][3]concat=n=4[v]", "-map", "[v]", "-map", "4:a"]
    asyncio.run(FFMPEG.run([*inputs, *graph, *coded], target=mixed))
    return {"moving": moving, "mixed": mixed}


@pytest.fixture
async def bench(sources: dict[str, Path], home: Path) -> tuple[dict[str, MediaFacts], dict[str, Path], Store]:
    """Facts by name, local paths by asset, and a store that holds them."""
    store = FileStore(home / "store")
    facts: dict[str, MediaFacts] = {}
    paths: dict[str, Path] = {}
    for name, path in sources.items():
        asset = await store.adopt(Path(shutil.copy(path, home / path.name)))
        facts[name] = await probe(path, asset.id, path.name, SETTINGS)
        paths[asset.id] = await store.path(asset.id)
    return facts, paths, store


Bench = tuple[dict[str, MediaFacts], dict[str, Path], Store]


async def flaws_of(timeline: Timeline, bench: Bench, home: Path, rendered: Timeline | None = None) -> Flaws:
    """What is amiss with a render of `rendered` that ought to be one of `timeline`."""
    _, paths, store = bench
    target = home / "product.mp4"
    await render(rendered or timeline, target, sources=paths, profile=Profile(), ffmpeg=FFMPEG, work=home)
    return await find_flaws(target, await probe(target, "p", target.name, SETTINGS), timeline, store, FFMPEG)


EDITS: dict[str, Callable[[Timeline], Timeline]] = {
    "whole": lambda whole: whole,
    "holes": lambda whole: whole.without([(40, 60), (110, 170)]),
    "twice as fast": lambda whole: whole.model_copy(
        update={"video": (whole.video[0].model_copy(update={"speed": 2.0, "frames": 100}),)}
    ),
    "backward": lambda whole: whole.model_copy(update={"video": (whole.video[0].model_copy(update={"reverse": True}),)}),
    "held": lambda whole: whole.kept(0, 45).held(60),
    "fades": lambda whole: whole.kept(150, 200).model_copy(
        update={"video": (whole.kept(150, 200).video[0].model_copy(update={"fade_in": 20, "fade_out": 25}),)}
    ),
    "longer than its source": lambda whole: whole.model_copy(
        update={"video": (whole.video[0].model_copy(update={"frames": 275}),)}
    ),
}


@pytest.mark.ffmpeg
@pytest.mark.parametrize("name", EDITS)
async def test_what_was_meant_is_no_flaw(name: str, bench: Bench, home: Path) -> None:
    found = await flaws_of(EDITS[name](timeline_of(bench[0]["mixed"])), bench, home)
    assert (found.black, found.frozen, found.silent) == (0.0, 0.0, 0.0)
    assert found.offset == pytest.approx(0.0, abs=0.03)


@pytest.mark.ffmpeg
async def test_what_the_material_does_not_have_is_a_flaw(bench: Bench, home: Path) -> None:
    moving, mixed = (timeline_of(bench[0][name]) for name in ("moving", "mixed"))
    found = await flaws_of(moving, bench, home, rendered=mixed)
    assert (found.black, found.silent) == (pytest.approx(2.0, abs=0.2), pytest.approx(2.0, abs=0.2))
    assert found.frozen == pytest.approx(2.0, abs=0.2), "black is told once"
    later = mixed.kept(100, 200)
    shifted = await flaws_of(later, bench, home, rendered=mixed.kept(0, 100))
    assert shifted.black == pytest.approx(2.0, abs=0.5), "black there, but not at that place"


@pytest.mark.ffmpeg
async def test_music_over_a_silent_film_must_be_heard(bench: Bench, home: Path) -> None:
    facts = bench[0]
    silent = timeline_of(facts["moving"]).model_copy(
        update={"video": (timeline_of(facts["moving"]).video[0].model_copy(update={"muted": True}),)}
    )
    music = AudioTrack(clips=(Clip(source=facts["moving"], at=0, frames=200),))
    scored = silent.model_copy(update={"audio": (music,)})
    assert (await flaws_of(scored, bench, home)).silent == 0.0
    assert (await flaws_of(scored, bench, home, rendered=silent)).silent == pytest.approx(8.0, abs=0.6)


@pytest.mark.unit
def test_spans() -> None:
    assert subtract([(0, 10)], [(2, 3), (5, 12)]) == [(0, 2), (3, 5)]
    assert subtract([(0, 1)], [(0, 1)]) == [] and subtract([(0, 1)], []) == [(0, 1)]
    assert joined([(3, 4), (0, 1), (0.5, 2), (2, 2.5)]) == [(0, 2.5), (3, 4)]
