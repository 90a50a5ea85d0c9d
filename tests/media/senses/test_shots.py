"""What a shot is like, measured on shots of which it is known."""

from itertools import chain

import cv2
import numpy as np
import pytest

from media.senses.shots import STEP, Shots
from tests.media.senses.reel import SIZE, pan, show, still

pytestmark = pytest.mark.unit


def test_a_shot_that_moves_has_more_motion_than_one_that_stands() -> None:
    eye = Shots()
    show(eye, chain(still(1, 50), pan(2, 50, 4.0)))
    (calm, lively), curve = eye.finish([(0.0, 2.0), (2.0, 4.0)])
    assert calm.motion == 0.0
    assert lively.motion > 0.2
    assert curve.step == STEP
    assert len(curve.values) == 16
    assert max(curve.values[:8]) == 0.0
    assert min(curve.values[8:]) > 0.1


def test_a_cut_is_no_motion() -> None:
    eye = Shots()
    show(eye, chain(still(1, 50), still(2, 50)))
    manners, curve = eye.finish([(0.0, 2.0), (2.0, 4.0)])
    assert [manner.motion for manner in manners] == [0.0, 0.0]
    assert max(curve.values) == 0.0


def test_motion_does_not_hang_on_the_frame_rate() -> None:
    motions = []
    for rate, step in ((25.0, 2.0), (50.0, 1.0)):
        eye = Shots()
        show(eye, pan(3, int(4 * rate), step), rate)
        motions.append(eye.finish([(0.0, 4.0)])[0][0].motion)
    assert motions[0] == pytest.approx(motions[1], rel=0.15)


def test_a_camera_that_is_held_unsteadily_shakes_and_one_that_pans_does_not() -> None:
    random = np.random.default_rng(5)
    shaky = (np.roll(shown, random.integers(-5, 6, 2), (0, 1)) for shown in still(4, 75))
    shakes = []
    for shot in (still(4, 75), pan(4, 75, 1.5), shaky):
        eye = Shots()
        show(eye, shot)
        shakes.append(eye.finish([(0.0, 3.0)])[0][0].shake)
    assert shakes[0] < 0.05
    assert shakes[1] < 0.2
    assert shakes[2] > 0.6


@pytest.mark.parametrize(
    ("color", "name", "brightness"),
    [
        ((0, 0, 220), "red", 0.26), ((30, 170, 40), "green", 0.46), ((210, 60, 20), "blue", 0.2), ((0, 230, 240), "yellow", 0.8),
        ((10, 10, 10), "black", 0.04), ((250, 250, 250), "white", 0.98), ((128, 128, 128), "gray", 0.5),
        ((20, 130, 250), "orange", 0.6), ((30, 60, 110), "brown", 0.28), ((190, 30, 130), "purple", 0.3),
    ],
)  # fmt: skip
def test_a_colour_is_named(color: tuple[int, int, int], name: str, brightness: float) -> None:
    eye = Shots()
    show(eye, [np.full((SIZE[1], SIZE[0], 3), color, np.uint8)] * 10)
    manner = eye.finish([(0.0, 0.4)])[0][0]
    assert manner.colors == (name,)
    assert manner.brightness == pytest.approx(brightness, abs=0.06)
    assert manner.contrast == pytest.approx(0.0, abs=0.01)


def test_the_strongest_colour_is_named_first() -> None:
    shown = np.full((SIZE[1], SIZE[0], 3), (210, 60, 20), np.uint8)
    shown[:, :90] = (0, 0, 220)
    eye = Shots()
    show(eye, [shown] * 10)
    assert eye.finish([(0.0, 0.4)])[0][0].colors == ("blue", "red")


def test_a_blurred_shot_is_less_sharp() -> None:
    eye = Shots()
    show(eye, chain(still(6, 50), (cv2.GaussianBlur(shown, (0, 0), 3) for shown in still(6, 50))))
    sharp, blurred = eye.finish([(0.0, 2.0), (2.0, 4.0)])[0]
    assert blurred.sharpness < 0.2 * sharp.sharpness


def test_the_shortest_scene_is_measured_as_well() -> None:
    eye = Shots()
    show(eye, chain(still(1, 50), still(2, 1), still(3, 50)))
    manners, _ = eye.finish([(0.0, 2.0), (2.0, 2.04), (2.04, 4.04)])
    assert manners[1].brightness > 0


def test_without_pictures_there_is_nothing_to_tell() -> None:
    manners, curve = Shots().finish([])
    assert manners == ()
    assert curve.values == ()
