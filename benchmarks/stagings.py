"""Staged scenes whose subject is known at every moment: for crops that follow it."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from benchmarks.people import Person, Picture, Random, box_of, person, show
from benchmarks.shots import world

SIZE = (640, 360)
RATE = 25
_SECONDS = 10.0
Box = tuple[float, float, float, float]
Staged = tuple[Picture, Box]
"""A picture, and where its subject is: left, top, width and height as shares of it."""


@dataclass(frozen=True)
class Staging:
    """A scene to come."""

    name: str
    count: int
    frame: Callable[[int], Staged]


def staging(kind: str, seed: int) -> Staging:
    """The scene of a kind and a seed, the same for ever."""
    random = np.random.default_rng([seed, *kind.encode()])
    draw = _KINDS[kind](random)
    noise = np.random.default_rng(seed).normal(0, 3.0, (8, SIZE[1], SIZE[0], 1)).astype(np.int8)

    def frame(number: int) -> Staged:
        picture, box = draw(number / RATE)
        grainy = np.clip(picture.astype(np.int16) + noise[number % 8], 0, 255)
        return grainy.astype(np.uint8), box

    return Staging(f"{kind} {seed}", round(_SECONDS * RATE), frame)


def _ground(random: Random, kind: str = "soft") -> Picture:
    return cv2.resize(world(random, kind), (SIZE[0] * 2, SIZE[1] * 2))


def _still(random: Random, kind: str = "soft") -> Picture:
    return _ground(random, kind)[: SIZE[1], : SIZE[0]]


def _head(picture: Picture, who: Person, middle: tuple[float, float], high: float, mouth: float) -> Staged:
    show(picture, who, middle, high, mouth=mouth)
    return picture, box_of(middle, high, SIZE)


def _walk(random: Random) -> Callable[[float], Staged]:
    """Somebody who walks about, stops, turns back."""
    ground, who, high = _still(random), person(random), float(random.uniform(0.2, 0.32)) * SIZE[1]
    stops = random.uniform(0.12, 0.88, 6)
    times = np.cumsum([0, *random.uniform(1.2, 2.6, 5)])

    def draw(time: float) -> Staged:
        x = float(np.interp(time, times, stops))
        walks = abs(float(np.interp(time + 0.04, times, stops)) - x) > 1e-4
        y = 0.36 + (0.012 * math.sin(12 * time) if walks else 0.002 * math.sin(2 * time))
        return _head(ground.copy(), who, (x * SIZE[0], y * SIZE[1]), high, 0.1)

    return draw


def _talkers(random: Random) -> Callable[[float], Staged]:
    """Two who talk by turns; the subject is who talks."""
    ground, pair = _still(random), (person(random), person(random))
    places, high = (random.uniform(0.18, 0.26), random.uniform(0.74, 0.82)), float(random.uniform(0.3, 0.4)) * SIZE[1]
    turns = np.cumsum(random.uniform(2.2, 4.0, 8))

    def draw(time: float) -> Staged:
        talks, picture = int(np.searchsorted(turns, time)) % 2, ground.copy()
        boxes = []
        for number, (who, place) in enumerate(zip(pair, places, strict=True)):
            mouth = abs(math.sin(11 * time)) * (0.35 + 0.65 * abs(math.sin(3.1 * time))) if number == talks else 0.1
            middle = (place + 0.004 * math.sin(1.3 * time + number)) * SIZE[0], (0.4 + 0.004 * math.sin(1.7 * time)) * SIZE[1]
            boxes.append(_head(picture, who, middle, high, mouth)[1])
        return picture, boxes[talks]

    return draw


def _ball(random: Random) -> Callable[[float], Staged]:
    """A ball that bounces through the picture."""
    ground, colour = _still(random, "rich"), [int(part) for part in random.permutation([240, 60, 40])]
    radius, speed, phase = random.uniform(0.05, 0.08) * SIZE[1], random.uniform(0.2, 0.45), random.uniform(0, 2)
    ground = (ground * 0.6 + 50).astype(np.uint8)

    def draw(time: float) -> Staged:
        picture = ground.copy()
        x = (0.08 + 0.84 * abs((speed * time + phase) % 2 - 1)) * SIZE[0]
        y = (0.85 - 0.55 * abs(math.sin(3.3 * time))) * SIZE[1]
        cv2.circle(picture, (round(x), round(y)), round(radius), colour, -1, cv2.LINE_AA)
        return picture, (
            (x - radius) / SIZE[0], (y - radius) / SIZE[1], 2 * radius / SIZE[0], 2 * radius / SIZE[1]
        )  # fmt: skip

    return draw


def _pan(random: Random) -> Callable[[float], Staged]:
    """A camera that sweeps over the land after somebody who goes ahead of it, or is overtaken."""
    ground, who = _ground(random, "city"), person(random)
    speed, high = random.uniform(0.04, 0.09), float(random.uniform(0.18, 0.28)) * SIZE[1]
    start, drift = random.uniform(0.35, 0.65), random.uniform(-0.03, 0.03)

    def draw(time: float) -> Staged:
        left = speed * time * SIZE[0]
        shift = np.array([[1, 0, -left], [0, 1, -40 - 3 * math.sin(time)]], np.float32)
        picture = cv2.warpAffine(ground, shift, SIZE, borderMode=cv2.BORDER_REFLECT_101)
        x = start + drift * time
        return _head(picture, who, (x * SIZE[0], (0.38 + 0.01 * math.sin(9 * time)) * SIZE[1]), high, 0.1)

    return draw


def _speaker(random: Random) -> Callable[[float], Staged]:
    """Somebody who speaks at one side, with a bright picture that rests at the other."""
    ground, who, high = _still(random), person(random), float(random.uniform(0.3, 0.45)) * SIZE[1]
    side = random.random() < 0.5
    place = random.uniform(0.15, 0.28) if side else random.uniform(0.72, 0.85)
    left = 0.55 if side else 0.05
    shade = [int(part) for part in random.uniform(60, 240, 3)]
    cv2.rectangle(ground, (round(left * SIZE[0]), 60), (round((left + 0.38) * SIZE[0]), 250), shade, -1)

    def draw(time: float) -> Staged:
        sway = 0.012 * math.sin(0.9 * time) + 0.006 * math.sin(2.3 * time)
        mouth = abs(math.sin(10 * time) * math.sin(2.7 * time))
        return _head(ground.copy(), who, ((place + sway) * SIZE[0], (0.42 + 0.4 * sway) * SIZE[1]), high, mouth)

    return draw


_KINDS: dict[str, Callable[[Random], Callable[[float], Staged]]] = {
    "walk": _walk, "talkers": _talkers, "ball": _ball, "pan": _pan, "speaker": _speaker,
}  # fmt: skip
KINDS = tuple(_KINDS)
