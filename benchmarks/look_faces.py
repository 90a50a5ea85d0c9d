"""Faces: how many are found, how many are none, and when they are said to come and go."""

from collections.abc import Iterator
from statistics import mean
from typing import Any

import cv2
import numpy as np

from benchmarks.looked import FIRST, Clock, looked, overlap
from benchmarks.people import box_of, person, show
from benchmarks.shots import CAMERAS, SIZE, camera, looked_at, shot, world
from media.senses.face_search import FaceSearch
from media.senses.look import Look
from media.senses.planes import Screen

_LARGE = (1280, 720)
_BANDS = ((0.1, 0.15), (0.15, 0.25), (0.25, 0.6))
"""Heights of heads as shares of the picture's."""
_SECONDS, _RATE = 8.0, 12.5
_HIT = 0.4
_EMPTY = ("rich", "city", "soft", "cartoon", "people", "crowd", "flames", "slide")


def measure(count: int) -> None:
    """Print the figures."""
    for band in _BANDS:
        pictures = [_portrait(FIRST + seed, band) for seed in range(count)]
        found = [_found(picture) for picture, _ in pictures]
        hits = [any(overlap(box, truth) >= _HIT for box in boxes) for boxes, (_, truth) in zip(found, pictures, strict=True)]
        wrong = sum(overlap(box, truth) < 0.1 for boxes, (_, truth) in zip(found, pictures, strict=True) for box in boxes)
        print(f"faces, heads {band[0]:.0%} to {band[1]:.0%} high: {mean(hits):.3f} found, {wrong} wrong in {count} pictures")
    alarms = sum(len(_found(_empty(FIRST + seed))) for seed in range(3 * count))
    print(f"pictures without faces: {alarms} alarms in {3 * count}")
    _films(max(2, count // 4))


def _found(picture: Any) -> list[tuple[float, float, float, float]]:
    return [finding.box for finding in FaceSearch().find(Look(Screen(*_LARGE).still(picture)))]


def _coded(picture: Any) -> Any:
    return cv2.imdecode(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 70])[1], cv2.IMREAD_COLOR)


def _ground(random: np.random.Generator) -> Any:
    kind = str(random.choice(["soft", "rich", "city", "cartoon"]))
    return cv2.resize(looked_at(world(random, kind), camera(random, "still"))(0.0), _LARGE, interpolation=cv2.INTER_CUBIC)


def _portrait(seed: int, band: tuple[float, float]) -> tuple[Any, tuple[float, float, float, float]]:
    """Somebody somewhere, turned by up to 10 degrees, in light from dim to glaring."""
    random = np.random.default_rng([seed, round(band[0] * 100)])
    picture, who, high = _ground(random), person(random), float(random.uniform(*band)) * _LARGE[1]
    middle = float(random.uniform(0.12, 0.88)) * _LARGE[0], float(random.uniform(0.33, 0.6)) * _LARGE[1]
    show(picture, who, middle, high, mouth=float(random.uniform(0, 1)), turned=float(random.uniform(-10, 10)))
    light = np.clip(picture.astype(np.float32) * random.uniform(0.45, 1.35), 0, 255).astype(np.uint8)
    return _coded(light), box_of(middle, high, _LARGE)


def _empty(seed: int) -> Any:
    random = np.random.default_rng([seed, 5])
    return _coded(cv2.resize(shot(random, _EMPTY[seed % len(_EMPTY)])(1.0), _LARGE, interpolation=cv2.INTER_CUBIC))


def _films(count: int) -> None:
    clock, starts, ends, pieces, wrong = Clock(), [], [], [], 0
    for seed in range(FIRST, FIRST + count):
        frames, (start, end) = _visit(seed)
        (scene,) = looked(frames, SIZE, [(0.0, _SECONDS)], clock).scenes
        shown = [face for face in scene.faces if face.start < end and face.end > start]
        wrong += len(scene.faces) - len(shown)
        pieces.append(len(shown))
        if shown:
            starts.append(abs(min(face.start for face in shown) - start))
            ends.append(abs(max(face.end for face in shown) - end))
    within = mean(off <= 0.5 for off in [*starts, *ends])
    print(
        f"faces in films: {mean(one > 0 for one in pieces):.3f} of {count} followed, "
        f"as one {mean(one == 1 for one in pieces):.3f}, "
        f"come and go right within 0.5 s {within:.3f} (mean {mean([*starts, *ends]):.2f} s), {wrong} wrong; "
        f"{clock.share * 1000:.0f} ms a second"
    )
    clock = Clock()
    alarms = 0
    for seed in range(FIRST, FIRST + count):
        draw = shot(np.random.default_rng([seed, 6]), _EMPTY[seed % len(_EMPTY)])
        frames = ((number / _RATE, draw(number / _RATE)) for number in range(round(_SECONDS * _RATE)))
        alarms += sum(len(scene.faces) for scene in looked(frames, SIZE, [(0.0, _SECONDS)], clock).scenes)
    print(f"films without faces: {alarms} alarms in {count * _SECONDS / 60:.1f} minutes; {clock.share * 1000:.0f} ms a second")


def _visit(seed: int) -> tuple[Iterator[tuple[float, Any]], tuple[float, float]]:
    """Somebody who comes into a moving picture, sways, and goes; and when the face is there."""
    random = np.random.default_rng([seed, 9])
    behind = looked_at(
        world(random, str(random.choice(["soft", "rich", "city"]))), camera(random, str(random.choice(CAMERAS[:4])))
    )
    who, high = person(random), float(random.uniform(0.17, 0.45)) * SIZE[1]
    start, end = float(random.uniform(1, 3)), float(random.uniform(5, 7))
    place, way = random.uniform(0.3, 0.7), random.uniform(-0.05, 0.05)

    def frames() -> Iterator[tuple[float, Any]]:
        for number in range(round(_SECONDS * _RATE)):
            at = number / _RATE
            picture = behind(at).copy()
            if start <= at < end:
                x = place + way * (at - start) + 0.01 * np.sin(2 * at)
                mouth, turned = abs(float(np.sin(9 * at))), 8 * float(np.sin(at))
                show(picture, who, (x * SIZE[0], 0.42 * SIZE[1]), high, mouth=mouth, turned=turned)
            yield at, _coded(picture)

    return frames(), (start, end)
