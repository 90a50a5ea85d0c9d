# pyright: basic
"""Decoded frames as pictures: upright, with square pixels, in full range, whatever the source has."""

from functools import lru_cache
from typing import Any

import av
import cv2
import numpy as np

from media.senses.picture import SMALL_SIDE, Picture

Pixels = Any
"""An array that OpenCV made."""

LONGEST = 4
"""Times the shorter side that the longer one may be."""
_TURNS = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}
_FULL_RANGE = 2
_PQ = 16
_RATIOS = {1: (0.2126, 0.0722), 9: (0.2627, 0.0593), 10: (0.2627, 0.0593)}
"""Shares of red and blue in luma, by the matrix's code point (ITU-T H.273)."""
_BT601 = (0.299, 0.114)
_HD = 720
"""Lines from which on a picture that does not name its matrix has that of BT.709."""
_REFERENCE_WHITE = 203.0
"""Nits of a white sheet in PQ (ITU-R BT.2408)."""
_BRIGHTEST = 1000.0


class Screen:
    """Makes pictures of one stream's frames, all of one size."""

    def __init__(self, width: int, height: int, rotation: int = 0) -> None:
        """A source as displayed, and the degrees clockwise by which its frames are turned for that."""
        self._width, self._height = width, height
        self._turn = _TURNS.get(rotation)

    def picture(self, frame: Any, time: float) -> Picture:
        """A frame of PyAV's; it must stay until the picture was seen."""
        small = self._coded(SMALL_SIDE)
        luma, blue, red = (self._upright(plane) for plane in _small_planes(frame, small))
        return Picture(time, luma, blue, red, lambda short: self._upright(_colors(frame, self._coded(short))))

    def still(self, image: Pixels, time: float = 0.0) -> Picture:
        """A picture of colours, BGR and upright already."""
        small = cv2.cvtColor(shrunk(image, size_of(self._width, self._height, SMALL_SIDE)), cv2.COLOR_BGR2YCrCb)
        luma, red, blue = cv2.split(small)

        def large(short: int) -> Pixels:
            return shrunk(image, size_of(self._width, self._height, min(short, self._width, self._height)))

        return Picture(time, luma, blue, red, large)

    def _coded(self, short: int) -> tuple[int, int]:
        short = short if short == SMALL_SIDE else min(short, self._width, self._height)
        wide, high = size_of(self._width, self._height, short)
        turned = self._turn in (cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_90_COUNTERCLOCKWISE)
        return (high, wide) if turned else (wide, high)

    def _upright(self, plane: Pixels) -> Pixels:
        return plane if self._turn is None else cv2.rotate(plane, self._turn)


def size_of(width: int, height: int, short: int) -> tuple[int, int]:
    """Pixels of a picture with that shorter side: the aspect kept, within bounds."""
    scale = short / min(width, height)
    return max(1, round(min(width * scale, LONGEST * short))), max(1, round(min(height * scale, LONGEST * short)))


def shrunk(plane: Pixels, size: tuple[int, int]) -> Pixels:
    """A plane in another size. Halved as long as that goes, and then by less than two: a tenth of what one step would cost."""
    wide, high = size
    while plane.shape[1] >= 2 * wide and plane.shape[0] >= 2 * high:
        even = plane[: plane.shape[0] // 2 * 2, : plane.shape[1] // 2 * 2]
        plane = cv2.resize(even, (even.shape[1] // 2, even.shape[0] // 2), interpolation=cv2.INTER_AREA)
    return plane if plane.shape[1::-1] == size else cv2.resize(plane, size, interpolation=cv2.INTER_LINEAR)


def _small_planes(frame: Any, size: tuple[int, int]) -> tuple[Pixels, Pixels, Pixels]:
    luma, blue, red, bits = _planes(frame, size)
    full = _is_full(frame)
    shade, tint = _shades(bits, full, int(frame.color_trc) == _PQ), _tints(bits, full)
    return _looked_up(luma, shade), _looked_up(blue, tint), _looked_up(red, tint)


def _colors(frame: Any, size: tuple[int, int]) -> Pixels:
    if not _plain_bits(frame.format.name):
        return frame.reformat(*size, format="bgr24", interpolation="AREA").to_ndarray()
    luma, blue, red, bits = _planes(frame, size)
    full = _is_full(frame)
    tint = _tints(bits, full)
    whole = cv2.merge([_looked_up(luma, _shades(bits, full, False)), _looked_up(blue, tint), _looked_up(red, tint)])
    made = cv2.transform(whole, _matrix(int(frame.colorspace), frame.height >= _HD))
    return cv2.LUT(made, _tone_map()) if int(frame.color_trc) == _PQ else made


def _planes(frame: Any, size: tuple[int, int]) -> tuple[Pixels, Pixels, Pixels, int]:
    """Luma, blue and red as they are coded, in small, and their bits."""
    bits = _plain_bits(frame.format.name)
    if not bits:
        frame, bits = frame.reformat(*size, format="yuv444p", interpolation="AREA"), 8
    luma, blue, red, *_ = (shrunk(_array(plane, bits), size) for plane in frame.planes)
    return luma, blue, red, bits


@lru_cache(maxsize=16)
def _plain_bits(name: str) -> int:
    """Bits of a format that has three planes of its own for luma and colours; 0 for others."""
    layout = av.VideoFormat(name)
    parts = layout.components
    apart = [part.plane for part in parts[:3]] == [0, 1, 2]
    return parts[0].bits if apart and not layout.is_rgb and not layout.is_big_endian and 8 <= parts[0].bits <= 16 else 0


def _array(plane: Any, bits: int) -> Pixels:
    kind = np.dtype(np.uint8 if bits == 8 else np.uint16)
    lines = np.frombuffer(plane, kind).reshape(plane.height, plane.line_size // kind.itemsize)
    return lines[:, : plane.width]


def _looked_up(plane: Pixels, table: Pixels) -> Pixels:
    return cv2.LUT(plane, table) if plane.dtype == np.uint8 else table[plane]


def _is_full(frame: Any) -> bool:
    return int(frame.color_range) == _FULL_RANGE or frame.format.name.startswith("yuvj")


@lru_cache(maxsize=16)
def _shades(bits: int, full: bool, pq: bool) -> Pixels:
    """Full-range luma of 8 bits for every coded value."""
    coded = np.arange(1 << (8 if bits == 8 else 16)) / (1 << (bits - 8))
    values = coded if full else (coded - 16) * (255 / 219)
    whole = np.clip(np.rint(values), 0, 255).astype(np.uint8)
    return _tone_map()[whole] if pq else whole


@lru_cache(maxsize=8)
def _tints(bits: int, full: bool) -> Pixels:
    coded = np.arange(1 << (8 if bits == 8 else 16)) / (1 << (bits - 8))
    values = coded if full else (coded - 128) * (255 / 224) + 128
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)


@lru_cache(maxsize=8)
def _matrix(colorspace: int, hd: bool) -> Any:
    """Blue, green and red of full-range luma, Cb and Cr, with their offsets: what `cv2.transform` takes."""
    red, blue = _RATIOS.get(colorspace, _RATIOS[1] if colorspace not in (4, 5, 6) and hd else _BT601)
    green = 1 - red - blue
    of_blue, of_red = 2 * (1 - blue), 2 * (1 - red)
    rows = [(1.0, of_blue, 0.0), (1.0, -of_blue * blue / green, -of_red * red / green), (1.0, 0.0, of_red)]
    return np.array([[*row, -128 * (row[1] + row[2])] for row in rows])


@lru_cache(maxsize=1)
def _tone_map() -> Pixels:
    """PQ (SMPTE ST 2084) as a common screen shows it: Reinhard's curve with a white point (Reinhard et al., 2002)."""
    signal = np.power(np.arange(256) / 255, 1 / 78.84375)
    nits = 10_000 * np.power(np.maximum(signal - 0.8359375, 0) / (18.8515625 - 18.6875 * signal), 1 / 0.1593017578125)
    light, white = nits / _REFERENCE_WHITE, _BRIGHTEST / _REFERENCE_WHITE
    shown = np.clip(light * (1 + light / white**2) / (1 + light), 0, 1)
    return np.rint(255 * np.power(shown, 1 / 2.2)).astype(np.uint8)
