import numpy as np
import pytest

from media.hearing.clipping import Clipping

pytestmark = pytest.mark.unit


def share(sound: np.ndarray, block: int) -> float:
    ear = Clipping()
    for start in range(0, sound.shape[1], block):
        ear.hear(sound[:, start : start + block])
    return ear.share


def reference(sound: np.ndarray) -> float:
    cut = 0
    for row in np.abs(sound) >= 0.999:
        run = 0
        for full in [*row, False]:
            if full:
                run += 1
                continue
            cut += run if run >= 3 else 0
            run = 0
    return cut / sound.size


@pytest.mark.parametrize("block", [1, 2, 7, 64, 5000])
def test_it_counts_runs_across_blocks(block: int):
    rng = np.random.default_rng(block)
    sound = np.clip(np.cumsum(rng.normal(0, 0.4, (2, 3000)), axis=1) % 4 - 2, -1, 1).astype(np.float32)
    assert reference(sound) > 0.1
    assert share(sound, block) == pytest.approx(reference(sound))


def test_lone_peaks_are_no_clipping():
    sound = np.zeros((1, 1000), np.float32)
    sound[0, ::10] = 1.0
    sound[0, 1::10] = -1.0
    assert share(sound, 100) == 0


def test_nothing_has_none():
    assert Clipping().share == 0
