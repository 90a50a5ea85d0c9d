"""Spans of time: from flags, without others, and within others."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from media.senses.index import Span


def runs(flags: npt.NDArray[np.bool_], step: float) -> list[Span]:
    """Where flags that lie `step` seconds apart are set."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    return [(float(a) * step, float(b) * step) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def flagged(spans: Sequence[Span], step: float, count: int) -> npt.NDArray[np.bool_]:
    """`bool[count]`: whether the middle of each step lies in one of the spans."""
    flags = np.zeros(count, bool)
    for start, end in spans:
        flags[max(0, int(np.ceil(start / step - 0.5))) : max(0, int(np.ceil(end / step - 0.5)))] = True
    return flags
