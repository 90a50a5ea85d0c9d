"""The sample's pictures: a small cartoon drawn with Pillow, at twice the size and then reduced so that edges are smooth."""

import math
from collections.abc import Callable
from functools import lru_cache

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1280, 720
_SCALE = 2

Color = tuple[int, int, int]
Point = tuple[float, float]

NIGHT, FLOOR, TABLE, TABLE_EDGE = (27, 32, 66), (44, 38, 62), (139, 90, 60), (99, 62, 42)
CAT, CAT_DARK, CREAM, PINK, INK = (242, 153, 74), (205, 117, 46), (255, 236, 214), (247, 161, 168), (38, 30, 40)
MORNING, WALL, FISH, FISH_DARK, VASE = (255, 214, 150), (255, 232, 196), (122, 176, 205), (78, 130, 164), (118, 196, 183)


class Canvas:
    """Shapes in the sample's own pixels on a picture that is larger inside."""

    def __init__(self, image: Image.Image) -> None:
        self.image = image
        self._draw = ImageDraw.Draw(image)

    def oval(self, x: float, y: float, rx: float, ry: float, fill: Color) -> None:
        self._draw.ellipse([_SCALE * v for v in (x - rx, y - ry, x + rx, y + ry)], fill=fill)

    def box(self, x: float, y: float, w: float, h: float, fill: Color, radius: float = 0) -> None:
        self._draw.rounded_rectangle([_SCALE * v for v in (x, y, x + w, y + h)], radius * _SCALE, fill=fill)

    def shape(self, points: list[Point], fill: Color) -> None:
        self._draw.polygon([(x * _SCALE, y * _SCALE) for x, y in points], fill=fill)

    def line(self, points: list[Point], fill: Color, width: float) -> None:
        self._draw.line([(x * _SCALE, y * _SCALE) for x, y in points], fill, int(width * _SCALE), joint="curve")

    def arc(self, x: float, y: float, r: float, start: float, end: float, fill: Color, width: float) -> None:
        self._draw.arc([_SCALE * v for v in (x - r, y - r, x + r, y + r)], start, end, fill, int(width * _SCALE))


def _ease(t: float) -> float:
    t = min(1.0, max(0.0, t))
    return t * t * (3 - 2 * t)


def _blank(fill: Color) -> Canvas:
    return Canvas(Image.new("RGB", (WIDTH * _SCALE, HEIGHT * _SCALE), fill))


@lru_cache(maxsize=2)
def _kitchen(night: bool) -> Image.Image:
    canvas = _blank(NIGHT if night else WALL)
    canvas.box(0, 600, WIDTH, 120, FLOOR if night else (214, 168, 120))
    canvas.box(820, 70, 330, 330, (70, 60, 90) if night else (255, 248, 235), 18)
    canvas.box(840, 90, 290, 290, (52, 66, 128) if night else (150, 210, 245), 10)
    if night:
        canvas.oval(1040, 180, 58, 58, (255, 244, 200))
        canvas.oval(1062, 168, 48, 48, (52, 66, 128))
        for x, y in ((880, 130), (930, 260), (900, 330), (1090, 320), (990, 130)):
            canvas.oval(x, y, 4, 4, (255, 244, 200))
    else:
        canvas.oval(930, 300, 66, 66, (255, 205, 84))
        canvas.oval(1060, 330, 80, 40, (255, 255, 255))
    frame = (70, 60, 90) if night else (255, 248, 235)
    canvas.box(978, 90, 14, 290, frame)
    canvas.box(840, 228, 290, 14, frame)
    canvas.box(90, 110, 380, 26, (90, 66, 80) if night else (176, 122, 84), 6)
    for index, color in enumerate(((196, 90, 90), (94, 148, 120), (222, 178, 92), (110, 120, 190))):
        shade = tuple(c // 2 for c in color) if night else color
        canvas.box(120 + index * 86, 50, 54, 60, (shade[0], shade[1], shade[2]), 10)
    return canvas.image


def _counter(canvas: Canvas) -> None:
    canvas.box(40, 530, WIDTH - 80, 220, TABLE_EDGE)
    for x in (70, 370, 670, 970):
        canvas.box(x, 570, 240, 190, TABLE, 10)
        canvas.oval(x + 120, 596, 10, 10, CREAM)
    canvas.box(20, 500, WIDTH - 40, 38, TABLE, 14)


def _fish(canvas: Canvas, x: float, y: float, eaten: bool = False) -> None:
    canvas.oval(x, y + 22, 150, 24, (236, 236, 244))
    canvas.oval(x, y + 18, 118, 16, (216, 216, 228))
    if eaten:
        canvas.line([(x - 70, y + 8), (x + 66, y + 8)], CREAM, 6)
        for offset in range(-50, 60, 22):
            canvas.line([(x + offset, y - 10), (x + offset, y + 26)], CREAM, 5)
        canvas.shape([(x + 60, y + 8), (x + 96, y - 16), (x + 96, y + 32)], CREAM)
        canvas.oval(x - 84, y + 8, 26, 22, CREAM)
        canvas.oval(x - 90, y + 4, 5, 5, INK)
        return
    canvas.shape([(x + 66, y), (x + 120, y - 34), (x + 120, y + 34)], FISH_DARK)
    canvas.oval(x, y, 88, 36, FISH)
    canvas.oval(x, y + 12, 66, 20, (176, 214, 232))
    canvas.arc(x - 24, y, 26, 280, 80, FISH_DARK, 4)
    canvas.oval(x - 58, y - 8, 8, 8, (255, 255, 255))
    canvas.oval(x - 59, y - 8, 4, 4, INK)


def _vase(canvas: Canvas, x: float, y: float, angle: float) -> None:
    turn = math.radians(angle)

    def at(dx: float, dy: float) -> Point:
        return x + dx * math.cos(turn) - dy * math.sin(turn), y + dx * math.sin(turn) + dy * math.cos(turn)

    for dx, color in ((-22, (232, 98, 118)), (0, (250, 208, 92)), (24, (196, 130, 220))):
        canvas.line([at(dx / 3, -90), at(dx, -160)], (88, 150, 96), 6)
        canvas.oval(*at(dx, -168), 18, 18, color)
    canvas.shape([at(-26, -96), at(26, -96), at(44, -40), at(32, 0), at(-32, 0), at(-44, -40)], VASE)
    canvas.shape([at(-38, -58), at(38, -58), at(41, -46), at(-41, -46)], (240, 250, 246))


def _eye(canvas: Canvas, x: float, y: float, size: float, look: Point, lid: float, pupil: float) -> None:
    canvas.oval(x, y, size, size * 1.12, (255, 255, 255))
    canvas.oval(x + look[0] * size * 0.4, y + look[1] * size * 0.4, size * pupil, size * pupil * 1.3, INK)
    canvas.oval(x + look[0] * size * 0.4 - size * 0.18, y + look[1] * size * 0.4 - size * 0.25, size * 0.14, size * 0.14, CREAM)
    if lid > 0:
        canvas.box(x - size * 1.1, y - size * 1.25, size * 2.2, size * 2.3 * lid, CAT, 4)


def _cat(
    canvas: Canvas,
    x: float,
    y: float,
    size: float,
    *,
    look: Point = (0.0, 0.0),
    lid: float = 0.0,
    pupil: float = 0.5,
    mouth: str = "w",
) -> None:
    """A cat's head around (x, y) with `size` as half its width."""
    s = size
    for side in (-1, 1):
        canvas.shape(
            [(x + side * s * 0.92, y - s * 0.2), (x + side * s * 0.78, y - s * 1.12), (x + side * s * 0.2, y - s * 0.66)], CAT
        )
        canvas.shape(
            [(x + side * s * 0.8, y - s * 0.36), (x + side * s * 0.72, y - s * 0.92), (x + side * s * 0.36, y - s * 0.64)], PINK
        )
    canvas.oval(x, y, s, s * 0.82, CAT)
    for offset in (-0.24, 0.0, 0.24):
        canvas.line([(x + offset * s, y - s * 0.76), (x + offset * s * 0.8, y - s * 0.48)], CAT_DARK, s * 0.07)
    canvas.oval(x, y + s * 0.42, s * 0.46, s * 0.34, CREAM)
    for side in (-1, 1):
        _eye(canvas, x + side * s * 0.42, y - s * 0.06, s * 0.25, look, lid, pupil)
        for lift in (-0.06, 0.06):
            canvas.line([(x + side * s * 0.4, y + s * 0.36), (x + side * s * 1.2, y + s * (0.32 + lift * 2))], CREAM, s * 0.025)
    canvas.shape([(x - s * 0.09, y + s * 0.24), (x + s * 0.09, y + s * 0.24), (x, y + s * 0.34)], PINK)
    if mouth == "o":
        canvas.oval(x, y + s * 0.54, s * 0.13, s * 0.17, INK)
    else:
        for side in (-1, 1):
            canvas.arc(x + side * s * 0.12, y + s * 0.36, s * 0.12, 10, 170, INK, s * 0.04)


def _paw(canvas: Canvas, x: float, y: float, reach: float) -> None:
    canvas.line([(x, y + 26), (x - reach, y)], CAT, 60)
    canvas.oval(x, y + 26, 30, 30, CAT)
    canvas.oval(x - reach, y, 44, 36, CREAM)
    for offset in (-20, 0, 20):
        canvas.line([(x - reach - 24, y + offset * 0.6), (x - reach - 6, y + offset * 0.6)], CAT_DARK, 4)


def _window(t: float, duration: float) -> Image.Image:
    canvas = Canvas(_kitchen(True).copy())
    rise = _ease((t - 1.2) / 2.2)
    _cat(canvas, 350, 690 - 282 * rise, 150, look=(0.9, 0.1), pupil=0.62, lid=0.0 if math.sin(t * 1.3) > -0.97 else 0.9)
    _counter(canvas)
    _fish(canvas, 760, 462)
    _vase(canvas, 1050, 502, 0)
    return canvas.image


def _creep(t: float, duration: float) -> Image.Image:
    canvas = Canvas(_kitchen(True).copy())
    _cat(canvas, 1010, 380, 150, look=(-0.9, 0.5), pupil=0.7, lid=0.28)
    _counter(canvas)
    _fish(canvas, 430, 462)
    _vase(canvas, 700, 502, 4 * math.sin(t * 6) * _ease((t - duration * 0.6) / 1.0))
    _paw(canvas, 960, 470, 90 + 340 * _ease(t / duration) + 8 * math.sin(t * 9))
    return canvas.image


def _crash(t: float, duration: float) -> Image.Image:
    if t < 0.55:
        canvas = Canvas(_kitchen(True).copy())
        _cat(canvas, 1010, 380, 150, look=(-0.9, 0.5), pupil=0.4)
        _counter(canvas)
        _fish(canvas, 430, 462)
        _vase(canvas, 700 + 60 * t, 502 + 240 * t * t, 100 * t)
        _paw(canvas, 960, 470, 400)
        return canvas.image
    shake = 16 * math.exp(-2.2 * (t - 0.55))
    dx, dy = shake * math.sin(t * 71), shake * math.cos(t * 57)
    canvas = _blank((196, 48, 58) if int(t * 8) % 2 and t < 1.4 else (238, 196, 72))
    for ray in range(18):
        angle = ray * math.tau / 18 + t * 0.3
        spread = 0.09
        far = [(640 + 1400 * math.cos(angle + d), 380 + 1400 * math.sin(angle + d)) for d in (-spread, spread)]
        canvas.shape([(640, 380), *far], (252, 224, 128))
    _cat(canvas, 640 + dx, 390 + dy, 270 + 26 * _ease((t - 0.55) / 0.25), pupil=0.26, mouth="o")
    for piece in range(9):
        angle, speed = piece * 0.7 + 3.4, 340 + 60 * (piece % 3)
        age = t - 0.55
        x, y = 640 + speed * age * math.cos(angle), 560 + speed * age * math.sin(angle) + 300 * age * age
        canvas.shape([(x - 22, y - 10), (x + 18, y - 20), (x + 24, y + 16), (x - 10, y + 22)], VASE)
    return canvas.image


def _morning(t: float, duration: float) -> Image.Image:
    canvas = Canvas(_kitchen(False).copy())
    blink = 0.9 if t % 2.4 < 0.14 else 0.12
    _cat(canvas, 420, 380 + 5 * math.sin(t * 2.6), 170, look=(0.2, -0.9), lid=blink, pupil=0.42)
    _counter(canvas)
    _fish(canvas, 830, 462, eaten=True)
    for x, tip in ((1070, 452), (1130, 470), (1012, 476)):
        canvas.shape([(x - 30, 500), (x + 6, tip), (x + 32, 500)], VASE)
    return canvas.image


_SCENES: dict[str, Callable[[float, float], Image.Image]] = {
    "window": _window,
    "paw": _creep,
    "crash": _crash,
    "morning": _morning,
}


def draw(scene: str, t: float, duration: float) -> Image.Image:
    """The picture of a scene `t` seconds after its start; RGB, 1280 by 720."""
    return _SCENES[scene](t, duration).reduce(_SCALE)
