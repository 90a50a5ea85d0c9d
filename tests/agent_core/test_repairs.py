"""Products that come out wrong are made anew, and only what a repair touches runs again: real renders, one fault each."""

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

import media.render
from agent_core.agent import Outcome, Plan, Wish
from agent_core.editor import Editor
from agent_core.executor import Executor
from agent_core.making import Mended
from agent_core.messages import Template
from media.ffmpeg import FFmpeg
from media.loudness import measure
from media.probe import probe
from media.profiles import Encoding, Profile, encoding
from media.settings import MediaSettings
from media.store import Store
from media.stretches import find_stretches
from media.timeline import Timeline
from tests.agent_core.conftest import nothing

pytestmark = pytest.mark.ffmpeg

Give = Callable[..., Awaitable[Wish]]


@pytest.fixture
def made_steps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every step that ran, cached ones left out."""
    ran: list[str] = []
    real = Executor.run

    async def spy(self: Executor, workflow: Any, report: Any) -> Any:
        found = await real(self, workflow, report)
        ran.extend(step.id for step in workflow.steps if step.id not in found.cached)
        return found

    monkeypatch.setattr(Executor, "run", spy)
    return ran


async def run(editor: Editor, wish: Wish, faults: Mapping[str, Mapping[str, Any]] | None = None) -> Outcome:
    """The outcome of a wish whose plan has faulty settings."""
    plan = await editor.plan(wish, nothing)
    assert isinstance(plan, Plan) and plan.workflow is not None
    changes = {step.id: dict((faults or {})[step.tool]) for step in plan.workflow.steps if step.tool in (faults or {})}
    return await editor.run(plan.model_copy(update={"workflow": plan.workflow.patched(changes)}), wish, nothing)


async def product(outcome: Outcome, store: Store) -> Path:
    return await store.path(outcome.products[0].asset)


def vertical(**params: object) -> Template:
    return Template.model_validate({"capability": "reframe", "params": {"aspect": "1:1", "fit": "blur", **params}})


async def test_a_film_that_is_too_quiet_is_rendered_louder(
    editor: Editor, give: Give, store: Store, settings: MediaSettings, made_steps: list[str]
) -> None:
    wish = await give("", "clip.mp4", template=vertical())
    outcome = await run(editor, wish, {"render": {"lufs": -30.0}})
    assert (await measure(await product(outcome, store), FFmpeg(settings))).lufs == pytest.approx(-14.0, abs=1.0)
    assert outcome.making is not None
    assert [(mended.criterion, mended.before, mended.after) for mended in outcome.making.mended] == [("loudness", 0.0, 1.0)]
    assert made_steps == ["place_video", "reframe", "render", "render"], "only the render runs again"
    assert outcome.workflow is not None and outcome.workflow.step("render").params["lufs"] == pytest.approx(-14.0, abs=1.0)
    again = await run(editor, wish, {"render": {"lufs": -30.0}})
    assert outcome.making.cached == () and outcome.making.seconds > 0
    assert again.making is not None and again.making.cached == ("place_video", "reframe", "render")
    assert again.making.scores == again.verdict == outcome.verdict and again.products == outcome.products


async def test_copied_pictures_that_came_out_black_are_encoded(
    editor: Editor, give: Give, store: Store, settings: MediaSettings, monkeypatch: pytest.MonkeyPatch, made_steps: list[str]
) -> None:
    async def black(
        timeline: Timeline, target: Path, *, profile: Profile, ffmpeg: FFmpeg, **_: object
    ) -> tuple[Encoding, Path] | None:
        if not profile.copies:
            return None
        inputs = f"-f lavfi -i color=black:size=180x180:rate=25:duration={timeline.duration} -f lavfi -i sine=330:duration=3"
        await ffmpeg.run([*inputs.split(), "-af", "volume=7dB", "-pix_fmt", "yuv420p", "-shortest"], target=target)
        plan = encoding(profile, width=180, height=180, fps=25.0, duration=3.0)
        return plan.model_copy(update={"copied": True}), target

    monkeypatch.setattr(media.render, "smart_cut", black)
    outcome = await run(editor, await give("", "clip.mp4", template=vertical()))
    path = await product(outcome, store)
    found = await find_stretches(path, await probe(path, "p", "p.mp4", settings), FFmpeg(settings))
    assert (found.black, found.frozen) == ((), ())
    assert outcome.making is not None
    assert Mended(criterion="black", before=0.0, after=1.0) in outcome.making.mended
    assert made_steps == ["place_video", "reframe", "render", "render"]
    assert outcome.workflow is not None and outcome.workflow.step("render").params["copies"] is False


async def test_words_that_nobody_can_read_are_drawn_larger(
    editor: Editor, give: Give, monkeypatch: pytest.MonkeyPatch, made_steps: list[str]
) -> None:
    """A tool's own size that is far too small is mended; a size that a person asked for stays."""
    from agent_core.tool import tools

    tiny = tools()["subtitle"].input.model_fields["caption_size"]
    monkeypatch.setattr(tiny, "default", 0.3)
    tools()["subtitle"].input.model_rebuild(force=True)
    try:
        wish = await give("", "clip.mp4", "lines.srt", template=Template(capability="subtitle"))
        outcome = await run(editor, wish)
        asked = await run(editor, wish, {"subtitle": {"caption_size": 0.31}})
    finally:
        monkeypatch.undo()
        tools()["subtitle"].input.model_rebuild(force=True)
    assert outcome.making is not None and [mended.criterion for mended in outcome.making.mended] == ["legible"]
    assert outcome.verdict["legible"] >= 0.8
    assert made_steps[:6] == ["place_video", "read_subtitles", "subtitle", "render", "subtitle", "render"]
    assert asked.verdict["legible"] < 0.8 and asked.making is not None and asked.making.mended == ()
