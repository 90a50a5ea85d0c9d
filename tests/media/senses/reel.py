"""Little films for eyes: pictures made by hand, one after another, as the decoder would hand them on."""

from collections.abc import Iterable, Iterator
from typing import Any, Protocol

import cv2
import numpy as np

from media.senses.picture import Picture

SIZE = (256, 144)


class _Eye(Protocol):
    def see(self, picture: Picture) -> None: ...


def picture(time: float, colors: Any) -> Picture:
    """A picture of `uint8[144, 256, 3]` (BGR)."""
    luma, red, blue = cv2.split(cv2.cvtColor(colors, cv2.COLOR_BGR2YCrCb))
    return Picture(time, luma, blue, red, lambda short: cv2.resize(colors, (short * SIZE[0] // SIZE[1], short)))


def show(eye: _Eye, pictures: Iterable[Any], rate: float = 25.0) -> None:
    """Let an eye see pictures at an even pace."""
    for number, colors in enumerate(pictures):
        eye.see(picture(number / rate, colors))


def place(seed: int) -> Any:
    """A detailed picture, three times as wide and as high as the screen, that is no other seed's."""
    random = np.random.default_rng(seed)
    wide, high = 3 * SIZE[0], 3 * SIZE[1]
    ground = cv2.resize(random.integers(0, 256, (14, 24, 3)).astype(np.uint8), (wide, high), interpolation=cv2.INTER_CUBIC)
    for _ in range(90):
        left, top = int(random.integers(wide)), int(random.integers(high))
        corner = left + int(random.integers(10, 90)), top + int(random.integers(10, 90))
        cv2.rectangle(ground, (left, top), corner, random.integers(0, 256, 3).tolist(), -1)
    return ground


def still(seed: int, count: int) -> Iterator[Any]:
    """A shot by a camera that stands."""
    return pan(seed, count, 0.0)


def pan(seed: int, count: int, step: float) -> Iterator[Any]:
    """A shot by a camera that goes `step` pixels to the right from picture to picture."""
    shown = place(seed)
    for number in range(count):
        left = 200 + round(number * step)
        yield shown[100 : 100 + SIZE[1], left : left + SIZE[0]].copy()


def mixed(one: Iterable[Any], other: Iterable[Any], count: int) -> Iterator[Any]:
    """A shot that dissolves into another over the last, and the first, `count` pictures."""
    first, second = list(one), list(other)
    yield from first[:-count]
    for number in range(count):
        share = (number + 0.5) / count
        yield cv2.addWeighted(first[len(first) - count + number], 1 - share, second[number], share, 0)
    yield from second[count:]


def faded(one: Iterable[Any], other: Iterable[Any], count: int, held: int, shade: int = 0) -> Iterator[Any]:
    """A shot that goes to one shade over `count` pictures, and another that comes from it."""
    first, second = list(one), list(other)
    plain = np.full_like(first[0], shade)
    yield from first[:-count]
    yield from (cv2.addWeighted(shown, 1 - (n + 1) / count, plain, (n + 1) / count, 0) for n, shown in enumerate(first[-count:]))
    yield from [plain] * held
    yield from (cv2.addWeighted(plain, 1 - (n + 1) / count, shown, (n + 1) / count, 0) for n, shown in enumerate(second[:count]))
    yield from second[count:]
