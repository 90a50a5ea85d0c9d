"""The check of products: what each criterion says, and that a repair runs only what it touches."""

from collections.abc import Mapping

import pytest

from agent_core.agent import Report
from agent_core.artifacts import Cues, ImageFile, VideoFile
from agent_core.criteria import CRITERIA, GOOD
from agent_core.evaluation import ROUNDS, Verdict, judge, timeline_of
from agent_core.executor import Ran
from agent_core.flaws import Flaws
from agent_core.inspection import finish
from agent_core.making import Mended
from agent_core.measurement import Measured, Work
from agent_core.tool import tools
from agent_core.tools.render import Output
from agent_core.workflow import Step, Workflow
from agent_core.workshop import Workshop
from media.captions import Box, PlacedCaption
from media.facts import MediaFacts
from media.store import Store
from media.subtitles import Cue
from media.timeline import Caption, CaptionStyle, Clip, Timeline

pytestmark = pytest.mark.unit

SOURCE = MediaFacts(asset="s", kind="video", container="mp4", size_bytes=9, duration=4, width=640, height=360, audio_channels=2)
TIMELINE = Timeline(rate=(25, 1), width=640, height=360, video=(Clip(source=SOURCE, at=0, frames=100),))
PRODUCT = SOURCE.model_copy(update={"asset": "p"})
FILE = VideoFile(asset="p", suffix=".mp4", content_type="video/mp4", size_bytes=900, lufs=-14.2, true_peak=-1.1)


BOX = Box(100, 200, 500, 300)
CAPTION = PlacedCaption(
    caption=Caption(start=0, end=100, text="hi"), style=CaptionStyle(), lines=(), em=24, outline=1, shadow=0, box=BOX
)


def work(tool: str, wrote: str | None = None, **params: object) -> Work:
    cues = None if wrote is None else Cues(cues=(Cue(start=0, end=4, text=f"{wrote}\nand more"),))
    return Work(Step.model_validate({"id": tool, "tool": tool, "params": params}), tools()[tool], cues)


FLAWLESS = Flaws(offset=0.0)
SUBTITLES = (work("read_subtitles", "hi", language="en"), work("subtitle"))


def judged(
    file: VideoFile = FILE,
    glyphs: int = 0,
    caption: PlacedCaption = CAPTION,
    lufs: float | None = None,
    flaws: Flaws = FLAWLESS,
    before: tuple[Work, ...] = SUBTITLES,
    room: int = 1000,
    **facts: object,
) -> Verdict:
    made = work("render", max_bytes=room, **({"lufs": lufs} if lufs else {}))
    product = PRODUCT.model_copy(update=facts)
    return judge(Measured(file, product, TIMELINE, made, before, captions=(caption,), missing_glyphs=glyphs, flaws=flaws))


def test_a_good_product_meets_every_criterion() -> None:
    verdict = judged()
    assert verdict.scores == dict.fromkeys(CRITERIA, 1.0)
    assert verdict.repairs == {} and verdict.worst == 1.0 and verdict.failed == ()


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


def test_a_smaller_picture_is_a_fault_where_there_was_room_for_a_larger() -> None:
    assert judged(width=320, height=180).worst == 1.0, "the limit was used up"
    roomy = judged(width=320, height=180, room=9000).scores
    assert {name for name, score in roomy.items() if score < GOOD} == {"resolution"}
    assert judged(width=624, height=352, room=9000).scores["resolution"] == 1.0


@pytest.mark.parametrize(
    ("criterion", "flaws"),
    [
        ("black", Flaws(black=1.5, offset=0.0)),
        ("frozen", Flaws(frozen=2.5, offset=0.0)),
        ("silent", Flaws(silent=2.5, offset=0.0)),
        ("start", Flaws(offset=0.3)),
        ("start", Flaws(offset=-0.12)),
    ],
)
def test_what_nobody_asked_for_is_told_and_mended_where_pictures_were_copied(criterion: str, flaws: Flaws) -> None:
    encoded, copied = judged(flaws=flaws), judged(FILE.model_copy(update={"copied": True}), flaws=flaws)
    assert encoded.failed == copied.failed == (criterion,)
    assert encoded.repairs == {}, "made once more in the same way it would be the same"
    assert copied.mends == {criterion: {"render": {"copies": False}}}


def test_a_blink_is_no_fault() -> None:
    assert judged(flaws=Flaws(black=0.3, frozen=0.5, silent=0.5, offset=0.04)).worst == 1.0
    assert "black" not in judged(flaws=Flaws(), width=None, height=None).scores


def test_peaks_are_mended_by_aiming_lower() -> None:
    verdict = judged(FILE.model_copy(update={"true_peak": 0.5}))
    assert verdict.failed == ("peak",) and verdict.repairs == {"render": {"lufs": -15.5}}
    assert judged(FILE.model_copy(update={"true_peak": -0.8})).worst == 1.0


CHINESE = CAPTION.model_copy(update={"caption": Caption(start=0, end=100, text="大家好")})


def read(wrote: str, language: object) -> tuple[Work, ...]:
    return (work("read_subtitles", wrote, language=language), work("subtitle"))


def test_captions_in_another_language_than_asked_are_told() -> None:
    assert judged(caption=CHINESE, before=read("大家好", "en")).failed == ("language",)
    assert judged(caption=CHINESE, before=read("大家好", ["vi", "zh"])).worst == 1.0
    assert "language" not in judged(caption=CHINESE, before=read("大家好", None)).scores, "nobody asked for one"
    spoken = (work("speak", "大家好", language="vi"), work("subtitle"))
    assert "language" not in judged(caption=CHINESE, before=spoken).scores, "what is spoken is not what is written"


def test_a_joke_in_the_wrong_language_is_made_anew_and_dictated_words_stay() -> None:
    joke = work("joke", "大家好", wish_language="vi", seed=7)
    assert judged(before=(joke, work("meme")), caption=CHINESE).repairs == {"joke": {"seed": 8}}
    other = work("joke", "Vui quá", wish_language="vi", seed=7)
    dictated = judged(before=(other, work("meme", top_text="大家好")), caption=CHINESE)
    assert "language" not in dictated.scores and dictated.repairs == {}


def test_words_are_resized_only_where_nobody_asked_for_a_size() -> None:
    tiny = CAPTION.model_copy(update={"em": 8})
    assert judged(caption=tiny).repairs == {"subtitle": {"caption_size": 1.62}}
    asked = judged(caption=tiny, before=(work("subtitle", caption_size=0.4),))
    assert asked.failed == ("legible",) and asked.repairs == {}


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
    verdict = judge(Measured(file=still, facts=facts, timeline=TIMELINE, work=work("still")))
    assert set(verdict.scores) == {"frame", "resolution"}


def test_the_lower_of_two_scores_stands() -> None:
    first = Verdict(scores={"size": 1.0}, mends={"loudness": {"voice": {"lufs": 3}}})
    joined = first.joined(Verdict(scores={"size": 0.5, "frame": 1.0}, mends={"loudness": {"render": {"lufs": 1}}}))
    assert joined.scores == {"size": 0.5, "frame": 1.0} and joined.worst == 0.5
    assert joined.repairs == {"voice": {"lufs": 3}, "render": {"lufs": 1}}


def test_of_two_wishes_for_one_setting_the_later_criterion_has_it() -> None:
    mends = {"loudness": {"render": {"lufs": -9.0}}, "peak": {"render": {"lufs": -16.0}}, "black": {"render": {"copies": False}}}
    assert Verdict(mends=mends).repairs == {"render": {"lufs": -16.0, "copies": False}}


def test_a_verdict_is_better_when_less_fails() -> None:
    worse, better = Verdict(scores={"glyphs": 0.0, "loudness": 0.1}), Verdict(scores={"glyphs": 0.0, "loudness": 0.9})
    assert better.betters(worse) and not worse.betters(better) and not worse.betters(worse), "though one fault stays"


def test_the_rendered_timeline_is_found() -> None:
    place = Step(id="p", tool="place_video", inputs={"source": "given:video"})
    render = Step(id="r", tool="render", inputs={"timeline": "p"})
    workflow = Workflow(steps=(place, render), deliver=("r",))
    outputs = {"p": tools()["place_video"].output(timeline=TIMELINE)}
    assert timeline_of(workflow, render, outputs, tools()) == TIMELINE
    assert timeline_of(workflow, place, outputs, tools()) is None


class Runs:
    """Stands for executor and inspector: a verdict for every round."""

    def __init__(self, store: Store, *scores: float) -> None:
        self.workshop = Workshop(store)
        self.scores = list(scores)
        self.params: list[Mapping[str, object]] = []

    async def run(self, workflow: Workflow, report: object) -> Ran:
        self.params.append(workflow.step("r").params)
        return Ran({"r": Output(file=FILE)}, frozenset() if len(self.params) > 1 else frozenset({"r"}))

    async def verdict(self, workflow: Workflow, outputs: object, tools: object) -> Verdict:
        score = self.scores[len(self.params) - 1]
        return Verdict(
            scores={"loudness": score},
            mends={} if score > GOOD else {"loudness": {"r": {"lufs": -10.0 - len(self.params)}}},
        )


@pytest.mark.parametrize(
    ("scores", "runs", "best"),
    [((1.0,), 1, 1.0), ((0.2, 1.0), 2, 1.0), ((0.5, 0.4, 1.0), 2, 0.5), ((0.1, 0.2, 0.3, 0.4, 1.0), 1 + ROUNDS, 0.4)],
)
async def test_repairs_end_when_good_or_hopeless(store: Store, scores: tuple[float, ...], runs: int, best: float) -> None:
    stand_in = Runs(store, *scores)
    told: list[float] = []
    workflow = Workflow(steps=(Step(id="r", tool="render"),), deliver=("r",))
    finished = await finish(workflow, stand_in, stand_in, tools(), lambda stage, fraction, left: told.append(fraction))
    assert len(stand_in.params) == runs and finished.verdict.worst == best
    assert told == sorted(told) and told[-1] == 1.0
    mended = (Mended(criterion="loudness", before=scores[0], after=best),) if best > scores[0] else ()
    assert finished.making.mended == mended and finished.making.scores == {"loudness": best}
    assert finished.making.cached == ("r",), "the first making tells what was there from earlier"
    assert await stand_in.workshop.factor("check") < 1.0, "checks that took no time are expected to take little"


async def test_the_time_left_has_the_check_in_it(store: Store) -> None:
    class Slow(Runs):
        """Half a second left to render."""

        async def run(self, workflow: Workflow, report: Report) -> Ran:
            report("render", 0.5, 0.5)
            return await super().run(workflow, report)

    told: list[float | None] = []
    stand_in = Slow(store, 1.0)
    await stand_in.workshop.measured("check", 1.0, 4.0)
    workflow = Workflow(steps=(Step(id="r", tool="render"),), deliver=("r",))
    await finish(workflow, stand_in, stand_in, tools(), lambda stage, fraction, left: told.append(left))
    assert told == [pytest.approx(4.5), pytest.approx(4.0), 0.0]
