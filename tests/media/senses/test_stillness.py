"""Black and frozen spans are found where they are."""

from itertools import chain

import cv2
import numpy as np
import pytest

from media.senses.index import Span
from media.senses.stillness import Stillness
from tests.media.senses.reel import SIZE, pan, show, still

pytestmark = pytest.mark.unit

BLACK = np.zeros((SIZE[1], SIZE[0], 3), np.uint8)


def spans(pictures: object, end: float) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Black and frozen spans of a film."""
    eye = Stillness()
    show(eye, pictures)  # type: ignore[arg-type]
    return eye.finish(end)


def test_black_is_found() -> None:
    black, _ = spans(chain(pan(1, 25, 2.0), [BLACK] * 10, pan(2, 25, 2.0)), 2.4)
    assert black == ((pytest.approx(1.0), pytest.approx(1.4)),)


def test_black_to_the_end_ends_with_the_picture() -> None:
    black, _ = spans(chain(pan(1, 25, 2.0), [BLACK] * 10), 1.4)
    assert black == ((pytest.approx(1.0), pytest.approx(1.4)),)


def test_a_film_at_night_is_not_black() -> None:
    black, _ = spans((cv2.convertScaleAbs(shown, alpha=0.2) for shown in pan(3, 25, 1.0)), 1.0)
    assert black == ()


def test_a_picture_that_stands_is_frozen() -> None:
    _, frozen = spans(chain(pan(4, 25, 2.0), still(5, 40), pan(6, 25, 2.0)), 3.6)
    assert frozen == ((pytest.approx(1.0), pytest.approx(2.6)),)


def test_less_than_a_second_is_not_frozen() -> None:
    _, frozen = spans(chain(pan(4, 25, 2.0), still(5, 20), pan(6, 25, 2.0)), 2.8)
    assert frozen == ()


def test_what_the_encoder_does_to_a_picture_that_stands_changes_nothing() -> None:
    random = np.random.default_rng(1)
    noisy = (np.clip(shown + random.normal(0, 2, shown.shape), 0, 255).astype(np.uint8) for shown in still(7, 50))
    assert spans(noisy, 2.0)[1] == ((0.0, 2.0),)


def test_a_small_thing_that_moves_is_enough_not_to_be_frozen() -> None:
    def moved(number: int, shown: np.ndarray) -> np.ndarray:
        return cv2.circle(shown, (100 + number, 70), 5, (255, 255, 255), -1)

    assert spans((moved(number, shown) for number, shown in enumerate(still(8, 50))), 2.0)[1] == ()
