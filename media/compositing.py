"""Clips laid over the picture, what is transparent in them kept."""

from collections.abc import Mapping
from pathlib import Path

from media.effects import faded
from media.fitting import shape_of, turned
from media.frames import drawn, held, timed
from media.graph import Stream, combine, concat
from media.placement import Opened, open_picture
from media.profiles import even
from media.timeline import Overlay, Timeline


def overlaid(under: Stream, overlay: Overlay, timeline: Timeline, sources: Mapping[str, Path]) -> Stream:
    """The picture with one clip laid over it, for exactly its frames."""
    clip, (width, height) = overlay.clip, overlay_size(overlay, timeline)
    laid = faded(_pictures(overlay, timeline, sources), clip.frames, clip.fade_in, clip.fade_out, alpha=True)
    if overlay.opacity < 1:
        laid = laid.filter("lut", a=f"val*{overlay.opacity:.4f}")
    late = laid.filter("setpts", expr=f"PTS+{float(clip.at / timeline.fps):.9f}/TB")
    place = {
        "x": round(even(timeline.width) * overlay.x - width / 2),
        "y": round(even(timeline.height) * overlay.y - height / 2),
    }
    during = f"between(n,{clip.at},{clip.end - 1})"
    return combine("overlay", under, late, **place, format="yuv420", enable=during).filter("format", pix_fmts="yuv420p")


def overlay_size(overlay: Overlay, timeline: Timeline) -> tuple[int, int]:
    """Width and height of an overlay, pixels."""
    shape = timeline.width / timeline.height if overlay.clip.card else float(shape_of(overlay.clip))
    width = max(2, round(even(timeline.width) * overlay.width))
    return width, max(2, round(width / shape))


def _pictures(overlay: Overlay, timeline: Timeline, sources: Mapping[str, Path]) -> Stream:
    """The clip's frames in the overlay's size, BT.709 with what is transparent."""
    clip, size = overlay.clip, overlay_size(overlay, timeline)
    if clip.card is not None:
        return held(_sized(drawn(clip.card, *size, timeline.fps), size), clip.frames)
    pieces = open_picture(clip, timeline, sources, clear=True)
    if clip.source.kind == "image":
        one = _sized(turned(pieces[0].input.stream("v:0"), clip), size)
        return timed(one, clip.frames, timeline.fps)
    shown = concat([_film(piece, size) for piece in pieces])
    return held(shown, clip.frames) if clip.freeze else shown


def _film(piece: Opened, size: tuple[int, int]) -> Stream:
    clip = piece.clip
    stream = timed(piece.input.stream("V:0"), piece.frames, piece.fps, piece.start, clip.tempo)
    sized = _sized(turned(stream, clip), size)
    return sized.filter("reverse") if clip.reverse and not clip.freeze else sized


def _sized(stream: Stream, size: tuple[int, int]) -> Stream:
    """Scaled with the colours weighed by how opaque they are, so that no colour of what cannot be seen shows at the edges."""
    weighed = stream.filter("format", pix_fmts="gbrap").filter("premultiply", inplace=1)
    small = weighed.filter("scale", w=size[0], h=size[1]).filter("unpremultiply", inplace=1)
    coded = small.filter("scale", out_color_matrix="bt709", out_range="tv").filter("format", pix_fmts="yuva420p")
    return coded.filter("setsar", sar=1)
