"""The picture of a timeline as a filter graph: each clip timed to whole frames, fitted into the frame, one after another."""

from collections.abc import Mapping
from pathlib import Path

from media.clip import Card, Clip
from media.colors import normal
from media.compositing import overlaid
from media.effects import effected, faded, steadied
from media.fitting import fitted, scaled
from media.frames import drawn, held, timed
from media.graph import Stream, concat
from media.placement import Build, Opened, open_picture
from media.profiles import even
from media.timeline import Timeline
from media.transitions import Entry, flashed, joined


def picture(timeline: Timeline, sources: Mapping[str, Path], build: Build) -> Stream:
    """The picture of all clips in the timeline's size and rate, 4:2:0, BT.709, with its overlays, without captions.

    Raises `ValueError` for a timeline without a picture.
    """
    if not timeline.video:
        raise ValueError("a timeline without a picture")
    entries = [Entry(_clip(clip, timeline, sources, build), clip.frames, clip.transition) for clip in timeline.video]
    whole = joined(entries, timeline.fps, even(timeline.width))
    overlays = [overlay for track in timeline.overlays for overlay in track.overlays]
    for overlay in overlays:
        whole = overlaid(whole, overlay, timeline, sources)
    return whole.filter("trim", end_frame=timeline.frames) if overlays else whole  # one may last longer than what it lies on


def still(timeline: Timeline, sources: Mapping[str, Path], pixels: str) -> Stream:
    """The only clip's image, fitted into the frame, as one picture in a pixel format."""
    clip = timeline.video[0]
    overlays = [overlay for track in timeline.overlays for overlay in track.overlays]
    shown = _image(open_picture(clip, timeline, sources)[0], timeline, "yuv444p" if overlays else "gbrp")
    for overlay in overlays:
        shown = overlaid(shown, overlay, timeline, sources)
    if overlays:
        shown = shown.filter("scale", in_color_matrix="bt709", in_range="tv").filter("format", pix_fmts="gbrp")
    shown = effected(clip.look.drawn(shown), clip.effects, *_size(timeline))
    in_jpeg = {"out_color_matrix": "bt601", "out_range": "pc"}  # it knows no other
    return shown.filter("scale", **in_jpeg).filter("format", pix_fmts=pixels)


def _clip(clip: Clip, timeline: Timeline, sources: Mapping[str, Path], build: Build) -> Stream:
    """Exactly the clip's frames, with all that is done to them."""
    shown = effected(clip.look.drawn(_shown(clip, timeline, sources, build)), clip.effects, *_size(timeline))
    if clip.effects:
        shown = shown.filter("format", pix_fmts="yuv420p")
    return flashed(faded(shown, clip.frames, clip.fade_in, clip.fade_out), clip.transition)


def _shown(clip: Clip, timeline: Timeline, sources: Mapping[str, Path], build: Build) -> Stream:
    if clip.card is not None or not clip.source.has_picture:
        return _drawn(clip.card or Card(), clip.frames, timeline)
    pieces = open_picture(clip, timeline, sources)
    if clip.source.kind == "image":
        return timed(_image(pieces[0], timeline, "yuv420p"), clip.frames, timeline.fps)
    shown = concat([_film(piece, timeline, build) for piece in pieces])
    return held(shown, clip.frames) if clip.freeze else shown


def _film(piece: Opened, timeline: Timeline, build: Build) -> Stream:
    """A stretch of a film in the frame, in the order in which it is shown."""
    clip, size = piece.clip, _size(timeline)
    stream = timed(piece.input.stream("V:0"), piece.frames, piece.fps, piece.start, clip.tempo)
    if clip.steady:
        stream = steadied(stream)
    shown = fitted(normal(stream, clip.source, size, tone_mapped=build.zscale), piece, *size)
    return shown.filter("reverse") if clip.reverse and not clip.freeze else shown


def _image(opened: Opened, timeline: Timeline, pixels: str) -> Stream:
    """A picture that may be transparent, over black."""
    clear = opened.input.stream("v:0").filter("format", pix_fmts="gbrap")
    flat = clear.filter("premultiply", inplace=1).filter("format", pix_fmts="gbrp")
    return fitted(flat, opened, *_size(timeline), pixels)


def _drawn(card: Card, frames: int, timeline: Timeline) -> Stream:
    width, height = _size(timeline)
    one = scaled(drawn(card, width, height, timeline.fps), width, height).filter("format", pix_fmts="yuv420p")
    return held(one, frames)


def _size(timeline: Timeline) -> tuple[int, int]:
    return even(timeline.width), even(timeline.height)
