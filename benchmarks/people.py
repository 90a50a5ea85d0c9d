"""Drawn people: faces that a detector takes for faces, of many shades, sizes and turns, and bodies that carry them."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

Picture = Any
Random = np.random.Generator
Shade = tuple[int, int, int]

_SIDE = 240
"""Pixels in which a face is drawn before it is scaled."""
_SKINS: tuple[Shade, ...] = ((170, 200, 240), (140, 175, 225), (110, 150, 205), (90, 125, 180), (60, 90, 140), (45, 70, 110))
_HAIRS: tuple[Shade, ...] = ((25, 25, 30), (30, 45, 70), (50, 80, 120), (70, 110, 150), (120, 120, 125))
_COATS: tuple[Shade, ...] = ((150, 60, 40), (60, 60, 60), (50, 50, 160), (60, 120, 60), (160, 150, 60), (190, 190, 200))


@dataclass(frozen=True)
class Person:
    """How somebody looks."""

    skin: Shade
    hair: Shade
    coat: Shade
    wide: float
    """Width of the head against the usual."""
    brows: float
    eyes: float
    light: float
    """From which side it is lit, -1 to 1."""


def person(random: Random) -> Person:
    """Somebody."""
    skin, hair, coat = (shades[int(random.integers(len(shades)))] for shades in (_SKINS, _HAIRS, _COATS))
    return Person(
        skin, hair, coat, float(random.uniform(0.92, 1.06)), float(random.uniform(0.85, 1.15)), float(random.uniform(0.9, 1.15)),
        float(random.uniform(-0.6, 0.6)),
    )  # fmt: skip


def head(who: Person, mouth: float = 0.2, turned: float = 0.0) -> tuple[Picture, Picture]:
    """A head seen from the front, `uint8[240, 240, 3]`, and how much of each pixel it covers, `float32[240, 240]`. `mouth` is
    how far it is open, 0 to 1; `turned` degrees to a side."""
    skin = np.array(who.skin, float)
    face = np.empty((_SIDE, _SIDE, 3), np.uint8)
    hair = np.minimum(np.array(who.hair, float), skin * 0.7)
    face[:] = hair
    mask = np.zeros((_SIDE, _SIDE), np.uint8)

    def blob(x: float, y: float, wide: float, high: float, shade: Any, where: Picture = face) -> None:
        centre, axes = (round(x * _SIDE), round(y * _SIDE)), (round(wide * _SIDE), max(1, round(high * _SIDE)))
        cv2.ellipse(where, centre, axes, 0, 0, 360, shade if where is mask else [float(part) for part in shade], -1, cv2.LINE_AA)

    blob(0.5, 0.48, 0.37 * who.wide, 0.46, 255, mask)
    blob(0.5, 0.53, 0.32 * who.wide, 0.41, skin)
    for side in (-1, 1):
        x = 0.5 + side * 0.145 * who.wide
        blob(x, 0.435, 0.085, 0.05, skin * 0.78)
        blob(x, 0.375, 0.09 * who.brows, 0.018, np.minimum(hair, skin * 0.5) * 0.9)
        blob(x, 0.44, 0.062 * who.eyes, 0.03, np.minimum(255, skin * 0.4 + 140))
        blob(x, 0.44, 0.03 * who.eyes, 0.03, (25, 25, 25))
        blob(0.5 + side * 0.2 * who.wide, 0.64, 0.07, 0.07, skin * 1.02)
    blob(0.5, 0.56, 0.05, 0.11, skin * 1.06)
    blob(0.5, 0.655, 0.062, 0.022, skin * 0.62)
    blob(0.5, 0.78, 0.12, 0.028 + 0.045 * mouth, (55 + 20 * mouth, 50, skin[2] * 0.62))
    if mouth > 0.15:
        blob(0.5, 0.785, 0.09, 0.045 * mouth, (35, 25, 50))
    lit = 1 + 0.28 * who.light * np.linspace(-1, 1, _SIDE)[None, :, None] - 0.1 * np.linspace(-1, 1, _SIDE)[:, None, None]
    face = cv2.GaussianBlur(np.clip(face * lit, 0, 255).astype(np.uint8), (0, 0), 2.0)
    spin = cv2.getRotationMatrix2D((_SIDE / 2, _SIDE / 2), turned, 1)
    face, mask = cv2.warpAffine(face, spin, (_SIDE, _SIDE), borderValue=hair.tolist()), cv2.warpAffine(mask, spin, (_SIDE, _SIDE))
    return face, cv2.GaussianBlur(mask, (0, 0), 1.5).astype(np.float32) / 255


def show(
    picture: Picture, who: Person, middle: tuple[float, float], high: float, *, mouth: float = 0.2, turned: float = 0.0
) -> None:
    """Draw somebody into a picture: the head `high` pixels high about the middle (x, y), and below it the body."""
    x, y = middle
    neck = (round(x), round(y + 0.5 * high))
    cv2.ellipse(
        picture, neck, (round(0.17 * high), round(0.3 * high)), 0, 0, 360, tuple(int(0.8 * part) for part in who.skin), -1
    )
    trunk = (round(x), round(y + 1.65 * high))
    cv2.ellipse(picture, trunk, (round(0.95 * high), round(1.0 * high)), 0, 0, 360, who.coat, -1, cv2.LINE_AA)
    face, mask = head(who, mouth, turned)
    scale = high / 0.92 / _SIDE
    size = picture.shape[1::-1]
    place = np.array([[scale, 0, x - scale * _SIDE / 2], [0, scale, y - scale * _SIDE / 2]], np.float32)
    if scale < 0.5:
        face, mask = (cv2.blur(part, (round(1 / scale),) * 2) for part in (face, mask))
    left, top = max(0, int(x - high)), max(0, int(y - high))
    right, bottom = min(size[0], int(x + high)), min(size[1], int(y + high))
    if right <= left or bottom <= top:
        return
    place[:, 2] -= (left, top)
    face, mask = (cv2.warpAffine(part, place, (right - left, bottom - top)) for part in (face, mask))
    part = picture[top:bottom, left:right]
    part[:] = (face * mask[..., None] + part * (1 - mask[..., None])).astype(np.uint8)


def box_of(middle: tuple[float, float], high: float, size: tuple[int, int]) -> tuple[float, float, float, float]:
    """What a detector should find of a head: left, top, width and height as shares of the picture."""
    side = 0.8 * high
    x, y = middle
    return (x - side / 2) / size[0], (y - 0.42 * side) / size[1], side / size[0], side / size[1]
