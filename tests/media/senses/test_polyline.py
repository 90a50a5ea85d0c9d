"""Lines with few points, and the shortest way through a corridor."""

import numpy as np
import pytest

from media.senses.polyline import taut, thinned

pytestmark = pytest.mark.unit

TIMES = np.arange(0, 10, 0.125)


def test_a_line_is_kept_by_its_ends_and_a_corner_by_itself():
    straight = [(time, 2 * time, 1.0) for time in range(50)]
    assert thinned(straight, 0.01) == [straight[0], straight[-1]]
    bent = [(float(time), abs(time - 20.0)) for time in range(50)]
    assert thinned(bent, 0.01) == [bent[0], bent[20], bent[-1]]


def test_what_is_left_out_is_missed_by_no_more_than_the_tolerance():
    random = np.random.default_rng(3)
    places = np.cumsum(random.normal(0, 0.02, len(TIMES)))
    points = [(float(time), float(place)) for time, place in zip(TIMES, places, strict=True)]
    kept = thinned(points, 0.05)
    line = np.interp(TIMES, [time for time, _ in kept], [place for _, place in kept])
    assert np.abs(line - places).max() <= 0.05 + 1e-9 and len(kept) < len(points) / 2


def test_a_taut_line_rests_where_a_place_is_only_noisy():
    places = 0.4 + np.random.default_rng(1).uniform(-0.03, 0.03, len(TIMES))
    line = taut(TIMES, places - 0.035, places + 0.035)
    assert np.ptp(line) < 1e-9 and abs(line[0] - 0.4) < 0.01


@pytest.mark.parametrize("seed", range(20))
def test_a_taut_line_stays_in_its_corridor_and_is_the_shortest(seed: int):
    random = np.random.default_rng(seed)
    places = np.cumsum(random.normal(0, 0.05, len(TIMES)))
    low, high = places - 0.1, places + random.uniform(0.05, 0.2, len(TIMES))
    line = taut(TIMES, low, high)
    assert (line >= low - 1e-9).all() and (line <= high + 1e-9).all()
    for _ in range(50):
        other = np.clip(line + random.normal(0, 0.02, len(TIMES)), low, high)
        assert np.abs(np.diff(line)).sum() <= np.abs(np.diff(other)).sum() + 1e-9


def test_a_rise_that_must_be_is_begun_early_and_straight():
    places = np.where(TIMES < 5, 0.2, 0.8)
    low, high = places - 0.05, places + 0.05
    line = taut(TIMES, low, high)
    assert line[0] == pytest.approx(0.25) and line[-1] == pytest.approx(0.75)
    assert (np.diff(line) >= -1e-9).all()
