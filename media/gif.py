"""GIFs: a palette of their own, and the steps by which one is made smaller.

What a GIF takes depends on its picture far more than on any option, so the first step is a guess and every further one follows
from the size that was measured.
"""

from media.frozen import Frozen
from media.graph import Stream, combine

GIF_ATTEMPTS = 4
_BYTES_PER_PIXEL = 0.2
"""Of an easy picture; the first guess shall not be smaller than need be."""
_MOST_BYTES_HELD = 600_000_000
"""Pictures wait in memory, four bytes a pixel, until the palette is known."""
_LEAST_SIDE = 96


class GifStep(Frozen):
    """How far a GIF is reduced."""

    scale: float = 1.0
    """Factor on both sides."""
    pace: float = 1.0
    """Share of the pictures that stays."""
    colors: int = 256

    @property
    def share(self) -> float:
        """Of the bytes that no reduction would take, by experience: those of a picture grow slower than its pixels, and the
        fewer pictures there are the more each differs from the last."""
        return self.scale**1.8 * self.pace**0.8 * {256: 1.0, 128: 0.85, 64: 0.7, 32: 0.55}[self.colors]


_STEPS = (
    GifStep(),
    GifStep(scale=0.85),
    GifStep(scale=0.85, colors=128),
    GifStep(scale=0.72, colors=128),
    GifStep(scale=0.72, pace=0.67, colors=128),
    GifStep(scale=0.6, pace=0.67, colors=128),
    GifStep(scale=0.6, pace=0.67, colors=64),
    GifStep(scale=0.5, pace=0.67, colors=64),
    GifStep(scale=0.5, pace=0.5, colors=64),
    GifStep(scale=0.6, pace=0.5, colors=32),
    GifStep(scale=0.42, pace=0.5, colors=64),
    GifStep(scale=0.6, pace=0.34, colors=32),
    GifStep(scale=0.35, pace=0.5, colors=64),
    GifStep(scale=0.3, pace=0.5, colors=32),
    GifStep(scale=0.25, pace=0.5, colors=32),
)
_FIXED_STEPS = tuple(
    GifStep(pace=pace, colors=colors)
    for pace, colors in ((1.0, 256), (1.0, 128), (0.67, 128), (0.67, 64), (0.5, 64), (0.5, 32), (0.34, 32), (0.25, 32))
)


def gif_step(
    width: int, height: int, fps: float, duration: float, limit: int | None, tighter: float, *, fixed_size: bool
) -> GifStep | None:
    """The first step that is expected to fit, or `None` where the last does not.

    `tighter` is the share of an unreduced GIF's bytes that the last attempt showed to be affordable; 1 before the first.
    """
    pixels = width * height * fps * duration
    steps = _FIXED_STEPS if fixed_size else _STEPS
    guessed = 1.0 if limit is None else max(limit / (pixels * _BYTES_PER_PIXEL), steps[-1].share)
    affordable = min(1.0, guessed) if tighter == 1.0 else tighter
    for step in steps:
        held = pixels * step.scale**2 * step.pace * 4
        large_enough = step.scale == 1.0 or min(width, height) * step.scale >= _LEAST_SIDE
        if held <= _MOST_BYTES_HELD and step.share <= affordable and large_enough:
            return step
    return None


def paletted(drawn: Stream, step: GifStep) -> Stream:
    """The picture in its own best colours. What does not move stays as it is, which keeps a GIF small."""
    palette = drawn.filter("palettegen", max_colors=step.colors, stats_mode="diff")
    return combine("paletteuse", drawn, palette, dither="bayer", bayer_scale=4, diff_mode="rectangle")
