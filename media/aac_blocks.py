# pyright: basic
"""Coded sound that is copied: which blocks of AAC a stretch needs, and how they are placed so that it starts to the sample.

A block holds 1024 samples and is decoded together with the one before it. A copied stretch therefore brings along the block
before its first, and starts within its blocks; the container says where, as it does for the silence that every encoder of AAC
puts first. Sources: ISO/IEC 14496-3 (1.6.2.1 AudioSpecificConfig, 4.6.11 filter bank).
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from media.frozen import Frozen

BLOCK = 1024
_LOW_COMPLEXITY = 2
_RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)
_ASTRAY = 96
"""Samples by which a block's time may be off (Matroska counts in milliseconds)."""
_RUN_UP = Fraction(1, 2)


class Blocks(Frozen):
    """The blocks that a stretch of sound needs."""

    first: int
    """Where the first block starts, in samples from the file's start."""
    start: int
    """Where the stretch starts."""
    end: int
    count: int


def is_plain(stream: Any, rate_hz: int) -> bool:
    """Whether a stream is AAC-LC of two channels at a rate, in blocks of the usual length."""
    if stream is None or stream.codec_context is None or stream.codec_context.codec.canonical_name != "aac":
        return False
    said = int.from_bytes((stream.codec_context.extradata or b"")[:2].ljust(2, b"\0"))
    kind, rate, channels, short = said >> 11, said >> 7 & 15, said >> 3 & 15, said >> 2 & 1
    return kind == _LOW_COMPLEXITY and rate < len(_RATES) and _RATES[rate] == rate_hz and channels == 2 and not short


def blocks(places: Sequence[int], start: int, end: int) -> Blocks | None:
    """The blocks of [start, end), in samples, out of those that start at `places`; `None` where some are missing."""
    within = max((index for index, place in enumerate(places) if place <= start), default=0)
    if within == 0:
        return None
    first = places[within - 1]
    wanted = -((first - end) // BLOCK)
    there = places[within - 1 : within - 1 + wanted]
    if any(abs(place - first - index * BLOCK) > _ASTRAY for index, place in enumerate(there)):
        return None
    late = first + len(there) * BLOCK < end - BLOCK
    return None if late else Blocks(first=first, start=start, end=end, count=len(there))


def place(packet: Any, start_time: Fraction, rate_hz: int) -> int:
    """Where a block starts, in samples from the file's start."""
    return round((packet.pts * packet.time_base - start_time) * rate_hz)


def copied(container: Any, wanted: Blocks, start_time: Fraction, rate_hz: int) -> Iterator[Any]:
    """The blocks with times that count from the stretch's start. Raises `ValueError` where they are not found again."""
    stream = container.streams.audio[0]
    sought = Fraction(wanted.first, rate_hz) + start_time - _RUN_UP
    container.seek(int(max(Fraction(0), sought) / stream.time_base), stream=stream)
    written = 0
    for packet in container.demux(stream):
        if not packet.size or (written == 0 and place(packet, start_time, rate_hz) != wanted.first):
            continue
        at = wanted.first - wanted.start + written * BLOCK
        packet.pts = packet.dts = at
        packet.duration = min(BLOCK, wanted.end - wanted.start - at)
        packet.time_base = Fraction(1, rate_hz)
        written += 1
        yield packet
        if written == wanted.count:
            return
    raise ValueError("the sound to copy was not found again")
