"""Stretches of the material: how they are named, and what they set."""

from typing import Any

import pytest

from agent_core.agent import LanguageHints
from agent_core.grammar.times import timed
from agent_core.grammar.understanding import read
from agent_core.intents import Intent

pytestmark = pytest.mark.unit


def wish(text: str, *kinds: Any, replied_to: str | None = None) -> Intent:
    return read(text, kinds=kinds, languages=LanguageHints(), replied_to=replied_to)


@pytest.mark.parametrize(
    ("stretch", "cut"),
    [
        ([12, 47, "keep"], {"start": 12, "end": 47}),
        ([12, 47, "drop"], {"remove": [[12, 47]]}),
        ([12, 47, "cut"], {"start": 12, "end": 47}),
        ([None, 5, "keep"], {"end": 5}),
        ([None, 5, "drop"], {"start": 5}),
        ([None, 5, "cut"], {"start": 5}),
        ([-5, None, "keep"], {"start": -5}),
        ([-5, None, "drop"], {"end": -5}),
        ([-5, None, "cut"], {"end": -5}),
        ([60, None, "drop"], {"end": 60}),
        ([60, None, None], {"start": 60}),
    ],
)
def test_what_goes_and_what_stays(stretch: list[Any], cut: dict[str, Any]):
    assert timed([stretch], "trim") == cut


def test_several_stretches():
    assert timed([[5, 8, "drop"], [20, 23, None]], "trim") == {"remove": [[5, 8], [20, 23]]}
    assert timed([[5, 10, "keep"], [20, 30, None]], "trim") == {"start": 5, "end": 30, "remove": [[10, 20]]}
    assert timed([[None, 5, "drop"], [-3, None, "drop"]], "trim") == {"start": 5, "end": -3}


def test_what_is_shown_and_what_is_looped():
    assert timed([[None, 3, None]], "title") == {"start": 0, "end": 3}
    assert timed([[4, 9, None]], "overlay") == {"start": 4, "end": 9}
    assert timed([[4, 9, None]], "gif") == {"start": 4, "duration": 5}
    assert timed([[None, 3, None]], "gif") == {"duration": 3}
    assert timed([[-2, None, None]], "gif") == {"start": -2, "duration": 2}


@pytest.mark.parametrize(
    ("text", "params"),
    [
        ("keep only 0:12 to 0:47", {"start": 12, "end": 47}),
        ("cut off the last 5 seconds", {"end": -5}),
        ("只留0:12到0:47", {"start": 12, "end": 47}),
        ("剪掉最后5秒", {"end": -5}),
        ("giữ từ giây 12 đến giây 47", {"start": 12, "end": 47}),
        ("bỏ 5 giây cuối", {"end": -5}),
        ("giữ từ 1 phút 5 giây đến 2 phút rưỡi", {"start": 65, "end": 150}),
        ("bo tu phut 2 den phut 3 ruoi", {"remove": [[120, 210]]}),
        ("chặt đuôi 8 giây", {"end": -8}),
        ("xóa khúc 5-8s với khúc 0:20 tới 0:23", {"remove": [[5, 8], [20, 23]]}),
    ],
)
def test_stretches_are_named_in_three_languages(text: str, params: dict[str, Any]):
    intent = wish(text, "video")
    assert [(goal.capability, goal.params) for goal in intent.goals] == [("trim", params)]


def test_a_stretch_belongs_to_what_stands_beside_it():
    intent = wish("cắt bỏ 3 giây đầu rồi lấy gif từ giây 10 dài 2 giây", "video")
    assert [(goal.capability, goal.params) for goal in intent.goals] == [
        ("trim", {"start": 3}),
        ("gif", {"start": 10, "duration": 2}),
    ]
    assert wish("lấy từ giây 5 thôi", replied_to="gif").edit == {"start": 5}


def test_what_is_taken_back_is_not_asked_for():
    intent = wish("tách lấy mp3... à thôi khỏi, đổi sang mov giúp em", "video")
    assert [(goal.capability, goal.params) for goal in intent.goals] == [("convert", {"format": "mov"})]


@pytest.mark.parametrize("text", ["sữa chử trên thành “Thứ hai”", "sửa chữ trên thành “Thứ hai”", "sua chu tren thanh “Thứ hai”"])
def test_hook_and_tilde_are_confused_without_harm(text: str):
    assert wish(text, replied_to="meme").edit == {"top_text": "Thứ hai"}


@pytest.mark.parametrize(
    ("text", "goals"),
    [
        ("sao nhạc to thế?", ["ask"]),
        ("phụ đề trong video ghi gì lúc đầu?", ["ask"]),
        ("cắt khoảng lặng được không?", ["tighten"]),
        ("bot có biết lồng tiếng không?", ["help"]),
    ],
)
def test_questions_and_wishes_are_told_apart(text: str, goals: list[str]):
    kinds = () if goals == ["help"] else ("video",)
    assert [goal.capability for goal in wish(text, *kinds).goals] == goals


def test_a_reply_may_want_a_thing_of_another_kind():
    intent = wish("giờ làm gif từ giây 2 dài 3 giây đi", replied_to="highlights")
    assert [(goal.capability, goal.params) for goal in intent.goals] == [("gif", {"start": 2, "duration": 3})]
    assert wish("thêm phụ đề nữa", replied_to="highlights").edit == {"also": ["subtitle"]}
