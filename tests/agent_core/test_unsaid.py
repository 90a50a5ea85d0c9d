"""What a wish leaves unsaid: what it brings, what turns it off, and what the material makes needless."""

from collections.abc import Sequence

import pytest

from agent_core.agent import LanguageHints, Plan, Wish
from agent_core.decision import decide, lessened
from agent_core.grammar.understanding import read
from agent_core.hearing import Hearing, heard
from agent_core.intents import Goal, ImplicitGoal, Intent
from agent_core.messages import AttachmentKind, Limits
from agent_core.planner import wanted
from agent_core.questions import given_files
from agent_core.tool import tools
from agent_core.unasked import lacking, told_unasked
from media.facts import MediaFacts
from media.transcription.recognisers import Recognisers
from media.transcription.sphinx import PocketSphinx

pytestmark = pytest.mark.unit

VIDEO = MediaFacts(
    asset="v", kind="video", container="mp4", size_bytes=9, duration=20.0, width=1280, height=720, rate=(25, 1), audio_channels=2
)
CUES = MediaFacts(asset="s", kind="subtitle", container="srt", size_bytes=9)


def unsaid(text: str, *kinds: AttachmentKind) -> list[str]:
    return [goal.capability for goal in read(text, kinds=kinds or ("video",), languages=LanguageHints()).implicit]


@pytest.mark.parametrize(
    "text",
    [
        "cut off the first 5 seconds, it's for TikTok",
        "speed it up 1.5x for Instagram Reels",
        "剪掉前5秒，发抖音用",
        "把前五秒剪掉，要发小红书",
        "cắt bỏ 5 giây đầu để đăng TikTok",
        "cat bo 5 giay dau de dang tiktok",
    ],
)
def test_a_platform_brings_its_shape_captions_and_loudness(text: str):
    found = read(text, kinds=("video",), languages=LanguageHints())
    asked = [goal.capability for goal in found.goals]
    brought = [goal.capability for goal in found.implicit]
    assert [name for name in ("reframe", "subtitle", "loudness") if name not in asked] == brought
    assert brought[-2:] == ["subtitle", "loudness"], "the shape alone may be read as asked for"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("cut off the first 5 seconds for TikTok, no captions", ["reframe", "loudness"]),
        ("cut off the first 5 seconds for TikTok but leave the sound alone", ["reframe", "subtitle"]),
        ("cut off the first 5 seconds for TikTok, keep the original aspect ratio", ["subtitle", "loudness"]),
        ("剪掉前5秒发抖音，不要字幕", ["reframe", "loudness"]),
        ("剪掉前5秒发抖音，声音别动", ["reframe", "subtitle"]),
        ("剪掉前5秒發抖音，不要字幕", ["reframe", "loudness"]),
        ("剪掉前5秒发抖音，比例不要动", ["subtitle", "loudness"]),
        ("cắt bỏ 5 giây đầu đăng TikTok, đừng thêm phụ đề", ["reframe", "loudness"]),
        ("cắt bỏ 5 giây đầu đăng TikTok, giữ nguyên âm thanh", ["reframe", "subtitle"]),
        ("cat bo 5 giay dau dang tiktok, giu nguyen am thanh", ["reframe", "subtitle"]),
    ],
)
def test_it_can_be_turned_off_in_the_wish(text: str, left: Sequence[str]):
    assert unsaid(text) == left


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("make this a meme for tiktok", ("image",)),
        ("extract the audio, it's for TikTok", ("video",)),
        ("make a GIF of it for tiktok", ("video",)),
        ("what is said about TikTok in this video?", ("video",)),
        ("make it louder", ("video",)),
        ("cut off the first 5 seconds", ("video",)),
    ],
)
def test_sounds_pictures_and_answers_have_nothing_unsaid(text: str, kinds: tuple[AttachmentKind, ...]):
    assert unsaid(text, *kinds) == []


def test_a_screen_is_no_platform_and_youtube_is_watched_with_sound():
    assert unsaid("cut off the first 5 seconds, it is for phone screens") == ["reframe"]
    assert unsaid("cut off the first 5 seconds for youtube") == ["reframe", "loudness"]


def test_a_narration_gets_music_unless_it_is_turned_down():
    assert unsaid("make a commentary video of this") == ["add_music"]
    assert unsaid("make a commentary video of this, no music") == []


def platform(*names: str) -> tuple[ImplicitGoal, ...]:
    params = {"reframe": {"aspect": "9:16"}}
    return tuple(ImplicitGoal(capability=name, params=params.get(name, {}), reason="platform", place="TikTok") for name in names)


def test_what_the_material_has_already_is_not_done_again():
    goals = (Goal(capability="trim"),)
    both = platform("reframe", "loudness")
    assert lacking(both, goals, [VIDEO]) == both
    upright = VIDEO.model_copy(update={"width": 720, "height": 1280})
    assert [goal.capability for goal in lacking(both, goals, [upright])] == ["loudness"]
    silent = VIDEO.model_copy(update={"audio_channels": 0})
    assert [goal.capability for goal in lacking(both, goals, [silent])] == ["reframe"]
    spoken = (Goal(capability="voiceover"),)
    assert lacking(both, spoken, [silent]) == both


def decided(*files: MediaFacts) -> Plan:
    intent = Intent(
        language="en",
        goals=(Goal(capability="trim", params={"duration": 5.0}),),
        implicit=platform("reframe", "subtitle", "loudness"),
    )
    found = decide(Wish(text="", limits=Limits(upload_bytes=9**9)), intent, given_files(files), tools())
    assert isinstance(found, Plan)
    return found


def test_captions_come_where_the_words_can_be_had_and_what_is_told_is_what_is_served():
    alone = heard(decided(VIDEO), Wish(text="", limits=Limits(upload_bytes=9)), Hearing(Recognisers([PocketSphinx()])), tools())
    assert isinstance(alone, Plan) and [goal.capability for goal in alone.intent.implicit] == ["reframe", "loudness"]
    plan = decided(VIDEO, CUES)
    assert wanted(plan.intent) == ["trim", "reframe", "subtitle", "loudness"]
    assert told_unasked(plan.intent)[0] == {
        "capability": "reframe",
        "reason": "platform",
        "place": "TikTok",
        "aspect": "9:16",
    }


def test_what_nobody_asked_for_can_be_left_out_of_a_plan_and_what_was_cannot():
    plan = decided(VIDEO, CUES)
    assert plan.workflow
    less = lessened(plan, "subtitle", tools())
    assert less and less.workflow and wanted(less.intent) == ["trim", "reframe", "loudness"]
    assert {step.tool for step in less.workflow.steps} == {step.tool for step in plan.workflow.steps} - {
        "subtitle",
        "read_subtitles",
    }
    assert lessened(plan, "trim", tools()) is None
    assert lessened(plan, "render", tools()) is None
