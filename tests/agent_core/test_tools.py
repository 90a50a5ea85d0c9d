"""All tools, by one measure; and what single tools do to a timeline."""

import inspect

import pytest

from agent_core.artifacts import Cues, Joke, Moment, Narration, Subjects
from agent_core.catalogue.listing import built
from agent_core.errors import Impossible
from agent_core.files import check_language
from agent_core.tool import ARTIFACTS, Tool, tools
from agent_core.tools.meme import Input as MemeInput
from agent_core.tools.meme import meme
from agent_core.tools.place_video import Input as PlaceInput
from agent_core.tools.place_video import place_video
from agent_core.tools.reframe import Input as ReframeInput
from agent_core.tools.reframe import reframe
from agent_core.tools.speak import language_of
from agent_core.tools.voiceover import Input as VoiceoverInput
from agent_core.tools.voiceover import voiceover
from media.facts import MediaFacts
from media.frozen import Frozen
from media.subjects import Shot
from media.timeline import Clip, Timeline, Transform

pytestmark = pytest.mark.unit

VIDEO = MediaFacts(
    asset="v", kind="video", container="mp4", size_bytes=1, duration=20.0, width=1280, height=720, rate=(30, 1), audio_channels=2
)


def _shot(start: float, end: float, strip: int) -> Shot:
    """A shot with all there is to see in one of nine strips."""
    weights = tuple(float(index == strip) for index in range(9))
    return Shot(start=start, end=end, across=weights, down=weights)


SUBJECTS = Subjects(asset="v", shots=(_shot(0, 2 + 1 / 60, 1), _shot(2 + 1 / 60, 9, 7), _shot(9, 15, 7), _shot(15, 20, 4)))
REVISIONS = {"help", "edit", "undo", "redo", "retry", "export"}


@pytest.mark.parametrize("spec", tools().values(), ids=[*tools()])
def test_every_tool_says_what_it_is(spec: Tool) -> None:
    assert inspect.iscoroutinefunction(spec.run)
    assert spec.run.__module__ == f"agent_core.tools.{spec.name}"
    for told in (spec.run, spec.input, spec.output):
        assert (inspect.getdoc(told) or "").strip().endswith("."), told
    assert spec.version >= 1
    assert issubclass(spec.input, Frozen) and issubclass(spec.output, Frozen)


@pytest.mark.parametrize("spec", tools().values(), ids=[*tools()])
def test_every_tool_has_typed_ports(spec: Tool) -> None:
    assert spec.ports, "a tool works on something"
    assert all(port.artifact in ARTIFACTS for port in spec.ports.values())
    assert set(spec.makes) == set(spec.output.model_fields), "an output holds artifacts and nothing else"
    assert len(set(spec.makes.values())) == len(spec.makes), "at most one artifact of each type"
    for name in spec.params:
        assert not spec.input.model_fields[name].is_required(), f"the param {name} can be left open"


def test_every_built_capability_is_served() -> None:
    served = {name for spec in tools().values() for name in spec.serves}
    assert set(built()) - REVISIONS <= served
    assert served <= set(built())


async def _placed() -> Timeline:
    return (await place_video.run(PlaceInput.model_validate({"source": {"facts": VIDEO}}), None)).timeline


async def test_meme_cuts_to_the_moment_and_sets_both_lines() -> None:
    moment = Moment(start=5.0, end=9.0, peak=7.0)
    given = MemeInput(
        timeline=await _placed(), moment=moment, joke=Joke(top="up", bottom="down"), top_text="mine", caption_size=0.8
    )
    made = (await meme.run(given, None)).timeline
    assert made.duration == pytest.approx(4.0) and made.video[0].source_at == 150
    words = {track.style.position: track.captions[0].text for track in made.captions}
    assert words == {"top": "mine", "bottom": "down"}
    assert {track.style.size for track in made.captions} == {0.8}
    assert all(track.captions[0].end == made.frames for track in made.captions)


async def test_meme_gathers_its_words_where_they_are_wanted() -> None:
    given = MemeInput(timeline=await _placed(), top_text="a", bottom_text="b", caption_position="middle")
    made = (await meme.run(given, None)).timeline
    assert [(track.style.position, track.captions[0].text) for track in made.captions] == [("middle", "a\nb")]


@pytest.mark.parametrize(
    ("aspect", "size"), [("9:16", (720, 1280)), ("1:1", (720, 720)), ("4:5", (720, 900)), ("16:9", (1280, 720))]
)
async def test_reframe_keeps_the_shorter_side(aspect: str, size: tuple[int, int]) -> None:
    given = ReframeInput.model_validate({"timeline": await _placed(), "subjects": SUBJECTS, "aspect": aspect})
    made = (await reframe.run(given, None)).timeline
    assert (made.width, made.height) == size
    assert made.video[0].transform.fit == "crop" and len(made.video) == 1


async def _aimed(timeline: Timeline, **params: object) -> list[Transform]:
    given = ReframeInput.model_validate({"timeline": timeline, "subjects": SUBJECTS, **params})
    return [clip.transform for clip in (await reframe.run(given, None)).timeline.video]


async def test_reframe_looks_at_the_subject_of_every_shot() -> None:
    """Left, right, right again and in the middle: a jump at each cut that needs one, counted in frames of the source."""
    (transform,) = await _aimed(await _placed())
    assert transform.focus[0] < 0.3
    assert [aim.source_at for aim in transform.path] == [61, 450]
    assert transform.path[0].focus[0] > 0.7 and transform.path[1].focus[0] == pytest.approx(0.5, abs=0.02)


async def test_cutting_before_or_after_leaves_the_aims_where_they_are() -> None:
    placed = await _placed()
    (whole,) = await _aimed(placed)
    assert await _aimed(placed.kept(40, 500)) == [whole]
    assert await _aimed(placed.without([(50, 100)])) == [whole, whole]


async def test_other_sources_and_other_fits_are_not_aimed() -> None:
    other = VIDEO.model_copy(update={"asset": "w"})
    placed = await _placed()
    added = placed.then([Clip(source=other, at=0, frames=30)])
    assert (await _aimed(added))[1] == Transform(fit="crop")
    assert await _aimed(placed, fit="blur") == [Transform(fit="blur")]


@pytest.mark.parametrize(("seconds", "length"), [(5.0, 20.0), (25.0, 25.4)])
async def test_voiceover_never_cuts_the_voice_off(seconds: float, length: float) -> None:
    facts = MediaFacts(asset="n", kind="audio", container="wav", size_bytes=1, duration=seconds, audio_channels=1)
    given = VoiceoverInput(timeline=await _placed(), narration=Narration(facts=facts))
    made = (await voiceover.run(given, None)).timeline
    assert made.duration == pytest.approx(length, abs=0.05)
    assert made.audio[0].ducks_others and made.to_seconds(made.audio[0].clips[0].frames) == pytest.approx(seconds, abs=0.05)


@pytest.mark.parametrize(
    ("text", "wish", "language"),
    [("大家好", "en", "zh"), ("chào buổi sáng", "zh", "vi"), ("good morning", "zh", "en"), ("chao buoi sang", "vi", "vi")],
)
def test_words_are_read_in_their_own_language(text: str, wish: str, language: str) -> None:
    assert language_of(text, wish) == language


@pytest.mark.parametrize(
    ("text", "language", "fits"),
    [
        ("大家好", "zh", True),
        ("大家好", "vi", False),
        ("hello", "zh", False),
        ("hello", "en", True),
        ("大家好", "en", False),
        ("xin chao", "vi", True),
        ("anything", None, True),
    ],
)
def test_captions_of_another_language_are_not_passed_off(text: str, language: str | None, fits: bool) -> None:
    if fits:
        check_language(text, language)
        return
    with pytest.raises(Impossible, match="needs-translation"):
        check_language(text, language)


def test_cues_are_an_artifact() -> None:
    assert ARTIFACTS["Cues"] is Cues
