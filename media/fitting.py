"""How a picture of any shape fills a frame: cut off, between bars, or over a blurred copy of itself."""

from collections.abc import Sequence
from fractions import Fraction

from media.clip import Clip, Transform
from media.facts import MediaFacts
from media.graph import Stream, combine
from media.placement import Opened
from media.profiles import even

_BLUR_SCALE = 8
"""A background that is blurred anyway is made this many times smaller first."""


def fitted(stream: Stream, opened: Opened, width: int, height: int, pixels: str = "yuv420p") -> Stream:
    """The clip's picture, turned as it is to be, in a frame of that size: BT.709, square pixels."""
    clip, stream = opened.clip, turned(stream, opened.clip)
    if clip.transform.fit == "crop":
        filled = _filled(stream, opened, clip.transform, width, height)
    elif inside(clip, width, height) == (width, height):
        filled = scaled(stream, width, height)
    elif clip.transform.fit == "pad":
        inner = inside(clip, width, height)
        padding = {"w": width, "h": height, "x": (width - inner[0]) // 4 * 2, "y": (height - inner[1]) // 4 * 2}
        filled = scaled(stream, *inner).filter("pad", **padding)
    else:
        filled = _blurred(stream, opened, width, height)
    return filled.filter("setsar", sar=1).filter("format", pix_fmts=pixels)


def turned(stream: Stream, clip: Clip) -> Stream:
    """The picture turned and mirrored."""
    if clip.turn == 180:
        stream = stream.filter("hflip").filter("vflip")
    elif clip.turn:
        stream = stream.filter("transpose", dir="clock" if clip.turn == 90 else "cclock")
    stream = stream.filter("hflip") if clip.mirror else stream
    return stream.filter("vflip") if clip.flip else stream


def scaled(stream: Stream, width: int, height: int) -> Stream:
    """The picture in that size and in BT.709."""
    return stream.filter("scale", w=width, h=height, out_color_matrix="bt709", out_range="tv")


def inside(clip: Clip, width: int, height: int) -> tuple[int, int]:
    """The largest even size of the clip's shape within a frame."""
    shape = shape_of(clip)
    if shape > Fraction(width, height):
        return width, min(height, even(float(width / shape) + 1))
    return min(width, even(float(height * shape) + 1)), height


def shape_of(clip: Clip) -> Fraction:
    """Width to height of the clip's picture, after turning."""
    shape = _shape(clip.source)
    return 1 / shape if clip.turn in (90, 270) else shape


def kept_shares(source: MediaFacts, frame: Fraction) -> tuple[Fraction, Fraction]:
    """What a crop to a frame of that shape keeps of the source's width and height."""
    return _shares(_shape(source), frame)


def _shares(shape: Fraction, frame: Fraction) -> tuple[Fraction, Fraction]:
    return min(Fraction(1), frame / shape), min(Fraction(1), shape / frame)


def _filled(stream: Stream, opened: Opened, transform: Transform, width: int, height: int) -> Stream:
    """The largest part of the picture that has the frame's shape, at each frame as near its focus as the edges allow."""
    shares = _shares(shape_of(opened.clip), Fraction(width, height))
    if shares != (1, 1):
        across, down = map(float, shares)
        left, top = (_stepped(_steps(opened, transform, axis, share)) for axis, share in enumerate(shares))
        stream = stream.filter("crop", w=f"iw*{across:.6f}", h=f"ih*{down:.6f}", x=f"iw*{left}", y=f"ih*{top}")
    return scaled(stream, width, height)


def _steps(opened: Opened, transform: Transform, axis: int, share: Fraction) -> list[tuple[int, float]]:
    """Where the kept part starts along an axis, from which frame on; a share of the whole."""
    clip = opened.clip
    steps = [(0, _beside(_seen(transform.focus, clip)[axis], share))]
    for aim in transform.path:
        run = (aim.source_at - opened.first) / clip.tempo
        frame, start = max(0, int(run + Fraction(1, 2))), _beside(_seen(aim.focus, clip)[axis], share)
        if frame == steps[-1][0]:
            steps.pop()
        if frame < opened.frames and not (steps and steps[-1][1] == start):
            steps.append((frame, start))
    return steps


def _seen(focus: tuple[float, float], clip: Clip) -> tuple[float, float]:
    """Where a point of the source's picture is after turning."""
    x, y = focus
    x, y = {0: (x, y), 90: (1 - y, x), 180: (1 - x, 1 - y), 270: (y, 1 - x)}[clip.turn]
    return 1 - x if clip.mirror else x, 1 - y if clip.flip else y


def _stepped(steps: Sequence[tuple[int, float]]) -> str:
    """An expression of the frame's number `n`, as flat as can be: FFmpeg takes none that is nested more than 100 deep."""
    if len(steps) == 1:
        return f"{steps[0][1]:.4f}"
    half = len(steps) // 2
    return f"if(lt(n,{steps[half][0]}),{_stepped(steps[:half])},{_stepped(steps[half:])})"


def _beside(focus: float, share: Fraction) -> float:
    """Where a part of that size starts whose middle is as near the focus as the edges allow; shares of the whole."""
    return min(max(focus - float(share) / 2, 0.0), 1 - float(share))


def _blurred(stream: Stream, opened: Opened, width: int, height: int) -> Stream:
    inner = inside(opened.clip, width, height)
    small = even(width / _BLUR_SCALE), even(height / _BLUR_SCALE)
    behind = _filled(stream, opened, Transform(fit="crop"), *small).filter("setsar", sar=1)
    behind = scaled(behind.filter("gblur", sigma=min(small) / 16), width, height)
    place = {"x": (width - inner[0]) // 4 * 2, "y": (height - inner[1]) // 4 * 2}
    return combine("overlay", behind, scaled(stream, *inner).filter("setsar", sar=1), **place)


def _shape(source: MediaFacts) -> Fraction:
    return Fraction(source.width or 1, source.height or 1)
