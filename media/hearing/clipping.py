"""Clipping: samples cut off at full scale."""

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]

_FULL = 0.999
_RUN = 3
"""Samples in a row at full scale from which they count as cut off."""


class Clipping:
    """An ear for sound that was recorded too loud. It does best on the samples as decoded: resampling rounds the cut-off tops."""

    def __init__(self) -> None:
        self._cut, self._all = 0, 0
        self._open = np.zeros(0, np.int64)

    def hear(self, block: Array) -> None:
        """Take the next samples, `float32[channels, n]`, at any rate."""
        if not len(self._open):
            self._open = np.zeros(len(block), np.int64)
        self._all += block.size
        full = np.abs(block) >= _FULL
        if not full.any():
            self._close(range(len(block)))
            return
        for channel, row in enumerate(full):
            self._count(channel, row)

    @property
    def share(self) -> float:
        """Share of samples at full scale in runs of three or more."""
        cut = self._cut + int(self._open[self._open >= _RUN].sum())
        return cut / self._all if self._all else 0.0

    def _close(self, channels: range) -> None:
        for channel in channels:
            if self._open[channel] >= _RUN:
                self._cut += int(self._open[channel])
            self._open[channel] = 0

    def _count(self, channel: int, row: npt.NDArray[np.bool_]) -> None:
        """Runs within the row; one at its start goes on from the row before, one at its end goes on in the next."""
        edges = np.flatnonzero(np.diff(np.concatenate([[False], row, [False]]).astype(np.int8)))
        starts, ends = edges[::2], edges[1::2]
        if not row[0]:
            self._close(range(channel, channel + 1))
        for start, end in zip(starts, ends, strict=True):
            if start == 0:
                self._open[channel] += end
                if end < len(row):
                    self._close(range(channel, channel + 1))
            elif end == len(row):
                self._open[channel] = end - start
            elif end - start >= _RUN:
                self._cut += int(end - start)
