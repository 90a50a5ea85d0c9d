"""Captions: where each line of words stands in the picture, how large, and as an ASS script for libass.

Every line is measured with the font's own widths and placed by us, so that words fit the safe area before a frame is drawn.
"""

import itertools
import logging
import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from media.errors import BadCaptions
from media.fonts import Fonts
from media.frozen import Frozen
from media.lines import break_anywhere, break_lines
from media.timeline import Caption, CaptionPosition, CaptionPreset, CaptionStyle, CaptionTrack, Timeline

log = logging.getLogger(__name__)

BACKSLASH = "＼"
"""Stands for a backslash, which ASS has no way to write; put in before measuring."""


class Box(NamedTuple):
    """A rectangle of the picture in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def meets(self, other: "Box") -> bool:
        return self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom


class Line(Frozen):
    """One drawn line."""

    text: str
    middle: float
    """Where its middle stands, pixels from the left."""
    baseline: float
    """Pixels from the top."""


class PlacedCaption(Frozen):
    """A caption as it will be drawn."""

    caption: Caption
    style: CaptionStyle
    lines: tuple[Line, ...]
    em: float
    """Size of the letters in pixels."""
    outline: float
    """Thickness of the outline in pixels."""
    shadow: float
    box: Box
    """All that is drawn, outline and shadow included."""


class _Look(NamedTuple):
    """A preset, in shares of the picture's shorter side and of the em."""

    em: float
    outline: float
    shadow: float
    lines: int
    height: float
    """Most of the picture's height that one caption may take."""


_LOOKS: dict[CaptionPreset, _Look] = {
    "plain": _Look(em=0.052, outline=0.075, shadow=0.03, lines=2, height=0.30),
    "bold": _Look(em=0.075, outline=0.10, shadow=0.04, lines=2, height=0.34),
    "meme": _Look(em=0.105, outline=0.085, shadow=0.0, lines=2, height=0.36),
}
_TALL = 0.7
"""Width by height below which a picture is for phones, under the platforms' buttons and texts."""
_TALL_MARGINS = (0.11, 0.09, 0.11, 0.20)
_MARGINS = (0.05, 0.05, 0.05, 0.05)
_SHRINK = 0.95
_COMFORT = 0.6
"""How far letters shrink to keep within the preset's number of lines before more lines are allowed."""
_SMALLEST = 0.022
"""Least em in shares of the picture's shorter side."""
_LEADING = 0.10
"""Air between the ink of two lines, in ems."""
_CAPITAL, _DESCENDER = 0.88, -0.22
"""What a line takes above and below its baseline even when its own letters take less, so that baselines stand still."""


def safe_area(width: int, height: int) -> Box:
    """Where words may stand: clear of the edges and, in tall pictures, of what the platforms draw over them."""
    left, top, right, bottom = _TALL_MARGINS if _tall(width, height) else _MARGINS
    return Box(width * left, height * top, width * (1 - right), height * (1 - bottom))


def _tall(width: int, height: int) -> bool:
    return width < height * _TALL


def place_captions(timeline: Timeline, fonts: Fonts) -> tuple[PlacedCaption, ...]:
    """All captions of a timeline, fitted into its picture and clear of one another.

    Raises `BadCaptions` (`caption-too-long`, `missing-glyphs`) and `EngineMissing` (`no-font`).
    """
    placed: list[PlacedCaption] = []
    for track in timeline.captions:
        for caption in track.captions:
            if (drawn := _place(caption, track, timeline, fonts)) is not None:
                placed.append(_clear_of(placed, drawn, timeline))
    return tuple(placed)


def _place(caption: Caption, track: CaptionTrack, timeline: Timeline, fonts: Fonts) -> PlacedCaption | None:
    style = track.style
    text = _words(caption.text, fonts)
    if not text:
        return None
    look, area = _LOOKS[style.preset], safe_area(timeline.width, timeline.height)
    room = Box(0, 0, area.width, min(area.height, timeline.height * look.height))
    short = min(timeline.width, timeline.height)
    if _tall(timeline.width, timeline.height):
        look = look._replace(lines=look.lines + 1)  # narrow pictures have room below, not beside
    em, lines = _fit(text, fonts, room, look, largest=short * look.em * style.size, smallest=short * _SMALLEST)
    widest = max(map(fonts.width, lines))
    return _stand(caption, style, _stack(lines, fonts), widest, em, area)


def _words(text: str, fonts: Fonts) -> str:
    drawable = fonts.drawable(text.replace("\\", BACKSLASH))
    if len(drawable) < len(text):
        log.info("left out of a caption what no font draws: %d characters", len(text) - len(drawable))
    lines = (" ".join(line.split()) for line in drawable.splitlines())
    return "\n".join(line for line in lines if line)


def _fit(text: str, fonts: Fonts, room: Box, look: _Look, *, largest: float, smallest: float) -> tuple[float, list[str]]:
    """The largest em at which the words fit: first in the preset's number of lines, then in as many as the height holds."""
    smallest = min(smallest, largest)
    sizes = [largest * _SHRINK**step for step in range(200) if largest * _SHRINK**step >= smallest] + [smallest]
    few, total = max(look.lines, text.count("\n") + 1), fonts.width(text)
    for em in sizes:
        columns, most = _columns(room, look, em), few if em > largest * _COMFORT else _rows(room, em)
        if total > columns * most:
            continue
        lines = break_lines(text, fonts.width, columns)
        if lines and len(lines) <= most and _height(lines, fonts, look, em) <= room.height:
            return em, lines
    columns = _columns(room, look, smallest)
    lines = break_anywhere(text, fonts.width, columns) if total <= columns * _rows(room, smallest) else []
    if not lines or _height(lines, fonts, look, smallest) > room.height:
        raise BadCaptions("a caption has more words than the picture can hold", code="caption-too-long")
    return smallest, lines


def _rows(room: Box, em: float) -> int:
    """More lines than the room's height can hold."""
    return math.ceil(room.height / (em * (_CAPITAL - _DESCENDER)))


def _columns(room: Box, look: _Look, em: float) -> float:
    """Width of the room between the outlines, in ems."""
    return room.width / em - 2 * look.outline - look.shadow


def _height(lines: Sequence[str], fonts: Fonts, look: _Look, em: float) -> float:
    return (sum(high - low for _, low, high in _stack(lines, fonts)) + 2 * look.outline + look.shadow) * em


def _stack(lines: Sequence[str], fonts: Fonts) -> list[tuple[str, float, float]]:
    """Each line with how far it reaches below and above its baseline, in ems; lines but the last bring the air below them."""
    reaches = [(line, *fonts.ink(line)) for line in lines]
    last = len(reaches) - 1
    return [
        (line, min(low, _DESCENDER) - (_LEADING if number < last else 0), max(high, _CAPITAL))
        for number, (line, low, high) in enumerate(reaches)
    ]


def _stand(
    caption: Caption, style: CaptionStyle, stack: Sequence[tuple[str, float, float]], widest: float, em: float, area: Box
) -> PlacedCaption:
    outline, shadow = _LOOKS[style.preset].outline * em, _LOOKS[style.preset].shadow * em
    heights = [(high - low) * em for _, low, high in stack]
    height = sum(heights) + 2 * outline + shadow
    top = {"top": area.top, "middle": (area.top + area.bottom - height) / 2, "bottom": area.bottom - height}[style.position]
    middle = (area.left + area.right) / 2
    tops = itertools.accumulate(heights, initial=top + outline)
    lines = tuple(
        Line(text=text, middle=middle, baseline=start + high * em) for (text, _, high), start in zip(stack, tops, strict=False)
    )
    half = widest * em / 2 + outline
    box = Box(middle - half, top, middle + half + shadow, top + height)
    return PlacedCaption(caption=caption, style=style, lines=lines, em=em, outline=outline, shadow=shadow, box=box)


def _clear_of(placed: Iterable[PlacedCaption], drawn: PlacedCaption, timeline: Timeline) -> PlacedCaption:
    """The caption moved inward past those that are shown at the same time in the same place."""
    inward: dict[CaptionPosition, int] = {"top": 1, "middle": 1, "bottom": -1}
    direction = inward[drawn.style.position]
    together = [other for other in placed if other.caption.start < drawn.caption.end and drawn.caption.start < other.caption.end]
    for other in sorted(together, key=lambda one: one.box.top * direction):
        if other.box.meets(drawn.box):
            shift = other.box.bottom - drawn.box.top if direction > 0 else other.box.top - drawn.box.bottom
            drawn = _moved(drawn, shift)
    area = safe_area(timeline.width, timeline.height)
    return _moved(drawn, max(0.0, area.top - drawn.box.top) - max(0.0, drawn.box.bottom - area.bottom))


def _moved(drawn: PlacedCaption, shift: float) -> PlacedCaption:
    lines = tuple(line.model_copy(update={"baseline": line.baseline + shift}) for line in drawn.lines)
    box = Box(drawn.box.left, drawn.box.top + shift, drawn.box.right, drawn.box.bottom + shift)
    return drawn.model_copy(update={"lines": lines, "box": box})
