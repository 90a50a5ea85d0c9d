"""Generated rolls for key frames: shots with times at which no good picture can be taken."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from benchmarks.shots import shot

RATE = 25
_KINDS = ("rich", "city", "people", "talker", "cartoon", "crowd")
Picture = Any
Span = tuple[float, float]


@dataclass(frozen=True)
class Roll:
    """Shots joined to a film, and when it shows nothing worth keeping."""

    scenes: tuple[Span, ...]
    bad: tuple[tuple[float, float, str], ...]
    """From, to and why: `joint`, `blur`, `blink`."""
    pictures: "Iterator[tuple[float, Picture]]"


def roll(seed: int, count: int = 6) -> Roll:
    """The roll of a seed."""
    random = np.random.default_rng([seed, 77])
    draws = [shot(random, str(random.choice(_KINDS)), moved=str(random.choice(["still", "slow", "pan"]))) for _ in range(count)]
    ends = np.cumsum(random.uniform(2.4, 7.0, count))
    scenes = tuple((float(start), float(end)) for start, end in zip([0.0, *ends[:-1]], ends, strict=True))
    joints = [("cut", "dissolve", "fade")[int(random.integers(3))] for _ in range(count - 1)]
    halves = [{"cut": 0.04, "dissolve": 0.35, "fade": 0.45}[joint] for joint in joints]
    bad = [(end - half, end + half, "joint") for (_, end), half in zip(scenes, halves, strict=False)]
    for start, end in scenes:
        at = start + 0.5 + random.uniform(0, 0.4) * (end - start)
        bad.append((at, at + 0.35 * (end - start), "blur"))
        at = end - 0.9
        bad.append((at, at + 0.12, "blink"))

    def pictures() -> Iterator[tuple[float, Picture]]:
        for number in range(int(ends[-1] * RATE)):
            time = number / RATE
            index = min(int(np.searchsorted(ends, time, side="right")), count - 1)
            picture = _joined(draws, scenes, joints, halves, index, time)
            why = {name for start, end, name in bad if start <= time < end}
            if "blur" in why:
                picture = cv2.GaussianBlur(picture, (0, 0), 4.5)
            if "blink" in why:
                picture = np.full_like(picture, 252 if index % 2 else 4)
            yield time, picture

    return Roll(scenes, tuple(bad), pictures())


def _joined(draws: Any, scenes: Any, joints: Any, halves: Any, index: int, time: float) -> Picture:
    """The picture of a moment, mixed with its neighbour's where two shots are joined."""
    shown = draws[index](time)
    for number in (index - 1, index):
        if not 0 <= number < len(joints) or joints[number] == "cut":
            continue
        end, half = scenes[number][1], halves[number]
        share = (time - end + half) / (2 * half)
        if not 0 < share < 1:
            continue
        if joints[number] == "fade":
            return (shown * abs(2 * share - 1)).astype(np.uint8)
        return cv2.addWeighted(draws[number](time), 1 - share, draws[number + 1](time), share, 0)
    return shown
