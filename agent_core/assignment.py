"""Who gets what so that the whole is worth most: rows (pictures) are given columns (stretches), freely or in rising order."""

import importlib
from typing import Any

import numpy as np
import numpy.typing as npt

_AGAIN = 10.0
"""Taken off for a column that is given again: more than any is worth."""
Worth = npt.NDArray[np.float64]
"""`float64[rows, columns]`, each between -`_AGAIN` / 2 and `_AGAIN` / 2."""


def assigned(worth: Worth) -> list[int]:
    """A column for each row so that the sum is largest, none given again while others are free.

    H. W. Kuhn, "The Hungarian method for the assignment problem" (1955), by SciPy. At least one column is needed.
    """
    optimize: Any = importlib.import_module("scipy.optimize")
    rows, columns = worth.shape
    layers = -(-rows // columns)
    again = np.concatenate([worth - _AGAIN * layer for layer in range(layers)], axis=1)
    given: Any = optimize.linear_sum_assignment(again, maximize=True)[1]
    return [int(column) % columns for column in given]


def rising(worth: Worth) -> list[int]:
    """The same with every column behind the one before, by dynamic programming; only where there are fewer columns than rows may
    neighbours have the same."""
    rows, columns = worth.shape
    step = 1 if columns >= rows else 0
    behind = [max(place - step, 0) for place in range(columns)]
    best: Worth = worth[0].copy()
    trail: list[list[int]] = []
    for row in range(1, rows):
        leaders = _leaders(best)
        came = [leaders[place] for place in behind]
        reached: Worth = best[came]
        reached[:step] = -np.inf
        trail.append(came)
        best = worth[row] + reached
    places = [int(best.argmax())]
    for came in reversed(trail):
        places.append(came[places[-1]])
    return places[::-1]


def _leaders(values: Worth) -> list[int]:
    """For each place the place of the largest value up to there."""
    found: list[int] = []
    for place, value in enumerate(values.tolist()):
        found.append(place if not found or value > values[found[-1]] else found[-1])
    return found
