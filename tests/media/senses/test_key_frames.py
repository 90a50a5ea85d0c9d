"""Key frames are sharp, differ, and come from no change."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from media.senses.likeness import distance
from tests.media.senses.looking_films import SIZE, looks

pytestmark = pytest.mark.unit


def texture(seed: int) -> np.ndarray:
    coarse = np.random.default_rng(seed).integers(10, 240, (18, 32, 3)).astype(np.uint8)
    return np.asarray(cv2.resize(coarse, SIZE, interpolation=cv2.INTER_LINEAR))


def test_each_scene_has_its_own_and_they_lie_in_the_folder(tmp_path: Path):
    scenes = [(0.0, 2.0), (2.0, 2.3), (2.3, 6.0)]

    def paint(picture: np.ndarray, at: float) -> None:
        picture[:] = texture(next(number for number, (_, end) in enumerate(scenes) if at < end))

    found = looks(tmp_path, 6, paint, scenes).scenes
    assert all(len(scene.key_frames) == 1 for scene in found)
    for (start, end), scene in zip(scenes, found, strict=True):
        frame = scene.key_frames[0]
        picture = cv2.imread(str(tmp_path / str(frame.asset)))
        assert start <= frame.time < end and picture is not None and picture.shape == (360, 640, 3)
        assert np.abs(picture.astype(int) - texture(scenes.index((start, end)))).mean() < 8


def test_what_is_blurred_black_or_white_is_passed_over(tmp_path: Path):
    def paint(picture: np.ndarray, at: float) -> None:
        picture[:] = texture(1)
        if not 3.0 <= at < 3.6:
            picture[:] = cv2.GaussianBlur(picture, (0, 0), 9)
        if at % 1.0 < 0.15:
            picture[:] = 255 if at % 2 < 1 else 0

    (scene,) = looks(tmp_path, 8, paint).scenes
    assert [3.1 <= frame.time < 3.6 for frame in scene.key_frames] == [True]


def test_a_scene_that_changes_has_several_that_differ_and_one_that_rests_has_one(tmp_path: Path):
    def wander(picture: np.ndarray, at: float) -> None:
        wide = np.concatenate([texture(5), texture(6), texture(7)], axis=1)
        left = int(at * 64)
        picture[:] = wide[:, left : left + SIZE[0]]

    (scene,) = looks(tmp_path / "a", 19, wander).scenes
    frames = scene.key_frames
    assert len(frames) == 3 and [frame.time for frame in frames] == sorted(frame.time for frame in frames)
    assert min(distance(one.hash, other.hash) for n, one in enumerate(frames) for other in frames[:n]) >= 9
    (scene,) = looks(tmp_path / "b", 19, lambda picture, at: np.copyto(picture, texture(5))).scenes
    assert len(scene.key_frames) == 1


def test_a_dark_scene_has_one_all_the_same(tmp_path: Path):
    (scene,) = looks(tmp_path, 2, lambda picture, at: picture.fill(3)).scenes
    assert len(scene.key_frames) == 1


def test_a_tall_picture_is_kept_within_640_pixels(tmp_path: Path):
    from media.senses.looking import Looking
    from media.senses.planes import Screen

    looking = Looking(tmp_path, still=True)
    looking.see(Screen(1080, 4000).still(np.full((4000, 1080, 3), 90, np.uint8)))
    (scene,) = looking.finish([(0.0, 0.0)]).scenes
    assert max(cv2.imread(str(tmp_path / str(scene.key_frames[0].asset))).shape) <= 640
