"""Storyboards: the right shots, exactly as long as asked, none twice while others are free, and no word cut in two."""

from itertools import pairwise, permutations

import numpy as np
import pytest

from agent_core.artifacts import ShotList
from agent_core.assignment import assigned, rising
from agent_core.shot_queries import Wanted, lines_of, pictures_of, shares, spoken_over
from agent_core.storyboard import storyboard
from media.bank.digest import digest
from media.bank.search import Bank
from media.bank.units import Known
from media.facts import MediaFacts
from media.senses.index import Curve, Index, Seen
from media.transcription.transcript import Line, Word
from tests.media.bank.known import known, note, scene, spoken

pytestmark = pytest.mark.unit

COLORS = ("red", "green", "blue", "yellow", "white", "black")


def _reel() -> Known:
    """Six scenes of six seconds, each in a colour of its own, one with a face and one that moves."""
    return known(
        "reel",
        tuple(
            scene(6 * n, 6 * n + 6, colors=(color,), size=0.5 if n == 2 else 0.0, motion=0.2 if n == 4 else 0.02)
            for n, color in enumerate(COLORS)
        ),
        (spoken(0.5, 5.0, "The market opens early in the morning"), spoken(24.5, 29.0, "Then the race begins at noon")),
        (note(31, 34, "THE END"),),
    )


@pytest.fixture(scope="module")
def bank() -> Bank:
    return Bank([_reel()])


def _spans(shots: ShotList) -> list[tuple[str, float, float]]:
    return sorted((shot.asset, shot.start, shot.start + shot.duration) for shot in shots.shots)


def _apart(shots: ShotList) -> bool:
    return all(one[0] != two[0] or one[2] <= two[1] + 1e-6 for one, two in pairwise(_spans(shots)))


def test_every_picture_gets_its_shot(bank: Bank) -> None:
    board = storyboard(bank, pictures_of("something blue, then a close-up, and finally fast action"), duration=9)
    # the only close-up is the blue scene: the better whole gives it to one of the two, and tells of the other
    assert [shot.query for shot in board.shots] == ["something blue", "a close-up", "fast action"]
    assert board.shots[2].start >= 24 and board.shots[2].start + board.shots[2].duration <= 30
    assert board.duration == pytest.approx(9, abs=1e-9) and _apart(board)
    assert any(12 <= shot.start < 18 for shot in board.shots[:2])


@pytest.mark.parametrize("color", COLORS)
def test_a_shot_lies_in_its_scene_off_the_joints(bank: Bank, color: str) -> None:
    (shot,) = storyboard(bank, [Wanted(query=f"something {color}", duration=2.5)]).shots
    first = 6.0 * COLORS.index(color)
    assert first <= shot.start and shot.start + shot.duration <= first + 6 and color in shot.why and shot.score == 1
    assert shot.start == 0 or shot.start >= first + 0.04


@pytest.mark.parametrize("whole", [4.0, 10.0, 17.3, 36.0, 61.7])
def test_the_whole_is_exactly_as_long_as_asked(bank: Bank, whole: float) -> None:
    board = storyboard(bank, pictures_of("red, green, blue, yellow"), duration=whole)
    assert board.duration == pytest.approx(whole, abs=1e-6)
    assert all(shot.duration >= min(0.4, whole / 4) for shot in board.shots)


def test_no_stretch_is_used_again_while_others_are_free(bank: Bank) -> None:
    board = storyboard(bank, [Wanted(query="red", duration=4.0)] * 6)
    assert len(board.shots) == 6 and _apart(board) and len({int(shot.start // 6) for shot in board.shots}) == 6


def test_more_pictures_than_stretches_use_some_again(bank: Bank) -> None:
    board = storyboard(bank, [Wanted(query=color, duration=1.5) for color in COLORS] * 3)
    assert len(board.shots) == 18 and board.duration == pytest.approx(27)
    assert _apart(board), "there is room for three shots in each scene"


def test_the_order_of_the_source_is_kept(bank: Bank) -> None:
    wanted = pictures_of("blue, red, white")
    assert [int(shot.start // 6) for shot in storyboard(bank, wanted).shots] == [2, 0, 4]
    starts = [shot.start for shot in storyboard(bank, wanted, order="source").shots]
    assert starts == sorted(starts)


def test_a_long_picture_from_short_scenes_is_filled(bank: Bank) -> None:
    board = storyboard(bank, [Wanted(query="blue", duration=14.0)])
    assert len(board.shots) >= 3 and board.duration == pytest.approx(14) and _apart(board)
    assert 12 <= board.shots[0].start < 18 and min(shot.duration for shot in board.shots) >= 0.8


def test_no_word_is_cut_where_speech_is_kept() -> None:
    names = ["ant", "bee", "cat", "dog", "elk", "fox", "gnu", "hen", "ibis", "jay", "kiwi", "lynx", "mole", "newt", "owl", "pig"]
    words = tuple(Word(start=1 + 0.5 * n, end=1.3 + 0.5 * n, text=name) for n, name in enumerate(names))
    line = Line(start=1.0, end=9.0, text=" ".join(names), words=words)
    bank = Bank([known("f", (scene(0, 12),), (line,))])
    for length in (1.4, 2.2, 3.0, 5.5, 8.3):
        (shot,) = storyboard(bank, [Wanted(query="fox", duration=length)], keep_speech=True).shots
        for time in (shot.start, shot.start + shot.duration):
            assert not [word.text for word in words if word.start + 0.01 < time < word.end - 0.01]


def test_what_is_said_stands_in_its_shot(bank: Bank) -> None:
    (shot,) = storyboard(bank, [Wanted(query="the race begins", duration=5.0)]).shots
    assert shot.start <= 24.6 and shot.start + shot.duration >= 28.9 and "said" in shot.why


def test_what_the_material_has_not_is_told(bank: Bank) -> None:
    board = storyboard(bank, pictures_of("an elephant, something red"), duration=6)
    assert board.unmet == ("an elephant",) and len(board.shots) == 2


def test_black_stretches_are_avoided() -> None:
    film = known("f", (scene(0, 20, colors=("red",)),))
    seen = film.index.seen
    assert seen is not None
    dark = seen.model_copy(update={"black": ((0.0, 8.0), (14.0, 20.0))})
    bank = Bank([Known(film.index.model_copy(update={"seen": dark}))])
    for number in range(3):
        (shot,) = storyboard(bank, [Wanted(query="red", duration=4.0)], seed=number).shots
        assert shot.start >= 7.9 and shot.start + shot.duration <= 14.1


def test_a_dissolve_is_kept_clear_of() -> None:
    film = known("f", (scene(0, 5, colors=("blue",)), scene(5, 10, colors=("red",)).model_copy(update={"joint": "dissolve"})))
    bank = Bank([film])
    first, second = storyboard(bank, pictures_of("blue, red"), duration=8.0).shots
    assert first.start + first.duration <= 4.61 and second.start >= 5.39


def test_a_picture_stands_as_long_as_it_is_wanted() -> None:
    facts = MediaFacts(asset="photo", kind="image", container="png", size_bytes=1, width=10, height=10)
    seen = Seen(scenes=(scene(0, 0, colors=("red",)),), motion=Curve(step=0.5, values=()))
    (shot,) = storyboard(Bank([Known(Index(facts=facts, seen=seen))]), [Wanted(query="red", duration=7.5)]).shots
    assert (shot.start, shot.duration, shot.asset) == (0.0, 7.5, "photo")


def test_the_seed_chooses_among_equals_and_nothing_else() -> None:
    bank = Bank([known("f", tuple(scene(5 * n, 5 * n + 5) for n in range(8)))])
    wanted = [Wanted(query="calm", duration=2.0)]
    boards = [storyboard(bank, wanted, seed=seed) for seed in range(12)]
    assert storyboard(bank, wanted, seed=3) == boards[3] and len({board.shots[0].start for board in boards}) > 1


def test_likeness_counts(bank: Bank) -> None:
    likeness = np.zeros((1, len(bank.units)), np.float32)
    likeness[0, 5] = 0.95
    board = storyboard(bank, [Wanted(query="a quiet harbour", duration=2.0)], likeness=likeness)
    assert board.shots[0].start >= 30 and not board.unmet


def test_without_material_there_are_no_shots(bank: Bank) -> None:
    assert storyboard(Bank([]), [Wanted(query="red")]).shots == () and storyboard(bank, []).shots == ()
    with pytest.raises(ValueError, match="longer"):
        storyboard(bank, [Wanted(query="red")], duration=0)


def test_assignment_is_the_best_there_is() -> None:
    worth = np.random.default_rng(7).random((5, 6))
    columns = assigned(worth)
    best = max(sum(worth[row, column] for row, column in enumerate(way)) for way in permutations(range(6), 5))
    assert sum(worth[row, column] for row, column in enumerate(columns)) == pytest.approx(best)
    ordered = rising(worth)
    rising_ways = [way for way in permutations(range(6), 5) if list(way) == sorted(way)]
    best = max(sum(worth[row, column] for row, column in enumerate(way)) for way in rising_ways)
    assert all(one < two for one, two in pairwise(ordered))
    assert sum(worth[row, column] for row, column in enumerate(ordered)) == pytest.approx(best)


def test_more_rows_than_columns_stay_in_order() -> None:
    columns = rising(np.random.default_rng(1).random((7, 3)))
    assert columns == sorted(columns) and len(columns) == 7
    assert sorted(assigned(np.ones((7, 3)))) == [0, 0, 0, 1, 1, 2, 2] or len(set(assigned(np.ones((7, 3))))) == 3


@pytest.mark.parametrize(
    ("wish", "pictures"),
    [
        ("A beach at sunset, then a close-up of a face and then fast action.", 3),
        ("beach, sunset, city lights", 3),
        ("先来一个特写，然后是激烈的动作，最后是夜景", 3),
        ("海边、日落、城市夜景", 3),
        ("cận cảnh khuôn mặt, sau đó là cảnh hành động, cuối cùng là ban đêm", 3),
        ("A man walks. He sits down! Why?", 2),
        ("the of and", 0),
        ("", 0),
    ],
)
def test_a_wish_is_cut_into_its_pictures(wish: str, pictures: int) -> None:
    assert len(pictures_of(wish)) == pictures


def test_a_script_is_cut_into_its_sentences() -> None:
    assert lines_of("The market opens. 市场开门了。Chợ mở cửa!\nAt 3.5 dollars") == (
        "The market opens.",
        "市场开门了。",
        "Chợ mở cửa!",
        "At 3.5 dollars",
    )
    assert spoken_over(("a b", "c d"), (1.0, 2.5))[1].duration == 2.5


def test_shares_make_up_the_whole() -> None:
    wanted = [Wanted(query="a"), Wanted(query="b", duration=2.0), Wanted(query="c")]
    assert shares(wanted, 10.0) == pytest.approx((4.0, 2.0, 4.0))
    assert sum(shares(wanted, 1.0)) == pytest.approx(1.0)
    assert shares([Wanted(query="a", duration=1.0), Wanted(query="b", duration=3.0)], 8.0) == pytest.approx((2.0, 6.0))


def test_a_digest_tells_what_there_is(bank: Bank) -> None:
    told = digest(bank)
    assert "6 scenes" in told and "written: THE END" in told and "close_up 1" in told and "market" in told
    assert len(digest(bank, most=80)) <= 80
