"""Drawn shots: worlds seen by a camera, endlessly many, each of a seed. Pictures are `uint8[h, w, 3]` (BGR)."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

SIZE = (384, 216)
_SPARE = 2.2
"""Times the picture's size that a world is large, so that a camera can travel."""

Picture = Any
Draw = Callable[[float], Picture]
"""The picture at a time in seconds."""
Random = np.random.Generator


@dataclass(frozen=True)
class Camera:
    """A path over a world: where it looks, how near, and how unsteadily."""

    start: tuple[float, float]
    speed: tuple[float, float]
    """Widths of the picture a second."""
    near: float
    growth: float
    """Factor of the nearness a second."""
    turn: float
    """Radians a second."""
    shake: float
    """Pixels."""
    seed: int

    def view(self, time: float) -> Picture:
        """The affine map from the picture to the world, `float64[2, 3]`."""
        wide, high = SIZE
        jitter = _jitter(self.seed, time) * self.shake
        near = self.near * self.growth**time
        angle = self.turn * time + 0.002 * jitter[2]
        x = _folded(self.start[0] + self.speed[0] * time) * wide * _SPARE + jitter[0]
        y = _folded(self.start[1] + self.speed[1] * time) * high * _SPARE + jitter[1]
        cos, sin = math.cos(angle) / near, math.sin(angle) / near
        return np.array(
            [[cos, -sin, x - cos * wide / 2 + sin * high / 2], [sin, cos, y - sin * wide / 2 - cos * high / 2]], np.float64
        )


CAMERAS = ("still", "still", "slow", "pan", "whip", "zoom", "hand", "shaky", "turn")


def camera(random: Random, kind: str) -> Camera:
    """A camera of a kind."""
    angle = random.uniform(0, 2 * math.pi)
    speed = {"slow": 0.06, "pan": 0.25, "whip": 0.9}.get(kind, 0.0) * random.uniform(0.6, 1.3)
    growth = random.choice([0.85, 1.2]) ** random.uniform(0.5, 1.5) if kind == "zoom" else 1.0
    shake = {"hand": 2.5, "shaky": 9.0}.get(kind, 0.0) * random.uniform(0.7, 1.3)
    return Camera(
        (random.uniform(0.3, 0.7), random.uniform(0.3, 0.7)), (speed * math.cos(angle) / 2, speed * math.sin(angle) / 2),
        random.uniform(0.8, 1.6), growth, random.uniform(0.1, 0.4) if kind == "turn" else 0.0, shake,
        int(random.integers(1 << 30)),
    )  # fmt: skip


def _folded(place: float) -> float:
    """A place kept within the world: a camera that comes to its edge turns round."""
    return 0.22 + abs((place - 0.22 + 0.56) % 1.12 - 0.56)


def _jitter(seed: int, time: float) -> Picture:
    """Three smooth random movements around 0, about 1 strong."""
    phases = np.random.default_rng(seed).uniform(0, 2 * math.pi, (3, 4))
    rates = np.array([1.3, 3.1, 5.7, 8.9]) * 2 * math.pi
    return (np.sin(rates * time + phases) * np.array([0.8, 0.6, 0.4, 0.3])).sum(axis=1)


def palette(random: Random) -> Picture:
    """A world's colours, `uint8[256, 3]`, from dark to light; most worlds are nearly grey."""
    stops = int(random.integers(3, 6))
    colours = random.uniform(0, 255, (stops, 3))
    colours += (colours.mean(axis=1, keepdims=True) - colours) * (0.0 if random.random() < 0.35 else random.uniform(0.5, 0.9))
    colours = colours[np.argsort(colours.sum(axis=1))]
    places = np.linspace(0, 255, stops)
    return np.stack([np.interp(np.arange(256), places, colours[:, part]) for part in range(3)], axis=1).astype(np.uint8)


def clouds(random: Random, size: tuple[int, int], coarse: int, octaves: int) -> Picture:
    """Fractal noise, `uint8[h, w]`."""
    wide, high = size
    total = np.zeros((high, wide), np.float32)
    for octave in range(octaves):
        cells = coarse * 2**octave
        grid = random.uniform(-1, 1, (max(2, cells * high // wide + 2), cells + 2)).astype(np.float32)
        total += cv2.resize(grid, size, interpolation=cv2.INTER_CUBIC) * 0.6**octave
    return cv2.normalize(total, None, 0, 255, cv2.NORM_MINMAX).astype(np.uint8)


def world(random: Random, kind: str) -> Picture:
    """A large picture for a camera to look at."""
    size = (round(SIZE[0] * _SPARE), round(SIZE[1] * _SPARE))
    colours = palette(random)
    if kind == "cartoon":
        return _cartoon(random, size, colours)
    base = colours[clouds(random, size, int(random.integers(2, 7)), 6 if kind == "rich" else 4)]
    if kind == "city":
        _boxes(random, base, colours)
    if kind == "soft":
        base = cv2.GaussianBlur(base, (0, 0), 14)
    return base


def _boxes(random: Random, base: Picture, colours: Picture) -> None:
    for _ in range(70):
        x, y = int(random.integers(base.shape[1])), int(random.integers(base.shape[0]))
        wide, high = int(random.integers(12, 120)), int(random.integers(12, 160))
        shade = [int(part) for part in colours[random.integers(256)]]
        cv2.rectangle(base, (x, y), (x + wide, y + high), shade, -1)
        for line in range(y + 6, y + high - 4, 9):
            cv2.line(base, (x + 3, line), (x + wide - 3, line), [int(part * 0.7) for part in shade], 2)


def _cartoon(random: Random, size: tuple[int, int], colours: Picture) -> Picture:
    base = np.empty((size[1], size[0], 3), np.uint8)
    base[:] = colours[random.integers(100, 256)]
    for _ in range(26):
        centre = (int(random.integers(size[0])), int(random.integers(size[1])))
        axes = (int(random.integers(20, 150)), int(random.integers(20, 110)))
        cv2.ellipse(
            base, centre, axes, float(random.uniform(0, 180)), 0, 360, [int(part) for part in colours[random.integers(256)]], -1
        )
        cv2.ellipse(base, centre, axes, 0, 0, 360, (20, 20, 20), 2)
    return base


def looked_at(canvas: Picture, view: Camera) -> Draw:
    """What a camera sees of a world."""
    return lambda time: cv2.warpAffine(
        canvas, view.view(time), SIZE, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REFLECT_101
    )


def peopled(behind: Draw, random: Random, count: int, pace: float) -> Draw:
    """Things that move in front; `pace` in widths of the picture a second."""
    colours = palette(random)
    starts, ways = random.uniform(0, 1, (count, 2)), random.normal(0, pace, (count, 2))
    sizes, shades = random.uniform(0.05, 0.22, count), random.integers(0, 256, count)

    def draw(time: float) -> Picture:
        picture = behind(time)
        for start, way, side, shade in zip(starts, ways, sizes, shades, strict=True):
            x, y = 1 - np.abs((start + way * time) % 2 - 1)
            centre, axes = (int(x * SIZE[0]), int(y * SIZE[1])), (int(side * SIZE[0]), int(side * SIZE[1]))
            cv2.ellipse(picture, centre, axes, float(40 * time * (1 + shade % 3)), 0, 360, colours[shade].tolist(), -1)
            cv2.circle(picture, centre, max(2, axes[1] // 3), colours[255 - shade].tolist(), -1)
        return picture

    return draw


def talker(behind: Draw, random: Random) -> Draw:
    """Somebody who talks into the camera."""
    skin = [int(part) for part in np.array([120, 160, 215]) * random.uniform(0.5, 1.1)]
    coat = random.integers(20, 230, 3).tolist()
    place, scale, seed = random.uniform(0.35, 0.65), random.uniform(0.8, 1.3), int(random.integers(1 << 30))

    def draw(time: float) -> Picture:
        picture = behind(time)
        sway = _jitter(seed, time * 0.25) * 5
        x, y = int(place * SIZE[0] + sway[0]), int(0.42 * SIZE[1] + sway[1])
        cv2.ellipse(picture, (x, y + int(135 * scale)), (int(85 * scale), int(75 * scale)), 0, 0, 360, coat, -1)
        cv2.ellipse(picture, (x, y), (int(36 * scale), int(48 * scale)), 0, 0, 360, skin, -1)
        cv2.ellipse(picture, (x, y - int(20 * scale)), (int(38 * scale), int(34 * scale)), 0, 180, 360, (30, 25, 25), -1)
        for side in (-1, 1):
            cv2.circle(picture, (x + int(side * 14 * scale), y - int(6 * scale)), 4, (30, 30, 30), -1)
        cv2.ellipse(
            picture, (x, y + int(22 * scale)), (int(13 * scale), 2 + int(5 * abs(sway[2]) / 3)), 0, 0, 360, (40, 30, 120), -1
        )
        return picture

    return draw


def slides(random: Random, every: float) -> Draw:
    """A slide on which a line of writing appears now and then."""
    dark = random.random() < 0.4
    ground = random.integers(5, 60, 3) if dark else random.integers(200, 255, 3)
    ink = (235, 235, 235) if dark else tuple(int(part) for part in random.integers(0, 90, 3))
    head = [int(part) for part in random.integers(30, 220, 3)]
    lines = ["".join(random.choice(list("abcdefghiklmnoprstu     "), 24)) for _ in range(8)]
    top = float(random.uniform(0.1, 0.22))

    def draw(time: float) -> Picture:
        picture = np.empty((SIZE[1], SIZE[0], 3), np.uint8)
        picture[:] = ground
        cv2.rectangle(picture, (0, 0), (SIZE[0], int(top * SIZE[1])), head, -1)
        for number, line in enumerate(lines[: 2 + int(time / every)]):
            cv2.putText(
                picture, line, (22, int(top * SIZE[1]) + 24 + 20 * number), cv2.FONT_HERSHEY_SIMPLEX, 0.5, ink, 1, cv2.LINE_AA
            )
        return picture

    return draw


def flames(random: Random) -> Draw:
    """Fire, water, leaves: a texture that is never the same again, in a frame that stays."""
    colours = palette(random)
    layers = [clouds(random, (SIZE[0] * 2, SIZE[1] * 2), cells, 3).astype(np.float32) for cells in (5, 9)]
    ways, ground = random.uniform(-170, 170, (2, 2)), random.uniform(0.2, 0.5)
    mask = cv2.resize(clouds(random, SIZE, 3, 1), SIZE).astype(np.float32)[..., None] / 255
    behind = colours[clouds(random, SIZE, 4, 5)]

    def draw(time: float) -> Picture:
        parts = []
        for layer, way in zip(layers, ways, strict=True):
            moved = np.roll(layer, (int(way[0] * time), int(way[1] * time)), (0, 1))
            parts.append(moved[: SIZE[1], : SIZE[0]])
        shade = np.clip((parts[0] + parts[1]) / 2, 0, 255).astype(np.uint8)
        share = np.clip(mask * 1.6 - ground, 0, 1)
        return (colours[::-1][shade] * share + behind * (1 - share)).astype(np.uint8)

    return draw


def on_twos(draw: Draw, pace: float) -> Draw:
    """Drawn animation: a new picture only that many times a second."""
    return lambda time: draw(math.floor(time * pace + 1e-6) / pace)


KINDS = ("rich", "city", "soft", "people", "crowd", "action", "talker", "slide", "cartoon", "flames", "night")


def shot(random: Random, kind: str, canvas: Picture | None = None, moved: str | None = None) -> Draw:
    """A shot of a kind; `canvas` is a world known already, `moved` its camera."""
    view = camera(random, moved or str(random.choice(CAMERAS)))
    if kind == "slide":
        return slides(random, random.uniform(0.7, 1.6))
    if kind == "flames":
        return flames(random)
    ground = {"talker": "soft", "people": "rich", "crowd": "city", "action": "city", "night": "city"}.get(kind, kind)
    behind = looked_at(world(random, ground) if canvas is None else canvas, view)
    if kind == "talker":
        return talker(behind, random)
    if kind == "cartoon":
        return on_twos(peopled(behind, random, 4, 0.25), random.choice([8.0, 12.0]))
    if kind in ("people", "crowd", "action"):
        count, pace = {"people": (4, 0.12), "crowd": (14, 0.15), "action": (7, 0.8)}[kind]
        return peopled(behind, random, count, pace)
    if kind == "night":
        return lambda time: (behind(time).astype(np.float32) ** 1.15 * 0.09).astype(np.uint8)
    return behind
