# pyright: basic
"""The sound of a recording in order, in blocks: mono, 16 kHz, in bounded memory. For the child processes of recognisers."""

from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

RATE_HZ = 16_000
_LEVEL_STEP = 0.02

Samples = npt.NDArray[np.int16]


def blocks(path: Path) -> Iterator[Samples]:
    """The samples `int16[n]` of a sound file, as they are decoded."""
    import av

    with av.open(str(path), metadata_errors="ignore") as container:
        stream = container.streams.audio[0]
        resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE_HZ)
        for frame in container.decode(stream):
            frame.pts = None
            for part in resampler.resample(frame):
                yield _samples(part)
        for part in resampler.resample(None):
            yield _samples(part)


def _samples(frame: Any) -> Samples:
    return frame.to_ndarray().reshape(-1)


class Reader:
    """Takes stretches out of a recording, one after the other."""

    def __init__(self, path: Path) -> None:
        self._blocks = blocks(path)
        self._kept: deque[Samples] = deque()
        self._at = 0
        """Number of the first sample that is kept."""
        self._reached = 0
        """Number of the sample after the last that is kept."""

    def take(self, start: float, end: float) -> Samples:
        """The samples from `start` to `end` seconds, fewer where the recording ends before. What lies before `start` is gone
        then: stretches are taken in order, and may overlap."""
        first, last = round(start * RATE_HZ), round(end * RATE_HZ)
        while self._reached < last and (block := next(self._blocks, None)) is not None:
            self._kept.append(block)
            self._reached += len(block)
            self._forget(first)
        self._forget(first)
        whole = np.concatenate([*self._kept, np.zeros(0, np.int16)])
        return whole[max(0, first - self._at) : max(0, last - self._at)]

    def _forget(self, before: int) -> None:
        while self._kept and self._at + len(self._kept[0]) <= before:
            self._at += len(self._kept.popleft())


def levels(path: Path) -> tuple[float, npt.NDArray[np.float32]]:
    """How loud a recording is, every 20 ms: the step in seconds, and the mean power of each, `float32[n]`."""
    size = round(_LEVEL_STEP * RATE_HZ)
    rest: Samples = np.zeros(0, np.int16)
    found: list[npt.NDArray[np.float32]] = []
    for block in blocks(path):
        rest = np.concatenate([rest, block])
        whole = len(rest) // size
        found.append(np.square(rest[: whole * size].astype(np.float32)).reshape(whole, size).mean(axis=1))
        rest = rest[whole * size :]
    return _LEVEL_STEP, np.concatenate(found) if found else np.zeros(0, np.float32)
