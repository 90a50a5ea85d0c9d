"""Scenes begin where the picture changes, and nowhere else."""

from collections.abc import Iterable
from itertools import chain, pairwise
from typing import Any

import cv2
import numpy as np
import pytest

from media.senses.index import Joint
from media.senses.scenes import Scenes
from tests.media.senses.reel import SIZE, faded, mixed, pan, picture, show, still

pytestmark = pytest.mark.unit

RATE = 25.0


def scenes(pictures: Iterable[Any], rate: float = RATE) -> list[tuple[float, Joint]]:
    """The frame at which each scene begins, and how it comes; they have no gaps."""
    eye = Scenes()
    show(eye, pictures, rate)
    found = eye.finish()
    assert all(before[1] == after[0] for before, after in pairwise(found))
    return [(start * rate, joint) for start, _, joint in found]


def test_a_cut_is_found_to_the_frame() -> None:
    found = scenes(chain(still(1, 30), still(2, 20), pan(3, 25, 2.0)))
    assert found == [(0, "start"), (pytest.approx(30), "cut"), (pytest.approx(50), "cut")]


def test_the_last_scene_ends_with_its_last_picture() -> None:
    eye = Scenes()
    show(eye, still(1, 40))
    assert eye.finish() == ((0.0, pytest.approx(40 / RATE), "start"),)


def test_no_picture_is_no_scene() -> None:
    assert Scenes().finish() == ()


def test_one_picture_is_one_scene() -> None:
    assert len(scenes(still(1, 1))) == 1


def test_cuts_of_a_long_film_are_found_in_every_part() -> None:
    found = scenes(chain.from_iterable(still(seed, 60) for seed in range(16)))
    assert [round(start) for start, _ in found] == list(range(0, 960, 60))
    assert {joint for _, joint in found[1:]} == {"cut"}


@pytest.mark.parametrize("count", [10, 20, 40])
def test_a_dissolve_is_joined_in_its_middle(count: int) -> None:
    found = scenes(mixed(still(4, 30 + count), pan(5, 30 + count, 1.0), count))
    assert [joint for _, joint in found] == ["start", "dissolve"]
    assert 30 <= found[1][0] <= 30 + count


@pytest.mark.parametrize("shade", [0, 255])
def test_a_fade_is_joined_in_its_middle(shade: int) -> None:
    found = scenes(faded(still(6, 45), still(7, 45), 15, 6, shade))
    assert [joint for _, joint in found] == ["start", "fade"]
    assert found[1][0] == pytest.approx(48, abs=4)


def test_a_film_that_comes_from_black_and_goes_to_black_is_one_scene() -> None:
    shot = list(still(8, 60))
    ramp = [min(1.0, number / 15, (59 - number) / 15) for number in range(60)]
    assert len(scenes(cv2.convertScaleAbs(shown, alpha=share) for shown, share in zip(shot, ramp, strict=True))) == 1


def _flashed(number: int, shown: Any) -> Any:
    return cv2.add(shown, np.full_like(shown, 200)) if number in (20, 21, 40) else shown


def _shaken(number: int, shown: Any) -> Any:
    shift = np.float32([[1, 0, 9 * np.sin(2.1 * number)], [0, 1, 7 * np.cos(2.7 * number)]])
    return cv2.warpAffine(shown, shift, SIZE, borderMode=cv2.BORDER_REFLECT_101)


def _grained(number: int, shown: Any) -> Any:
    noise = np.random.default_rng(number).normal(0, 14, shown.shape)
    return np.clip(shown + noise, 0, 255).astype(np.uint8)


def _titled(number: int, shown: Any) -> Any:
    if number >= 25:
        cv2.rectangle(shown, (20, 110), (236, 134), (20, 20, 20), -1)
        cv2.putText(shown, "ONE MORE WORD", (26, 130), cv2.FONT_HERSHEY_SIMPLEX, 0.8, (250, 250, 250), 2)
    return shown


def _switched(number: int, shown: Any) -> Any:
    return cv2.convertScaleAbs(shown, alpha=0.45) if number >= 30 else shown


@pytest.mark.parametrize("happening", [_flashed, _shaken, _grained, _titled, _switched])
def test_what_happens_within_a_shot_is_no_cut(happening: Any) -> None:
    assert len(scenes(happening(number, shown) for number, shown in enumerate(pan(9, 60, 1.5)))) == 1


@pytest.mark.parametrize("step", [4.0, 9.0])
def test_a_fast_camera_makes_no_cut(step: float) -> None:
    assert len(scenes(pan(10, int(300 / step), step))) == 1


def test_a_cut_between_dark_shots_is_found() -> None:
    dark = (cv2.convertScaleAbs(shown, alpha=0.12) for shown in chain(still(11, 30), still(12, 30)))
    assert [round(start) for start, _ in scenes(dark)] == [0, 30]


def test_bars_do_not_hide_a_cut() -> None:
    def barred(shown: Any) -> Any:
        shown[:24], shown[-24:] = 0, 0
        return shown

    assert [round(start) for start, _ in scenes(barred(shown) for shown in chain(still(13, 30), still(14, 30)))] == [0, 30]


def test_times_may_be_uneven() -> None:
    eye = Scenes()
    random = np.random.default_rng(3)
    times = np.cumsum(random.uniform(0.02, 0.09, 80))
    for time, shown in zip(times, chain(still(15, 40), still(16, 40)), strict=True):
        eye.see(picture(float(time), shown))
    assert [start for start, _, _ in eye.finish()] == [0.0, pytest.approx(float(times[40]))]


def test_memory_does_not_grow_with_the_film() -> None:
    eye = Scenes()
    shot = list(still(17, 1))
    show(eye, (shot[0] for _ in range(1500)), 25.0)
    assert len(eye._sketches) < 25 * 16
