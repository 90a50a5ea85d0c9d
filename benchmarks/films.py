"""Generated films whose joints are known: shots put together by cuts, fades and dissolves, with what confuses a detector.

`film(seed, kind)` is the same film for ever. Kinds of which `NEGATIVES` are one shot with nothing but temptations.
"""

import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import cv2
import numpy as np

from benchmarks.shots import KINDS, SIZE, Draw, Picture, Random, shot, world

Kind = Literal["cut", "fade", "dissolve"]
RATES = (Fraction(24), Fraction(25), Fraction(30), Fraction(30000, 1001), Fraction(60))
POSITIVES = (
    "cuts",
    "montage",
    "mixed",
    "dissolves",
    "fades",
    "siblings",
    "action",
    "night",
    "talk",
    "cartoon",
    "grain",
    "flashes",
)
NEGATIVES = ("flash", "shake", "whip", "split", "blast", "light", "titles", "pass", "strobe", "focus", "deck", "churn")


@dataclass(frozen=True)
class Truth:
    """A joint in frames: of a cut [n, n), n being the first new frame; of the others the mixed frames [first, last)."""

    first: int
    last: int
    kind: Kind


@dataclass(frozen=True)
class Piece:
    """A shot on a film, and how it comes after the one before."""

    draw: Draw
    length: int
    """Frames, those of its joints included."""
    kind: Kind = "cut"
    mixed: int = 0
    """Frames of a dissolve."""
    out: int = 0
    """Frames of a fade: out of the shot before, of one colour, and in."""
    held: int = 0
    into: int = 0
    colour: int = 0


@dataclass(frozen=True)
class Film:
    """Pictures to come and their joints."""

    name: str
    rate: Fraction
    count: int
    truths: tuple[Truth, ...]
    pictures: Callable[[], Iterator[Picture]]
    crf: int
    drops: float = 0.0
    """Share of frames that are left out: a variable frame rate."""


_PART = 40

Effect = Callable[[Picture, int], Picture]
"""What is done to a frame of that number."""


def film(seed: int, kind: str) -> Film:
    """The film of a kind and a seed."""
    random = np.random.default_rng([seed, *kind.encode()])
    rate = RATES[int(random.integers(len(RATES)))]
    pieces = _one(random, kind, rate) if kind in NEGATIVES else _many(random, kind, rate)
    truths, count = _laid_out(pieces)
    effects = [*_temptations(random, kind, float(rate), count, truths), *_looks(random, kind)]

    def pictures() -> Iterator[Picture]:
        for number, picture in enumerate(_frames(pieces, float(rate))):
            for effect in effects:
                picture = effect(picture, number)
            yield picture

    drops = 0.25 if random.random() < 0.12 else 0.0
    return Film(f"{kind}-{seed}", rate, count, tuple(truths), pictures, int(random.integers(20, 33)), drops)


def write(film: Film, target: Path, ffmpeg: str) -> list[float]:
    """Encode a film; returns the time of every frame that is in it, `nan` for those left out."""
    random = np.random.default_rng(len(film.name) + film.count)
    kept = random.random(film.count) >= film.drops
    kept[0] = True
    for truth in film.truths:
        kept[max(0, truth.first - 1) : truth.first + 1] = True
    raw = ["-f", "rawvideo", "-pix_fmt", "bgr24", "-s", f"{SIZE[0]}x{SIZE[1]}", "-r", str(film.rate), "-i", "-"]
    fewer = ["-vf", _chosen(kept), "-fps_mode", "vfr"] if film.drops else []
    coded = [*fewer, "-c:v", "libx264", "-preset", "veryfast", "-crf", str(film.crf), "-pix_fmt", "yuv420p", "-threads", "1"]
    with subprocess.Popen([ffmpeg, "-v", "error", "-y", *raw, *coded, str(target)], stdin=subprocess.PIPE) as process:
        assert process.stdin
        for picture in film.pictures():
            process.stdin.write(picture.tobytes())
        process.stdin.close()
        assert process.wait(timeout=120) == 0
    return [float(number / film.rate) if keep else float("nan") for number, keep in enumerate(kept)]


def _chosen(kept: Any) -> str:
    """The filter that leaves frames out. It asks for every eighth of the film alone: an expression has bounded depth."""
    left_out = np.flatnonzero(~kept)
    parts = [left_out[left_out // _PART == part] for part in range(len(kept) // _PART + 1)]
    asked = "+".join(
        f"between(n,{part * _PART},{(part + 1) * _PART - 1})*({'+'.join(f'eq(n,{n})' for n in numbers)})"
        for part, numbers in enumerate(parts) if len(numbers)
    )  # fmt: skip
    return f"select='not({asked or 0})'"


def _many(random: Random, kind: str, rate: Fraction) -> list[Piece]:
    """A film of several shots."""
    shares = {"dissolves": (0.2, 0.0, 0.8), "fades": (0.2, 0.8, 0.0), "mixed": (0.34, 0.33, 0.33)}.get(kind, (0.84, 0.08, 0.08))
    if kind in ("cuts", "montage"):
        shares = (1.0, 0.0, 0.0)
    count = 20 if kind == "montage" else int(random.integers(8, 12))
    canvas: Picture | None = None
    pieces: list[Piece] = []
    for number in range(count):
        draw, canvas = _next(random, kind, canvas)
        seconds = random.uniform(0.3, 0.9) if kind == "montage" else random.uniform(1.0, 3.6)
        joint: Kind = "cut" if not number else random.choice(["cut", "fade", "dissolve"], p=shares)
        pieces.append(_piece(random, draw, seconds, joint, rate))
    return _long_enough(pieces, rate)


def _long_enough(pieces: list[Piece], rate: Fraction) -> list[Piece]:
    """Every shot is seen alone for a while between its joints."""
    taken = [piece.mixed + piece.into + after.mixed + after.out for piece, after in pairwise([*pieces, Piece(pieces[0].draw, 0)])]
    return [
        replace(piece, length=max(piece.length, joints + round(0.4 * rate)) if joints else piece.length)
        for piece, joints in zip(pieces, taken, strict=True)
    ]


def _next(random: Random, kind: str, canvas: Picture | None) -> tuple[Draw, Picture | None]:
    """The next shot of a film, and the world in which the one after may play as well."""
    kinds = {
        "siblings": ("city", "rich", "people"), "action": ("action", "crowd", "flames"), "night": ("night",),
        "talk": ("talker", "people", "slide"), "cartoon": ("cartoon",),
    }.get(kind, KINDS)  # fmt: skip
    chosen = str(random.choice(kinds))
    if kind == "siblings" and (canvas is None or random.random() < 0.3):
        canvas = world(random, str(random.choice(["rich", "city"])))
    moved = {"action": str(random.choice(["hand", "shaky", "whip", "pan"])), "talk": str(random.choice(["still", "hand"]))}.get(
        kind
    )
    return shot(random, chosen, canvas if kind == "siblings" else None, moved), canvas


def _piece(random: Random, draw: Draw, seconds: float, kind: Kind, rate: Fraction) -> Piece:
    def frames(least: float, most: float) -> int:
        return max(2, round(random.uniform(least, most) * rate))

    length = round(seconds * rate)
    if kind == "dissolve":
        mixed = frames(0.3, 2.0)
        return Piece(draw, length + mixed, kind, mixed=mixed)
    if kind == "fade":
        out, held, into = frames(0.25, 1.2), frames(0.0, 0.8), frames(0.25, 1.2)
        colour = 255 if random.random() < 0.25 else 0
        sides = random.random()
        return Piece(
            draw, length + into, kind, out=0 if sides < 0.1 else out, held=held, into=0 if sides > 0.9 else into, colour=colour
        )  # fmt: skip
    return Piece(draw, length)


def _one(random: Random, kind: str, rate: Fraction) -> list[Piece]:
    """One long shot."""
    kinds = {"titles": ("city", "talker", "people"), "deck": ("slide",), "churn": ("flames",)}.get(
        kind, ("rich", "city", "people", "crowd")
    )
    moved = {"shake": "shaky", "whip": "whip", "churn": None}.get(kind, str(random.choice(["still", "slow", "hand", "pan"])))
    return [Piece(shot(random, str(random.choice(kinds)), None, moved), round(random.uniform(8, 14) * rate))]


def _laid_out(pieces: list[Piece]) -> tuple[list[Truth], int]:
    """The joints, and how many frames the film has."""
    truths: list[Truth] = []
    at = pieces[0].length
    for piece in pieces[1:]:
        if piece.kind == "dissolve":
            truths.append(Truth(at - piece.mixed, at, "dissolve"))
            at += piece.length - piece.mixed
        elif piece.kind == "fade":
            truths.append(Truth(at - piece.out, at + piece.held + piece.into, "fade"))
            at += piece.held + piece.length
        else:
            truths.append(Truth(at, at, "cut"))
            at += piece.length
    return truths, at


def _frames(pieces: list[Piece], rate: float) -> Iterator[Picture]:
    for number, piece in enumerate(pieces):
        after = pieces[number + 1] if number + 1 < len(pieces) else None
        for held in range(piece.held):
            del held
            yield np.full((SIZE[1], SIZE[0], 3), piece.colour, np.uint8)
        for frame in range(piece.mixed if piece.kind == "dissolve" else 0, piece.length):
            picture = piece.draw(frame / rate)
            left = piece.length - frame
            if frame < piece.into:
                picture = _mixed(np.full_like(picture, piece.colour), picture, (frame + 0.5) / piece.into)
            if after and after.out and left <= after.out:
                picture = _mixed(np.full_like(picture, after.colour), picture, (left - 0.5) / after.out)
            if after and left <= after.mixed:
                coming = after.mixed - left
                picture = _mixed(picture, after.draw(coming / rate), (coming + 0.5) / after.mixed)
            yield picture


def _mixed(one: Picture, other: Picture, share: float) -> Picture:
    return cv2.addWeighted(one, 1 - share, other, share, 0)


def _looks(random: Random, kind: str) -> list[Effect]:
    """How the whole film looks: a sensor's noise, bars, a station's logo."""
    looks: list[Effect] = []
    if kind in ("grain", "night") or random.random() < 0.3:
        looks.append(_grain(random, random.uniform(6, 16) if kind == "grain" else random.uniform(2, 8)))
    if random.random() < 0.2:
        looks.append(_bars(int(random.uniform(0.08, 0.14) * SIZE[1])))
    if random.random() < 0.2:
        looks.append(
            lambda picture, _: cv2.putText(picture, "TV1", (SIZE[0] - 60, 30), cv2.FONT_HERSHEY_SIMPLEX, 0.7, (250, 250, 250), 2)
        )
    return looks


def _grain(random: Random, strength: float) -> Effect:
    tile = random.normal(0, strength, (SIZE[1] * 2, SIZE[0] * 2, 1)).astype(np.float32)
    places = random.integers(0, (SIZE[1], SIZE[0]), (997, 2))

    def grained(picture: Picture, number: int) -> Picture:
        y, x = places[number % 997]
        return np.clip(picture + tile[y : y + SIZE[1], x : x + SIZE[0]], 0, 255).astype(np.uint8)

    return grained


def _bars(high: int) -> Effect:
    def barred(picture: Picture, number: int) -> Picture:
        picture = picture.copy()
        picture[:high], picture[-high:] = 0, 0
        return picture

    return barred


def _temptations(random: Random, kind: str, rate: float, count: int, truths: list[Truth]) -> list[Effect]:
    """What happens within shots that is no joint."""
    free = [frame for frame in range(round(rate), count - round(rate)) if _far(frame, truths, round(0.7 * rate))]
    if not free:
        return []
    times = sorted(int(time) for time in random.choice(free, min(len(free), 6)))
    makers: dict[str, Callable[[], list[Effect]]] = {
        "flash": lambda: [_flashes(random, times, max(1, round(rate * 0.05)))],
        "flashes": lambda: [_flashes(random, times[::2], max(1, round(rate * 0.05)))],
        "strobe": lambda: [_flashes(random, [times[0] + step * round(rate / 7) for step in range(14)], 1)],
        "blast": lambda: [_blast(random, time, rate) for time in times[::2]],
        "light": lambda: [_light(random, time) for time in times[::3]],
        "titles": lambda: [_title(random, time, round(random.uniform(0.8, 2) * rate)) for time in times],
        "split": lambda: [_split(random, times, rate)],
        "pass": lambda: [_pass(random, time, rate) for time in times[::2]],
        "focus": lambda: [_focus(time, rate) for time in times[::3]],
        "talk": lambda: [_title(random, time, round(rate)) for time in times],
    }  # fmt: skip
    return makers[kind]() if kind in makers else []


def _far(frame: int, truths: list[Truth], reach: int) -> bool:
    return all(frame < truth.first - reach or frame > truth.last + reach for truth in truths)


def _flashes(random: Random, times: list[int], length: int) -> Effect:
    strength = random.uniform(0.5, 1.0)

    def flashed(picture: Picture, number: int) -> Picture:
        ago = min((number - time for time in times if 0 <= number - time < length), default=-1)
        return picture if ago < 0 else cv2.addWeighted(picture, 1 - strength * 0.8, np.full_like(picture, 255), strength, 0)

    return flashed


def _blast(random: Random, time: int, rate: float) -> Effect:
    """An explosion: fire that grows in a few frames, and dies away."""
    centre = (int(random.uniform(0.3, 0.7) * SIZE[0]), int(random.uniform(0.3, 0.7) * SIZE[1]))

    def blasted(picture: Picture, number: int) -> Picture:
        ago = (number - time) / rate
        if not 0 <= ago < 1.2:
            return picture
        fire = np.zeros_like(picture)
        cv2.circle(fire, centre, int(min(1.0, 0.15 + ago * 5) * SIZE[0] * 0.7), (90, 190, 255), -1)
        return cv2.add(picture, (cv2.blur(fire, (31, 31)) * (1 - ago / 1.2)).astype(np.uint8))

    return blasted


def _light(random: Random, time: int) -> Effect:
    """A lamp that is switched off or on."""
    gain = random.choice([0.35, 0.5, 1.6])
    return lambda picture, number: picture if number < time else cv2.convertScaleAbs(picture, alpha=gain)


def _title(random: Random, time: int, length: int) -> Effect:
    low = random.random() < 0.6
    words = "".join(random.choice(list("ABCDEFGHIKLMNOPRSTU "), 14))

    def titled(picture: Picture, number: int) -> Picture:
        if not time <= number < time + length:
            return picture
        picture = picture.copy()
        y = int(SIZE[1] * (0.85 if low else 0.5))
        cv2.rectangle(picture, (20, y - 26), (SIZE[0] - 20, y + 12), (25, 25, 25), -1)
        return cv2.putText(picture, words, (34, y), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (250, 250, 250), 2, cv2.LINE_AA)

    return titled


def _split(random: Random, times: list[int], rate: float) -> Effect:
    """A second picture beside the first, which is cut while the first goes on."""
    draws = [shot(random, "people"), shot(random, "city"), shot(random, "talker")]
    inset = random.random() < 0.5

    def split(picture: Picture, number: int) -> Picture:
        other = draws[sum(number >= time for time in times) % 3](number / rate)
        picture = picture.copy()
        if inset:
            picture[10:90, 10:150] = cv2.resize(other, (140, 80))
        else:
            picture[:, SIZE[0] * 6 // 10 :] = other[:, : SIZE[0] - SIZE[0] * 6 // 10]
        return picture

    return split


def _pass(random: Random, time: int, rate: float) -> Effect:
    """Something large that passes right in front of the lens."""
    shade = random.integers(20, 200, 3).tolist()

    def passed(picture: Picture, number: int) -> Picture:
        ago = (number - time) / rate
        if not 0 <= ago < 0.7:
            return picture
        picture = picture.copy()
        x = int((ago / 0.7 * 2.2 - 1.1) * SIZE[0])
        cv2.rectangle(picture, (x, 0), (x + int(SIZE[0] * 0.7), SIZE[1]), shade, -1)
        return picture

    return passed


def _focus(time: int, rate: float) -> Effect:
    def focussed(picture: Picture, number: int) -> Picture:
        away = 1 - abs((number - time) / rate - 0.8) / 0.8
        return cv2.GaussianBlur(picture, (0, 0), 0.2 + 9 * away) if away > 0 else picture

    return focussed
