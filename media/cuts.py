"""Cuts: frames that differ from the one before far more than their surroundings do.

The idea of a threshold that adapts to the motion around is that of PySceneDetect's `AdaptiveDetector`. Here motion is a high
percentile of the differences before and after: quick cuts do not hide one another, and pictures that are drawn on twos to fours
are no cuts.
"""

from pathlib import Path

import numpy as np
import numpy.typing as npt

Changes = npt.NDArray[np.float64]
"""`float64[n, 2]`: each frame's time in seconds, and how much it differs from the frame before, 0 to 100."""

_LEAST = 4.0
"""Difference below which no cut is seen: encoders' key frames pop by 2, and shots so alike need no other window."""
_RATIO = 3.0
"""A cut differs that many times as much as pictures do on its calmer side."""
_LIVELY_RATIO = 2.4
"""The same for its livelier side: what only starts or stops moving differs no more than it moves."""
_NEAR = 0.5
"""Seconds before and after that are around."""
_FEWEST = 6
"""Frames before and after, at the least."""
_CALM = 85
"""Percentile of the differences nearby that counts as motion."""


def read_changes(path: Path) -> Changes:
    """What FFmpeg's `scdet` and `metadata=mode=print` wrote, with times in microseconds."""
    rows: list[tuple[float, float]] = []
    time = 0.0
    with path.open() as lines:
        for line in lines:
            if line.startswith("frame:"):
                time = int(line.split("pts:")[1].split()[0]) / 1e6
            elif line.startswith("lavfi.scd.mafd="):
                rows.append((time, float(line.partition("=")[2])))
    return np.array(rows, np.float64).reshape(-1, 2)


def find_cuts(changes: Changes, most: int) -> dict[float, float]:
    """The time of the first frame after each cut, with how much it differs; of more than `most` cuts the clearest."""
    times, change = changes[:, 0], changes[:, 1]
    order = np.arange(len(times))
    firsts = np.minimum(np.searchsorted(times, times - _NEAR), np.maximum(order - _FEWEST, 0))
    lasts = np.maximum(np.searchsorted(times, times + _NEAR), order + _FEWEST) + 1
    found: list[tuple[float, float]] = []
    for index in np.flatnonzero(change[1:] >= _LEAST).tolist():
        cut = index + 1
        calm, lively = sorted((_motion(change[firsts[cut] : cut]), _motion(change[cut + 1 : lasts[cut]])))
        if change[cut] >= _RATIO * calm + _LEAST / 2 and change[cut] >= _LIVELY_RATIO * lively:
            found.append((float(change[cut]), float(times[cut])))
    return {time: clear for clear, time in sorted(found, reverse=True)[:most]}


def _motion(near: npt.NDArray[np.float64]) -> float:
    """How much neighbouring frames differ without a cut."""
    return float(np.percentile(near, _CALM)) if len(near) else 0.0
