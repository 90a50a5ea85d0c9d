"""How the file is wanted: sounds, sizes, formats, animations and loudness, measured in the finished file."""

import pytest

from agent_core.agent import Plan
from agent_core.editor import Editor
from agent_core.errors import Impossible
from agent_core.messages import Template
from agent_core.tools.compress import Input as CompressInput
from agent_core.tools.compress import compress
from agent_core.tools.convert import Input as ConvertInput
from agent_core.tools.convert import convert
from agent_core.tools.extract_audio import Input as ExtractInput
from agent_core.tools.extract_audio import extract_audio
from agent_core.tools.gif import Input as GifInput
from agent_core.tools.gif import gif
from agent_core.tools.loudness import Input as LoudnessInput
from agent_core.tools.loudness import loudness
from media.facts import MediaFacts
from media.probe import probe
from media.settings import MediaSettings
from media.store import Store
from media.timeline import Timeline, timeline_of
from tests.agent_core.conftest import nothing, revision

QUIET = MediaFacts(
    asset="q", kind="video", container="mp4", size_bytes=9_000_000, duration=20.0, width=1280, height=720, rate=(30, 1),
    audio_channels=0,
)  # fmt: skip
SOUND = MediaFacts(asset="s", kind="audio", container="wav", size_bytes=1, duration=10.0, audio_channels=2)


async def _made(editor: Editor, wish):
    plan = await editor.plan(wish, nothing)
    assert isinstance(plan, Plan), plan
    outcome = await editor.run(plan, wish, nothing)
    assert min(outcome.verdict.values(), default=1.0) >= 0.8, outcome.verdict
    return plan, outcome


async def _facts(store: Store, settings: MediaSettings, product) -> MediaFacts:
    return await probe(await store.path(product.asset), product.asset, product.name, settings)


@pytest.mark.unit
@pytest.mark.parametrize(
    ("spec", "given", "facts", "params", "code"),
    [
        (extract_audio, ExtractInput, QUIET, {}, "no-sound"),
        (loudness, LoudnessInput, QUIET, {}, "no-sound"),
        (convert, ConvertInput, QUIET, {"rate_hz": 16000}, "no-sound"),
        (convert, ConvertInput, SOUND, {"format": "mp4"}, "no-picture"),
        (gif, GifInput, SOUND, {}, "no-picture"),
        (gif, GifInput, QUIET, {"start": 30}, "beyond-end"),
    ],
)
async def test_what_the_material_has_not_is_refused(spec, given, facts: MediaFacts, params: dict, code: str) -> None:
    with pytest.raises(Impossible) as refused:
        await spec.run(given.model_validate({"timeline": timeline_of(facts), **params}), None)
    assert refused.value.code == code


@pytest.mark.unit
async def test_the_form_is_noted_and_stays() -> None:
    async def form(timeline: Timeline, **params: object) -> Timeline:
        return (await compress.run(CompressInput.model_validate({"timeline": timeline, **params}), None)).timeline

    assert (await form(timeline_of(QUIET))).form.max_bytes == 4_500_000
    small = await form(timeline_of(QUIET), max_mb=1.5)
    whole = (await convert.run(ConvertInput(timeline=small, format="webm"), None)).timeline
    assert (whole.form.max_bytes, whole.form.container) == (1_500_000, "webm")
    assert whole.kept(0, 30).form == whole.form
    again = (await convert.run(ConvertInput(timeline=timeline_of(SOUND), rate_hz=16000), None)).timeline
    assert (again.form.container, again.form.rate_hz) == ("wav", 16000)


@pytest.mark.ffmpeg
@pytest.mark.parametrize(
    ("text", "goal", "kind", "ending"),
    [
        ("extract the audio as wav", "extract_audio", "audio", ".wav"),
        ("提取音频", "extract_audio", "audio", ".mp3"),
        ("tách âm thanh ra mp3", "extract_audio", "audio", ".mp3"),
        ("tach am thanh ra mp3", "extract_audio", "audio", ".mp3"),
        ("convert it to webm", "convert", "video", ".webm"),
        ("转成webm", "convert", "video", ".webm"),
        ("chuyen sang webm", "convert", "video", ".webm"),
        ("make it a gif", "gif", "animation", ".gif"),
        ("做成动图", "gif", "animation", ".gif"),
        ("lam gif", "gif", "animation", ".gif"),
        ("compress it to 0.1 MB", "compress", "video", ".mp4"),
        ("压缩到0.1MB", "compress", "video", ".mp4"),
        ("nen xuong 0.1 MB", "compress", "video", ".mp4"),
        ("normalize the loudness to -18 LUFS", "loudness", "video", ".mp4"),
        ("响度调到-18LUFS", "loudness", "video", ".mp4"),
        ("chuẩn hóa âm lượng -18 LUFS", "loudness", "video", ".mp4"),
    ],
)
async def test_a_wish_comes_true(
    editor: Editor, give, store: Store, settings: MediaSettings, text: str, goal: str, kind: str, ending: str
) -> None:
    plan, outcome = await _made(editor, await give(text, "clip.mp4"))
    assert [one.capability for one in plan.intent.goals] == [goal] and len(outcome.products) == 1
    product = outcome.products[0]
    facts = await _facts(store, settings, product)
    assert (product.kind, product.name) == (kind, f"{goal}{ending}")
    assert facts.duration == pytest.approx(3.0, abs=0.12)
    assert facts.has_sound == (kind != "animation")
    if goal == "compress":
        assert product.size_bytes <= 100_000
    if goal == "loudness":
        _, rendered = plan.workflow.steps[-2:]
        assert rendered.tool == "render" and outcome.verdict["loudness"] == 1.0


@pytest.mark.ffmpeg
async def test_a_gif_keeps_to_its_stretch_and_width_and_what_was_cut(editor: Editor, give, store: Store, settings) -> None:
    template = Template.model_validate({"capability": "gif", "params": {"start": 1, "duration": 1.2, "width": 160}})
    plan, outcome = await _made(editor, await give("", "clip.mp4", template=template))
    facts = await _facts(store, settings, outcome.products[0])
    assert facts.duration == pytest.approx(1.2, abs=0.08) and (facts.width, facts.height) == (160, 90)
    change = Template.model_validate({"capability": "edit", "params": {"also": ["reframe"], "aspect": "1:1"}})
    _, again = await _made(editor, await give("", template=change, replied=revision(plan, outcome)))
    made = await _facts(store, settings, again.products[0])
    assert made.width == made.height <= 160


@pytest.mark.ffmpeg
async def test_a_cut_a_shape_a_size_and_a_loudness_are_one_render(editor: Editor, give, store: Store, settings) -> None:
    wish = await give("cut the first second, make it vertical and compress it to 0.1 MB", "clip.mp4")
    plan, outcome = await _made(editor, wish)
    assert [step.tool for step in plan.workflow.steps].count("render") == 1
    facts = await _facts(store, settings, outcome.products[0])
    assert facts.size_bytes <= 100_000 and facts.duration == pytest.approx(2.0, abs=0.06) and facts.height > facts.width
    smaller = Template.model_validate({"capability": "edit", "params": {"max_mb": 0.06}})
    _, again = await _made(editor, await give("", template=smaller, replied=revision(plan, outcome)))
    assert again.products[0].size_bytes <= 60_000
