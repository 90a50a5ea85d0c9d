"""Line breaking for Chinese, English and Vietnamese."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.lines import NO_END, NO_START, break_anywhere, break_lines, units

pytestmark = pytest.mark.unit

CHINESE = "他说：“我们明天（星期六）去看3D电影《流浪地球》，好不好？”她想了想……答应了！"


def _measure(text: str) -> float:
    """Chinese letters are 1 wide, others half."""
    return sum(1.0 if ord(char) > 0x2E00 else 0.5 for char in text)


@given(st.text("我们去看电影，。！？（）《》“”…ab 3", max_size=40), st.integers(4, 14))
def test_no_line_starts_or_ends_where_it_may_not(text: str, width: int) -> None:
    broken = break_lines(text, _measure, width)
    if broken is None:
        assert any(_measure(unit.text) > width for unit in units(text))
        return
    assert "".join(broken).replace(" ", "") == text.replace(" ", "")
    assert all(_measure(line) <= width for line in broken)
    for before, after in pairwise(broken):
        at_space = f"{before} {after}" in " ".join(text.split())
        assert at_space or (after[0] not in NO_START and before[-1] not in NO_END)


def test_chinese_breaks_between_letters_with_its_marks_in_place() -> None:
    broken = break_lines(CHINESE, _measure, 12)
    assert broken is not None
    assert len(broken) == 4
    assert all(line[0] not in NO_START and line[-1] not in NO_END for line in broken)
    assert any("3D" in line for line in broken)


def test_chinese_prefers_to_break_after_a_pause() -> None:
    assert break_lines("当你修好了最后一个错误，却发现生产环境挂了", _measure, 13) == [
        "当你修好了最后一个错误，",
        "却发现生产环境挂了",
    ]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("when the build passes on the first try", ["when the build passes", "on the first try"]),
        ("khi bạn nghĩ mọi thứ đã ổn rồi", ["khi bạn nghĩ mọi", "thứ đã ổn rồi"]),
    ],
)
def test_words_stay_whole_and_lines_are_even(text: str, lines: list[str]) -> None:
    assert break_lines(text, _measure, 11) == lines


def test_line_feeds_of_the_text_stay() -> None:
    assert break_lines("one\ntwo three\n\n四五", _measure, 20) == ["one", "two three", "四五"]


def test_a_number_stays_with_what_it_counts() -> None:
    assert [unit.text for unit in units("等了30秒才好")] == ["等", "了", "30秒", "才", "好"]


def test_only_words_longer_than_a_line_are_cut() -> None:
    assert break_lines("see https://example.org/abcdefgh", _measure, 6) is None
    broken = break_anywhere("see https://example.org/abcdefgh", _measure, 6)
    assert broken[0] == "see"
    assert "".join(broken[1:]) == "https://example.org/abcdefgh"
    assert all(_measure(line) <= 6 for line in broken)
