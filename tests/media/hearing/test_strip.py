import numpy as np
import pytest

from media.hearing.strip import Strip

pytestmark = pytest.mark.unit


def test_rows_come_back_from_anywhere():
    strip, rows = Strip(2), np.arange(24_000, dtype=np.float32).reshape(-1, 2) / 16
    for start in range(0, len(rows), 997):
        strip.append(rows[start : start + 997])
    assert len(strip) == 12_000
    assert np.allclose(strip.rows(), rows, rtol=1e-3)
    assert np.allclose(strip.rows(4000, 8300), rows[4000:8300], rtol=1e-3)
    assert strip.rows(11_990, 99_999).shape == (10, 2)
    assert strip.rows(5, 5).shape == (0, 2)
    assert Strip(3).rows().shape == (0, 3)
