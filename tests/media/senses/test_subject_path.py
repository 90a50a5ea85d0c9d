"""The path of the subject: on it, at rest while it rests, straight while it walks, and in one leap from talker to talker."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.media.senses.looking_films import RATE, SIZE, looks
from tests.media.senses.test_faces_seen import put

pytestmark = pytest.mark.unit

Points = tuple[tuple[float, float, float], ...]


def across(path: Points, seconds: float) -> np.ndarray:
    """Where the path is at every frame."""
    table = np.array(path)
    return np.interp(np.arange(round(seconds * RATE)) / RATE, table[:, 0], table[:, 1])


def test_a_face_that_sways_is_held_at_rest(tmp_path: Path):
    def paint(picture: np.ndarray, at: float) -> None:
        put(picture, 400 + round(8 * np.sin(2 * at)), 100, 130)

    (scene,) = looks(tmp_path, 6, paint).scenes
    line = across(scene.path, 6)
    assert np.ptp(line) < 0.01 and abs(line[0] - 465 / 640) < 0.04
    assert scene.path[0][0] == 0 and scene.path[-1][0] == 6


def test_a_ball_is_followed_without_jerks(tmp_path: Path):
    def place(at: float) -> float:
        return 0.5 + 0.36 * np.sin(0.9 * at)

    def paint(picture: np.ndarray, at: float) -> None:
        cv2.circle(picture, (round(place(at) * SIZE[0]), round(200 - 90 * abs(np.sin(3 * at)))), 24, (40, 40, 230), -1)

    (scene,) = looks(tmp_path, 8, paint).scenes
    line, true = across(scene.path, 8), np.array([place(number / RATE) for number in range(80)])
    assert np.quantile(np.abs(line - true), 0.9) < 0.1
    assert np.abs(np.diff(line)).max() * RATE < 0.5
    assert np.abs(np.diff(line, 2)).max() < 0.03


def test_who_talks_is_shown_and_the_change_is_a_leap(tmp_path: Path):
    def paint(picture: np.ndarray, at: float) -> None:
        for number, left in enumerate((60, 440)):
            put(picture, left, 90, 150)
            if (at >= 4) == bool(number):
                wide = 6 + round(14 * abs(np.sin(8 * at)))
                cv2.ellipse(picture, (left + 75, 90 + 116), (20, wide), 0, 0, 360, (30, 30, 60), -1)

    (scene,) = looks(tmp_path, 8, paint).scenes
    line = across(scene.path, 8)
    assert np.abs(line[:36] - 135 / 640).max() < 0.06 and np.abs(line[44:] - 515 / 640).max() < 0.06
    assert (np.abs(np.diff(line)) > 0.02).sum() <= 2


def test_a_moving_camera_is_not_taken_for_a_subject(tmp_path: Path):
    grey = np.random.default_rng(2).integers(60, 160, (18, 64)).astype(np.uint8)
    wide = cv2.cvtColor(cv2.resize(grey, (SIZE[0] * 2, SIZE[1])), cv2.COLOR_GRAY2BGR)

    def paint(picture: np.ndarray, at: float) -> None:
        left = round(60 * at)
        picture[:] = wide[:, left : left + SIZE[0]]
        cv2.rectangle(picture, (500, 120), (560, 240), (40, 200, 250), -1)

    (scene,) = looks(tmp_path, 6, paint).scenes
    assert np.abs(across(scene.path, 6) - 530 / 640).max() < 0.08


def test_where_nothing_stands_out_there_is_no_path_and_scenes_have_their_own(tmp_path: Path):
    def paint(picture: np.ndarray, at: float) -> None:
        picture[:] = 90
        if at >= 2:
            put(picture, 80 if at < 4 else 400, 100, 130)

    empty, left, right = looks(tmp_path, 6, paint, [(0.0, 2.0), (2.0, 4.0), (4.0, 6.0)]).scenes
    assert empty.path == ()
    assert {round(x, 1) for _, x, _ in left.path} == {0.2} and {round(x, 1) for _, x, _ in right.path} == {0.7}
    assert left.path[0][0] == 2 and right.path[0][0] == 4
