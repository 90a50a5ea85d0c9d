"""The agent as the workers see it: wishes planned, plans carried out, products as asked."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import psutil
import pytest

import agent_core.editor
import agent_core.reading
from agent_core.agent import Asked, Outcome, Plan, Refused, Wish
from agent_core.editor import Editor
from agent_core.errors import InvalidWorkflow, StepFailed
from agent_core.inspection import Finished
from agent_core.messages import Answer, Attachment, Limits, Note, Origin, Product, Template
from agent_core.projects import Revision
from agent_core.workflow import Workflow
from media.facts import MediaFacts
from media.probe import probe
from media.settings import MediaSettings
from media.store import Store
from tests.agent_core.conftest import attach, nothing, revision

pytestmark = pytest.mark.ffmpeg

Give = Callable[..., Awaitable[Wish]]
ORIGIN = Origin(platform="web", account="a", chat="c", message="m", user="u")


def named(capability: str, **params: object) -> Template:
    return Template.model_validate({"capability": capability, "params": params})


@pytest.fixture
def finished(monkeypatch: pytest.MonkeyPatch) -> list[Finished]:
    """What every run of the editor came to."""
    kept: list[Finished] = []
    real = agent_core.editor.finish

    async def spy(*args: object) -> Finished:
        kept.append(await real(*args))
        return kept[-1]

    monkeypatch.setattr(agent_core.editor, "finish", spy)
    return kept


async def planned(editor: Editor, wish: Wish) -> Plan:
    """A plan, as it comes back from the ledger."""
    plan = await editor.plan(wish, nothing)
    assert isinstance(plan, Plan), plan
    return Plan.model_validate_json(plan.model_dump_json())


async def made(editor: Editor, wish: Wish, parent: str | None = None, name: str = "r1") -> tuple[Revision, Outcome]:
    plan = await planned(editor, wish)
    outcome = await editor.run(plan, wish, nothing)
    assert min(outcome.verdict.values(), default=1.0) >= 0.8, outcome.verdict
    return revision(plan, outcome, parent, name), outcome


async def measured(product: Product, store: Store, settings: MediaSettings) -> MediaFacts:
    return await probe(await store.path(product.asset), product.asset, product.name, settings)


CASES = [
    ("meme", {}, ("clip.mp4",), {"kind": "video", "width": 320, "height": 180, "sound": True, "duration": 3.0}),
    ("meme", {"duration": 1}, ("clip.mp4",), {"kind": "video", "width": 320, "height": 180, "sound": True, "duration": 1.0}),
    (
        "meme",
        {"top_text": "嗨"},
        ("photo.png",),
        {"kind": "image", "width": 320, "height": 180, "sound": False, "duration": None},
    ),
    (
        "reframe",
        {"aspect": "9:16"},
        ("clip.mp4",),
        {"kind": "video", "width": 180, "height": 320, "sound": True, "duration": 3.0},
    ),
    (
        "reframe",
        {"aspect": "1:1", "fit": "blur"},
        ("quiet.mp4",),
        {"kind": "video", "width": 180, "height": 180, "duration": 3.0},
    ),
    ("subtitle", {"caption_color": "yellow"}, ("clip.mp4", "lines.srt"), {"kind": "video", "sound": True, "duration": 3.0}),
    ("voiceover", {"text": "Xin chào các bạn"}, ("clip.mp4",), {"kind": "video", "sound": True, "duration": 3.0}),
    ("voiceover", {"text": "Hello there", "voice": "male"}, (), {"kind": "audio", "sound": True}),
]


@pytest.mark.parametrize(("capability", "params", "names", "asked"), CASES)
async def test_every_capability_gives_what_was_asked(
    editor: Editor, give: Give, store: Store, settings: MediaSettings, capability: str, params: dict, names: tuple, asked: dict
) -> None:
    revision, outcome = await made(editor, await give("", *names, template=named(capability, **params)))
    product = outcome.products[0]
    facts = await measured(product, store, settings)
    assert product.kind == asked["kind"] and product.name.startswith(capability)
    assert outcome.note.code == f"done-{capability}" and product.size_bytes == facts.size_bytes
    if "width" in asked:
        assert (facts.width, facts.height) == (product.width, product.height) == (asked["width"], asked["height"])
    if "sound" in asked:
        assert facts.has_sound == asked["sound"]
    if asked.get("duration"):
        assert facts.duration == pytest.approx(asked["duration"], abs=0.15) and product.duration == pytest.approx(
            facts.duration, abs=0.15
        )
    if product.kind == "video":
        assert product.thumbnail and (await store.path(product.thumbnail)).stat().st_size < 200_000
    assert revision.workflow.deliver


async def test_subtitles_come_as_a_file_too(editor: Editor, give: Give, store: Store) -> None:
    _, outcome = await made(editor, await give("", "clip.mp4", "lines.srt", template=named("subtitle")))
    assert [product.name for product in outcome.products] == ["subtitle.mp4", "subtitle.srt"]
    text = (await store.path(outcome.products[1].asset)).read_text("utf-8")
    assert "Xin chào các bạn" in text and "大家好" in text and "00:00:00,200 --> 00:00:01,200" in text


async def test_a_long_voice_is_not_cut_off(editor: Editor, give: Give, store: Store, settings: MediaSettings) -> None:
    words = "This sentence is certainly a good deal longer than the three seconds of picture that it is spoken over tonight."
    _, outcome = await made(editor, await give("", "clip.mp4", template=named("voiceover", text=words)))
    facts = await measured(outcome.products[0], store, settings)
    assert facts.duration and facts.duration > 5
    assert outcome.verdict["loudness"] >= 0.8 and outcome.verdict["length"] == 1.0


@pytest.mark.parametrize(
    ("text", "language"), [("make this a meme", "en"), ("帮我做成表情包视频", "zh"), ("chế clip này thành meme giúp mình", "vi")]
)
async def test_wishes_in_three_languages(editor: Editor, give: Give, text: str, language: str) -> None:
    plan = await planned(editor, await give(text, "clip.mp4"))
    assert plan.language == language and [goal.capability for goal in plan.intent.goals] == ["meme"]
    assert plan.estimate and plan.estimate.seconds > 0 and plan.estimate.media_minutes == pytest.approx(0.05, abs=0.01)
    assert plan.resource == "cpu"


async def test_smaller_text_runs_only_what_it_touches(editor: Editor, give: Give, finished: list[Finished]) -> None:
    first, _ = await made(editor, await give("make this a meme", "clip.mp4"))
    wish = await give("smaller text", replied=first, revisions=(first,))
    second, outcome = await made(editor, wish, "r1", "r2")
    assert finished[0].ran.cached == frozenset()
    assert finished[1].ran.cached == {"place_video", "find_moment", "joke"}
    assert second.workflow.step("meme").params["caption_size"] == pytest.approx(0.8)
    assert second.workflow.step("joke") == first.workflow.step("joke")
    assert outcome.note.code == "done-edit" and "undo" in outcome.actions
    assert second.products[0].asset != first.products[0].asset


async def test_undo_redo_and_retry(editor: Editor, give: Give, finished: list[Finished]) -> None:
    first, _ = await made(editor, await give("", "photo.png", template=named("meme")))
    second, _ = await made(
        editor, await give("", replied=first, revisions=(first,), template=named("edit", caption_size="up")), "r1", "r2"
    )
    both = {"revisions": (first, second)}
    assert (await planned(editor, await give("undo", replied=second, **both))).repost == "r1"
    assert (await planned(editor, await give("redo", replied=first, **both))).repost == "r2"
    for text, replied, code in (("undo", first, "nothing-to-undo"), ("redo", second, "nothing-to-redo")):
        refused = await editor.plan(await give(text, replied=replied, **both), nothing)
        assert isinstance(refused, Refused) and refused.note.code == code
    again, _ = await made(editor, await give("", replied=second, **both, template=named("retry")), "r2", "r3")
    assert again.workflow.step("joke").params["seed"] == second.workflow.step("joke").params["seed"] + 1
    assert again.workflow.step("meme").params["caption_size"] == pytest.approx(1.25)
    assert "joke" not in finished[-1].ran.cached and "place_image" in finished[-1].ran.cached


async def test_a_reply_reuses_the_earlier_material(editor: Editor, give: Give, store: Store, settings: MediaSettings) -> None:
    first, _ = await made(editor, await give("", "clip.mp4", template=named("meme", top_text="one")))
    tall = await give("", replied=first, revisions=(first,), template=named("edit", aspect="9:16"))
    second, outcome = await made(editor, tall, "r1", "r2")
    facts = await measured(outcome.products[0], store, settings)
    assert (facts.width, facts.height) == (180, 320)
    assert [goal.capability for goal in second.intent.goals] == ["meme", "reframe"]
    captions = await give("", "lines.srt", replied=second, revisions=(first, second), template=named("subtitle"))
    third, outcome = await made(editor, captions, "r2", "r3")
    assert [goal.capability for goal in third.intent.goals] == ["meme", "reframe", "subtitle"]
    assert [product.kind for product in outcome.products] == ["video", "file"]


async def test_a_change_to_a_crop_looks_for_subjects_and_one_away_from_it_runs_nothing_more(
    editor: Editor, give: Give, finished: list[Finished]
) -> None:
    first, _ = await made(editor, await give("", "clip.mp4", template=named("reframe", aspect="9:16", fit="blur")))
    assert [step.tool for step in first.workflow.steps] == ["place_video", "reframe", "render"]
    crop = await give("", replied=first, revisions=(first,), template=named("edit", fit="crop"))
    second, _ = await made(editor, crop, "r1", "r2")
    assert second.workflow.step("reframe").inputs["subjects"] == "find_subjects"
    square = await give("", replied=second, revisions=(first, second), template=named("edit", aspect="1:1"))
    await made(editor, square, "r2", "r3")
    assert finished[-1].ran.cached == {"place_video", "find_subjects"}, "the shots do not depend on the aspect"


async def test_a_reply_with_new_material_starts_anew(editor: Editor, give: Give) -> None:
    first, _ = await made(editor, await give("", "photo.png", template=named("meme", top_text="one")))
    plan = await planned(editor, await give("", "clip.mp4", replied=first, revisions=(first,), template=named("reframe")))
    assert [goal.capability for goal in plan.intent.goals] == ["reframe"]


@pytest.mark.parametrize(
    ("capability", "names", "code", "wants"),
    [
        ("meme", (), "ask-video", ("video", "image")),
        ("reframe", ("lines.srt",), "ask-video", ("video", "image")),
        ("subtitle", ("clip.mp4",), "ask-spoken", ("subtitle", "text")),
        ("voiceover", ("clip.mp4",), "ask-words", ("text",)),
    ],
)
async def test_what_is_missing_is_asked_for(
    editor: Editor, give: Give, capability: str, names: tuple[str, ...], code: str, wants: tuple[str, ...]
) -> None:
    asked = await editor.plan(await give("", *names, template=named(capability)), nothing)
    assert isinstance(asked, Asked) and asked.question.note.code == code
    assert asked.question.wants == asked.intent.missing == wants
    assert Asked.model_validate_json(asked.model_dump_json()) == asked


async def answered(editor: Editor, wish: Wish, answer: Answer, monkeypatch: pytest.MonkeyPatch) -> Plan:
    """The plan after an answer, with the wish not read a second time."""
    asked = await editor.plan(wish, nothing)
    assert isinstance(asked, Asked), asked
    real = agent_core.reading.understand

    def answers_only(text: str, **more: object):
        assert more["partial"] == asked.intent and text == answer.text
        return real(text, **more)

    monkeypatch.setattr(agent_core.reading, "understand", answers_only)
    return await planned(editor, wish.model_copy(update={"partial": asked.intent, "answers": (answer,)}))


async def test_an_attachment_answers(
    editor: Editor, give: Give, store: Store, material: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = await attach(store, material["lines.srt"])
    answer = Answer(origin=ORIGIN, text="here you are", attachments=(lines,))
    plan = await answered(editor, await give("加字幕", "clip.mp4"), answer, monkeypatch)
    assert plan.language == "zh" and plan.workflow and plan.workflow.deliver == ("render", "subtitle")


async def test_an_answer_completes_a_change(editor: Editor, give: Give, monkeypatch: pytest.MonkeyPatch) -> None:
    first, _ = await made(editor, await give("", "photo.png", template=named("meme", top_text="one")))
    wish = await give("", replied=first, revisions=(first,), template=named("edit", also=["voiceover"]))
    plan = await answered(editor, wish, Answer(origin=ORIGIN, text="Good evening"), monkeypatch)
    assert [goal.capability for goal in plan.intent.goals] == ["meme", "voiceover"]
    assert plan.workflow and plan.workflow.given["text"].value == {"text": "Good evening"}
    assert plan.workflow.step("meme").params["top_text"] == "one"


async def test_words_answer(editor: Editor, give: Give, monkeypatch: pytest.MonkeyPatch) -> None:
    wish = await give("", "clip.mp4", template=named("voiceover"))
    plan = await answered(editor, wish, Answer(origin=ORIGIN, text="Good evening, everyone"), monkeypatch)
    assert plan.workflow and plan.workflow.given["text"].value == {"text": "Good evening, everyone"}


async def test_pasted_subtitles_answer(editor: Editor, give: Give, monkeypatch: pytest.MonkeyPatch) -> None:
    wish = await give("", "clip.mp4", template=named("subtitle"))
    pasted = Answer(origin=ORIGIN, text="1\n00:00:00,000 --> 00:00:01,000\nhello\n")
    plan = await answered(editor, wish, pasted, monkeypatch)
    assert plan.workflow and plan.workflow.step("subtitle").inputs["cues"] == "read_subtitles"


async def test_a_reply_to_help_is_a_wish_of_its_own(editor: Editor, give: Give) -> None:
    helped = await planned(editor, await give("help"))
    words = Revision(
        id="h",
        project="p",
        parent=None,
        language="en",
        intent=helped.intent,
        workflow=Workflow(steps=(), deliver=()),
        products=(),
        note=Note(code="help"),
    )
    asked = await editor.plan(await give("make this a meme", replied=words, revisions=(words,)), nothing)
    assert isinstance(asked, Asked) and asked.question.note.code == "ask-video"


async def test_help_answers_in_words(editor: Editor, give: Give) -> None:
    plan = await planned(editor, await give("help"))
    assert plan.reply and plan.reply.code == "help" and plan.workflow is None


@pytest.mark.parametrize(
    ("text", "template", "code"),
    [
        ("qwrtz plmk", None, "not-understood"),
        ("smaller text", named("edit", caption_size="down"), "nothing-to-edit"),
        ("", named("retry"), "nothing-to-retry"),
        ("", named("undo"), "nothing-to-undo"),
        ("", named("dub", language="vi"), "not-yet"),
        ("", named("meme", style="deepfry"), "param-not-yet"),
        ("", named("voiceover", text="hi", voice="reference"), "param-not-yet"),
    ],
)
async def test_what_cannot_be_done_is_refused(
    editor: Editor, give: Give, text: str, template: Template | None, code: str
) -> None:
    refused = await editor.plan(await give(text, "clip.mp4", template=template), nothing)
    assert isinstance(refused, Refused) and refused.note.code == code, refused


@pytest.mark.parametrize(
    ("name", "content", "code"), [("a.mp4", b"", "empty-file"), ("b.mp4", b"these are only words\n", "not-media")]
)
async def test_bad_files_are_refused_by_name(
    editor: Editor, give: Give, store: Store, tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    wish = (await give("làm meme đi")).model_copy(update={"attachments": (await attach(store, path),)})
    refused = await editor.plan(wish, nothing)
    assert isinstance(refused, Refused) and refused.language == "vi"
    assert refused.note.code == code and refused.note.values["name"] == name


async def test_a_file_that_is_gone_is_refused_by_name(editor: Editor, give: Give) -> None:
    gone = Attachment(asset="0" * 64, name="old.mp4", size_bytes=1)
    refused = await editor.plan((await give("meme")).model_copy(update={"attachments": (gone,)}), nothing)
    assert isinstance(refused, Refused) and (refused.note.code, refused.note.values["name"]) == ("asset-gone", "old.mp4")


async def test_the_limit_is_kept_or_told(editor: Editor, give: Give) -> None:
    wish = await give("", "clip.mp4", template=named("reframe", aspect="1:1"), limits=Limits(upload_bytes=60_000))
    _, outcome = await made(editor, wish)
    assert outcome.products[0].size_bytes <= 60_000
    tiny = await give("", "clip.mp4", template=named("reframe", aspect="1:1"), limits=Limits(upload_bytes=3_000))
    with pytest.raises(StepFailed) as failed:
        await made(editor, tiny)
    assert (failed.value.step, failed.value.code) == ("render", "does-not-fit")


async def test_cancelling_a_render_leaves_nothing_behind(editor: Editor, give: Give, settings: MediaSettings) -> None:
    wish = await give("", "clip.mp4", template=named("reframe", aspect="16:9", fit="blur"))
    plan = await planned(editor, wish)
    others = psutil.Process().children(recursive=True)
    rendering = asyncio.Event()
    task = asyncio.create_task(
        editor.run(plan, wish, lambda stage, fraction, left: rendering.set() if stage == "render" else None)
    )
    async with asyncio.timeout(30):
        await rendering.wait()
        while not any("ffmpeg" in child.name() for child in psutil.Process().children(recursive=True)):
            await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert [child for child in psutil.Process().children(recursive=True) if child not in others] == []
    assert list((settings.home / "work").iterdir()) == []


async def test_a_faulty_plan_never_starts(editor: Editor, give: Give) -> None:
    wish = await give("", "clip.mp4", template=named("meme"))
    plan = await planned(editor, wish)
    assert plan.workflow
    broken = plan.workflow.model_copy(update={"steps": plan.workflow.steps[1:]})
    for workflow in (broken, Workflow(steps=(), deliver=()), None):
        with pytest.raises(InvalidWorkflow):
            await editor.run(plan.model_copy(update={"workflow": workflow}), wish, nothing)


async def test_progress_never_falls(editor: Editor, give: Give) -> None:
    wish = await give("", "clip.mp4", template=named("meme", duration=1))
    told: list[tuple[str, float]] = []
    plan = await planned(editor, wish)
    await editor.run(plan, wish, lambda stage, fraction, left: told.append((stage, fraction)))
    fractions = [fraction for _, fraction in told]
    assert fractions == sorted(fractions) and fractions[-1] == 1.0
    assert {"look", "edit", "render", "check"} <= {stage for stage, _ in told}
