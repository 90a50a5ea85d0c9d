# pyright: basic
"""The sound of a source on its way past the ears, and into a small file for whoever listens to words."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from media.senses.picture import EAR_HZ, Ear

SPEECH_HZ = 16_000
"""Rate of the sound that is kept for recognisers."""
_TOLERANCE = 0.04
"""Seconds that a block may be off its place before silence is put in or sound left out: containers round their times."""
_LONGEST_GAP = 4 * 3600.0

_FULL_SCALE = {"flt": 1, "fltp": 1, "s16": 1 << 15, "s16p": 1 << 15, "s32": 1 << 31, "s32p": 1 << 31}
"""Formats of decoded sound, and their samples' full scale."""

Block = Any
Sink = Callable[[Block], None]


class Soundtrack:
    """Takes decoded blocks and hands them on at the rates wanted, without gaps from the file's start."""

    def __init__(self, ear: Ear, speech: Path, raw: Sink | None = None) -> None:
        """`speech` is the file to write; `raw` gets the samples as decoded, `float32[channels, n]` at the source's rate."""
        self._ear, self._speech, self._raw = ear, speech, raw
        self._channels = 0
        self._outlets: tuple[_Outlet, ...] = ()

    def take(self, frame: Any, time: float | None) -> None:
        """The next decoded block, which starts at that many seconds from the file's start; with `None` after the one before."""
        if not self._outlets:
            self._channels = frame.layout.nb_channels
            layout = "stereo" if frame.layout.nb_channels > 1 else "mono"
            self._outlets = (
                _Outlet(EAR_HZ, "fltp", layout, _Blocks(self._ear.hear, EAR_HZ)),
                _Outlet(SPEECH_HZ, "s16p", "mono", _Recording(self._speech)),
            )
        if self._raw is not None and frame.layout.nb_channels == self._channels and frame.format.name in _FULL_SCALE:
            self._raw(_samples(frame))
        for outlet in self._outlets:
            outlet.take(frame, time)

    def close(self) -> bool:
        """Hand on what is left; whether there was any sound."""
        for outlet in self._outlets:
            outlet.close()
        return bool(self._outlets)


class _Outlet:
    """Sound at one rate; `sink` gets every sample from the file's start on."""

    def __init__(self, rate_hz: int, kind: str, layout: str, sink: "_Blocks | _Recording") -> None:
        self._rate_hz, self._kind, self._layout = rate_hz, kind, layout
        self._sink = sink
        self._resampler: Any = None
        self._taken = 0.0
        """Seconds from the file's start to the end of what came in."""
        self._given = 0
        self._shape: tuple[str, str, int] | None = None

    def take(self, frame: Any, time: float | None) -> None:
        length = frame.samples / frame.sample_rate
        start = self._taken if time is None else time
        if start < self._taken - _TOLERANCE and start + length < self._taken + _TOLERANCE:
            return  # heard already
        shape = (frame.format.name, frame.layout.name, frame.sample_rate)
        if start > self._taken + _TOLERANCE or shape != self._shape:
            self._flush()
            self._silence(min(start, self._taken + _LONGEST_GAP))
            self._taken, self._shape = max(start, self._taken), shape
            self._resampler = av.AudioResampler(format=self._kind, layout=self._layout, rate=self._rate_hz)
        self._taken += length
        frame.pts = None
        self._hand(self._resampler.resample(frame))

    def close(self) -> None:
        self._flush()
        self._sink.close()

    def _flush(self) -> None:
        if self._resampler is not None:
            self._hand(self._resampler.resample(None))
            self._resampler = None

    def _silence(self, until: float) -> None:
        kind = np.float32 if self._kind == "fltp" else np.int16
        channels = 2 if self._layout == "stereo" else 1
        left = round(until * self._rate_hz) - self._given
        while left > 0:
            part = min(left, self._rate_hz)
            self._give(np.zeros((channels, part), kind))
            left -= part

    def _hand(self, frames: list[Any]) -> None:
        for frame in frames:
            self._give(frame.to_ndarray())

    def _give(self, block: Block) -> None:
        self._given += block.shape[1]
        self._sink.take(block)


class _Blocks:
    """Gathers sound into blocks of a second: what is done to each costs the same however short it is."""

    def __init__(self, hear: Sink, size: int) -> None:
        self._hear, self._size = hear, size
        self._parts: list[Block] = []
        self._held = 0

    def take(self, block: Block) -> None:
        self._parts.append(block)
        self._held += block.shape[1]
        if self._held >= self._size:
            self.close()

    def close(self) -> None:
        if self._parts:
            self._hear(np.concatenate(self._parts, axis=1))
        self._parts, self._held = [], 0


class _Recording:
    """A FLAC in the making."""

    def __init__(self, path: Path) -> None:
        self._container = av.open(str(path), "w", format="flac")
        self._stream: Any = self._container.add_stream("flac", rate=SPEECH_HZ, layout="mono", format="s16")
        self._stream.codec_context.open()
        self._size: int = self._stream.codec_context.frame_size
        self._rest: Block = np.zeros((1, 0), np.int16)
        self._written = 0

    def take(self, block: Block) -> None:
        self._rest = np.concatenate([self._rest, block], axis=1)
        whole = self._rest.shape[1] // self._size * self._size  # only the last frame may be shorter
        for start in range(0, whole, self._size):
            self._write(self._rest[:, start : start + self._size])
        self._rest = self._rest[:, whole:]

    def close(self) -> None:
        if self._rest.size:
            self._write(self._rest)
        self._container.mux(self._stream.encode(None))
        self._container.close()

    def _write(self, block: Block) -> None:
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block), format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = SPEECH_HZ, self._written, Fraction(1, SPEECH_HZ)
        self._written += frame.samples
        self._container.mux(self._stream.encode(frame))


def _samples(frame: Any) -> Block:
    block = frame.to_ndarray()
    apart = block if block.shape[0] > 1 else block.reshape(-1, frame.layout.nb_channels).T
    full = _FULL_SCALE[frame.format.name]
    return apart if full == 1 else apart.astype(np.float32) / full
