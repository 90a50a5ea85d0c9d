"""Cuts in rows of differences between frames."""

from pathlib import Path

import numpy as np
import pytest

from media.cuts import Changes, find_cuts, read_changes

pytestmark = pytest.mark.unit

NOISE = np.random.default_rng(3)


def changes(values: list[float], rate: float = 30.0) -> Changes:
    return np.stack([np.arange(len(values)) / rate, np.array(values)], axis=1)


def cuts(values: list[float], rate: float = 30.0, most: int = 100) -> list[int]:
    """The frames of the cuts that are found."""
    return sorted(round(time * rate) for time in find_cuts(changes(values, rate), most))


def calm(count: int, level: float = 0.4) -> list[float]:
    return list(NOISE.uniform(0, level, count))


def test_a_leap_among_calm_frames_is_a_cut() -> None:
    assert cuts([0.0, *calm(40), 18.0, *calm(60), 6.0, *calm(30)]) == [41, 102]


def test_quick_cuts_do_not_hide_one_another() -> None:
    assert cuts([0.0, *([0.3] * 9 + [20.0]) * 12]) == list(range(10, 121, 10))


@pytest.mark.parametrize("repeats", [2, 3, 4])
def test_pictures_that_are_held_are_no_cuts(repeats: int) -> None:
    assert cuts([9.0, *[0.0] * (repeats - 1)] * 40) == []


def test_motion_that_starts_or_stops_is_no_cut_but_a_cut_beside_motion_is() -> None:
    moving = list(NOISE.uniform(8, 11, 40))
    assert cuts([0.0, *calm(40), *moving, *calm(40)]) == []
    assert cuts([0.0, *calm(40), *moving, 35.0, *calm(40)]) == [81]


def test_key_frames_that_pop_are_no_cuts() -> None:
    assert cuts([*([0.1] * 49 + [2.1]) * 5]) == []


def test_slow_rates_and_short_films() -> None:
    assert cuts([0.0, 0.2, 0.1, 15.0, 0.2, 0.1, 0.3], rate=2) == [3]
    assert cuts([0.0]) == [] and find_cuts(np.zeros((0, 2)), 5) == {}
    assert cuts([0.0, 30.0]) == [1]


def test_only_the_clearest_are_kept_where_there_are_too_many() -> None:
    assert cuts([0.0, *calm(40), 10.0, *calm(40), 30.0, *calm(40), 20.0, *calm(9)], most=2) == [82, 123]


def test_what_ffmpeg_prints_is_read(tmp_path: Path) -> None:
    printed = tmp_path / "changes.txt"
    printed.write_text(
        "frame:0    pts:0       pts_time:0\nlavfi.scd.mafd=0.000\nlavfi.scd.score=0.000\n"
        "frame:1    pts:14400033333 pts_time:14400\nlavfi.scd.mafd=21.500\nlavfi.scd.score=20.000\n"
    )
    assert read_changes(printed).tolist() == [[0.0, 0.0], [14400.033333, 21.5]]
    printed.write_text("")
    assert find_cuts(read_changes(printed), 5) == {}
