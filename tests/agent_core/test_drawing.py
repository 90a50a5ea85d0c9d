"""The layout of a workflow's picture: every box in its place, no line through a box."""

import itertools

import pytest

from agent_core.declared import with_declared
from agent_core.drawing import DETAIL_PX, HEIGHT, Box, Drawing, Label, draw
from agent_core.labels import labels
from agent_core.previews import Asking, preview
from agent_core.tool import tools
from agent_core.workflow import GIVEN, Step, Workflow

pytestmark = pytest.mark.unit


def measure(text: str, size: int) -> float:
    return len(text) * size * 0.6


def drawn(workflow: Workflow) -> Drawing:
    names = {step.id: Label(step.id) for step in workflow.steps}
    given = {source: Label(source) for step in workflow.steps for source in step.inputs.values() if source.startswith(GIVEN)}
    return draw(workflow, {**names, **given}, measure)


def step(name: str, *sources: str) -> Step:
    return Step(id=name, tool=name, inputs={f"port{number}": source for number, source in enumerate(sources)})


DIAMOND = Workflow(
    steps=(step("a", "given:x"), step("b", "a"), step("c", "a", "given:y"), step("d", "b", "c"), step("e", "d", "given:x")),
    deliver=("e",),
)


def test_what_feeds_stands_above_and_what_is_delivered_last() -> None:
    picture = drawn(DIAMOND)
    tops = {box.source: box.top for box in picture.boxes}
    assert all(tops[line.source] < tops[line.target] for line in picture.lines)
    assert tops["given:x"] < tops["a"] < tops["b"] == tops["c"] < tops["d"] < tops["e"]
    assert tops["given:y"] == tops["a"], "right above what it feeds"
    assert [box.source for box in picture.boxes if box.delivered] == ["e"]
    assert {box.source for box in picture.boxes if box.given} == {"given:x", "given:y"}
    assert {(line.source, line.target) for line in picture.lines} == {
        (source, one.id) for one in DIAMOND.steps for source in one.inputs.values()
    }


def test_long_words_are_cut_to_the_box() -> None:
    workflow = Workflow(steps=(step("a"),), deliver=("a",))
    [box] = draw(workflow, {"a": Label("word " * 30, "detail " * 30)}, measure).boxes
    assert box.width <= 300 and box.label.title.endswith("…") and measure(box.label.detail, DETAIL_PX) < box.width
    assert draw(workflow, {"a": Label("short")}, measure).boxes[0].label == Label("short")


def test_nothing_is_an_empty_picture() -> None:
    picture = drawn(Workflow(steps=(), deliver=()))
    assert (picture.boxes, picture.lines) == ((), ()) and picture.width > 0


def crosses(box: Box, start: tuple[float, float], end: tuple[float, float]) -> bool:
    """Whether an upright line goes through a box."""
    upright = start[0] == end[0] and min(start[1], end[1]) < box.top + HEIGHT - 1 and max(start[1], end[1]) > box.top + 1
    return upright and box.left < start[0] < box.left + box.width


WISHES = [
    ("make it a vertical meme with captions", ("video", "subtitle")),
    ("cut 0:10 to 0:20, add music, denoise and subtitle it", ("video", "audio", "subtitle")),
    ("commentary video with karaoke captions, vertical, louder", ("video",)),
    ("把这些视频剪成卡点视频，加字幕，压到10MB", ("video", "video", "audio")),
    ("dub it in Vietnamese and give me the srt and a cover image", ("video",)),
    ("sing this", ("midi", "text", "video")),
    ("gif of the best moment and compress the video", ("video",)),
]


@pytest.mark.parametrize(("wish", "attach"), WISHES)
def test_boxes_keep_apart_and_lines_go_round_them(wish: str, attach: tuple[str, ...]) -> None:
    found = preview(Asking(wish, attach), tools())
    every = with_declared(tools())
    picture = draw(found.workflow, labels(found.workflow, [], every, found.language), measure)
    for one, other in itertools.combinations(picture.boxes, 2):
        if one.top == other.top:
            assert one.left + one.width < other.left or other.left + other.width < one.left
    for line in picture.lines:
        for start, end in itertools.pairwise(line.points):
            assert not any(crosses(box, start, end) for box in picture.boxes), (line, picture.boxes)
    assert all(box.left >= 0 and box.left + box.width <= picture.width for box in picture.boxes)
    assert all(box.top + HEIGHT <= picture.height for box in picture.boxes)
