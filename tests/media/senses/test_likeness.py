"""Alike pictures have hashes near one another, others have not."""

import cv2
import numpy as np
import pytest

from media.senses.likeness import distance, hash_of

pytestmark = pytest.mark.unit


def picture(seed: int) -> np.ndarray:
    coarse = np.random.default_rng(seed).integers(20, 220, (7, 12)).astype(np.uint8)
    return np.asarray(cv2.resize(coarse, (256, 144), interpolation=cv2.INTER_CUBIC))


@pytest.mark.parametrize("seed", range(8))
def test_a_picture_that_is_coded_scaled_or_lit_otherwise_looks_the_same(seed: int):
    one = picture(seed)
    coded = cv2.imdecode(cv2.imencode(".jpg", one, [cv2.IMWRITE_JPEG_QUALITY, 40])[1], cv2.IMREAD_GRAYSCALE)
    small = cv2.resize(one, (96, 54), interpolation=cv2.INTER_AREA)
    bright = np.clip(one.astype(int) * 1.15 + 10, 0, 255).astype(np.uint8)
    assert max(distance(hash_of(one), hash_of(np.asarray(other))) for other in (coded, small, bright)) <= 6


def test_other_pictures_look_other():
    hashes = [hash_of(picture(seed)) for seed in range(12)]
    assert all(len(one) == 16 for one in hashes)
    assert min(distance(one, other) for n, one in enumerate(hashes) for other in hashes[:n]) > 12
    assert distance(hashes[0], hashes[0]) == 0
