"""What draws the eye in a shot: faces, motion that is not the camera's, colours unlike their surroundings."""

from collections.abc import Sequence
from itertools import zip_longest

import numpy as np
import numpy.typing as npt

Map = npt.NDArray[np.float32]
"""`float32[height, width]`."""
Planes = npt.NDArray[np.float32]
"""`float32[3, height, width]`: brightness and two colours, 0 to 255."""

_FACE, _MOTION, _COLOUR, _MIDDLE = 6.0, 0.4, 1.0, 0.1
"""What each sign weighs at most."""
_NOISE = 6.0
_CLEAR = 24.0
"""Grey levels of change above which more of it is not more motion."""
_LIVELY = 1.0
"""Mean grey levels of motion that is to be trusted in full."""
_STIRRED = 2.0
"""Mean grey levels of change in all places of a colour that surely moves."""
_EDGE = 0.06
"""Share of the picture along each edge that is taken for background."""
_BINS = (8, 24, 24)
"""Shades told apart in brightness and in each colour."""
_DISTANCE = np.array([0.5, 1.5, 1.5], np.float32)
"""How far apart brightness and colours seem."""
_UNLIKE = 45.0
_VIVID = 45.0
"""Distance from grey of a vivid colour."""
_COLOURED = 8
"""Pictures of a shot whose colours are compared."""


def saliency(pictures: Sequence[Planes], following: Sequence[Planes], faces: Sequence[tuple[float, ...]]) -> Map:
    """How much each place of a shot draws the eye. `following` holds the picture after each of `pictures`, as far as the shot
    goes on; `faces` are boxes (left, top, width, height) as shares of the picture."""
    shape = pictures[0].shape[1:]
    changes = [change(before, after) for before, after in zip(pictures, following, strict=False)]
    still = np.zeros(shape, np.float32)
    step = max(1, len(pictures) // _COLOURED)
    pairs = list(zip_longest(pictures, changes, fillvalue=still))[::step]
    coloured = _mean([contrast(planes, stir) for planes, stir in pairs])
    moved = _mean(changes) if changes else still
    trust = min(1.0, float(moved.mean()) / _LIVELY)
    total = _MIDDLE * shared(central(shape))
    total += _MOTION * trust * compactness(moved) * shared(moved)
    total += _COLOUR * compactness(coloured) * shared(coloured)
    if faces:
        total += _FACE * shared(_faced(faces, shape))
    return total.astype(np.float32)


def profile(map_: Map, axis: int, strips: int) -> list[float]:
    """The sums of a map over equal strips from left to right (axis 0) or from top to bottom (axis 1), as shares of the whole."""
    sums = np.concatenate([[0.0], np.cumsum(map_.sum(axis=axis, dtype=np.float64))])
    at = np.interp(np.linspace(0, len(sums) - 1, strips + 1), np.arange(len(sums)), sums)
    return [round(float(share), 5) for share in np.diff(at) / max(sums[-1], 1e-9)]


def shared(map_: Map) -> Map:
    """The map as shares of its sum."""
    return map_ / max(float(map_.sum()), 1e-6)


def compactness(map_: Map) -> float:
    """How little room a map's weight takes, 0 (it lies everywhere) to 1: what is spread out tells of no subject."""
    return 1.0 - float(map_.mean()) ** 2 / max(float((map_**2).mean()), 1e-9)


def central(shape: tuple[int, ...]) -> Map:
    """How near each place is to the middle."""
    down, across = (np.exp(-(((np.arange(side) + 0.5) / side - 0.5) ** 2) / (2 * 0.2**2)) for side in shape)
    return np.outer(down, across).astype(np.float32)


def change(before: Planes, after: Planes) -> Map:
    """How much each place changes beyond what the picture as a whole does, in grey levels."""
    change = np.abs(after[0] - before[0])
    return np.clip(change - _NOISE - np.median(change), 0.0, _CLEAR).astype(np.float32)


def _mean(maps: Sequence[Map]) -> Map:
    return np.stack(maps).sum(axis=0, dtype=np.float32) / np.float32(len(maps))


def contrast(planes: Planes, stir: Map) -> Map:
    """How unlike the colours of the edges, and of the picture as a whole, each place is; vivid colours count more, and so do
    those that move somewhere: an outline that stirs tells of all that it holds.

    Colours are compared bin by bin as in Cheng et al., "Global contrast based salient region detection" (2011), and against the
    edges after Zhu et al., "Saliency optimization from robust background detection" (2014).
    """
    steps = 256 / np.array(_BINS, np.float32)
    bins = (planes / steps[:, None, None]).astype(np.int32)
    keys = (bins[0] * _BINS[1] + bins[1]) * _BINS[2] + bins[2]
    held = np.bincount(keys.ravel(), minlength=_BINS[0] * _BINS[1] * _BINS[2])
    used = np.flatnonzero(held)
    numbers = np.zeros(len(held), np.int64)
    numbers[used] = np.arange(len(used))
    places = numbers[keys]
    centres = (np.stack(np.unravel_index(used, _BINS), axis=1) + 0.5) * steps
    seen = held[used]
    edge = np.bincount(places[_border(keys.shape)], minlength=len(used))
    behind = (0.7 * edge / edge.sum() + 0.3 * seen / seen.sum()).astype(np.float32)
    scaled = (centres * _DISTANCE).astype(np.float32)
    squares = (scaled**2).sum(axis=1)
    apart = np.maximum(squares[:, None] + squares[None] - 2 * scaled @ scaled.T, 0.0)
    unlike = (1 - np.exp(-apart / (2 * _UNLIKE**2))) @ behind
    vivid = np.minimum(1.0, np.hypot(centres[:, 1] - 128, centres[:, 2] - 128) / _VIVID)
    stirred = np.minimum(1.0, np.bincount(places.ravel(), stir.ravel(), len(used)) / seen / _STIRRED)
    return (unlike**2 * (0.35 + 0.65 * vivid) * (0.3 + 0.7 * stirred)).astype(np.float32)[places]


def _border(shape: tuple[int, ...]) -> npt.NDArray[np.bool_]:
    inside = np.ones(shape, np.bool_)
    high, wide = (max(1, round(side * _EDGE)) for side in shape)
    inside[high:-high, wide:-wide] = False
    return inside


def _faced(faces: Sequence[tuple[float, ...]], shape: tuple[int, ...]) -> Map:
    """The faces' places; a large one counts as much as several small ones."""
    total = np.zeros(shape, np.float32)
    for left, top, wide, high in faces:
        rows = slice(int(top * shape[0]), max(int((top + high) * shape[0]), int(top * shape[0]) + 1))
        columns = slice(int(left * shape[1]), max(int((left + wide) * shape[1]), int(left * shape[1]) + 1))
        total[rows, columns] += 1.0
    return total
