"""Measures kept while sound passes: they grow with time, but slowly."""

from typing import Any

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.float32]

_ROWS = 4096


class Strip:
    """Rows of measures, kept in half precision: 2 bytes a value."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._full: list[npt.NDArray[np.float16]] = []
        self._open = np.empty((_ROWS, width), np.float16)
        self._used = 0

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self._full) * _ROWS + self._used

    def append(self, rows: npt.NDArray[Any]) -> None:
        """Add `float[n, width]` at the end."""
        while len(rows):
            fit = min(len(rows), _ROWS - self._used)
            self._open[self._used : self._used + fit] = rows[:fit]
            self._used += fit
            rows = rows[fit:]
            if self._used == _ROWS:
                self._full.append(self._open)
                self._open = np.empty((_ROWS, self._width), np.float16)
                self._used = 0

    def rows(self, start: int = 0, end: int | None = None) -> Rows:
        """The rows [start, end) as `float32[n, width]`."""
        end = len(self) if end is None else max(0, min(end, len(self)))
        parts: list[npt.NDArray[np.float16]] = []
        at = max(0, start)
        while at < end:
            index, offset = divmod(at, _ROWS)
            block = self._full[index] if index < len(self._full) else self._open
            taken = min(end - at, _ROWS - offset)
            parts.append(block[offset : offset + taken])
            at += taken
        if not parts:
            return np.zeros((0, self._width), np.float32)
        return np.concatenate(parts).astype(np.float32)
