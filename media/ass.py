"""ASS scripts for libass, from captions that are already placed; no word of a user's can become an instruction in them."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from pysubs2 import SSAEvent, SSAFile

from media.captions import BACKSLASH, Line, PlacedCaption
from media.errors import BadCaptions
from media.fonts import Fonts
from media.karaoke import Sung, Sweep, sung_lines, sweeps
from media.timeline import Timeline
from media.typeface import Font

_POP = 0.7
"""Size from which bold captions come up."""
_POP_MS = 120
"""Milliseconds in which they do."""


def ass_script(placed: Iterable[PlacedCaption], timeline: Timeline, fonts: Fonts) -> str:
    """The captions as an ASS script on the timeline's pixels; the fonts to show it are `used_fonts`."""
    script = SSAFile()
    script.info.update(
        {
            "PlayResX": str(timeline.width),
            "PlayResY": str(timeline.height),
            "ScaledBorderAndShadow": "yes",
            "WrapStyle": "2",
        }
    )
    script.events = [event for caption in placed for event in _events(caption, timeline, fonts)]
    return script.to_string("ass")


def used_fonts(placed: Iterable[PlacedCaption], fonts: Fonts) -> tuple[Path, ...]:
    """The files of the fonts that these captions are drawn in."""
    runs = (run for caption in placed for line in caption.lines for run in fonts.runs(line.text))
    return tuple(dict.fromkeys(font.path for font, _ in runs))


def escape_text(text: str) -> str:
    """Words as ASS text that shows exactly them: no overrides, no line breaks."""
    return text.replace("\\", BACKSLASH).replace("{", "\\{").replace("}", "\\}").replace("\n", " ")


def color_code(name: str) -> str:
    """An English (CSS) colour name as ASS writes colours. Raises `BadCaptions` (`unknown-color`)."""
    from PIL import ImageColor

    try:
        red, green, blue, *_ = ImageColor.getrgb(name.replace(" ", ""))
    except ValueError as error:
        raise BadCaptions("no such colour", code="unknown-color", values={"color": name}) from error
    return f"&H{blue:02X}{green:02X}{red:02X}&"


def _events(drawn: PlacedCaption, timeline: Timeline, fonts: Fonts) -> Iterator[SSAEvent]:
    """One event a line, shown from half a frame before its first frame to half a frame before the frame after its last.

    ASS times are whole hundredths of a second: half a frame of room keeps rounding from moving a caption by a frame.
    """
    start, end = shown(drawn, timeline)
    sung = sung_lines(drawn, fonts) if drawn.style.preset == "karaoke" else [list[Sung]() for _ in drawn.lines]
    for line, stretches in zip(drawn.lines, sung, strict=True):
        words = _swept(line, drawn, fonts, sweeps(stretches, timeline, start)) if stretches else _still(line, drawn, fonts)
        yield SSAEvent(start=start, end=end, text=_look(drawn, line) + _place(drawn, line, fonts) + words)


def shown(drawn: PlacedCaption, timeline: Timeline) -> tuple[int, int]:
    """From when to when a caption is shown, in milliseconds that are whole hundredths of a second."""
    fps = float(timeline.fps)
    start, end = (round(max(0.0, frame - 0.5) / fps * 100) * 10 for frame in (drawn.caption.start, drawn.caption.end))
    return start, end


def pops(drawn: PlacedCaption) -> bool:
    """Whether a caption comes up to its size; what is there from the first frame is there on a still too."""
    return drawn.style.preset == "bold" and drawn.caption.start > 0


def pop_tags() -> str:
    """The override that brings letters up to their size."""
    size = round(_POP * 100)
    return rf"\fscx{size}\fscy{size}\t(0,{_POP_MS},\fscx100\fscy100)"


def _look(drawn: PlacedCaption, line: Line) -> str:
    color, outline = color_code(drawn.style.color), color_code(drawn.style.outline)
    karaoke = drawn.style.preset == "karaoke" and line.scale == 1.0
    fill = rf"\1c{color_code(drawn.style.fill)}\2c{color}" if karaoke else rf"\1c{color}"
    thick, shadow = drawn.outline * line.scale, drawn.shadow * line.scale
    return rf"{{{fill}\3c{outline}\4c{outline}\bord{thick:.2f}\shad{shadow:.2f}\b1\q2}}"


def _place(drawn: PlacedCaption, line: Line, fonts: Fonts) -> str:
    """Where the line stands; the highest cell among its faces is what ASS aligns by."""
    em = drawn.em * line.scale
    top = line.baseline - max(font.ascent for font, _ in fonts.runs(line.text)) * em
    if pops(drawn):
        return _pop(line.middle, top, (drawn.box.top + drawn.box.bottom) / 2)
    return rf"{{\an8\pos({line.middle:.2f},{top:.2f})}}"


def _pop(middle: float, top: float, center: float) -> str:
    """The line coming up to its size, all lines of a caption around the caption's own middle.

    Both size and place change evenly in time, so the lines keep their distances; it never grows past its size, which fits.
    """
    first = center + (top - center) * _POP
    move = rf"\an8\move({middle:.2f},{first:.2f},{middle:.2f},{top:.2f},0,{_POP_MS})"
    return rf"{{{move}{pop_tags()}}}"


def _still(line: Line, drawn: PlacedCaption, fonts: Fonts) -> str:
    return "".join(_face(font, drawn.em * line.scale) + escape_text(run) for font, run in fonts.runs(line.text))


def _swept(line: Line, drawn: PlacedCaption, fonts: Fonts, swept: Sequence[Sweep]) -> str:
    """The words of karaoke; one that two faces draw is filled in two sweeps, by their widths."""
    written, face = "", None
    for text, rest, took in swept:
        written += rf"{{\k{rest}}}" if rest else ""
        whole, across, told = fonts.width(text) or 1.0, 0.0, 0
        for font, run in fonts.runs(text):
            across += fonts.width(run)
            part = round(took * across / whole) - told
            written += ("" if font == face else _face(font, drawn.em * line.scale)) + rf"{{\kf{part}}}" + escape_text(run)
            told, face = told + part, font
    return written


def _face(font: Font, em: float) -> str:
    return rf"{{\fn{font.family}\fs{font.cell * em:.2f}}}"
