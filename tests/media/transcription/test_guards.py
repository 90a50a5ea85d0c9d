"""Each guard by itself, in three languages."""

import math

import pytest

from media.transcription.guards import guarded
from media.transcription.transcript import Line, Word

pytestmark = pytest.mark.unit

SPEECH = ((1.0, 9.0), (12.0, 19.0))
LENGTH = 20.0


def line(start: float, end: float, text: str, *words: tuple[float, float, str]) -> Line:
    said = tuple(Word(start=first, end=last, text=word) for first, last, word in words)
    return Line(start=start, end=end, text=text, words=said)


def texts(*lines: Line) -> list[str]:
    return [kept.text for kept in guarded(lines, SPEECH, LENGTH)]


def test_times_outside_and_overlaps_are_mended():
    kept = guarded([line(12, 30, "later on"), line(-2, 4, "at first"), line(3, 6, "and then")], SPEECH, LENGTH)
    assert [(one.start, one.end, one.text) for one in kept] == [(0, 3, "at first"), (3, 6, "and then"), (12, 20, "later on")]


def test_times_that_are_none_are_dropped():
    assert texts(line(math.nan, 3, "no"), line(5, 5.01, "short"), line(25, 30, "outside"), line(4, 2, "turned")) == ["turned"]


def test_words_stay_in_their_line_and_in_order():
    (kept,) = guarded([line(2, 4, "one two three", (1.5, 2.5, "one"), (3.6, 5, "two"), (3.2, 3.4, "three"))], SPEECH, LENGTH)
    assert [(word.start, word.end) for word in kept.words] == [(2, 2.5), (3.6, 4), (4, 4)]


@pytest.mark.parametrize("text", ["", "...", "♪♪", "[Music]", "(applause)", "（音乐）", "*cười*", "…。"])
def test_lines_without_words_are_dropped(text: str):
    assert texts(line(2, 4, text)) == []


def test_what_is_heard_stays_as_it_is():
    said = ["No, no, no! Really?", "谢谢，谢谢大家。", "臺灣的風景很美。", "Vâng, vâng ạ.", "It costs $3.50 (roughly)."]
    starts = (1, 3, 5, 7, 13)
    assert texts(*(line(start, start + 2, text) for start, text in zip(starts, said, strict=True))) == said


@pytest.mark.parametrize(
    ("loop", "once"),
    [
        ("I think " + "you know " * 9 + "it works", "I think you know it works"),
        ("好的" * 12, "好的"),
        ("嗯，" * 8 + "对", "嗯，对"),
        ("và chúng ta sẽ " * 6 + "đi", "và chúng ta sẽ đi"),
        ("the " * 40, "the"),
    ],
)
def test_loops_are_told_once(loop: str, once: str):
    assert texts(line(1, 9, loop.strip())) == [once]


def test_the_words_of_a_loop_go_with_it():
    words = [(1 + number * 0.2, 1.2 + number * 0.2, word) for number, word in enumerate(["go", *["on"] * 6, "now"])]
    (kept,) = guarded([line(1, 9, "go on on on on on on now", *words)], SPEECH, LENGTH)
    assert (kept.text, [word.text for word in kept.words]) == ("go on now", ["go", "on", "now"])


def test_a_line_that_comes_again_and_again_is_told_once():
    kept = texts(*(line(1 + number, 2 + number, "All right.") for number in range(8)))
    assert kept == ["All right."]
    assert texts(*(line(1 + number, 2 + number, "All right.") for number in range(3))) == ["All right."] * 3


@pytest.mark.parametrize(
    "phantom",
    [
        "Thanks for watching!",
        "Please subscribe to my channel.",
        "Subtitles by the Amara.org community",
        "字幕由志愿者提供",
        "感谢观看",
        "請不吝點贊訂閱轉發打賞支持明鏡與點點欄目",
        "Hãy subscribe cho kênh Ghiền Mì Gõ để không bỏ lỡ những video hấp dẫn",
        "Cảm ơn các bạn đã theo dõi và hẹn gặp lại.",
    ],
)
def test_phantoms_are_believed_only_where_somebody_speaks(phantom: str):
    assert texts(line(9.2, 11.9, phantom)) == []
    assert texts(line(2, 7, phantom)) == [phantom]


def test_nothing_is_said_where_nobody_speaks():
    assert texts(line(9.9, 11.2, "A sentence out of nowhere")) == []


def test_nobody_speaks_that_fast():
    assert texts(line(2, 2.5, "this is far more than anybody could ever say in half a second")) == []
    assert texts(line(2, 3, "这句话的字实在是太多了根本不可能在一秒钟之内说完")) == []


def test_what_repeats_without_a_pattern_of_words_is_dropped():
    assert texts(line(1, 9, "na-na-na-" * 40)) == []
