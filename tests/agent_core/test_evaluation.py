"""The check of products: what each criterion says, and that a repair runs only what it touches."""

from collections.abc import Mapping

import pytest

from agent_core.artifacts import ImageFile, VideoFile
from agent_core.evaluation import CRITERIA, GOOD, ROUNDS, Measured, Verdict, judge, timeline_of
from agent_core.executor import Ran
from agent_core.inspection import finish
from agent_core.tool import tools
from agent_core.tools.render import Output
from agent_core.workflow import Step, Workflow
from media.captions import Box, PlacedCaption
from media.facts import MediaFacts
from media.timeline import Caption, CaptionStyle, Clip, Timeline

pytestmark = pytest.mark.unit

SOURCE = MediaFacts(asset="s", kind="video", container="mp4", size_bytes=9, duration=4, width=640, height=360, audio_channels=2)
TIMELINE = Timeline(rate=(25, 1), width=640, height=360, video=(Clip(source=SOURCE, at=0, frames=100),))
PRODUCT = SOURCE.model_copy(update={"asset": "p"})
FILE = VideoFile(asset="p", suffix=".mp4", content_type="video/mp4", size_bytes=900, lufs=-14.2)


BOX = Box(100, 200, 500, 300)
CAPTION = PlacedCaption(
    caption=Caption(start=0, end=100, text="hi"), style=CaptionStyle(), lines=(), em=24, outline=1, shadow=0, box=BOX
)


def judged(
    file: VideoFile = FILE, glyphs: int = 0, caption: PlacedCaption = CAPTION, lufs: float | None = None, **facts: object
) -> Verdict:
    params = {"max_bytes": 1000, **({"lufs": lufs} if lufs else {})}
    product = PRODUCT.model_copy(update=facts)
    measured = Measured(file, product, TIMELINE, params, captions=(caption,), missing_glyphs=glyphs)
    return judge("render", measured)


def test_a_good_product_meets_every_criterion() -> None:
    verdict = judged()
    assert verdict.scores == dict.fromkeys(CRITERIA, 1.0)
    assert verdict.repairs == {} and verdict.worst == 1.0


@pytest.mark.parametrize(
    ("criterion", "facts"),
    [
        ("length", {"duration": 3.0}),
        ("frame", {"width": 360, "height": 640}),
        ("streams", {"audio_channels": 0}),
        ("streams", {"width": None, "height": None}),
    ],
)
def test_what_is_amiss_lowers_its_own_score(criterion: str, facts: dict[str, object]) -> None:
    scores = judged(**facts).scores
    assert scores[criterion] < GOOD
    assert all(score == 1.0 for name, score in scores.items() if name != criterion)


def test_a_smaller_picture_of_the_same_shape_is_no_fault() -> None:
    assert judged(width=320, height=180).worst == 1.0


def test_letters_without_a_font_are_told() -> None:
    assert judged(glyphs=2).scores["glyphs"] == 0.0


def test_captions_off_the_safe_area_or_too_small_are_told() -> None:
    assert judged(caption=CAPTION.model_copy(update={"box": BOX._replace(bottom=355)})).scores["safe_area"] == 0.0
    assert judged(caption=CAPTION.model_copy(update={"em": 8})).scores["legible"] < GOOD


def test_too_large_is_made_again_with_less_room() -> None:
    verdict = judged(FILE.model_copy(update={"size_bytes": 2000}))
    assert verdict.scores["size"] == 0.0
    assert verdict.repairs == {"render": {"max_bytes": 475}}


@pytest.mark.parametrize(
    ("lufs", "aim", "repair"), [(-15.0, None, None), (-18.0, None, -10.0), (-18.0, -13.0, -9.0), (-40.0, None, -8.0)]
)
def test_loudness_is_mended_by_aiming_beside(lufs: float, aim: float | None, repair: float | None) -> None:
    verdict = judged(FILE.model_copy(update={"lufs": lufs}), lufs=aim)
    assert verdict.repairs == ({} if repair is None else {"render": {"lufs": repair}})


def test_silence_and_pictures_have_no_loudness() -> None:
    assert "loudness" not in judged(FILE.model_copy(update={"lufs": None})).scores
    still = ImageFile(asset="p", suffix=".jpg", content_type="image/jpeg", size_bytes=1)
    facts = PRODUCT.model_copy(update={"kind": "image", "duration": None, "audio_channels": 0})
    verdict = judge("still", Measured(file=still, facts=facts, timeline=TIMELINE, params={}))
    assert set(verdict.scores) == {"frame"}


def test_the_lower_of_two_scores_stands() -> None:
    joined = Verdict(scores={"size": 1.0}).joined(Verdict(scores={"size": 0.5, "frame": 1.0}, repairs={"render": {"lufs": 1}}))
    assert joined.scores == {"size": 0.5, "frame": 1.0} and joined.worst == 0.5 and joined.repairs


def test_the_rendered_timeline_is_found() -> None:
    place = Step(id="p", tool="place_video", inputs={"source": "given:video"})
    render = Step(id="r", tool="render", inputs={"timeline": "p"})
    workflow = Workflow(steps=(place, render), deliver=("r",))
    outputs = {"p": tools()["place_video"].output(timeline=TIMELINE)}
    assert timeline_of(workflow, render, outputs, tools()) == TIMELINE
    assert timeline_of(workflow, place, outputs, tools()) is None


class Runs:
    """Stands for executor and inspector: a verdict for every round."""

    def __init__(self, *scores: float) -> None:
        self.scores = list(scores)
        self.params: list[Mapping[str, object]] = []

    async def run(self, workflow: Workflow, report: object) -> Ran:
        self.params.append(workflow.step("r").params)
        return Ran({"r": Output(file=FILE)}, frozenset())

    async def verdict(self, workflow: Workflow, outputs: object, tools: object) -> Verdict:
        score = self.scores[len(self.params) - 1]
        return Verdict(scores={"loudness": score}, repairs={} if score > GOOD else {"r": {"lufs": -10.0 - len(self.params)}})


@pytest.mark.parametrize(
    ("scores", "runs", "best"),
    [((1.0,), 1, 1.0), ((0.2, 1.0), 2, 1.0), ((0.5, 0.4, 1.0), 2, 0.5), ((0.1, 0.2, 0.3, 0.4, 1.0), 1 + ROUNDS, 0.4)],
)
async def test_repairs_end_when_good_or_hopeless(scores: tuple[float, ...], runs: int, best: float) -> None:
    stand_in = Runs(*scores)
    told: list[float] = []
    workflow = Workflow(steps=(Step(id="r", tool="render"),), deliver=("r",))
    finished = await finish(workflow, stand_in, stand_in, tools(), lambda stage, fraction, left: told.append(fraction))
    assert len(stand_in.params) == runs and finished.verdict.worst == best
    assert told == sorted(told) and told[-1] == 1.0
