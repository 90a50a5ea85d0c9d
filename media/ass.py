"""ASS scripts for libass, from captions that are already placed; no word of a user's can become an instruction in them."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from pysubs2 import SSAEvent, SSAFile

from media.captions import BACKSLASH, Line, PlacedCaption
from media.errors import BadCaptions
from media.fonts import Fonts
from media.timeline import Timeline


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
    start, end = (max(0, round((frame - 0.5) / float(timeline.fps) * 1000)) for frame in (drawn.caption.start, drawn.caption.end))
    for line in drawn.lines:
        yield SSAEvent(start=start, end=end, text=_look(drawn) + _line(line, drawn.em, fonts))


def _look(drawn: PlacedCaption) -> str:
    color, outline = color_code(drawn.style.color), color_code(drawn.style.outline)
    return rf"{{\1c{color}\3c{outline}\4c{outline}\bord{drawn.outline:.2f}\shad{drawn.shadow:.2f}\b1\q2}}"


def _line(line: Line, em: float, fonts: Fonts) -> str:
    """The line with its place and the face of each stretch; the highest cell among them is what ASS aligns by."""
    runs = list(fonts.runs(line.text))
    top = line.baseline - max(font.ascent for font, _ in runs) * em
    place = rf"{{\an8\pos({line.middle:.2f},{top:.2f})}}"
    return place + "".join(rf"{{\fn{font.family}\fs{font.cell * em:.2f}}}{escape_text(run)}" for font, run in runs)
