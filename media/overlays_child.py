# pyright: basic, reportArgumentType=false, reportAttributeAccessIssue=false, reportOptionalMemberAccess=false
"""The child process of `media.overlays`: draws the layers of one overlay frame by frame and writes the clip.

The request comes as JSON on standard input: `width`, `height`, `rate`, `frames`, `target`, `opaque`, and `layers` from the lowest
up. MoviePy moves, turns, scales and fades the layers; Pillow and NumPy draw them; PyAV writes. Pictures are PNGs made by us.
"""

import json
import math
import sys
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import av
import numpy as np
import numpy.typing as npt
from moviepy import ImageClip, VideoClip, vfx
from PIL import Image, ImageColor, ImageDraw, ImageFont

Pixels = npt.NDArray[np.uint8]

_KEYFRAMES = 300
_COARSE = 4
"""The stage's light is soft: it is worked out on every fourth pixel."""


def draw(request: dict[str, Any]) -> None:
    """Draw and write the clip."""
    overlay = _Overlay(request)
    with av.open(request["target"], "w", format="mov") as container:
        stream = _opaque(container, overlay) if request["opaque"] else _transparent(container, overlay)
        for number, pixels in enumerate(overlay.pictures()):
            frame = _frame(pixels, opaque=request["opaque"])
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode())


class _Overlay:
    """The layers as MoviePy's clips, and when they move."""

    def __init__(self, request: dict[str, Any]) -> None:
        self.size: tuple[int, int] = (request["width"], request["height"])
        self.rate = Fraction(*request["rate"])
        self.frames: int = request["frames"]
        self._specs: list[dict[str, Any]] = request["layers"]
        self._clips = [self._clip(spec) for spec in self._specs]

    def pictures(self) -> Iterator[Pixels]:
        """`uint8[height, width, 4]` of every frame, alpha last and not multiplied in; one that nothing has moved in is not drawn
        again."""
        drawn: Pixels | None = None
        for number in range(self.frames):
            if drawn is None or self._moves(number) or self._moves(number - 1):
                drawn = self._drawn(number)
            yield drawn

    def _drawn(self, number: int) -> Pixels:
        time = float((number + Fraction(1, 4)) / self.rate)  # clear of the boundaries between frames
        picture = Image.new("RGBA", self.size, (0, 0, 0, 0))
        for clip in self._clips:
            if clip.is_playing(time):
                picture = clip.compose_on(picture, time)
        return np.asarray(picture)

    def _moves(self, number: int) -> bool:
        return any(self._moving(spec, number) for spec in self._specs)

    def _moving(self, spec: dict[str, Any], number: int) -> bool:
        if spec["kind"] == "ground":
            return False
        if spec["kind"] == "stage" or spec.get("sway"):
            return True
        return spec["start"] <= number <= spec["start"] + spec["arrive"] or number >= self.frames - spec["leave"]

    def _clip(self, spec: dict[str, Any]) -> VideoClip:
        if spec["kind"] == "stage":
            return VideoClip(_stage(spec, self.size), duration=self._seconds(self.frames))
        if spec["kind"] == "ground":
            return ImageClip(_ground(spec, self.size), duration=self._seconds(self.frames))
        drawn = {"plate": _plate, "picture": _picture, "sticker": _roomy}[spec["kind"]](spec)
        shown = ImageClip(drawn, duration=self._seconds(self.frames - spec["start"]))
        moved = self._popped(shown, spec) if spec["kind"] == "sticker" else self._slid(shown, spec)
        fades = [vfx.CrossFadeOut(self._seconds(spec["leave"]))] if spec["leave"] else []
        return moved.with_effects(fades).with_start(self._seconds(spec["start"]))

    def _slid(self, clip: ImageClip, spec: dict[str, Any]) -> VideoClip:
        """From beyond an edge to its place, slowing down."""
        away = {"left": (-1, 0), "right": (1, 0), "top": (0, -1), "bottom": (0, 1)}[spec["slide"]]
        outside = [
            -place - length if way < 0 else whole - place
            for way, place, length, whole in zip(away, (spec["x"], spec["y"]), clip.size, self.size, strict=True)
        ]

        def place(time: float) -> tuple[int, int]:
            left = (1 - self._share(time, spec["arrive"])) ** 3
            x, y = (abs(way) * far * left for way, far in zip(away, outside, strict=True))
            return round(spec["x"] + x), round(spec["y"] + y)

        return clip.with_position(place)

    def _popped(self, clip: ImageClip, spec: dict[str, Any]) -> VideoClip:
        """Grown past its size and back, then swaying about its middle."""

        def size(time: float) -> float:
            share = self._share(time, spec["arrive"])
            return max(0.02, 1 + 2.7 * (share - 1) ** 3 + 1.7 * (share - 1) ** 2)  # "ease out back"

        def place(time: float) -> tuple[int, int]:
            side = int(clip.w * size(time))
            return round(spec["middle"][0] - side / 2), round(spec["middle"][1] - side / 2)

        turned = clip.rotated(lambda time: spec["sway"] * math.sin(2 * math.pi * 0.8 * time), expand=False, resample="bicubic")
        return turned.resized(size).with_position(place)

    def _share(self, time: float, frames: int) -> float:
        """How much of the first frames has passed; all of it in the last of them."""
        return min(1.0, math.floor(time * self.rate) / max(1, frames - 1))

    def _seconds(self, frames: int) -> float:
        return float(frames / self.rate)


def _plate(spec: dict[str, Any]) -> Pixels:
    """A card: a plate with round corners, a stroke at its start, and its words."""
    size = spec["width"], spec["height"]
    card = Image.new("RGBA", size, (*ImageColor.getrgb(spec["plate"])[:3], 0))
    shape = Image.new("L", size, 0)
    ImageDraw.Draw(shape).rounded_rectangle((0, 0, size[0] - 1, size[1] - 1), spec["radius"], fill=round(spec["opacity"] * 255))
    card.putalpha(shape)
    pen = ImageDraw.Draw(card)
    inset = spec["radius"]
    pen.rectangle((inset, inset, inset + spec["bar"], size[1] - inset), fill=spec["accent"])
    words = Image.new("RGBA", size, (*ImageColor.getrgb(spec["color"])[:3], 0))
    write = ImageDraw.Draw(words)
    for run in spec["runs"]:
        font = ImageFont.truetype(run["font"], run["size"], index=run["face"])
        write.text((run["x"], run["baseline"]), run["text"], fill=spec["color"], font=font, anchor="ls")
    return np.asarray(Image.alpha_composite(card, words))


def _picture(spec: dict[str, Any]) -> Pixels:
    return np.asarray(Image.open(spec["path"]).convert("RGBA"))


def _roomy(spec: dict[str, Any]) -> Pixels:
    """A picture in the middle of a square in which it can turn."""
    picture = Image.open(spec["path"]).convert("RGBA")
    side = math.ceil(math.hypot(*picture.size)) + 2
    square = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    square.paste(picture, ((side - picture.width) // 2, (side - picture.height) // 2))
    return np.asarray(square)


def _ground(spec: dict[str, Any], size: tuple[int, int]) -> Pixels:
    return np.asarray(Image.new("RGB", size, ImageColor.getrgb(spec["color"])[:3]))


def _stage(spec: dict[str, Any], size: tuple[int, int]) -> Callable[[float], Pixels]:
    """A function from seconds to the stage's picture: a curtain in folds over a floor, and cones of light from above."""
    width, height = (max(2, side // _COARSE) for side in size)
    down, across = np.mgrid[0:height, 0:width] / np.array([height, width])[:, None, None]
    folds = 0.55 + 0.25 * np.sin(across * 2 * math.pi * 14 + np.sin(down * 3)) + 0.1 * np.sin(across * 2 * math.pi * 37)
    curtain = folds[..., None] * np.array(ImageColor.getrgb(spec["curtain"])[:3])
    boards = (0.8 + 0.2 * down)[..., None] * np.array(ImageColor.getrgb(spec["floor"])[:3])
    ground = np.where((down > 0.78)[..., None], boards, curtain)
    lights = [np.array(ImageColor.getrgb(name)[:3]) for name in spec["lights"]]

    def picture(time: float) -> Pixels:
        lit = ground.copy()
        for number, color in enumerate(lights):
            home = (number + 0.5) / len(lights)
            aim = home + 0.18 * math.sin(time * (0.9 + 0.2 * number) + number * 2.1)
            middle = home + (aim - home) * down
            lit += 0.5 * np.exp(-(((across - middle) / (0.02 + 0.09 * down)) ** 2))[..., None] * color
        coarse = Image.fromarray(np.clip(lit, 0, 255).astype(np.uint8))
        return np.asarray(coarse.resize(size, Image.Resampling.BILINEAR))

    return picture


def _transparent(container: Any, overlay: _Overlay) -> Any:
    stream = container.add_stream("qtrle", rate=overlay.rate)
    stream.width, stream.height = overlay.size
    stream.pix_fmt = "argb"
    stream.codec_context.gop_size = _KEYFRAMES
    return stream


def _opaque(container: Any, overlay: _Overlay) -> Any:
    stream = container.add_stream("libx264", rate=overlay.rate, options={"crf": "12", "preset": "veryfast"})
    stream.width, stream.height = (side // 2 * 2 for side in overlay.size)
    stream.pix_fmt = "yuv420p"
    context = stream.codec_context
    context.colorspace = context.color_primaries = context.color_trc = 1  # BT.709
    context.color_range = 1  # limited
    return stream


def _frame(pixels: Pixels, *, opaque: bool) -> Any:
    if not opaque:
        return av.VideoFrame.from_ndarray(np.ascontiguousarray(np.roll(pixels, 1, axis=2)), format="argb")
    height, width = (side // 2 * 2 for side in pixels.shape[:2])
    plain = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels[:height, :width, :3]), format="rgb24")
    return plain.reformat(format="yuv420p", dst_colorspace="ITU709", dst_color_range="MPEG")


def main() -> None:
    draw(json.loads(sys.stdin.read()))


if __name__ == "__main__":
    main()
