"""Cuts: frames that differ from the one before far more than their surroundings do.

The idea of a threshold that adapts to the motion around is that of PySceneDetect's `AdaptiveDetector`; here motion is the fourth
largest fifth of the differences nearby, so that quick cuts do not hide one another and pictures drawn on twos or threes are no
cuts.
"""

from pathlib import Path

import numpy as np
import numpy.typing as npt

Changes = npt.NDArray[np.float64]
"""`float64[n, 2]`: each frame's time in seconds, and how much it differs from the frame before, 0 to 100."""

_LEAST = 4.0
"""Difference below which no cut is seen: encoders' key frames pop by 2, and shots so alike need no other window."""
_RATIO = 3.0
"""A cut differs that many times as much as the pictures around it."""
_NEAR = 0.5
"""Seconds before and after that are around."""
_FEWEST = 6
"""Frames before and after, at the least."""
_CALM = 80
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
    for index in np.flatnonzero(change >= _LEAST).tolist():
        around = np.concatenate([change[firsts[index] : index], change[index + 1 : lasts[index]]])
        motion = float(np.percentile(around, _CALM)) if len(around) else 0.0
        if index and change[index] >= _RATIO * motion + _LEAST / 2:
            found.append((float(change[index]), float(times[index])))
    return {time: clear for clear, time in sorted(found, reverse=True)[:most]}
