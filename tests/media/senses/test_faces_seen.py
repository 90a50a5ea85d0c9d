"""Faces are found, followed as one each, and come and go when they do; what only looks like one for a moment is none."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from media.senses.index import Box
from tests.media.senses.looking_films import SIZE, Paint, looks
from tests.media.test_moments import drawn_face

pytestmark = pytest.mark.unit


def put(picture: np.ndarray, left: int, top: int, side: int, light: float = 1.0) -> None:
    """A face in the colours of skin."""
    shades = drawn_face(side).astype(float)[..., None] * np.array([0.62, 0.78, 1.0]) * light
    mask = np.zeros((side, side), np.uint8)
    cv2.ellipse(mask, (side // 2, side // 2), (int(0.4 * side), int(0.48 * side)), 0, 0, 360, 255, -1)
    part = picture[top : top + side, left : left + side]
    part[mask > 0] = np.clip(shades, 0, 255).astype(np.uint8)[mask > 0]


def middle(box: Box) -> tuple[float, float]:
    return (box[0] + box[2] / 2) * SIZE[0], (box[1] + box[3] / 2) * SIZE[1]


def test_a_face_comes_goes_and_is_where_it_is(tmp_path: Path):
    def paint(picture: np.ndarray, at: float) -> None:
        if 1.3 <= at < 4.6:
            put(picture, int(150 + 40 * at), 90, 120)

    (scene,) = looks(tmp_path, 6, paint).scenes
    (face,) = scene.faces
    assert abs(face.start - 1.3) <= 0.5 and abs(face.end - 4.6) <= 0.5
    for at, box in face.boxes:
        x, y = middle(box)
        assert abs(x - (210 + 40 * at)) < 25 and abs(y - 150) < 25, (at, box)
    assert 0.2 < face.size < 0.4


@pytest.mark.parametrize("side", [48, 200])
@pytest.mark.parametrize("light", [0.6, 1.1])
def test_faces_small_and_large_dim_and_bright(side: int, light: float, tmp_path: Path):
    (scene,) = looks(tmp_path, 2, lambda picture, at: put(picture, 60, 60, side, light)).scenes
    (face,) = scene.faces
    assert abs(middle(face.boxes[0][1])[0] - (60 + side / 2)) < 0.25 * side


def test_two_are_two_and_each_stays_itself(tmp_path: Path):
    def paint(picture: np.ndarray, at: float) -> None:
        put(picture, 60, 100, 110)
        put(picture, 430, 80 + int(10 * np.sin(3 * at)), 130)

    (scene,) = looks(tmp_path, 4, paint).scenes
    assert sorted(round(middle(face.boxes[0][1])[0] / SIZE[0], 1) for face in scene.faces) == [0.2, 0.8]
    assert all(face.end - face.start > 3.5 for face in scene.faces)
    assert scene.faces[0].size > scene.faces[1].size


def test_a_face_does_not_cross_a_cut(tmp_path: Path):
    def paint(picture: np.ndarray, at: float) -> None:
        picture[:] = 60 if at < 2 else 190
        put(picture, 200 if at < 2 else 380, 90, 120)

    first, second = looks(tmp_path, 4, paint, [(0.0, 2.0), (2.0, 4.0)]).scenes
    assert len(first.faces) == len(second.faces) == 1
    assert first.faces[0].end <= 2.0 <= second.faces[0].start
    assert all(abs(middle(box)[0] - 440) < 30 for _, box in second.faces[0].boxes)


def test_a_picture_without_colours_may_have_faces_and_a_green_one_has_none(tmp_path: Path):
    def paint(grey: bool) -> Paint:
        def draw(picture: np.ndarray, at: float) -> None:
            picture[:] = 120
            face = np.repeat(drawn_face(140)[:, :, None], 3, axis=2).astype(float)
            picture[90:230, 250:390] = face if grey else face * np.array([0.2, 1.0, 0.3])

        return draw

    (grey,) = looks(tmp_path / "a", 2, paint(True)).scenes
    (green,) = looks(tmp_path / "b", 2, paint(False)).scenes
    assert len(grey.faces) == 1 and green.faces == ()


def test_what_flashes_up_for_a_moment_in_a_long_shot_is_no_face(tmp_path: Path):
    def paint(picture: np.ndarray, at: float) -> None:
        if 2.0 <= at < 2.1:
            put(picture, 200, 90, 100)

    (scene,) = looks(tmp_path, 4, paint).scenes
    assert scene.faces == ()
