"""Overlays: what FFmpeg's filters cannot draw, drawn frame by frame into a clip of its own that a timeline takes like any file.

What lies over a film (`TitleCard`, `Sticker`) is QuickTime RLE with alpha: exact, small where nothing moves, quick to read. What
stands in its place (`Collage`, `Stage`) is opaque H.264. Words are measured and stills are made here; a bounded child process
(`media.overlays_child`) moves them with MoviePy. The product itself is always encoded by `media.render`.
"""

import asyncio
import json
import math
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from media.ass import color_code
from media.errors import BadCaptions
from media.ffmpeg import INPUT_GUARD, FFmpeg
from media.fonts import Fonts
from media.frozen import Frozen
from media.graph import Input, Stream, compile_graph
from media.lines import break_lines
from media.process import ProcessLimits, run_module
from media.safe_area import safe_area

Side = Literal["left", "right", "top", "bottom"]
Place = Literal["top", "middle", "bottom"]
Row = tuple[str, float]
"""A line and the size of its letters in pixels."""

_MEMORY_BYTES = 3_000_000_000
_FILE_BYTES = 2_000_000_000
_STARTING = 60.0
"""Wall seconds allowed before the first frame is drawn."""
_SLOWEST = 1.0
"""Wall seconds allowed for a frame of 1080p; one takes about a tenth."""
_TITLE, _SUBTITLE = 0.085, 0.045
"""Size of letters in shares of the picture's shorter side."""
_SHRINK, _SMALLEST = 0.93, 0.4
_PITCH = 1.28
"""From baseline to baseline, in ems."""
_ASCENT = 0.92
_PADDING = 0.7
"""Air around the words, in ems of the title."""
_BETWEEN = 0.25
"""Between title and subtitle, in ems of the title."""
_TALLEST = 0.8
"""Most of the safe area's height that a card takes."""
_BAR = 0.12
"""Thickness of the stroke at a card's start, in ems of the title."""
_GAP = 0.012
"""Between the pictures of a collage, in shares of the shorter side."""


class Canvas(Frozen):
    """Size, rate and length of the clip to draw: the timeline's that will show it."""

    width: int = Field(ge=2)
    height: int = Field(ge=2)
    rate: tuple[int, int]
    """Frames per second as a fraction."""
    frames: int = Field(ge=1)

    @property
    def short(self) -> int:
        return min(self.width, self.height)

    def span(self, seconds: float) -> int:
        """The frames that something short lasts, at most a third of the clip."""
        return max(1, min(round(seconds * Fraction(*self.rate)), self.frames // 3))


class TitleCard(Frozen):
    """Words on a plate that slides in, stands, and fades away."""

    title: str = Field(min_length=1)
    subtitle: str = ""
    color: str = "white"
    plate: str = "#15151f"
    opacity: float = Field(default=0.88, ge=0, le=1)
    accent: str = "#ffcc33"
    slide_from: Side = "left"
    place: Place = "middle"


class Sticker(Frozen):
    """A picture (with its transparency) that pops up, sways, and fades away."""

    picture: Path
    demuxer: str = "png_pipe"
    """FFmpeg's name of the picture's format."""
    size: float = Field(default=0.35, gt=0, le=1)
    """Longest side in shares of the picture's shorter side."""
    middle: tuple[float, float] = (0.5, 0.5)
    sway: float = Field(default=7.0, ge=0, le=45)
    """Degrees to either side."""


class Still(Frozen):
    """A moment of a video, or an image."""

    path: Path
    at: float = 0.0
    """Seconds."""
    demuxer: str = ""
    """FFmpeg's name of an image's format; empty for a video."""


class Collage(Frozen):
    """Two to four stills beside one another, sliding in one after another."""

    stills: tuple[Still, ...] = Field(min_length=2, max_length=4)
    background: str = "#101018"


class Stage(Frozen):
    """A drawn stage: a curtain, a floor, and lights that sway."""

    curtain: str = "#5b1020"
    floor: str = "#2a1a12"
    lights: tuple[str, ...] = Field(default=("#ffe9b0", "#b0d8ff", "#ffb0d8"), min_length=1, max_length=6)


Drawing = TitleCard | Sticker | Collage | Stage


async def draw(drawing: Drawing, canvas: Canvas, target: Path, *, ffmpeg: FFmpeg, fonts: Fonts, work: Path) -> Path:
    """Draw into `target` (QuickTime; `.mov`), which appears only when it is whole; `work` is for what is passing.

    Raises `BadCaptions` (`caption-too-long`, `missing-glyphs`, `unknown-color`), `EngineMissing` (`no-font`), and
    `ProcessFailed` and its kin.
    """
    room = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="overlay-", dir=work))
    try:
        layers = await _layers(drawing, canvas, ffmpeg, fonts, room)
        drawn = room / "overlay.mov"
        told = {**canvas.model_dump(), "target": str(drawn), "layers": layers, "opaque": isinstance(drawing, Collage | Stage)}
        await run_module("media.overlays_child", [], limits=_limits(canvas), stdin=json.dumps(told).encode())
        await asyncio.to_thread(shutil.move, drawn, target)
    finally:
        await asyncio.to_thread(shutil.rmtree, room, ignore_errors=True)
    return target


def _limits(canvas: Canvas) -> ProcessLimits:
    wall = _STARTING + canvas.frames * _SLOWEST * max(0.1, canvas.width * canvas.height / 2_073_600)
    return ProcessLimits(wall=wall, cpu=math.ceil(wall) * 2, memory_bytes=_MEMORY_BYTES, file_bytes=_FILE_BYTES)


async def _layers(drawing: Drawing, canvas: Canvas, ffmpeg: FFmpeg, fonts: Fonts, room: Path) -> list[dict[str, Any]]:
    if isinstance(drawing, TitleCard):
        return [await asyncio.to_thread(_card, drawing, canvas, fonts)]
    if isinstance(drawing, Sticker):
        return [await _sticker(drawing, canvas, ffmpeg, room)]
    if isinstance(drawing, Collage):
        return await _collage(drawing, canvas, ffmpeg, room)
    for name in (drawing.curtain, drawing.floor, *drawing.lights):
        color_code(name)
    return [{"kind": "stage", "curtain": drawing.curtain, "floor": drawing.floor, "lights": drawing.lights}]


def _card(card: TitleCard, canvas: Canvas, fonts: Fonts) -> dict[str, Any]:
    """The plate as large as its words, and where each stretch of them stands on it."""
    for name in (card.color, card.plate, card.accent):
        color_code(name)
    title, subtitle = fonts.drawable(card.title), fonts.drawable(card.subtitle)
    if not title.strip():
        raise BadCaptions("no font draws the title", code="missing-glyphs", values={"letters": card.title[:10]})
    em, rows = _fitted(title, subtitle, canvas, fonts)
    padding = _PADDING * em
    width = max(fonts.width(line) * size for line, size in rows) + 2 * padding + _BAR * em
    height = _height(rows) + 2 * padding
    runs = list(_runs(rows, padding + _BAR * em, padding, fonts))
    area = safe_area(canvas.width, canvas.height)
    top = {"top": area.top, "middle": (area.top + area.bottom - height) / 2, "bottom": area.bottom - height}[card.place]
    return {
        "kind": "plate", "x": round((area.left + area.right - width) / 2), "y": round(top),
        "width": math.ceil(width), "height": math.ceil(height), "radius": em * 0.3, "bar": _BAR * em,
        "color": card.color, "plate": card.plate, "opacity": card.opacity, "accent": card.accent, "runs": runs,
        "slide": card.slide_from, "start": 0, "arrive": canvas.span(0.45), "leave": canvas.span(0.35),
    }  # fmt: skip


def _fitted(title: str, subtitle: str, canvas: Canvas, fonts: Fonts) -> tuple[float, list[Row]]:
    """The largest letters at which the words fit: the title's em, and every line with its em."""
    area = safe_area(canvas.width, canvas.height)
    steps = math.ceil(math.log(_SMALLEST) / math.log(_SHRINK))
    for step in range(steps + 1):
        em = canvas.short * _TITLE * _SHRINK**step
        room = area.width - (2 * _PADDING + _BAR) * em
        above, below = _lines(title, em, room, fonts), _lines(subtitle, em * _SUBTITLE / _TITLE, room, fonts)
        if above is None or below is None:
            continue
        rows = [*above, *below]
        if _height(rows) + 2 * _PADDING * em <= area.height * _TALLEST:
            return em, rows
    raise BadCaptions("a card has more words than the picture can hold", code="caption-too-long")


def _height(rows: Sequence[Row]) -> float:
    """Of all lines, with a little air where the letters' size changes."""
    return sum(size * _PITCH for _, size in rows) + (_BETWEEN * rows[0][1] if rows[0][1] != rows[-1][1] else 0)


def _lines(text: str, em: float, room: float, fonts: Fonts) -> list[Row] | None:
    """The text in lines of that many pixels; `None` where a word is wider."""
    broken = break_lines(text, fonts.width, room / em)
    return None if broken is None else [(line, em) for line in broken]


def _runs(rows: Sequence[Row], left: float, top: float, fonts: Fonts) -> Iterator[dict[str, Any]]:
    """Each stretch of the lines that one face draws, at its place on the plate."""
    before = rows[0][1]
    for line, size in rows:
        top, before = top + (_BETWEEN * rows[0][1] if size != before else 0), size
        x, baseline = left, top + _ASCENT * size
        for font, text in fonts.runs(line):
            yield {"text": text, "font": str(font.path), "face": font.face, "size": size, "x": x, "baseline": baseline}
            x += fonts.width(text) * size
        top += _PITCH * size


async def _sticker(sticker: Sticker, canvas: Canvas, ffmpeg: FFmpeg, room: Path) -> dict[str, Any]:
    side = round(sticker.size * canvas.short)
    picture = Input(sticker.picture, (*INPUT_GUARD, "-f", sticker.demuxer)).stream("v:0").filter("format", pix_fmts="rgba")
    fitted = picture.filter("scale", w=side, h=side, force_original_aspect_ratio="decrease", flags="lanczos")
    path = await _still(fitted, room / "sticker.png", ffmpeg)
    middle = [share * length for share, length in zip(sticker.middle, (canvas.width, canvas.height), strict=True)]
    return {
        "kind": "sticker", "path": str(path), "middle": middle, "sway": sticker.sway,
        "start": 0, "arrive": canvas.span(0.4), "leave": canvas.span(0.3),
    }  # fmt: skip


async def _collage(collage: Collage, canvas: Canvas, ffmpeg: FFmpeg, room: Path) -> list[dict[str, Any]]:
    color_code(collage.background)
    layers: list[dict[str, Any]] = [{"kind": "ground", "color": collage.background}]
    boxes, arrive = collage_boxes(len(collage.stills), canvas), canvas.span(0.4)
    for number, (still, (x, y, width, height)) in enumerate(zip(collage.stills, boxes, strict=True)):
        path = await _still(_filled(still, width, height), room / f"{number}.png", ffmpeg)
        slide = ("left", "right", "left", "right")[number] if canvas.width >= canvas.height else ("top", "bottom")[number % 2]
        start = min(number * arrive // 2, canvas.frames - 1)
        layers.append(
            {"kind": "picture", "path": str(path), "x": x, "y": y, "slide": slide, "start": start, "arrive": arrive, "leave": 0}
        )
    return layers


def collage_boxes(count: int, canvas: Canvas) -> list[tuple[int, int, int, int]]:
    """Left, top, width and height of each picture of a collage: in rows of two, in tall pictures below one another up to three;
    a last odd one takes its whole row."""
    columns = 1 if canvas.width < canvas.height and count < 4 else 2
    gap, rows = max(2, round(_GAP * canvas.short)), math.ceil(count / columns)
    boxes: list[tuple[int, int, int, int]] = []
    for number in range(count):
        row = number // columns
        beside = min(columns, count - row * columns)
        left, width = _slot(number % columns, beside, canvas.width, gap)
        top, height = _slot(row, rows, canvas.height, gap)
        boxes.append((left, top, width, height))
    return boxes


def _slot(number: int, count: int, length: int, gap: int) -> tuple[int, int]:
    """Where the n-th of some equal parts starts, and how long it is, with gaps around each."""
    each = (length - gap * (count + 1)) / count
    start = round(gap + number * (each + gap))
    return start, round(gap + number * (each + gap) + each) - start


def _filled(still: Still, width: int, height: int) -> Stream:
    """The moment cropped to a size, with square pixels."""
    sought = ("-ss", f"{still.at:.6f}") if still.at else ()
    opened = Input(still.path, (*INPUT_GUARD, *(("-f", still.demuxer) if still.demuxer else ()), *sought))
    square = opened.stream("v:0" if still.demuxer else "V:0").filter("scale", w="iw*sar", h="ih").filter("setsar", sar=1)
    covering = square.filter("scale", w=width, h=height, force_original_aspect_ratio="increase")
    return covering.filter("crop", w=width, h=height).filter("format", pix_fmts="rgb24")


async def _still(picture: Stream, target: Path, ffmpeg: FFmpeg) -> Path:
    """One picture as PNG, decoded by FFmpeg: no stranger's bytes reach what draws."""
    graph = compile_graph(picture)
    args = [*graph.args, "-map", graph.labels[0], "-frames:v", "1", "-c:v", "png", "-f", "image2", "-update", "1"]
    await ffmpeg.run(args, target=target)
    return target
