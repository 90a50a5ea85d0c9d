# pyright: basic
"""What a shot is like: how much moves in it, how the camera is held, its light, its colours."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import cv2
import numpy as np

from media.senses.hues import NAMES, shares, strongest
from media.senses.index import Curve, Span
from media.senses.look import Look
from media.senses.picture import Picture, Plane

STEP = 0.25
"""Seconds between the values of the motion curve."""
_GLANCE = 0.095
"""Seconds between pictures that are measured: the same film gives the same figures at 24 and at 60 frames a second."""
_TENTH = 0.1
"""Seconds for which movement is told."""
_LOOK = 1.0
"""Seconds between pictures whose sharpness is measured."""
_LIVELY = 32.0
"""Grey levels of mean change in a tenth of a second that count as 1."""
_NOISE = 0.4
_SHAKEN = 0.025
"""Jitter of the camera's path in a tenth of a second, as a share of the picture's height, that counts as 1."""
_SURE = 0.06
"""Response of the phase correlation from which a shift is believed."""
_SMOOTH = 5
"""Glances over which a wanted movement is even."""
_FINE, _COARSE = 72, 36


@dataclass(frozen=True)
class Manner:
    """How a scene is, with the measures of `media.senses.index.Scene`."""

    motion: float
    shake: float
    brightness: float
    contrast: float
    saturation: float
    sharpness: float
    colors: tuple[str, ...]


class Shots:
    """An eye that measures ten pictures a second; it keeps some twenty numbers of each."""

    def __init__(self) -> None:
        self._before: tuple[Plane, Any] | None = None
        self._times, self._rows = array("d"), array("f")
        self._looked = float("-inf")
        self._look_times, self._sharpness = array("d"), array("f")

    def see(self, picture: Picture) -> None:
        """Take the next picture."""
        if self._times and picture.time - self._times[-1] < _GLANCE:
            return
        fine, coarse = _shrunk(picture.luma, _FINE), _shrunk(picture.luma, _COARSE)
        pace = _TENTH / (picture.time - self._times[-1]) if self._times else 1.0
        change, across, down = (pace * part for part in self._moved(fine, coarse))
        light, spread = cv2.meanStdDev(picture.luma)
        colors = _colors(picture)
        saturation = float(cv2.mean(cv2.cvtColor(colors, cv2.COLOR_BGR2HSV))[1]) / 255
        self._times.append(picture.time)
        self._rows.extend((change, across, down, float(light[0, 0]) / 255, float(spread[0, 0]) / 255, saturation))
        self._rows.extend(shares(colors).tolist())
        if picture.time - self._looked >= _LOOK or change > _LIVELY / 2:
            self._looked = picture.time
            self._look_times.append(picture.time)
            self._sharpness.append(Look(picture).sharpness)

    def finish(self, scenes: Sequence[Span]) -> tuple[tuple[Manner, ...], Curve]:
        """How each scene is, and the motion of all; `scenes` are [start, end) in seconds, in order."""
        times = np.array(self._times)
        if not len(times):
            return tuple(Manner(0, 0, 0, 0, 0, 0, ()) for _ in scenes), Curve(step=STEP, values=())
        rows = np.array(self._rows, np.float32).reshape(len(times), -1)
        starts = np.array([start for start, _ in scenes])
        scene = np.searchsorted(starts, times + 1e-6, "right")
        rows[np.flatnonzero(np.diff(scene)) + 1, :3] = np.nan  # a change of picture is no motion
        rows[0, :3] = np.nan
        looks = np.array(self._look_times), np.array(self._sharpness)
        return tuple(_manner(span, times, rows, looks) for span in scenes), _curve(times, rows[:, 0])

    def _moved(self, fine: Plane, coarse: Plane) -> tuple[float, float, float]:
        """Mean change in grey levels, and the camera's shift as shares of the height (`nan` where it cannot be told)."""
        seen = fine.astype(np.float32)
        before, self._before = self._before, (coarse, seen)
        if before is None or before[0].shape != coarse.shape:
            return 0.0, np.nan, np.nan
        change = cv2.norm(coarse, before[0], cv2.NORM_L1) / coarse.size
        (across, down), response = cv2.phaseCorrelate(before[1], seen, cv2.createHanningWindow(fine.shape[::-1], cv2.CV_32F))
        if response < _SURE:
            return change, np.nan, np.nan
        return change, across / fine.shape[0], down / fine.shape[0]


def _shrunk(plane: Plane, shorter: int) -> Any:
    high, wide = plane.shape
    share = shorter / min(high, wide)
    return cv2.resize(plane, (round(wide * share), round(high * share)), interpolation=cv2.INTER_AREA)


def _colors(picture: Picture) -> Any:
    planes = [_shrunk(plane, _COARSE) for plane in (picture.luma, picture.red, picture.blue)]
    return cv2.cvtColor(cv2.merge(planes), cv2.COLOR_YCrCb2BGR)


def _manner(span: Span, times: Any, rows: Any, looks: tuple[Any, Any]) -> Manner:
    own = rows[_within(times, span)]
    light, spread, saturation = own[:, 3:6].mean(axis=0)
    return Manner(
        motion=_motion(own[:, 0]),
        shake=_shake(own[:, 1:3]),
        brightness=round(float(light), 4),
        contrast=round(float(spread), 4),
        saturation=round(float(saturation), 4),
        sharpness=round(float(np.median(looks[1][_within(looks[0], span)])), 1),
        colors=strongest(own[:, 6 : 6 + len(NAMES)].mean(axis=0)),
    )


def _within(times: Any, span: Span) -> slice:
    """The measurements of a span; of one without any, the nearest."""
    first, last = np.searchsorted(times, span)
    if first < last:
        return slice(int(first), int(last))
    nearest = int(np.argmin(np.abs(times - (span[0] + span[1]) / 2)))
    return slice(nearest, nearest + 1)


def _motion(change: Any) -> float:
    known = change[~np.isnan(change)]
    return round(float(np.clip((known.mean() - _NOISE) / _LIVELY, 0, 1)), 4) if len(known) else 0.0


def _shake(shifts: Any) -> float:
    """Root mean square of what the camera's speed differs from its own average over half a second."""
    if len(shifts) < _SMOOTH:
        return 0.0
    known = np.where(np.isnan(shifts), np.nanmedian(shifts, axis=0) if not np.isnan(shifts).all() else 0.0, shifts)
    even = np.stack([np.convolve(np.pad(line, _SMOOTH // 2, "edge"), np.ones(_SMOOTH) / _SMOOTH, "valid") for line in known.T])
    jitter = float(np.sqrt(((known.T - even) ** 2).sum(axis=0).mean()))
    return round(min(1.0, jitter / _SHAKEN), 4)


def _curve(times: Any, change: Any) -> Curve:
    steps = int(times[-1] / STEP) + 1
    edges = np.searchsorted(times, np.arange(steps + 1) * STEP)
    values: list[float] = []
    for first, last in pairwise(edges.tolist()):
        known = change[first:last][~np.isnan(change[first:last])]
        values.append(_motion(known) if len(known) else (values[-1] if values else 0.0))
    return Curve(step=STEP, values=tuple(values))
