"""`python -m agent_core plan`: one wish, or hundreds in one go; nothing runs."""

import json
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree

import pytest

from agent_core.__main__ import main
from agent_core.catalogue.listing import capabilities
from agent_core.checks import problems
from agent_core.declared import with_declared
from agent_core.languages import LANGUAGES
from agent_core.previews import Asking, as_json, preview
from agent_core.standins import stand_in, stand_ins, usual
from agent_core.tool import tools

pytestmark = pytest.mark.unit

FIELDS = {"language", "goals", "implicit", "missing", "edit", "workflow", "estimate", "refused"}


def told(text: str, *attach: str, reply_to: str | None = None) -> dict:
    return as_json(preview(Asking(text, attach, reply_to), tools()), tools())  # pyright: ignore[reportArgumentType]


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["plan", *arguments]) == 0
    return capsys.readouterr().out


def test_one_wish_is_printed_as_plain_data() -> None:
    command = [sys.executable, "-m", "agent_core", "plan", "--json", "--attach", "video", "make it a meme"]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    found = json.loads(ran.stdout)
    assert set(found) == FIELDS
    assert (found["language"], found["goals"], found["missing"], found["edit"]) == (
        "en",
        [{"capability": "meme", "params": {}}],
        [],
        {},
    )
    assert found["estimate"]["seconds"] > 1 and found["estimate"]["media_minutes"] == 1.0
    assert {step["tool"] for step in found["workflow"]["steps"]} >= {"place_video", "meme", "render"}
    assert all(step["built"] for step in found["workflow"]["steps"]) and found["workflow"]["deliver"] == ["render"]


def test_what_cannot_run_yet_is_marked_and_what_can_is_preferred() -> None:
    lacking = next(name for name, row in capabilities().items() if not row.built and "video" in usual(row))
    history = told("undo", reply_to=lacking)
    assert history["refused"] is None, "the result replied to is a stand-in too"
    built = {step["tool"]: step["built"] for step in told("add subtitles", "video", "subtitle")["workflow"]["steps"]}
    assert all(built.values())


def test_two_files_of_a_kind_are_two_files() -> None:
    found = told("join these clips", "video", "video")
    assert found["missing"] == [] and {"video", "video2", "clips"} <= set(found["workflow"]["given"])
    assert [facts.asset for facts in stand_ins(("video", "audio", "video"))] == ["video-1", "audio-1", "video-2"]
    clip = stand_in("video")
    assert (clip.width, clip.height, clip.rate, clip.duration, clip.has_sound) == (1920, 1080, (30, 1), 60.0, True)


def test_a_reply_can_ask_for_captions_of_whatever_has_a_picture() -> None:
    for name in ("voiceover", "meme", "story", "beatsync"):
        found = told("also add subtitles", reply_to=name)
        assert found["edit"] == {"also": ["subtitle"]} and found["missing"] == [] and found["refused"] is None, name
        assert "subtitle" in [step["tool"] for step in found["workflow"]["steps"]]


def test_what_is_missing_is_named_and_nothing_is_composed() -> None:
    found = told("add subtitles")
    assert found["missing"] == ["video"] and found["estimate"] is None and found["workflow"]["steps"] == []


def test_a_wish_that_is_not_understood_says_so() -> None:
    found = told("blub blub")
    assert found["goals"] == [] and found["refused"] == {"code": "not-understood", "values": {}}


def test_a_reply_changes_a_stand_in_of_the_result() -> None:
    found = told("smaller text", reply_to="meme")
    meme = next(step for step in found["workflow"]["steps"] if step["tool"] == "meme")
    assert found["edit"] == {"caption_size": "down"} and meme["params"]["caption_size"] == pytest.approx(0.8)
    assert told("undo", reply_to="meme")["workflow"]["steps"] == []


@pytest.mark.parametrize("name", sorted(capabilities()))
def test_every_capability_can_be_replied_to(name: str) -> None:
    found = preview(Asking("undo", (), name), tools())
    assert found.refused is None


def test_a_batch_answers_every_line_in_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"id": f"w{number}", "text": "make it vertical", "attach": ["video"]} for number in range(200)]
    bad = ["not json", '{"id": "b", "text": 5}', '{"id": "c", "text": "hi", "attach": ["hologram"]}', "[1]"]
    file = tmp_path / "wishes.jsonl"
    file.write_text("\n".join([*(json.dumps(row) for row in rows), *bad, json.dumps({"id": "z", "text": "help"})]) + "\n\n")
    began = time.perf_counter()
    assert main(["plan", "--batch", str(file)]) == 1
    assert time.perf_counter() - began < 20
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["id"] for line in lines] == [*(row["id"] for row in rows), None, "b", "c", None, "z"]
    assert all("error" in line for line in lines[200:204]) and all(set(line) == FIELDS | {"id"} for line in lines[:200])


def test_the_development_wishes_give_sound_workflows() -> None:
    known = with_declared(tools())
    for row in _wishes():
        found = preview(Asking(row["text"], tuple(row.get("attach", ())), row.get("reply_to")), tools())
        if found.workflow.steps:
            goals = [goal.capability for goal in (*found.decision.intent.goals, *found.decision.intent.implicit)]
            assert problems(found.workflow, goals, known) == [], row["text"]


def _wishes() -> list[dict]:
    folder = Path(__file__).parent / "wishes"
    lines = [line for language in LANGUAGES for line in (folder / f"{language}.jsonl").read_text("utf-8").splitlines()[::5]]
    return [json.loads(line) for line in lines if line.strip()]


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ("make it vertical and add music", ("You want: Reframe", "You get: video")),
        ("裁成9:16，加背景音乐", ("想要的：", "得到：视频")),
        ("chuyển sang dọc rồi thêm nhạc", ("Bạn muốn: ", "Bạn nhận được: video")),
    ],
)
def test_without_json_it_is_told_in_the_wishs_language(
    wish: str, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    text = said(capsys, "--attach", "video", wish)
    assert all(word in text for word in words), text


def test_what_is_missing_or_not_understood_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert "Still needed: video" in said(capsys, "add subtitles")
    assert "I do not know" in said(capsys, "blub blub")


def test_the_workflow_is_drawn(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "plan.svg"
    said(capsys, "--attach", "video", "--graph", str(file), "做个梗图视频，上面的字：<a & b>")
    drawing = ElementTree.parse(file).getroot()
    texts = ["".join(text.itertext()) for text in drawing.iter("{http://www.w3.org/2000/svg}text")]
    boxes = [box for box in drawing.iter("{http://www.w3.org/2000/svg}rect") if box.get("class")]
    assert {"视频", "表情包", "梗图"} & set(texts) and len(boxes) >= 5
    assert any("<a & b>" in text for text in texts), "words are escaped"


@pytest.mark.parametrize("arguments", [["plan"], ["plan", "--attach", "hologram", "x"], ["plan", "--reply-to", "nope", "x"], []])
def test_a_wrong_command_line_is_told(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2 and "usage" in capsys.readouterr().err
