"""A workflow's picture as a PNG, for chats."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from agent_core.drawing import DETAIL_PX, HEIGHT, TITLE_PX, Box, Drawing, Line
from media.fonts import Fonts

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

_SCALE = 2
"""Pixels of the picture for one of the drawing: letters stay sharp on a phone."""
_FINER = 2
"""It is drawn this much larger still, and then made smaller: that smooths the edges."""
_ROUND, _STROKE, _ARROW = 10, 2, 7
_CURVE_STEPS = 12
_COLORS = 64
"""What the few colours and their smoothed edges come down to; the file is a third as large."""
_LEGEND = 34
"""Height of the line that says what the marked boxes are."""
_GROUND, _INK, _PALE_INK, _LINE = "#fafbfc", "#1c2430", "#5a6675", "#9aa5b1"


class _Colors(NamedTuple):
    fill: str
    edge: str


_STEP = _Colors("#ffffff", "#4a6fa5")
_GIVEN = _Colors("#eef1f5", "#9aa5b1")
_DELIVERED = _Colors("#e6f4ea", "#2e7d4f")
_MARKED = _Colors("#fff4d6", "#c28f00")


def write_png(drawing: Drawing, fonts: Fonts, target: Path, *, marked: frozenset[str], legend: str) -> tuple[int, int]:
    """Draw into a file; its width and height. `marked` boxes stand out, and `legend` says what they are.

    Raises `EngineMissing` (`no-font`) where there is no font at all. Blocks for some tenths of a second.
    """
    from PIL import Image, ImageDraw

    room = _LEGEND if marked else 0
    size = round(drawing.width * _SCALE), round((drawing.height + room) * _SCALE)
    canvas = Image.new("RGB", (size[0] * _FINER, size[1] * _FINER), _GROUND)
    pen = _Pen(ImageDraw.Draw(canvas), fonts)
    for line in drawing.lines:
        pen.line(line)
    for box in drawing.boxes:
        pen.box(box, _MARKED if box.source in marked else _colors(box))
    if marked:
        pen.legend(drawing, legend)
    canvas.resize(size, Image.Resampling.LANCZOS).quantize(_COLORS).save(target, "PNG")
    return size


def _colors(box: Box) -> _Colors:
    return _GIVEN if box.given else _DELIVERED if box.delivered else _STEP


class _Pen:
    """Draws in the drawing's own pixels."""

    def __init__(self, canvas: "ImageDraw", fonts: Fonts) -> None:
        self._canvas = canvas
        self._fonts = fonts

    def box(self, box: Box, colors: _Colors) -> None:
        edges = box.left, box.top, box.left + box.width, box.top + HEIGHT
        self._canvas.rounded_rectangle(
            [_fine(edge) for edge in edges],
            radius=_fine(_ROUND),
            fill=colors.fill,
            outline=colors.edge,
            width=round(_fine(_STROKE)),
        )
        title = box.top + HEIGHT / 2 + (TITLE_PX / 3 if not box.label.detail else -3)
        self._write(box.label.title[:1].upper() + box.label.title[1:], TITLE_PX, box.middle, title, _INK)
        self._write(box.label.detail, DETAIL_PX, box.middle, box.top + HEIGHT - 13, _PALE_INK)

    def line(self, line: Line) -> None:
        """A line bent so that it leaves and arrives upright, with a head."""
        points = [(_fine(x), _fine(y)) for x, y in _curved(line.points)]
        self._canvas.line(points, fill=_LINE, width=round(_fine(_STROKE)), joint="curve")
        x, y = line.points[-1]
        head = ((x, y), (x - _ARROW * 0.6, y - _ARROW), (x + _ARROW * 0.6, y - _ARROW))
        self._canvas.polygon([(_fine(at), _fine(down)) for at, down in head], fill=_LINE)

    def legend(self, drawing: Drawing, text: str) -> None:
        side, top = 14.0, drawing.height - 4
        width = side + 8 + self._fonts.width(text) * DETAIL_PX
        left = max(8.0, (drawing.width - width) / 2)
        edges = left, top, left + side, top + side
        self._canvas.rectangle([_fine(edge) for edge in edges], fill=_MARKED.fill, outline=_MARKED.edge, width=round(_fine(1)))
        self._write(text, DETAIL_PX, left + side + 8 + (width - side - 8) / 2, top + side - 2, _PALE_INK)

    def _write(self, text: str, size: int, middle: float, baseline: float, color: str) -> None:
        """A line of text around its middle; letters that no font has are left out."""
        from PIL import ImageFont

        missing = self._fonts.missing_glyphs(text)
        shown = "".join(letter for letter in text if letter not in missing)
        x = middle - self._fonts.width(shown) * size / 2
        for font, run in self._fonts.runs(shown):
            face = ImageFont.truetype(str(font.path), round(_fine(size)), index=font.face)
            self._canvas.text((_fine(x), _fine(baseline)), run, fill=color, font=face, anchor="ls")
            x += font.width(run) * size


def _curved(points: tuple[tuple[float, float], ...]) -> Iterator[tuple[float, float]]:
    """Points of a smooth line through others, upright at each: cubic curves whose handles stand at half the height."""
    (x, y), *rest = points
    yield x, y
    for to_x, to_y in rest:
        for step in range(1, _CURVE_STEPS + 1):
            share = step / _CURVE_STEPS
            across, down = share * share * (3 - 2 * share), _upright(share)
            yield x + (to_x - x) * across, y + (to_y - y) * down
        x, y = to_x, to_y


def _upright(share: float) -> float:
    """How far down such a curve has come: its handles lie half way."""
    back = 1 - share
    return 1.5 * back * back * share + 1.5 * back * share * share + share**3


def _fine(length: float) -> float:
    return length * _SCALE * _FINER
