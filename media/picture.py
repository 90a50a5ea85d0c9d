"""The picture of a timeline as a filter graph: each clip timed to whole frames, fitted into the frame, one after another."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path

from media.facts import MediaFacts
from media.graph import Stream, combine, concat, source
from media.placement import Opened, open_clip
from media.profiles import even
from media.timeline import Clip, Timeline, Transform

_HD = 720
"""Lines from which a picture that does not name its matrix has BT.709's, by custom; below, BT.601's."""
_BLUR_SCALE = 8
"""A background that is blurred anyway is made this many times smaller first."""


def picture(timeline: Timeline, sources: Mapping[str, Path]) -> Stream:
    """The picture of all clips in the timeline's size and rate, 4:2:0, BT.709, without captions.

    Raises `ValueError` for a timeline without a picture or with gaps in it.
    """
    clips = timeline.video
    ends = [0, *(clip.end for clip in clips)]
    if not clips or any(clip.at != end for clip, end in zip(clips, ends, strict=False)):
        raise ValueError("the clips of the picture follow one another from frame 0 without gaps")
    return concat([_clip(clip, timeline, sources) for clip in clips])


def still(timeline: Timeline, sources: Mapping[str, Path], pixels: str) -> Stream:
    """The only clip's image, fitted into the frame, as one picture in a pixel format."""
    clip = timeline.video[0]
    opened = open_clip(clip, timeline, sources)
    return _fitted(_flat(opened.input.stream("v:0")), clip, timeline, pixels)


def _clip(clip: Clip, timeline: Timeline, sources: Mapping[str, Path]) -> Stream:
    if not clip.source.has_picture:
        return _black(clip, timeline)
    opened = open_clip(clip, timeline, sources)
    if clip.source.kind == "image":
        fitted = _fitted(_flat(opened.input.stream("v:0")), clip, timeline)
        return _faded(_timed(fitted, opened, start=0.0), clip)
    timed = _timed(opened.input.stream("V:0"), opened, start=opened.start)
    if clip.source.color_matrix is None and min(clip.source.width or 0, clip.source.height or 0) >= _HD:
        timed = timed.filter("setparams", colorspace="bt709")
    return _faded(_fitted(timed, clip, timeline), clip)


def _timed(stream: Stream, opened: Opened, start: float) -> Stream:
    """Exactly the clip's frames on the timeline's rate. Each shows what the source shows at that moment, however its own frames
    are spaced; past the source's end its last picture stays."""
    endless = stream.filter("tpad", stop_mode="clone", stop=-1)
    sampled = endless.filter("fps", fps=_ratio(opened.fps), start_time=start)
    return sampled.filter("trim", end_frame=opened.clip.frames).filter("setpts", expr="PTS-STARTPTS")


def _fitted(stream: Stream, clip: Clip, timeline: Timeline, pixels: str = "yuv420p") -> Stream:
    width, height = even(timeline.width), even(timeline.height)
    if clip.transform.fit == "crop":
        filled = _filled(stream, clip, width, height)
    elif _same_shape(clip.source, width, height):
        filled = _scaled(stream, width, height)
    elif clip.transform.fit == "pad":
        inner = _inside(clip.source, width, height)
        padding = {"w": width, "h": height, "x": (width - inner[0]) // 4 * 2, "y": (height - inner[1]) // 4 * 2}
        filled = _scaled(stream, *inner).filter("pad", **padding)
    else:
        filled = _blurred(stream, clip, width, height)
    return filled.filter("setsar", sar=1).filter("format", pix_fmts=pixels)


def _filled(stream: Stream, clip: Clip, width: int, height: int) -> Stream:
    """The largest part of the source that has the frame's shape, at each frame as near its focus as the edges allow."""
    shares = kept_shares(clip.source, Fraction(width, height))
    if shares != (1, 1):
        across, down = map(float, shares)
        left, top = (_stepped(_steps(clip, axis, share)) for axis, share in enumerate(shares))
        stream = stream.filter("crop", w=f"iw*{across:.6f}", h=f"ih*{down:.6f}", x=f"iw*{left}", y=f"ih*{top}")
    return _scaled(stream, width, height)


def kept_shares(source: MediaFacts, frame: Fraction) -> tuple[Fraction, Fraction]:
    """What a crop to a frame of that shape keeps of the source's width and height."""
    shape = _shape(source)
    return min(Fraction(1), frame / shape), min(Fraction(1), shape / frame)


def _steps(clip: Clip, axis: int, share: Fraction) -> list[tuple[int, float]]:
    """Where the kept part starts along an axis, from which frame of the clip on; a share of the whole."""
    steps = [(0, _beside(clip.transform.focus[axis], share))]
    for aim in clip.transform.path:
        frame, start = max(0, aim.source_at - clip.source_at), _beside(aim.focus[axis], share)
        if frame == steps[-1][0]:
            steps.pop()
        if frame < clip.frames and not (steps and steps[-1][1] == start):
            steps.append((frame, start))
    return steps


def _stepped(steps: Sequence[tuple[int, float]]) -> str:
    """An expression of the frame's number `n`, as flat as can be: FFmpeg takes none that is nested more than 100 deep."""
    if len(steps) == 1:
        return f"{steps[0][1]:.4f}"
    half = len(steps) // 2
    return f"if(lt(n,{steps[half][0]}),{_stepped(steps[:half])},{_stepped(steps[half:])})"


def _beside(focus: float, share: Fraction) -> float:
    """Where a part of that size starts whose middle is as near the focus as the edges allow; shares of the whole."""
    return min(max(focus - float(share) / 2, 0.0), 1 - float(share))


def _blurred(stream: Stream, clip: Clip, width: int, height: int) -> Stream:
    inner = _inside(clip.source, width, height)
    small = even(width / _BLUR_SCALE), even(height / _BLUR_SCALE)
    behind = _filled(stream, clip.model_copy(update={"transform": Transform(fit="crop")}), *small).filter("setsar", sar=1)
    behind = _scaled(behind.filter("gblur", sigma=min(small) / 16), width, height)
    place = {"x": (width - inner[0]) // 4 * 2, "y": (height - inner[1]) // 4 * 2}
    return combine("overlay", behind, _scaled(stream, *inner).filter("setsar", sar=1), **place)


def _scaled(stream: Stream, width: int, height: int) -> Stream:
    return stream.filter("scale", w=width, h=height, out_color_matrix="bt709", out_range="tv")


def _flat(stream: Stream) -> Stream:
    """A picture that may be transparent, over black."""
    return stream.filter("format", pix_fmts="gbrap").filter("premultiply", inplace=1).filter("format", pix_fmts="gbrp")


def _faded(stream: Stream, clip: Clip) -> Stream:
    if clip.fade_in:
        stream = stream.filter("fade", type="in", start_frame=0, nb_frames=clip.fade_in)
    if clip.fade_out:
        start = max(0, clip.frames - clip.fade_out)
        stream = stream.filter("fade", type="out", start_frame=start, nb_frames=clip.fade_out)
    return stream


def _black(clip: Clip, timeline: Timeline) -> Stream:
    size = f"{even(timeline.width)}x{even(timeline.height)}"
    made = source("color", "v", color="black", size=size, rate=_ratio(timeline.fps)).filter("trim", end_frame=clip.frames)
    return made.filter("setsar", sar=1).filter("format", pix_fmts="yuv420p")


def _inside(source: MediaFacts, width: int, height: int) -> tuple[int, int]:
    """The largest even size of the source's shape within the frame."""
    shape = _shape(source)
    if shape > Fraction(width, height):
        return width, min(height, even(float(width / shape) + 1))
    return min(width, even(float(height * shape) + 1)), height


def _same_shape(source: MediaFacts, width: int, height: int) -> bool:
    return _inside(source, width, height) == (width, height)


def _shape(source: MediaFacts) -> Fraction:
    return Fraction(source.width or 1, source.height or 1)


def _ratio(fps: Fraction) -> str:
    return f"{fps.numerator}/{fps.denominator}"
