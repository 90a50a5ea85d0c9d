"""Recordings cleaned and cut into pieces, through a wish to the finished file."""

import io
import subprocess
import wave
import zipfile
from pathlib import Path

import pytest

from agent_core.agent import Plan
from agent_core.editor import Editor
from media.ffmpeg import FFmpeg
from media.settings import MediaSettings
from media.store import Store
from tests.agent_core.conftest import attach, nothing

pytestmark = pytest.mark.ffmpeg

SECONDS = 9.0


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three stretches of a buzz with hiss under all of it; pauses of a second at 2 and at 5."""
    path = tmp_path_factory.mktemp("talk") / "talk.wav"
    voice = "0.2*sin(2*PI*200*t)*(1-between(t,2,3)-between(t,5,6))+0.004*(random(0)-0.5)"
    args = ["-f", "lavfi", "-i", f"aevalsrc='{voice}':d={SECONDS}:s=48000", str(path)]
    subprocess.run([FFmpeg(MediaSettings()).path, "-v", "error", *args], check=True, timeout=30)
    return path


async def _outcome(editor: Editor, store: Store, give, path: Path, text: str):
    wish = (await give(text)).model_copy(update={"attachments": (await attach(store, path),)})
    plan = await editor.plan(wish, nothing)
    assert isinstance(plan, Plan), plan
    return await editor.run(plan, wish, nothing)


@pytest.mark.parametrize(
    ("text", "longest"),
    [("slice it at the pauses", 9.0), ("按停顿切开，每段最长4秒", 4.0), ("chia theo quãng ngắt, mỗi đoạn tối đa 3 giây", 3.0)],
)
async def test_pieces_are_cut_in_pauses_and_make_the_whole(
    editor: Editor, store: Store, give, talk: Path, text: str, longest: float
) -> None:
    outcome = await _outcome(editor, store, give, talk, text)
    (product,) = outcome.products
    assert (product.kind, product.name, outcome.note.code) == ("file", "slice.zip", "done-slice")
    lengths: list[float] = []
    with zipfile.ZipFile(await store.path(product.asset)) as archive:
        assert archive.namelist() == [f"{number:02}.wav" for number in range(1, len(archive.namelist()) + 1)]
        for name in archive.namelist():
            with wave.open(io.BytesIO(archive.read(name))) as piece:
                lengths.append(piece.getnframes() / piece.getframerate())
    assert sum(lengths) == pytest.approx(SECONDS, abs=1e-9) and max(lengths) <= longest
    cuts = [sum(lengths[:count]) for count in range(1, len(lengths))]
    assert any(2 < cut < 3 for cut in cuts) and any(5 < cut < 6 for cut in cuts)


async def test_denoise_and_slice_are_one_workflow(editor: Editor, store: Store, give, talk: Path) -> None:
    outcome = await _outcome(editor, store, give, talk, "降噪强度0.7，再切片，单段≤8秒")
    assert [step.tool for step in outcome.workflow.steps] == ["place_audio", "denoise", "slice"]
    assert outcome.workflow.step("denoise").params["strength"] == 0.7
    assert [product.name for product in outcome.products] == ["denoise-slice.zip"]


@pytest.mark.parametrize("text", ["remove the background noise", "去掉背景噪音", "lọc tiếng ồn"])
async def test_a_recording_is_cleaned(editor: Editor, store: Store, give, talk: Path, text: str) -> None:
    outcome = await _outcome(editor, store, give, talk, text)
    assert [(product.kind, outcome.note.code) for product in outcome.products] == [("audio", "done-denoise")]
    assert outcome.products[0].duration == pytest.approx(SECONDS, abs=0.05)
    assert min(outcome.verdict.values()) >= 0.8, outcome.verdict
