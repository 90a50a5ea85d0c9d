"""Plain editing: cuts, joins, speeds, turns, titles and overlays, measured on the timeline and in the finished file."""

import asyncio
import subprocess
from pathlib import Path

import numpy as np
import pytest

from agent_core.agent import Plan
from agent_core.artifacts import Clips, Inset
from agent_core.editor import Editor
from agent_core.errors import Impossible
from agent_core.intents import Goal, Intent
from agent_core.messages import Template
from agent_core.projects import edited
from agent_core.sequences import sequence
from agent_core.tools.adjust import Input as AdjustInput
from agent_core.tools.adjust import adjust
from agent_core.tools.concat import Input as ConcatInput
from agent_core.tools.concat import concat
from agent_core.tools.overlay import Input as OverlayInput
from agent_core.tools.overlay import overlay
from agent_core.tools.speed import Input as SpeedInput
from agent_core.tools.speed import speed
from agent_core.tools.title import Input as TitleInput
from agent_core.tools.title import title
from agent_core.tools.trim import Input as TrimInput
from agent_core.tools.trim import trim
from media.facts import MediaFacts
from media.ffmpeg import FFmpeg
from media.loudness import measure
from media.probe import probe
from media.settings import MediaSettings
from media.store import Store
from media.timeline import Timeline, timeline_of
from tests.agent_core.conftest import attach, nothing, revision

VIDEO = MediaFacts(
    asset="v", kind="video", container="mp4", size_bytes=1, duration=20.0, width=1280, height=720, rate=(30, 1), audio_channels=2
)
QUIET = VIDEO.model_copy(update={"asset": "q", "audio_channels": 0})
SOUND = MediaFacts(asset="s", kind="audio", container="mp3", size_bytes=1, duration=10.0, audio_channels=2)
PHOTO = MediaFacts(asset="p", kind="image", container="png", size_bytes=1, width=400, height=400)
FILM, HEARD, STILL = timeline_of(VIDEO), timeline_of(SOUND), timeline_of(PHOTO)


async def trimmed(timeline: Timeline = FILM, **params: object) -> Timeline:
    return (await trim.run(TrimInput.model_validate({"timeline": timeline, **params}), None)).timeline


async def adjusted(timeline: Timeline = FILM, **params: object) -> Timeline:
    return (await adjust.run(AdjustInput.model_validate({"timeline": timeline, **params}), None)).timeline


@pytest.mark.unit
@pytest.mark.parametrize(
    ("params", "pieces"),
    [
        ({"start": 5}, [(150, 450)]),
        ({"end": -5}, [(0, 450)]),
        ({"start": 2, "end": 6.5}, [(60, 135)]),
        ({"start": -4}, [(480, 120)]),
        ({"remove": [[3, 5], [10, 12]]}, [(0, 90), (150, 150), (360, 240)]),
        ({"remove": [[15, 60]]}, [(0, 450)]),
        ({"start": 2, "remove": [[4, 5]], "duration": 3}, [(60, 60), (150, 30)]),
        ({"duration": 8}, [(0, 240)]),
        ({"end": 10, "duration": 4}, [(180, 120)]),
        ({"start": 3, "end": 20.4}, [(90, 510)]),
    ],
    ids=str,
)
async def test_trim_keeps_exactly_what_was_asked(params: dict[str, object], pieces: list[tuple[int, int]]) -> None:
    made = await trimmed(**params)
    assert [(clip.source_at, clip.frames) for clip in made.video] == pieces
    assert made.problems() == ()


@pytest.mark.unit
@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"start": 30}, "beyond-end"),
        ({"end": 45}, "beyond-end"),
        ({"duration": 60}, "beyond-end"),
        ({"start": -50}, "beyond-end"),
        ({"start": 9, "end": 4}, "empty-stretch"),
        ({"remove": [[0, 20]]}, "nothing-left"),
    ],
    ids=str,
)
async def test_what_cannot_be_cut_is_refused(params: dict[str, object], code: str) -> None:
    with pytest.raises(Impossible) as refused:
        await trimmed(**params)
    assert refused.value.code == code


@pytest.mark.unit
async def test_sound_alone_is_cut_too() -> None:
    made = await trimmed(HEARD, start=4, end=9)
    assert made.duration == pytest.approx(5.0) and made.audio[0].clips[0].source_at == 120


@pytest.mark.unit
@pytest.mark.parametrize("factor", [0.25, 0.5, 1.25, 2.0, 4.0])
async def test_speed_shortens_all_and_enters_where_it_did(factor: float) -> None:
    cut = await trimmed(start=1, remove=[[4, 7.1]])
    made = (await speed.run(SpeedInput(timeline=cut, factor=factor), None)).timeline
    assert made.frames == round(cut.frames / factor) and made.problems() == ()
    for before, after in zip(cut.video, made.video, strict=True):
        assert after.speed == factor and after.first == before.first
        assert abs(after.at - before.at / factor) <= 0.5


@pytest.mark.unit
async def test_a_speed_on_a_speed_multiplies_and_has_its_bounds() -> None:
    twice = (await speed.run(SpeedInput(timeline=FILM, factor=2), None)).timeline
    again = (await speed.run(SpeedInput(timeline=twice.kept(30, 200), factor=1.5), None)).timeline
    assert again.video[0].speed == pytest.approx(3) and again.video[0].first == 60
    with pytest.raises(Impossible, match="speed-beyond"):
        await speed.run(SpeedInput(timeline=FILM, factor=10), None)


@pytest.mark.unit
async def test_turns_and_mirrors_add_up() -> None:
    turned = await adjusted(rotate=90)
    assert (turned.width, turned.height, turned.video[0].turn) == (720, 1280, 90)
    back = await adjusted(await adjusted(turned, flip="horizontal"), rotate=90)
    assert (back.width, back.height, back.video[0].turn, back.video[0].mirror) == (1280, 720, 0, True)
    assert not (await adjusted(back, flip="horizontal")).video[0].mirror


@pytest.mark.unit
async def test_backward_is_the_other_way_round_and_back_again() -> None:
    cut = sequence([VIDEO, PHOTO, QUIET], "crossfade")
    made = await adjusted(cut, reverse=True)
    assert made.problems() == () and made.frames == cut.frames
    assert [clip.source.asset for clip in made.video] == ["q", "p", "v"]
    assert [clip.reverse for clip in made.video] == [True, False, True]
    assert await adjusted(made, reverse=True) == cut


@pytest.mark.unit
@pytest.mark.parametrize(
    ("timeline", "params", "code"),
    [
        (HEARD, {"rotate": 90}, "no-picture"),
        (HEARD, {"mute": True}, "nothing-left"),
        (timeline_of(QUIET), {"mute": True}, "no-sound"),
        (STILL, {"reverse": True}, "does-not-move"),
        (timeline_of(VIDEO.model_copy(update={"duration": 300.0})), {"reverse": True}, "reverse-too-long"),
    ],
    ids=str,
)
async def test_what_is_not_there_cannot_be_changed(timeline: Timeline, params: dict[str, object], code: str) -> None:
    with pytest.raises(Impossible) as refused:
        await adjusted(timeline, **params)
    assert refused.value.code == code


@pytest.mark.unit
async def test_a_title_stands_for_its_while() -> None:
    made = (await title.run(TitleInput(timeline=FILM, text=" Part one ", start=-5, caption_color="red"), None)).timeline
    (track,) = made.captions
    assert (track.captions[0].start, track.captions[0].end, track.captions[0].text) == (450, 600, "Part one")
    assert (track.style.color, track.style.position) == ("red", "middle")
    throughout = (await title.run(TitleInput(timeline=FILM, text="x"), None)).timeline.captions[0]
    assert (throughout.captions[0].end, throughout.style.position) == (600, "top")
    with pytest.raises(Impossible, match="no-words"):
        await title.run(TitleInput(timeline=FILM), None)


@pytest.mark.unit
@pytest.mark.parametrize("position", ["top_left", "top_right", "bottom_left", "bottom_right", "center"])
async def test_an_overlay_stands_inside_the_frame(position: str) -> None:
    for scale in (None, 0.1, 30, 100):
        params = {"timeline": FILM, "inset": Inset(facts=PHOTO), "position": position, "scale": scale, "opacity": 50}
        made = (await overlay.run(OverlayInput.model_validate(params), None)).timeline
        laid = made.overlays[0].overlays[0]
        height = laid.width * made.width / made.height
        assert laid.opacity == 0.5 and laid.clip.frames == 600
        if scale != 100:
            assert laid.width / 2 < laid.x < 1 - laid.width / 2 or position == "center"
            assert height / 2 < laid.y < 1 - height / 2 or position == "center"


@pytest.mark.unit
async def test_a_video_laid_over_is_gone_when_it_ends() -> None:
    inset = Inset(facts=VIDEO.model_copy(update={"asset": "w", "duration": 4.0}))
    made = (await overlay.run(OverlayInput(timeline=FILM, inset=inset, start=2), None)).timeline
    clip = made.overlays[0].overlays[0].clip
    assert (clip.at, clip.frames, clip.sounds) == (60, 120, False)


@pytest.mark.unit
@pytest.mark.parametrize(("kind", "overlap"), [("cut", 0), ("crossfade", 15), ("whip", 9), ("flash", 0)])
async def test_joined_clips_follow_one_another(kind: str, overlap: int) -> None:
    given = ConcatInput.model_validate({"clips": Clips(files=(VIDEO, PHOTO, QUIET)), "transition": kind, "aspect": "9:16"})
    made = (await concat.run(given, None)).timeline
    assert made.frames == 600 + 90 + 600 - 2 * overlap and made.problems() == ()
    assert (made.width, made.height) == (720, 1280)
    with pytest.raises(Impossible, match="only-one-clip"):
        await concat.run(ConcatInput(clips=Clips(files=(VIDEO,))), None)


async def _outcome(editor: Editor, wish):
    plan = await editor.plan(wish, nothing)
    assert isinstance(plan, Plan), plan
    outcome = await editor.run(plan, wish, nothing)
    assert min(outcome.verdict.values(), default=1.0) >= 0.8, outcome.verdict
    return plan, outcome


def _picture(path: Path, at: float) -> np.ndarray:
    args = ["-v", "error", "-ss", f"{at}", "-i", str(path), "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    made = subprocess.run([FFmpeg(MediaSettings()).path, *args], check=True, capture_output=True, timeout=20).stdout
    return np.frombuffer(made, np.uint8).astype(float)


@pytest.mark.ffmpeg
@pytest.mark.parametrize(
    ("text", "names", "goals", "seconds", "size"),
    [
        ("cut the first second", ("clip.mp4",), ["trim"], 2.0, (320, 180)),
        ("剪掉前1秒", ("clip.mp4",), ["trim"], 2.0, (320, 180)),
        ("cắt bỏ 1 giây đầu", ("clip.mp4",), ["trim"], 2.0, (320, 180)),
        ("cat bo 1 giay dau", ("clip.mp4",), ["trim"], 2.0, (320, 180)),
        ("speed it up 2x", ("clip.mp4",), ["speed"], 1.5, (320, 180)),
        ("两倍速", ("clip.mp4",), ["speed"], 1.5, (320, 180)),
        ("tua nhanh gap doi", ("clip.mp4",), ["speed"], 1.5, (320, 180)),
        ("rotate it 90 degrees", ("clip.mp4",), ["adjust"], 3.0, (180, 320)),
        ("stabilize it", ("clip.mp4",), ["adjust"], 3.0, (320, 180)),
        ("倒放", ("clip.mp4",), ["adjust"], 3.0, (320, 180)),
        ("tắt tiếng", ("clip.mp4",), ["adjust"], 3.0, (320, 180)),
        ('title "Part one"', ("quiet.mp4",), ["title"], 3.0, (320, 180)),
        ("put this logo in the bottom right corner", ("clip.mp4", "photo.png"), ["overlay"], 3.0, (320, 180)),
        ("把这两段视频拼起来", ("clip.mp4", "quiet.mp4"), ["concat"], 6.0, (320, 180)),
        ("ghép các clip này lại", ("clip.mp4", "photo.png"), ["concat"], 6.0, (320, 180)),
    ],
)
async def test_a_wish_comes_true(
    editor: Editor, give, store: Store, settings: MediaSettings, text: str, names, goals, seconds: float, size
) -> None:
    plan, outcome = await _outcome(editor, await give(text, *names))
    assert [goal.capability for goal in plan.intent.goals] == goals
    assert [step.tool for step in plan.workflow.steps].count("render") == 1
    product = outcome.products[0]
    facts = await probe(await store.path(product.asset), product.asset, product.name, settings)
    assert facts.duration == pytest.approx(seconds, abs=0.08) and (facts.width, facts.height) == size
    assert outcome.note.code == f"done-{goals[0]}"


@pytest.mark.ffmpeg
async def test_a_picture_carries_a_logo(editor: Editor, give, store: Store, tmp_path: Path) -> None:
    logo = tmp_path / "logo.png"
    args = ["-v", "error", "-y", "-f", "lavfi", "-i", "color=red:s=90x90", "-frames:v", "1", str(logo)]
    await asyncio.to_thread(subprocess.run, [FFmpeg(MediaSettings()).path, *args], check=True, timeout=20)
    template = Template.model_validate({"capability": "overlay", "params": {"position": "top_left", "scale": 0.25}})
    wish = await give("", "photo.png", template=template)
    wish = wish.model_copy(update={"attachments": (*wish.attachments, await attach(store, logo))})
    _, outcome = await _outcome(editor, wish)
    assert outcome.products[0].kind == "image"
    shown = _picture(await store.path(outcome.products[0].asset), 0).reshape(180, 320, 3)
    assert shown[20:70, 20:70].mean(axis=(0, 1)) == pytest.approx([254, 0, 0], abs=8)


@pytest.mark.ffmpeg
async def test_backward_shows_the_end_first(editor: Editor, give, store: Store, material: dict[str, Path]) -> None:
    wish = await give("", "clip.mp4", template=Template.model_validate({"capability": "adjust", "params": {"reverse": True}}))
    _, outcome = await _outcome(editor, wish)
    made = await store.path(outcome.products[0].asset)
    for at in (0.0, 1.0, 2.0):
        off = [np.abs(_picture(made, at) - _picture(material["clip.mp4"], there)).mean() for there in (2.96 - at, at)]
        assert off[0] < 12 and off[0] < off[1] / 2, (at, off)


@pytest.mark.ffmpeg
@pytest.mark.parametrize(("volume", "way"), [("up", 1), ("down", -1)])
async def test_a_volume_is_heard(
    editor: Editor, give, store: Store, material: dict[str, Path], settings: MediaSettings, volume: str, way: int
) -> None:
    wish = await give("", "clip.mp4", template=Template.model_validate({"capability": "adjust", "params": {"volume": volume}}))
    _, outcome = await _outcome(editor, wish)
    made = await measure(await store.path(outcome.products[0].asset), FFmpeg(settings))
    given = await measure(material["clip.mp4"], FFmpeg(settings))
    assert way * (made.lufs - given.lufs) > 2 and way * (made.lufs + 14) > 2


@pytest.mark.ffmpeg
async def test_follow_ups_change_it_and_several_goals_are_one_render(editor: Editor, give) -> None:
    wish = await give("cut the first second, make it vertical and speed it up 2x", "clip.mp4")
    plan, outcome = await _outcome(editor, wish)
    assert outcome.products[0].duration == pytest.approx(1.0, abs=0.05) and outcome.products[0].height == 320
    assert [step.tool for step in plan.workflow.steps].count("render") == 1
    replied = revision(plan, outcome)
    slower = await give("", template=Template.model_validate({"capability": "edit", "params": {"factor": 0.5}}), replied=replied)
    _, again = await _outcome(editor, slower)
    assert again.products[0].duration == pytest.approx(4.0, abs=0.05)
    without = Template.model_validate({"capability": "edit", "params": {"without": ["trim"], "also": ["adjust"]}})
    _, third = await _outcome(editor, await give("", template=without, replied=replied))
    assert third.products[0].duration == pytest.approx(1.5, abs=0.05)


@pytest.mark.unit
async def test_a_reply_brings_what_a_result_has_not_yet() -> None:
    def after(**change: object) -> list[tuple[str, dict[str, object]]]:
        before = Intent(language="en", goals=(Goal(capability="title", params={"text": "x"}),))
        change_wished = Intent.model_validate({"language": "en", "goals": [], "edit": change})
        found = edited(before, change_wished, {"title": frozenset({"text"})}, 9.0)
        return [(goal.capability, dict(goal.params)) for goal in found.goals][1:]

    assert after(factor="down") == [("speed", {"factor": 0.8})]
    assert after(volume="up", rotate=90) == [("adjust", {"volume": "up", "rotate": 90})]
    assert after(duration="shorter") == [("trim", {"duration": 6.0})]
