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
from media.safe_area import Box, is_tall, safe_area
from media.timeline import Caption, CaptionPosition, CaptionPreset, CaptionStyle, CaptionTrack, Timeline

log = logging.getLogger(__name__)

BACKSLASH = "＼"
"""Stands for a backslash, which ASS has no way to write; put in before measuring."""


class Line(Frozen):
    """One drawn line."""

    text: str
    middle: float
    """Where its middle stands, pixels from the left."""
    baseline: float
    """Pixels from the top."""
    scale: float = 1.0
    """Factor on the caption's em, outline and shadow: lines in the second language are smaller."""


class PlacedCaption(Frozen):
    """A caption as it will be drawn."""

    caption: Caption
    style: CaptionStyle
    lines: tuple[Line, ...]
    em: float
    """Size of the letters of the first language in pixels."""
    outline: float
    """Thickness of the outline in pixels."""
    shadow: float
    box: Box
    """All that is drawn, outline and shadow included."""


class _Look(NamedTuple):
    """A preset, in shares of the picture's shorter side and of the em."""

    em: float
    tall_em: float
    """The em of pictures for phones, where the shorter side is the width."""
    outline: float
    shadow: float
    lines: int
    height: float
    """Most of the picture's height that one caption may take."""
    comfort: float
    """How far letters shrink to keep within the number of lines before more lines are taken."""


_LOOKS: dict[CaptionPreset, _Look] = {
    "plain": _Look(em=0.052, tall_em=1 / 17, outline=0.075, shadow=0.03, lines=2, height=0.30, comfort=0.86),
    "bold": _Look(em=0.075, tall_em=1 / 12, outline=0.10, shadow=0.04, lines=2, height=0.34, comfort=0.7),
    "karaoke": _Look(em=0.062, tall_em=1 / 14, outline=0.09, shadow=0.03, lines=2, height=0.32, comfort=0.75),
    "meme": _Look(em=0.105, tall_em=0.105, outline=0.085, shadow=0.0, lines=2, height=0.36, comfort=0.6),
}
_SECOND = 0.75
"""Size of the second language beside the first's."""
_TWO_LANGUAGES = 1.4
"""Height that a caption in two languages may take beside one in one."""
_SHRINK = 0.95
_SMALLEST = 0.022
"""Least em in shares of the picture's shorter side."""
_LEADING = 0.10
"""Air between the ink of two lines, in ems."""
_CAPITAL, _DESCENDER = 0.88, -0.22
"""What a line takes above and below its baseline even when its own letters take less, so that baselines stand still."""


class _Reach(NamedTuple):
    """A line and how far it reaches below and above its baseline, in ems of the caption."""

    text: str
    scale: float
    low: float
    high: float


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
    both = ((_words(caption.text, fonts), 1.0), (_words(caption.second, fonts), _SECOND))
    parts = [(text, scale) for text, scale in both if text]
    if not parts:
        return None
    look, area = _look(track.style.preset, timeline), safe_area(timeline.width, timeline.height)
    height = timeline.height * look.height * (_TWO_LANGUAGES if len(parts) > 1 else 1.0)
    room, short = Box(0, 0, area.width, min(area.height, height)), min(timeline.width, timeline.height)
    largest = short * look.em * track.style.size
    em, stack = _fit(parts, fonts, room, look, largest=largest, smallest=short * _SMALLEST)
    widest = max(fonts.width(line.text) * line.scale for line in stack)
    return _stand(caption, track.style, look, stack, widest, em, area)


def _look(preset: CaptionPreset, timeline: Timeline) -> _Look:
    """The preset for the picture's shape: letters of tall pictures are held at arm's length."""
    look = _LOOKS[preset]
    if not is_tall(timeline.width, timeline.height):
        return look
    lines = look.lines + 1 if preset == "meme" else look.lines  # narrow pictures have room below, not beside
    return look._replace(em=look.tall_em, lines=lines)


def _words(text: str, fonts: Fonts) -> str:
    drawable = fonts.drawable(text.replace("\\", BACKSLASH))
    if len(drawable) < len(text):
        log.info("left out of a caption what no font draws: %d characters", len(text) - len(drawable))
    lines = (" ".join(line.split()) for line in drawable.splitlines())
    return "\n".join(line for line in lines if line)


def _fit(
    parts: Sequence[tuple[str, float]], fonts: Fonts, room: Box, look: _Look, *, largest: float, smallest: float
) -> tuple[float, list[_Reach]]:
    """The largest em at which all words fit: first in the preset's number of lines, then in as many as the height holds."""
    smallest = min(smallest, largest)
    sizes = [largest * _SHRINK**step for step in range(200) if largest * _SHRINK**step >= smallest] + [smallest]
    for em in sizes:
        few = look.lines if em > largest * look.comfort else None
        stack = _broken(parts, fonts, room, look, em, few)
        if stack is not None:
            return em, stack
    stack = _broken(parts, fonts, room, look, smallest, None, anywhere=True)
    if stack is None:
        raise BadCaptions("a caption has more words than the picture can hold", code="caption-too-long")
    return smallest, stack


def _broken(
    parts: Sequence[tuple[str, float]],
    fonts: Fonts,
    room: Box,
    look: _Look,
    em: float,
    few: int | None,
    *,
    anywhere: bool = False,
) -> list[_Reach] | None:
    """The lines of all parts at that size, each part in at most `few` lines, or `None` where the room does not hold them."""
    lines: list[tuple[str, float]] = []
    for text, scale in parts:
        columns, most = _columns(room, look, em * scale), max(few, text.count("\n") + 1) if few else _rows(room, em * scale)
        if fonts.width(text) > columns * most:
            return None
        broken = (break_anywhere if anywhere else break_lines)(text, fonts.width, columns)
        if not broken or len(broken) > most:
            return None
        lines += ((line, scale) for line in broken)
    stack = _stack(lines, fonts)
    height = sum(line.high - line.low for line in stack) + 2 * look.outline + look.shadow
    return stack if height * em <= room.height else None


def _rows(room: Box, em: float) -> int:
    """More lines than the room's height can hold."""
    return math.ceil(room.height / (em * (_CAPITAL - _DESCENDER)))


def _columns(room: Box, look: _Look, em: float) -> float:
    """Width of the room between the outlines, in ems."""
    return room.width / em - 2 * look.outline - look.shadow


def _stack(lines: Sequence[tuple[str, float]], fonts: Fonts) -> list[_Reach]:
    """Each line with its reach; lines but the last bring the air below them."""
    last, stack = len(lines) - 1, list[_Reach]()
    for number, (text, scale) in enumerate(lines):
        low, high = fonts.ink(text)
        below = min(low, _DESCENDER) - (_LEADING if number < last else 0)
        stack.append(_Reach(text, scale, below * scale, max(high, _CAPITAL) * scale))
    return stack


def _stand(
    caption: Caption, style: CaptionStyle, look: _Look, stack: Sequence[_Reach], widest: float, em: float, area: Box
) -> PlacedCaption:
    outline, shadow = look.outline * em, look.shadow * em
    heights = [(line.high - line.low) * em for line in stack]
    height = sum(heights) + 2 * outline + shadow
    top = {"top": area.top, "middle": (area.top + area.bottom - height) / 2, "bottom": area.bottom - height}[style.position]
    middle = (area.left + area.right) / 2
    tops = itertools.accumulate(heights, initial=top + outline)
    lines = tuple(
        Line(text=line.text, middle=middle, baseline=start + line.high * em, scale=line.scale)
        for line, start in zip(stack, tops, strict=False)
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
