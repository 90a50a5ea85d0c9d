"""Captions as an ASS file to keep and to edit elsewhere: one event a caption, in the look in which they are burned in."""

from collections.abc import Iterable, Iterator

from pysubs2 import Alignment, Color, SSAEvent, SSAFile, SSAStyle

from media.ass import color_code, escape_text, pop_tags, pops, shown
from media.captions import PlacedCaption
from media.fonts import Fonts
from media.karaoke import Sung, sung_lines, sweeps
from media.safe_area import safe_area
from media.timeline import CaptionPosition, CaptionStyle, Timeline

_ALIGNED: dict[CaptionPosition, Alignment] = {
    "top": Alignment.TOP_CENTER,
    "middle": Alignment.MIDDLE_CENTER,
    "bottom": Alignment.BOTTOM_CENTER,
}


def write_ass(placed: Iterable[PlacedCaption], timeline: Timeline, fonts: Fonts) -> str:
    """The captions of a timeline as an ASS file with a style for each of its looks.

    Sizes, colours, outlines, broken lines, karaoke and pop are those of the picture; lines stand in the font's own leading,
    since an editor moves captions and not lines. Raises `BadCaptions` (`unknown-color`).
    """
    captions = list(placed)
    file = SSAFile()
    file.info.update(
        {
            "PlayResX": str(timeline.width),
            "PlayResY": str(timeline.height),
            "ScaledBorderAndShadow": "yes",
            "WrapStyle": "2",
        }
    )
    names: dict[CaptionStyle, str] = {}
    file.styles.clear()
    for drawn in captions:
        if drawn.style not in names:
            names[drawn.style] = f"{drawn.style.preset} {len(names) + 1}"
            file.styles[names[drawn.style]] = _style(drawn, timeline, fonts)
    file.events = [_event(drawn, file.styles[names[drawn.style]], names[drawn.style], timeline, fonts) for drawn in captions]
    return file.to_string("ass")


def _style(drawn: PlacedCaption, timeline: Timeline, fonts: Fonts) -> SSAStyle:
    """The look of the first caption that has it."""
    style, area = drawn.style, safe_area(timeline.width, timeline.height)
    edge = {"top": area.top, "middle": 0.0, "bottom": timeline.height - area.bottom}[style.position]
    karaoke = style.preset == "karaoke"
    return SSAStyle(
        fontname=fonts.main.family,
        fontsize=round(fonts.main.cell * drawn.em, 2),
        primarycolor=_color(style.fill if karaoke else style.color),
        secondarycolor=_color(style.color),
        outlinecolor=_color(style.outline),
        backcolor=_color(style.outline),
        bold=True,
        outline=round(drawn.outline, 2),
        shadow=round(drawn.shadow, 2),
        alignment=_ALIGNED[style.position],
        marginl=round(area.left),
        marginr=round(timeline.width - area.right),
        marginv=round(edge),
    )


def _color(name: str) -> Color:
    code = color_code(name)  # &HBBGGRR&
    blue, green, red = (int(code[at : at + 2], 16) for at in (2, 4, 6))
    return Color(red, green, blue)


def _event(drawn: PlacedCaption, style: SSAStyle, name: str, timeline: Timeline, fonts: Fonts) -> SSAEvent:
    start, end = shown(drawn, timeline)
    size = fonts.main.cell * drawn.em
    own = rf"\fs{size:.2f}\bord{drawn.outline:.2f}\shad{drawn.shadow:.2f}" if abs(size - style.fontsize) > 0.01 else ""
    pop = pop_tags() if pops(drawn) else ""
    tags = rf"{{{own}{pop}}}" if own or pop else ""
    return SSAEvent(start=start, end=end, style=name, text=tags + "\\N".join(_lines(drawn, timeline, fonts, start)))


def _lines(drawn: PlacedCaption, timeline: Timeline, fonts: Fonts, start: int) -> Iterator[str]:
    karaoke = drawn.style.preset == "karaoke"
    sung = sung_lines(drawn, fonts) if karaoke else [list[Sung]() for _ in drawn.lines]
    reached = 0
    for line, stretches in zip(drawn.lines, sung, strict=True):
        size = "" if line.scale == 1.0 else rf"\fs{fonts.main.cell * drawn.em * line.scale:.2f}"
        color = rf"\1c{color_code(drawn.style.color)}" if karaoke and not stretches else ""
        swept = sweeps(stretches, timeline, start, reached)
        reached += sum(rest + took for _, rest, took in swept)
        words = "".join((rf"{{\k{rest}}}" if rest else "") + rf"{{\kf{took}}}" + escape_text(text) for text, rest, took in swept)
        yield (rf"{{{size}{color}}}" if size or color else "") + (words or escape_text(line.text))
