"""Silences taken out, and music that makes way, measured in the finished file."""

import subprocess
from collections.abc import Awaitable, Callable
from pathlib import Path

import numpy as np
import pytest

from agent_core.agent import Asked, Plan
from agent_core.editor import Editor
from media.ffmpeg import FFmpeg
from media.settings import MediaSettings
from media.store import Store
from tests.agent_core.conftest import attach, nothing

Made = Callable[[str, str], Awaitable[object]]
PROGRAM = FFmpeg(MediaSettings()).path


@pytest.fixture(scope="module")
def sounds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A clip that hums from 0 to 1 s and from 3 to 4 s, and a high tone of 1.5 s."""
    folder = tmp_path_factory.mktemp("sounds")
    clip, song = folder / "pauses.mp4", folder / "song.wav"
    hum = "sine=frequency=300:duration=4:sample_rate=48000,volume='if(between(t,1,3),0,1)':eval=frame"
    coded = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", "-shortest"]
    picture = ["-f", "lavfi", "-i", "testsrc2=size=160x90:rate=25:duration=4"]
    for args in (
        [*picture, "-f", "lavfi", "-i", hum, *coded, str(clip)],
        ["-f", "lavfi", "-i", "sine=frequency=3000:duration=1.5:sample_rate=48000", str(song)],
    ):
        subprocess.run([PROGRAM, "-v", "error", "-y", *args], check=True, timeout=30)
    return {path.name: path for path in folder.iterdir()}


async def _made(editor: Editor, wish):
    plan = await editor.plan(wish, nothing)
    assert isinstance(plan, Plan), plan
    outcome = await editor.run(plan, wish, nothing)
    assert min(outcome.verdict.values(), default=1.0) >= 0.8, outcome.verdict
    return plan, outcome


async def _with(give, store: Store, text: str, *paths: Path):
    wish = await give(text)
    return wish.model_copy(update={"attachments": tuple([await attach(store, path) for path in paths])})


@pytest.mark.ffmpeg
@pytest.mark.parametrize("text", ["cut out the silences", "剪掉静音部分", "cắt các khoảng lặng", "cat cac khoang lang"])
async def test_silences_go_but_for_their_margins(editor: Editor, give, store: Store, sounds: dict[str, Path], text: str) -> None:
    plan, outcome = await _made(editor, await _with(give, store, text, sounds["pauses.mp4"]))
    assert [goal.capability for goal in plan.intent.goals] == ["tighten"]
    assert outcome.products[0].duration == pytest.approx(2.24, abs=0.12)


def _band(path: Path, hertz: int) -> np.ndarray:
    """The strength of a pitch in every half second."""
    args = ["-v", "error", "-i", str(path), "-ac", "1", "-ar", "16000", "-f", "f32le", "-"]
    made = subprocess.run([PROGRAM, *args], check=True, capture_output=True, timeout=20).stdout
    parts = np.frombuffer(made, np.float32)
    parts = parts[: len(parts) // 8000 * 8000].reshape(-1, 8000)
    wave = np.exp(-2j * np.pi * hertz * np.arange(8000) / 16000)
    return np.abs(parts @ wave) / 4000


@pytest.mark.ffmpeg
@pytest.mark.parametrize("text", ["add this music", "加上这首背景音乐", "chèn nhạc nền này", "chen nhac nen nay"])
async def test_music_goes_on_to_the_end_and_makes_way(
    editor: Editor, give, store: Store, sounds: dict[str, Path], text: str
) -> None:
    plan, outcome = await _made(editor, await _with(give, store, text, sounds["pauses.mp4"], sounds["song.wav"]))
    assert [goal.capability for goal in plan.intent.goals] == ["add_music"]
    heard = _band(await store.path(outcome.products[0].asset), 3000)
    assert outcome.products[0].duration == pytest.approx(4.0, abs=0.06)
    assert heard[4] > 2 * heard[1] > 0, heard


@pytest.mark.unit
async def test_music_without_a_track_is_asked_for(editor: Editor, give, store: Store, material: dict[str, Path]) -> None:
    asked = await editor.plan(await give("add some music", "clip.mp4"), nothing)
    assert isinstance(asked, Asked) and asked.question.wants == ("audio",)
