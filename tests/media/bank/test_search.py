"""What is wanted is found in words, pictures and sound, in three languages, and what is not there is said to be missing."""

from itertools import pairwise

import pytest

from media.bank.query import read
from media.bank.search import Bank
from media.senses.index import Curve, Heard
from tests.media.bank.known import known, note, scene, spoken

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def bank() -> Bank:
    talk = known(
        "talk",
        (
            scene(0, 8, brightness=0.7, colors=("blue", "green"), saturation=0.5),
            scene(8, 20, size=0.5),
            scene(20, 30, motion=0.2, colors=("red", "black")),
            scene(30, 60, brightness=0.1),
            scene(60, 64, caption="A red car drives along a beach road"),
        ),
        (
            spoken(9, 12, "The price of rice has doubled since last year"),
            spoken(12.5, 15, "He said that nobody expected it"),
            spoken(31, 35, "Welcome to the harbour of Hanoi"),
            spoken(40, 44, "It cost two hundred dollars"),
        ),
        (note(21, 24, "BREAKING NEWS"),),
    )
    campus = known(
        "campus",
        (scene(0, 10), scene(10, 20, size=0.2, faces=2)),
        (
            spoken(1, 4, "一百二十个人参加了北京大学的毕业典礼"),
            spoken(5, 8, "大家都非常高兴"),
            spoken(11, 15, "記者在現場採訪市長"),
        ),
        language="zh",
    )
    trip = known(
        "trip",
        (scene(0, 30),),
        (
            spoken(1, 4, "Chúng tôi đã bay đến Đà Nẵng bằng máy bay"),
            spoken(5, 8, "Món phở bò ở đây rất ngon"),
            spoken(9, 13, "Trời mưa suốt ba ngày"),
        ),
        language="vi",
    )
    return Bank([talk, campus, trip])


@pytest.mark.parametrize(
    ("wish", "asset", "start", "why"),
    [
        ("price of rice", "talk", 9, "said"),
        ("when did the prices of rice double", "talk", 9, "said"),
        ("200 dollars", "talk", 40, "said"),
        ("breaking news", "talk", 21, "written"),
        ("red car", "talk", 60, "pictured"),
        ("close-up", "talk", 8, "close_up"),
        ("bright outdoor shot", "talk", 0, "outdoor"),
        ("fast action", "talk", 20, "action"),
        ("something dark", "talk", 30, "dark"),
        ("特写镜头", "talk", 8, "close_up"),
        ("黑暗的画面", "talk", 30, "dark"),
        ("cận cảnh", "talk", 8, "close_up"),
        ("can canh", "talk", 8, "close_up"),
        ("chữ trên màn hình", "talk", 20, "text"),
        ("毕业典礼", "campus", 1, "said"),
        ("120人的典礼", "campus", 1, "said"),
        ("记者采访", "campus", 11, "said"),
        ("两个人说话", "campus", 10, "two_people"),
        ("máy bay", "trip", 1, "said"),
        ("may bay", "trip", 1, "said"),
        ("pho bo ngon", "trip", 5, "said"),
        ("mưa ba ngày", "trip", 9, "said"),
    ],
)
def test_the_best_moment_is_the_right_one(bank: Bank, wish: str, asset: str, start: float, why: str) -> None:
    best = bank.search(wish).matches[0]
    assert (best.asset, best.start) == (asset, start) and why in best.why


@pytest.mark.parametrize(
    "wish",
    ["where is Paris", "the king of Spain", "unicorn", "今天的天气", "机器人", "con voi", "ban nhạc rock", "the price of gold"],
)
def test_what_is_not_there_is_not_found(bank: Bank, wish: str) -> None:
    finding = bank.search(wish)
    assert not finding.matches and finding.unmet


def test_a_part_that_is_not_there_is_named(bank: Bank) -> None:
    assert bank.search("red bicycle", floor=0.2).unmet == ("bicycle",)


@pytest.mark.parametrize("wish", ["shots without people", "没有人的镜头", "không có người"])
def test_what_shall_not_be_there_is_not(bank: Bank, wish: str) -> None:
    matches = bank.search(wish).matches
    assert matches
    assert not [match for match in matches if (match.asset, match.start) in (("talk", 8), ("campus", 10))]


def test_a_negated_fact_turns_its_grade() -> None:
    clause = read("no text").clauses[0]
    assert clause.negated and clause.facts == ("text",)
    assert read("without music").clauses[0].negated and read("没有字幕").clauses[0].negated


def test_chinese_words_are_not_torn_for_a_fact() -> None:
    assert [clause.facts for clause in read("机器人").clauses] == [()]


def test_accents_prefer_the_word_that_has_them() -> None:
    lines = (spoken(1, 3, "món cá ở nhà"), spoken(4, 6, "món cà ở chợ"))
    bank = Bank([known("x", (scene(0, 10),), lines, language="vi")])
    assert bank.search("cà").matches[0].start == 4 and bank.search("cá").matches[0].start == 1
    assert {match.start for match in bank.search("ca").matches} == {1, 4}


def test_a_moment_inside_another_is_told_once(bank: Bank) -> None:
    matches = bank.search("rice", most=20, floor=0.1).matches
    spans = [(match.asset, match.start, match.end) for match in matches]
    assert len(set(spans)) == len(spans)
    for one in matches:
        for other in matches:
            assert one is other or one.asset != other.asset or min(one.end, other.end) <= max(one.start, other.start) + 1


def test_a_cheer_in_a_long_shot_is_found_where_it_is() -> None:
    loudness = Curve(step=0.1, values=tuple(-12.0 if 400 <= n < 480 else -26.0 for n in range(600)))
    heard = Heard(loudness=loudness, lufs=-20.0, kinds=((0.0, 40.0, "speech"), (40.0, 48.0, "other"), (48.0, 60.0, "speech")))
    bank = Bank([known("match", (scene(0, 60),), heard=heard)])
    for wish in ("loud cheering", "欢呼声", "vỗ tay", "applause"):
        best = bank.search(wish).matches[0]
        assert best.start <= 41 and best.end >= 47 and best.end - best.start <= 20


def test_likeness_finds_what_no_word_says(bank: Bank) -> None:
    import numpy as np

    likeness = np.zeros(len(bank.units), np.float32)
    likeness[3] = 0.9
    best = bank.search("elephant", likeness=likeness).matches[0]
    assert best.why == ("likeness",) and best.start == bank.units[3].start


def test_nothing_is_found_in_nothing() -> None:
    assert Bank([]).search("anything at all").matches == ()
    assert Bank([known("x", (scene(0, 10),))]).search("the of").matches == ()


def test_who_speaks_need_not_be_seen() -> None:
    bank = Bank([known("x", (scene(0, 60),), (spoken(20, 39, "no face is in this picture at all"),))])
    for wish in ("someone speaking", "有人说话", "có người nói chuyện", "co nguoi noi chuyen"):
        assert 19 <= bank.search(wish).matches[0].start <= 31, wish


def test_moments_of_one_long_shot_do_not_overlap() -> None:
    bank = Bank([known("x", (scene(0, 95, colors=("green",)),))])
    spans = sorted((match.start, match.end) for match in bank.search("something green").matches)
    assert len(spans) >= 3 and all(one[1] <= two[0] + 1e-6 for one, two in pairwise(spans))
    assert spans[0][0] == 0 and spans[-1][1] == 95
