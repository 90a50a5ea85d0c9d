"""What a clip's picture goes through besides being fitted: its colours, the meme effects, and fades, each as data and as filters.

Places are counted in frames of the clip, from its first; where a clip is cut they may lie before it or after it.
"""

from collections.abc import Iterable
from typing import Annotated, Literal, Self

from pydantic import Field

from media.frozen import Frozen
from media.graph import Stream

_SHAKEN = 0.03
"""Share of each edge that a steadied picture gives away."""


class Look(Frozen):
    """The colours of a clip."""

    brightness: float = Field(default=0.0, ge=-1, le=1)
    """Added to every pixel; 1 is from black to white."""
    contrast: float = Field(default=1.0, ge=0, le=3)
    saturation: float = Field(default=1.0, ge=0, le=3)
    grayscale: bool = False

    def drawn(self, stream: Stream) -> Stream:
        """The picture in these colours."""
        saturation = 0.0 if self.grayscale else self.saturation
        if (self.brightness, self.contrast, saturation) == (0.0, 1.0, 1.0):
            return stream
        return stream.filter("eq", brightness=self.brightness, contrast=self.contrast, saturation=saturation)


class _Stretch(Frozen):
    """Some frames of a clip."""

    start: int = 0
    """First frame."""
    frames: int | None = Field(default=None, gt=0)
    """How many; to the clip's end by default."""

    def moved(self, frames: int) -> Self:
        """The effect that many frames later in its clip."""
        return self.model_copy(update={"start": self.start + frames})

    def covers(self, frame: int) -> bool:
        """Whether a frame of the clip lies in the stretch."""
        return self.start <= frame and (self.frames is None or frame < self.start + self.frames)

    @property
    def enabled(self) -> dict[str, str]:
        """FFmpeg's option that confines a filter to the stretch; none where it is the whole clip."""
        if self.frames is None:
            return {} if self.start <= 0 else {"enable": f"gte(n,{self.start})"}
        return {"enable": f"between(n,{self.start},{self.start + self.frames - 1})"}


class DeepFry(_Stretch):
    """The look of a picture that was saved too often: harsh, glowing, noisy."""

    kind: Literal["deepfry"] = "deepfry"
    strength: float = Field(default=1.0, gt=0, le=2)

    def drawn(self, stream: Stream, width: int, height: int) -> Stream:
        """The fried picture."""
        colors = {"contrast": 1 + 0.7 * self.strength, "saturation": 1 + 1.2 * self.strength, "gamma_r": 1 + 0.3 * self.strength}
        fried = stream.filter("eq", **colors, **self.enabled)
        edged = fried.filter("unsharp", luma_amount=2.5 * self.strength, chroma_amount=1.0, **self.enabled)
        return edged.filter("noise", all_seed=1, alls=round(24 * self.strength), allf="t+u", **self.enabled)


class PunchIn(_Stretch):
    """A zoom onto a point."""

    kind: Literal["punch-in"] = "punch-in"
    scale: float = Field(default=1.5, gt=1, le=4)
    focus: tuple[float, float] = (0.5, 0.5)
    """The point of the frame that is zoomed onto, 0 to 1 from the top left."""
    ease: int = Field(default=0, ge=0)
    """Frames over which the zoom grows; 0 is at once."""

    def drawn(self, stream: Stream, width: int, height: int) -> Stream:
        """The picture, zoomed during the stretch."""
        grown = f"clip((in-{self.start}+1)/{self.ease},0,1)" if self.ease else "1"
        kept = f"(1/(1+{self.scale - 1:.4f}*{grown}))"
        left, top = (f"clip({at:.4f}-{kept}/2,0,1-{kept})" for at in self.focus)
        return _window(stream, left, top, kept, self.enabled)


class Shake(_Stretch):
    """A trembling camera."""

    kind: Literal["shake"] = "shake"
    strength: float = Field(default=0.02, gt=0, le=0.2)
    """How far the picture moves at most, as a share of the frame."""

    def drawn(self, stream: Stream, width: int, height: int) -> Stream:
        """The picture, moved to and fro within a slight zoom, so that no edge shows."""
        when = f"(in-{self.start})"
        across = f"(sin({when}*2.39)+sin({when}*5.13+1))/2"
        down = f"(sin({when}*3.17+2)+sin({when}*4.61))/2"
        room = f"{self.strength:.4f}"
        kept = f"{1 - 2 * self.strength:.4f}"
        return _window(stream, f"({room}*(1+{across}))", f"({room}*(1+{down}))", kept, self.enabled)


Effect = Annotated[DeepFry | PunchIn | Shake, Field(discriminator="kind")]


def effected(stream: Stream, effects: Iterable[Effect], width: int, height: int) -> Stream:
    """The picture after all effects, in their order."""
    for effect in effects:
        stream = effect.drawn(stream, width, height)
    return stream


def faded(stream: Stream, frames: int, rise: int, fall: int, *, alpha: bool = False) -> Stream:
    """The picture out of black over `rise` frames and into it over the last `fall`; with `alpha`, out of nothing instead."""
    way = {"alpha": 1} if alpha else {}
    if rise:
        stream = stream.filter("fade", type="in", start_frame=0, nb_frames=rise, **way)
    if fall:
        stream = stream.filter("fade", type="out", start_frame=max(0, frames - fall), nb_frames=fall, **way)
    return stream


def steadied(stream: Stream) -> Stream:
    """The picture with the camera's small moves taken back; what comes in at the edges is cut off: a picture that is
    a little smaller, to be fitted into its frame.

    FFmpeg's `deshake` looks at each picture and the one before it, so that it needs no run of its own.
    """
    still = stream.filter("format", pix_fmts="yuv420p").filter("deshake", rx=32, ry=32, edge="mirror")
    kept = f"{1 - 2 * _SHAKEN:.2f}"
    return still.filter("crop", w=f"iw*{kept}", h=f"ih*{kept}")


def _window(stream: Stream, left: str, top: str, kept: str, enabled: dict[str, str]) -> Stream:
    """A part of each picture, given in shares of it, blown up to the whole; between pixels, so that slow moves do not jump."""
    right, bottom = f"({left}+{kept})", f"({top}+{kept})"
    corners = {
        "x0": f"W*{left}", "y0": f"H*{top}", "x1": f"W*{right}", "y1": f"H*{top}",
        "x2": f"W*{left}", "y2": f"H*{bottom}", "x3": f"W*{right}", "y3": f"H*{bottom}",
    }  # fmt: skip
    return stream.filter("perspective", **corners, interpolation="linear", eval="frame", **enabled)
