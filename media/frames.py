"""Streams of exactly so many pictures on the timeline's rate: read from a source, held, or drawn."""

from fractions import Fraction

from media.clip import Card
from media.graph import Stream, source


def timed(stream: Stream, frames: int, fps: Fraction, start: float = 0.0, tempo: Fraction = Fraction(1)) -> Stream:
    """Exactly so many frames from `start` (seconds) on. Each shows what the source shows at that moment, however its own frames
    are spaced; past the source's end its last picture stays."""
    endless = stream.filter("tpad", stop_mode="clone", stop=-1)
    if tempo != 1:
        run = f"(PTS-{start:.6f}/TB)*{tempo.denominator}/{tempo.numerator}"
        endless, start = endless.filter("settb", expr="AVTB").filter("setpts", expr=run), 0.0
    sampled = endless.filter("fps", fps=ratio(fps), start_time=start)
    return sampled.filter("trim", end_frame=frames).filter("setpts", expr="PTS-STARTPTS")


def held(stream: Stream, frames: int) -> Stream:
    """A stream's first picture for so many frames."""
    one = stream.filter("trim", end_frame=1)
    return one.filter("tpad", stop_mode="clone", stop=frames - 1) if frames > 1 else one


def drawn(card: Card, width: int, height: int, fps: Fraction) -> Stream:
    """A card's background as one picture in RGB."""
    options = {"size": f"{width}x{height}", "rate": ratio(fps)}
    if card.to is None:
        made = source("color", "v", color=card.color, **options)
    else:
        way = {"x0": 0, "y0": 0, "x1": 0, "y1": height, "nb_colors": 2, "speed": 0, "seed": 1}
        made = source("gradients", "v", c0=card.color, c1=card.to, **way, **options)
    return held(made.filter("format", pix_fmts="gbrp"), 1).filter("setsar", sar=1)


def ratio(fps: Fraction) -> str:
    """A rate in FFmpeg's words."""
    return f"{fps.numerator}/{fps.denominator}"
