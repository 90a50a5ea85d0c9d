"""The colours of a source as they are meant: an unnamed matrix guessed by custom, high dynamic range brought to BT.709."""

from fractions import Fraction

from media.facts import MediaFacts
from media.graph import Stream

_HD = 720
"""Lines from which a picture that does not name its matrix has BT.709's, by custom; below, BT.601's."""
_HIGH_RANGE = frozenset({"smpte2084", "arib-std-b67"})
"""PQ and HLG."""
_WHITE = 203
"""Luminance of white paper in high dynamic range, cd/m² (ITU-R BT.2408); it becomes the white of BT.709."""
_BRIGHTEST = 1000
"""Luminance up to which highlights are told apart."""


def is_high_range(source: MediaFacts) -> bool:
    """Whether a source has high dynamic range."""
    return source.color_transfer in _HIGH_RANGE


def normal(stream: Stream, source: MediaFacts, size: tuple[int, int], *, tone_mapped: bool) -> Stream:
    """The source's picture with its matrix named and in standard dynamic range.

    `size` is the frame that it will fill: a larger picture of high dynamic range is made smaller first. Without `tone_mapped`
    (an FFmpeg that lacks `zscale`) a picture of high dynamic range stays flat.
    """
    if is_high_range(source) and tone_mapped:
        return _tone_mapped(stream, source, size)
    if source.color_matrix is None and min(source.width or 0, source.height or 0) >= _HD:
        return stream.filter("setparams", colorspace="bt709")
    return stream


def _tone_mapped(stream: Stream, source: MediaFacts, size: tuple[int, int]) -> Stream:
    """Linear light, primaries of BT.709, highlights rolled off, BT.709's curve."""
    matrix = source.color_matrix if source.color_matrix in ("bt2020nc", "bt2020c") else "bt2020nc"
    known = {"color_primaries": "bt2020", "color_trc": source.color_transfer or "", "colorspace": matrix}
    smaller = max(Fraction(frame, side or 1) for frame, side in zip(size, _coded(source), strict=True))
    if smaller < 1:
        share = f"{float(smaller):.6f}"
        stream = stream.filter("scale", w=f"ceil(iw*{share}/2)*2", h=f"ceil(ih*{share}/2)*2")
    named = stream.filter("setparams", **known)  # what a file leaves unsaid would be no way for zscale to begin
    light = named.filter("zscale", t="linear", npl=_WHITE).filter("format", pix_fmts="gbrpf32le")
    narrow = light.filter("zscale", p="bt709")
    mapped = narrow.filter("tonemap", tonemap="mobius", param=0.5, desat=0, peak=_BRIGHTEST / _WHITE)
    return mapped.filter("zscale", t="bt709", m="bt709", r="tv").filter("format", pix_fmts="yuv420p")


def _coded(source: MediaFacts) -> tuple[int, int]:
    """At most the size of the picture, whichever way it is turned."""
    side = min(source.width or 1, source.height or 1)
    return side, side
