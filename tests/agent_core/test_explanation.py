"""How a result was made: told in values, drawn as a picture, at once and without running anything."""

import time
from pathlib import Path

import pytest
from PIL import Image

from agent_core.agent import LanguageHints, Plan, Refused, Wish
from agent_core.diagram import write_png
from agent_core.drawing import Label, draw
from agent_core.editor import Editor
from agent_core.executor import Executor
from agent_core.intents import Goal, ImplicitGoal, Intent
from agent_core.labels import labels
from agent_core.languages import LANGUAGES, Language
from agent_core.llm.usage import Usage
from agent_core.making import Making, Mended
from agent_core.messages import Limits, Note, Template
from agent_core.projects import Revision
from agent_core.tool import tools
from agent_core.workflow import GIVEN, Given, Step, Workflow
from media.errors import EngineMissing
from media.fonts import Fonts, find_fonts
from media.settings import MediaSettings
from media.store import Store
from tests.agent_core.conftest import nothing

pytestmark = pytest.mark.unit

GOLD = (255, 244, 214)

WORKFLOW = Workflow(
    given={"video": Given(artifact="SourceVideo", value={"facts": {}})},
    steps=(
        Step(id="place_video", tool="place_video", inputs={"source": "given:video"}),
        Step(id="find_subjects", tool="find_subjects", inputs={"source": "given:video"}),
        Step(
            id="reframe",
            tool="reframe",
            inputs={"timeline": "place_video", "subjects": "find_subjects"},
            params={"aspect": "9:16"},
            goal=1,
        ),
        Step(id="meme", tool="meme", inputs={"timeline": "reframe"}, params={"top_text": "Hi"}, goal=0),
        Step(id="render", tool="render", inputs={"timeline": "meme"}, params={"max_bytes": 9, "lufs": -13.0}),
    ),
    deliver=("render",),
)
REVISION = Revision(
    id="r1",
    project="p",
    parent=None,
    language="en",
    intent=Intent(
        language="en",
        goals=(Goal(capability="meme", params={"top_text": "Hi"}),),
        implicit=(ImplicitGoal(capability="reframe", params={"aspect": "9:16"}, reason="platform"),),
    ),
    workflow=WORKFLOW,
    products=(),
    note=Note(code="done-meme"),
    making=Making(
        cached=("place_video", "find_subjects"),
        scores={"length": 1.0, "loudness": 0.9, "legible": 0.3},
        mended=(Mended(criterion="loudness", before=0.2, after=0.9),),
        seconds=12.5,
        usage=Usage(calls=2, input=900, output=100, cost=0.0123),
    ),
)


def asking(replied: Revision | None, language: Language = "en") -> Wish:
    return Wish(
        text="",
        template=Template(capability="how"),
        limits=Limits(upload_bytes=10**7),
        languages=LanguageHints(last=language),
        replied=replied,
        revisions=(replied,) if replied else (),
    )


@pytest.fixture
def forbidden(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing may run."""

    async def run(*args: object) -> None:
        raise AssertionError("something ran")

    monkeypatch.setattr(Executor, "run", run)
    monkeypatch.setattr("agent_core.editor.understood", run)


@pytest.mark.usefixtures("forbidden")
async def test_all_that_is_known_is_told(editor: Editor) -> None:
    plan = await editor.plan(asking(REVISION, "vi"), nothing)
    assert isinstance(plan, Plan) and plan.workflow is None and plan.reply is not None
    assert (plan.language, plan.resource, plan.intent) == ("vi", "light", REVISION.intent)
    assert plan.reply == Note(
        code="how",
        values={
            "wishes": [{"capability": "meme", "params": {"top_text": "Hi"}}],
            "unsaid": [{"capability": "reframe", "reason": "platform"}],
            "steps": 5,
            "cached": 2,
            "took": 12.5,
            "scores": {"length": 1.0, "loudness": 0.9, "legible": 0.3},
            "failed": ["legible"],
            "mended": [{"criterion": "loudness", "before": 0.2, "after": 0.9}],
            "tokens": 1000,
            "dollars": 0.0123,
        },
    )


@pytest.mark.usefixtures("forbidden")
async def test_the_workflow_is_drawn_in_the_persons_language(editor: Editor, store: Store) -> None:
    pictures: dict[str, bytes] = {}
    for language in LANGUAGES:
        plan = await editor.plan(asking(REVISION, language), nothing)
        assert isinstance(plan, Plan)
        [picture] = plan.products
        path = await store.path(picture.asset)
        pictures[language] = path.read_bytes()
        with Image.open(path) as image:
            assert image.format == "PNG" and image.size == (picture.width, picture.height)
        assert (picture.kind, picture.content_type) == ("image", "image/png")
        assert picture.size_bytes == path.stat().st_size < 200_000
    assert len(set(pictures.values())) == len(LANGUAGES)


async def test_what_was_there_from_earlier_stands_out(tmp_path: Path, settings: MediaSettings) -> None:
    fonts = find_fonts(settings)
    named = labels(WORKFLOW, ["meme", "reframe"], tools(), "en")
    drawing = draw(WORKFLOW, named, lambda text, size: fonts.width(text) * size)
    shares: dict[int, int] = {}
    for count in (0, 3):
        marked = frozenset([step.id for step in WORKFLOW.steps][:count])
        target = tmp_path / f"{count}.png"
        write_png(drawing, fonts, target, marked=marked, legend="from earlier")
        colors = Image.open(target).convert("RGB").getcolors(1 << 24) or []
        gold = [number for number, color in colors if sum(abs(one - other) for one, other in zip(color, GOLD, strict=True)) < 12]
        shares[count] = sum(gold)
    assert shares[0] == 0 < shares[3]


def test_labels_say_what_a_person_would(settings: MediaSettings) -> None:
    named = labels(WORKFLOW, ["meme", "reframe"], tools(), "zh")
    assert named["given:video"] == Label("视频") and named["find_subjects"].title == "找每个镜头的主体"
    assert named["reframe"].detail == "9:16" and named["render"] == Label("视频", "渲染"), "limits are nobody's wish"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_has_a_name_in_every_language(language: Language) -> None:
    unnamed = []
    for spec in tools().values():
        lone = Workflow(steps=(Step(id="s", tool=spec.name),), deliver=())
        label = labels(lone, [], tools(), language)["s"]
        if not spec.serves and spec.name.replace("_", " ") in label:
            unnamed.append(spec.name)
    assert not unnamed, "say it in locales/*/content.ftl: step-NAME"


@pytest.mark.parametrize("replied", [None, REVISION.model_copy(update={"workflow": Workflow(steps=(), deliver=())})])
async def test_without_a_result_it_asks_which_one(editor: Editor, replied: Revision | None) -> None:
    refused = await editor.plan(asking(replied), nothing)
    assert isinstance(refused, Refused) and refused.note.code == "nothing-to-how"


async def test_an_old_result_is_told_as_far_as_it_is_known(editor: Editor) -> None:
    foreign = Step(id="x", tool="no_longer_here", inputs={"source": f"{GIVEN}video"})
    old = REVISION.model_copy(update={"making": None, "workflow": Workflow(steps=(foreign,), deliver=("x",))})
    plan = await editor.plan(asking(old), nothing)
    assert isinstance(plan, Plan) and plan.reply is not None
    assert plan.products == () and plan.reply.values["scores"] == {} and "tokens" not in plan.reply.values


async def test_without_fonts_there_are_words_alone(editor: Editor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("agent_core.explanation.find_fonts", lambda settings: Fonts(faces=()))
    plan = await editor.plan(asking(REVISION), nothing)
    assert isinstance(plan, Plan) and plan.products == () and plan.reply is not None
    drawing = draw(WORKFLOW, {}, lambda text, size: 9.0)
    with pytest.raises(EngineMissing):
        write_png(drawing, Fonts(faces=()), tmp_path / "x.png", marked=frozenset(), legend="")


async def test_it_is_answered_at_once(editor: Editor) -> None:
    await editor.plan(asking(REVISION), nothing)
    began = time.monotonic()
    await editor.plan(asking(REVISION), nothing)
    assert time.monotonic() - began < 3.0
