"""What draws the eye, place by place."""

import numpy as np
import pytest

from media.saliency import Map, Planes, profile, saliency

pytestmark = pytest.mark.unit

GREY, VIVID, DULL = (110, 128, 128), (120, 90, 190), (150, 128, 128)


def planes(*patches: tuple[slice, slice, tuple[int, int, int]]) -> Planes:
    """A grey picture of 36 to 64 places with patches of other colours."""
    picture = np.empty((3, 36, 64), np.float32)
    picture[:] = np.array(GREY, np.float32)[:, None, None]
    for rows, columns, colour in patches:
        picture[:, rows, columns] = np.array(colour, np.float32)[:, None, None]
    return picture


def half(map_: Map) -> tuple[float, float]:
    """The shares of the left and the right half."""
    left = float(map_[:, :32].sum() / map_.sum())
    return left, 1 - left


LEFT, RIGHT, ROWS = slice(6, 16), slice(48, 58), slice(12, 24)


def test_a_colour_unlike_the_rest_draws_the_eye_and_a_vivid_one_more() -> None:
    one = planes((ROWS, LEFT, VIVID))
    assert half(saliency([one], [], []))[0] > 0.85
    both = planes((ROWS, LEFT, VIVID), (ROWS, RIGHT, DULL))
    assert half(saliency([both], [], []))[0] > 0.75


def test_a_colour_that_reaches_from_edge_to_edge_is_background() -> None:
    table = planes((slice(26, 36), slice(0, 64), VIVID), (ROWS, LEFT, DULL))
    assert half(saliency([table], [], []))[0] > 0.5


def test_of_two_alike_the_one_that_moves_wins() -> None:
    before = planes((ROWS, LEFT, VIVID), (ROWS, RIGHT, VIVID))
    after = planes((ROWS, LEFT, VIVID), (slice(15, 27), RIGHT, VIVID))
    before[0, ROWS, RIGHT] = after[0, 15:27, RIGHT] = 180
    assert half(saliency([before], [after], []))[1] > 0.6


def test_what_the_whole_picture_does_is_no_motion() -> None:
    before = planes((ROWS, LEFT, VIVID))
    assert np.allclose(saliency([before], [before + 20], []), saliency([before], [before], []), atol=1e-6)


def test_faces_outweigh_everything() -> None:
    vivid = planes((ROWS, LEFT, VIVID))
    assert half(saliency([vivid], [], [(0.8, 0.3, 0.1, 0.2)]))[1] > 0.7


def test_an_empty_picture_draws_the_eye_to_its_middle() -> None:
    across = profile(saliency([planes()], [], []), 0, 8)
    assert across == pytest.approx(across[::-1], abs=1e-4) and max(across) == max(across[3:5])


@pytest.mark.parametrize(("shape", "strips"), [((36, 64), 32), ((50, 33), 32), ((36, 20), 32)])
def test_a_profile_shares_out_the_whole(shape: tuple[int, int], strips: int) -> None:
    map_ = np.zeros(shape, np.float32)
    map_[:, -1] = 1
    across, down = profile(map_, 0, strips), profile(map_, 1, strips)
    assert len(across) == len(down) == strips
    assert sum(across) == pytest.approx(1, abs=1e-3) and across[-1] > 0.4
    assert down == pytest.approx([1 / strips] * strips, abs=1e-3)
    assert sum(profile(np.zeros(shape, np.float32), 0, strips)) == 0
