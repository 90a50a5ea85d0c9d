"""Numbers and times as people write them, in three languages."""

import re

import pytest

from agent_core.grammar.lexicon import lexicon
from agent_core.languages import Language

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("language", "said", "number"),
    [
        ("zh", "十二", 12), ("zh", "二十五", 25), ("zh", "一百五十", 150), ("zh", "两百", 200), ("zh", "一千零一", 1001),
        ("zh", "三点五", 3.5), ("zh", "半", 0.5), ("zh", "1.25", 1.25), ("zh", "2千", 2000), ("zh", "二零二五", 2025),
        ("en", "2,5", 2.5), ("en", "twenty", 20), ("vi", "0.75", 0.75),
    ],
)  # fmt: skip
def test_numbers_mean_what_they_say(language: Language, said: str, number: float):
    numbers = lexicon(language).numbers
    assert re.fullmatch(numbers.source, said)
    assert numbers.number(said) == number


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("10秒", 10), ("一分二十秒", 80), ("1分20", 80), ("一分半", 90), ("2分半钟", 150), ("半分钟", 30), ("半小时", 1800),
        ("一个半小时", 5400), ("0:47", 47), ("1:02:03", 3723), ("0:05.5", 5.5), ("90s", 90), ("1小时20分", 4800), ("0分25秒", 25),
    ],
)  # fmt: skip
def test_times_are_seconds(said: str, seconds: float):
    numbers = lexicon("zh").numbers
    assert re.fullmatch(numbers.time, said)
    assert numbers.seconds(said) == seconds


@pytest.mark.parametrize(
    ("since", "until", "edges"),
    [
        ("5", "10秒", (5, 10)),
        ("1", "2分钟", (60, 120)),
        ("0:12", "0:47", (12, 47)),
        ("1分20", "2分05秒", (80, 125)),
        ("3", "8", (3, 8)),
    ],
)
def test_an_edge_without_a_unit_takes_its_neighbours(since: str, until: str, edges: tuple[float, float]):
    assert lexicon("zh").stretch(since, until) == edges


@pytest.mark.parametrize(("said", "share"), [("60%", 0.6), ("15 %", 0.15), ("百分之五十", 0.5), ("12.5％", 0.125)])
def test_shares_are_parts_of_one(said: str, share: float):
    numbers = lexicon("zh").numbers
    assert re.fullmatch(numbers.percent, said)
    assert numbers.share(said) == share


@pytest.mark.parametrize("said", ["", "很多", "十几二", "1:75"])
def test_what_is_no_time_is_none(said: str):
    assert lexicon("zh").numbers.seconds(said) is None
