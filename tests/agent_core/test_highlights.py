"""The best of a film in which it is known where something happens."""

import subprocess
from pathlib import Path

import pytest

from agent_core.agent import Outcome, Plan
from agent_core.editor import Editor
from media.ffmpeg import FFmpeg
from media.settings import MediaSettings
from media.store import Store
from tests.agent_core.conftest import attach, nothing

pytestmark = pytest.mark.ffmpeg

LIVELY = ((6.0, 12.0), (18.0, 24.0))
"""Seconds with something to see and to hear; all others are dim, nearly still and quiet."""


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("film") / "film.mp4"
    size = "s=320x180:r=25:d=6"
    scenes = [
        f"color=gray:{size},eq=brightness=-0.3",
        f"testsrc2={size}",
        f"smptebars={size},eq=brightness=-0.3:saturation=0.2",
        "mandelbrot=s=320x180:r=25:end_scale=0.05,trim=duration=6",
        f"color=gray:{size},eq=brightness=-0.2",
    ]
    inputs = [arg for scene in scenes for arg in ("-f", "lavfi", "-i", scene)]
    loud = "+".join(f"between(t,{start},{end})" for start, end in LIVELY)
    heard = f"aevalsrc='(0.004+0.4*({loud}))*(random(0)-0.5)*(0.3+0.7*gt(sin(2*PI*t*2),0))':d=30:s=48000"
    graph = ";".join([*(f"[{n}]format=yuv420p,setsar=1[v{n}]" for n in range(5)), "[v0][v1][v2][v3][v4]concat=n=5[v]"])
    args = ["-f", "lavfi", "-i", heard, "-filter_complex", graph, "-map", "[v]", "-map", "5:a"]
    coded = ["-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", "-t", "30", str(target)]
    subprocess.run([FFmpeg(MediaSettings()).path, "-v", "error", *inputs, *args, *coded], check=True, timeout=60)
    return target


async def _cut(editor: Editor, store: Store, give, film: Path, text: str) -> tuple[float, Outcome]:
    """How long the result is, and how it came about."""
    wish = (await give(text)).model_copy(update={"attachments": (await attach(store, film),)})
    plan = await editor.plan(wish, nothing)
    assert isinstance(plan, Plan), plan
    outcome = await editor.run(plan, wish, nothing)
    assert outcome.note.code == "done-highlights" and min(outcome.verdict.values()) >= 0.8, outcome.verdict
    return outcome.products[0].duration or 0.0, outcome


async def test_what_is_lively_is_kept_and_as_long_as_asked(editor: Editor, store: Store, give, film: Path) -> None:
    lasts, outcome = await _cut(editor, store, give, film, "剪个8秒的精华")
    assert lasts == pytest.approx(8.0, abs=0.05)
    path = await store.path(outcome.products[0].asset)
    found = subprocess.run(
        [FFmpeg(MediaSettings()).path, "-i", str(path), "-af", "silencedetect=n=-35dB:d=0.6", "-f", "null", "-"],
        capture_output=True, text=True, check=True, timeout=30,
    ).stderr  # fmt: skip
    assert "silence_duration" not in found, "no quiet stretch was chosen"


async def test_so_many_moments_as_asked(editor: Editor, store: Store, give, film: Path) -> None:
    lasts, _ = await _cut(editor, store, give, film, "top 2 moments, 6 seconds")
    assert lasts == pytest.approx(6.0, abs=0.05)
