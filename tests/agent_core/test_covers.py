"""Covers chosen from a film whose scenes are known."""

import subprocess
from pathlib import Path

import cv2
import numpy as np
import pytest

from agent_core.agent import Plan
from agent_core.editor import Editor
from media.covers import Candidate, candidates, chosen
from media.facts import MediaFacts
from media.ffmpeg import FFmpeg
from media.senses.index import Curve, Index, KeyFrame, Scene, Seen
from media.settings import MediaSettings
from media.store import Store
from media.timeline import timeline_of
from tests.agent_core.conftest import attach, nothing

FACTS = MediaFacts(
    asset="v", kind="video", container="mp4", size_bytes=1, duration=12.0, width=640, height=360, rate=(25, 1)
)  # fmt: skip
COLORS = {"red": (0, 0, 200), "green": (0, 150, 0), "blue": (200, 0, 0)}


def _scene(start: float, end: float, *keys: tuple[float, float, str], light: float = 0.5) -> Scene:
    frames = tuple(KeyFrame(time=time, sharpness=sharp, hash=name * 16) for time, sharp, name in keys)
    return Scene(
        start=start, end=end, joint="cut", motion=0.1, shake=0, brightness=light, contrast=0.2, saturation=0.3, sharpness=100,
        key_frames=frames,
    )  # fmt: skip


INDEX = Index(
    facts=FACTS,
    seen=Seen(
        scenes=(
            _scene(0, 4, (1.0, 100, "0"), (3.0, 180, "1")),
            _scene(4, 8, (5.0, 120, "0"), (7.0, 10, "f")),
            _scene(8, 12, (9.0, 130, "7"), light=0.02),
        ),
        motion=Curve(step=1, values=(0.1,)),
        black=((8.5, 9.5),),
    ),
)


@pytest.mark.unit
def test_the_sharp_come_first_and_the_alike_last() -> None:
    found = candidates(timeline_of(FACTS), {"v": INDEX})
    assert [one.frame for one in found] == [25, 75, 125, 175], "what is black is no cover"
    assert [one.frame for one in chosen(found, 3)] == [75, 175, 125]


@pytest.mark.unit
def test_only_what_is_shown_is_chosen() -> None:
    cut = timeline_of(FACTS).kept(100, 150)
    assert [one.frame for one in candidates(cut, {"v": INDEX})] == [25]
    unknown = candidates(timeline_of(FACTS), {})
    assert [one.frame for one in unknown] == [150] and len(chosen(unknown, 3)) == 1
    assert chosen([Candidate(frame=1, hash="0" * 16, worth=0.2), Candidate(frame=2, hash="0" * 16, worth=0.9)], 1)[0].frame == 2


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Black, then two seconds each of a pattern on red, green and blue."""
    folder = tmp_path_factory.mktemp("film")
    rng = np.random.default_rng(5)
    parts = ["-f", "lavfi", "-t", "1", "-i", "color=black:s=640x360:r=25"]
    for number, color in enumerate(COLORS.values()):
        picture = np.full((360, 640, 3), color, np.uint8)
        for _ in range(25):
            left, top = int(rng.integers(0, 560)), int(rng.integers(0, 300))
            cv2.rectangle(
                picture, (left, top), (left + 60, top + 40), tuple(map(int, rng.integers(0, 255, 3))), -1 if number else 3
            )
        cv2.imwrite(str(folder / f"{number}.png"), picture)
        parts += ["-f", "image2", "-loop", "1", "-framerate", "25", "-t", "2", "-i", str(folder / f"{number}.png")]
    target = folder / "film.mp4"
    graph = ";".join([*(f"[{n}]format=yuv420p,setsar=1[v{n}]" for n in range(4)), "[v0][v1][v2][v3]concat=n=4[v]"])
    args = ["-filter_complex", graph, "-map", "[v]", "-c:v", "libx264", "-preset", "ultrafast", str(target)]
    subprocess.run([FFmpeg(MediaSettings()).path, "-v", "error", *parts, *args], check=True, timeout=60)
    return target


async def _made(editor: Editor, store: Store, give, film: Path, text: str):
    wish = (await give(text)).model_copy(update={"attachments": (await attach(store, film),)})
    plan = await editor.plan(wish, nothing)
    assert isinstance(plan, Plan), plan
    outcome = await editor.run(plan, wish, nothing)
    pictures = [cv2.imread(str(await store.path(product.asset))) for product in outcome.products if product.kind == "image"]
    assert min(outcome.verdict.values(), default=1.0) >= 0.8, outcome.verdict
    return outcome, pictures


@pytest.mark.ffmpeg
@pytest.mark.parametrize("text", ["3 cover images to choose from", "给我3张封面挑挑", "chọn 3 ảnh bìa"])
async def test_covers_show_one_scene_each(editor: Editor, store: Store, give, film: Path, text: str) -> None:
    outcome, pictures = await _made(editor, store, give, film, text)
    assert [product.name for product in outcome.products] == ["thumbnail.jpg", "thumbnail-2.jpg", "thumbnail-3.jpg"]
    assert {product.kind for product in outcome.products} == {"image"} and outcome.note.code == "done-thumbnail"
    assert all(picture.shape == (360, 640, 3) for picture in pictures)
    seen = {int(np.argmax(np.median(picture, axis=(0, 1)))) for picture in pictures}
    assert seen == {0, 1, 2}, "each stands for another scene, and none is black"


@pytest.mark.ffmpeg
async def test_a_cover_is_framed_and_worded_as_asked(editor: Editor, store: Store, give, film: Path) -> None:
    outcome, pictures = await _made(editor, store, give, film, 'make it square, and a cover with the text "HELLO"')
    kinds = [product.kind for product in outcome.products]
    assert sorted(kinds) == ["image", "video"]
    (cover,) = pictures
    assert cover.shape[:2] == (360, 360)
    assert (cover[200:].min(axis=2) > 235).mean() > 0.02, "white letters stand at the bottom"
