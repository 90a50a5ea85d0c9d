# pyright: basic
"""Videos and sound: what their packets and one decoded frame say. Runs in the probing child only."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

import av
from av.error import FFmpegError
from av.logging import PANIC, set_level
from av.stream import Disposition

from media.containers import LOST_SHARE, check_whole, movie_duration, truncated
from media.errors import BadMedia
from media.probe_still import check_pixels

_MOST_PACKETS = 2_000
_SAMPLED_FRAMES = 240
_REORDERED = 16
"""Frames at the end of a sample whose neighbours may not have come yet."""
_FASTEST = 480
_MATRICES = {
    0: "gbr",
    1: "bt709",
    4: "fcc",
    5: "bt470bg",
    6: "smpte170m",
    7: "smpte240m",
    8: "ycgco",
    9: "bt2020nc",
    10: "bt2020c",
}
_TRANSFERS = {
    1: "bt709", 4: "gamma22", 5: "gamma28", 6: "smpte170m", 7: "smpte240m", 8: "linear", 13: "iec61966-2-1", 14: "bt2020-10",
    15: "bt2020-12", 16: "smpte2084", 18: "arib-std-b67",
}  # fmt: skip
"""Code points of ITU-T H.273 by FFmpeg's names."""


@dataclass
class _Look:
    """What a first pass over the packets has seen."""

    frame: Any = None
    sounded: bool = False
    shown: list[float] = field(default_factory=list)
    decoded: list[float] = field(default_factory=list)

    @property
    def times(self) -> list[float]:
        """When pictures are shown, or where a container does not say so (AVI), when they are decoded."""
        return self.shown if len(self.shown) >= len(self.decoded) else self.decoded


def stream_facts(path: Path, request: dict[str, Any]) -> dict[str, Any]:
    """The facts of a video or sound file. Raises `BadMedia`."""
    set_level(PANIC)
    options = {"format_whitelist": request["demuxers"], "protocol_whitelist": request["protocols"]}
    try:
        with av.open(str(path), options=options) as container:
            return _opened_facts(container, path, request)
    except FFmpegError as error:
        check_whole(path)
        raise BadMedia("no demuxer takes it", values={"found": "unknown"}) from error


def _opened_facts(container: Any, path: Path, request: dict[str, Any]) -> dict[str, Any]:
    if len(container.streams) > request["max_streams"]:
        values = {"streams": len(container.streams), "limit": request["max_streams"]}
        raise BadMedia("too many streams", code="too-many-streams", values=values)
    video = next((stream for stream in container.streams.video if stream.codec_context and not _is_cover(stream)), None)
    audio = next((stream for stream in container.streams.audio if stream.codec_context), None)
    if video is None and audio is None:
        raise BadMedia("neither picture nor sound", code="no-streams")
    _check_duration(max(_declared_duration(container) or 0, movie_duration(path)), request["max_duration"])
    if video is not None:
        check_pixels(video.codec_context.width, video.codec_context.height, request["max_pixels"])
    check_whole(path)
    _check_index([stream for stream in (video, audio) if stream is not None], path.stat().st_size)
    look = _look(container, video, audio)
    if look.frame is None and not look.sounded:
        raise BadMedia("nothing in it can be decoded", values={"found": "undecodable"})
    duration = _declared_duration(container) or _measured_duration(container)
    _check_duration(duration, request["max_duration"])
    facts: dict[str, Any] = {"kind": "audio", "container": _container_name(container, path), "duration": duration}
    if look.frame is not None:
        facts |= _picture(video, look, request["max_pixels"])
    if audio is not None and look.sounded:
        facts |= _sound(audio)
    return facts


def _is_cover(stream: Any) -> bool:
    return bool(stream.disposition & Disposition.attached_pic)


def _declared_duration(container: Any) -> float | None:
    """The longest duration that the headers claim."""
    lengths = [float(stream.duration * stream.time_base) for stream in container.streams if stream.duration and stream.time_base]
    if container.duration:
        lengths.append(container.duration / 1e6)
    return max(lengths, default=0.0) or None


def _check_duration(duration: float | None, longest: float) -> None:
    if duration and duration > longest:
        values = {"minutes": round(duration / 60), "limit_minutes": round(longest / 60)}
        raise BadMedia("the recording is too long", code="too-long", values=values)


def _check_index(streams: list[Any], size: int) -> None:
    """An MP4's index names places in the file: all but the last few must lie within it."""
    for stream in streams:
        index = stream.index_entries if "mov" in stream.container.format.name else ()
        if len(index) == 0:
            continue
        entry = index[int((len(index) - 1) * (1 - LOST_SHARE))]
        if entry.pos + entry.size > size:
            raise truncated()


def _look(container: Any, video: Any, audio: Any) -> _Look:
    """Decode one frame of the picture and one of the sound, and sample when pictures are shown."""
    look = _Look()
    streams = [stream for stream in (video, audio) if stream is not None]
    for stream in streams:
        stream.codec_context.thread_count = 1  # frame threads hold the first picture back
    for packet in _packets(container, streams):
        if packet.stream is video:
            _note_times(look, packet)
            look.frame = look.frame or next(_decoded(packet), None)
        elif not look.sounded:
            look.sounded = any(True for _ in _decoded(packet))
        if (video is None or (look.frame and len(look.decoded) >= _SAMPLED_FRAMES)) and (audio is None or look.sounded):
            break
    return look


def _note_times(look: _Look, packet: Any) -> None:
    for times, stamp in ((look.shown, packet.pts), (look.decoded, packet.dts)):
        if stamp is not None:
            times.append(float(stamp * packet.time_base))


def _packets(container: Any, streams: list[Any]) -> Iterator[Any]:
    try:
        for count, packet in enumerate(container.demux(*streams)):
            if count >= _MOST_PACKETS:
                return
            yield packet
    except FFmpegError:
        return


def _decoded(packet: Any) -> Iterator[Any]:
    try:
        yield from packet.decode()
    except FFmpegError:
        return


def _measured_duration(container: Any) -> float | None:
    """The length of a live recording, whose header does not know it: to the end of the last packet."""
    first, last = None, 0.0
    container.seek(0)
    for packet in container.demux():
        if packet.pts is None or packet.time_base is None:
            continue
        start = float(packet.pts * packet.time_base)
        first = start if first is None else min(first, start)
        last = max(last, start + float((packet.duration or 0) * packet.time_base))
    return last - first if first is not None and last > first else None


def _container_name(container: Any, path: Path) -> str:
    name = container.format.name
    if name.startswith("matroska"):
        with path.open("rb") as file:
            return "webm" if b"webm" in file.read(64) else "matroska"
    if name.startswith("mov,"):
        return "mov" if container.metadata.get("major_brand", "").startswith("qt") else "mp4"
    return name.split(",")[0].removesuffix("_pipe")


def _picture(stream: Any, look: _Look, max_pixels: int) -> dict[str, Any]:
    rotation = round(-look.frame.rotation / 90) * 90 % 360  # FFmpeg counts against the clock
    aspect = stream.sample_aspect_ratio or Fraction(1)
    width = round(look.frame.width * aspect) if Fraction(1, 16) <= aspect <= 16 else look.frame.width
    width, height = max(1, width), look.frame.height
    check_pixels(width, height, max_pixels)
    rate = _rate(stream)
    return {
        "kind": "video",
        "width": height if rotation in (90, 270) else width,
        "height": width if rotation in (90, 270) else height,
        "rotation": rotation,
        "rate": (rate.numerator, rate.denominator) if rate else None,
        "variable_rate": _varies(look.times, rate),
        "color_matrix": _MATRICES.get(int(look.frame.colorspace)),
        "color_transfer": _TRANSFERS.get(int(look.frame.color_trc)),
        "video_codec": stream.codec_context.codec.canonical_name,
    }


def _rate(stream: Any) -> Fraction | None:
    rates = (stream.average_rate, stream.guessed_rate, stream.base_rate)
    return next((Fraction(rate) for rate in rates if rate and 0 < rate <= _FASTEST), None)


def _varies(times: list[float], rate: Fraction | None) -> bool:
    """Whether pictures stay for different times, beyond what a container's clock rounds away (Matroska: 1 ms each way)."""
    ordered = sorted(times)
    ordered = ordered[:-_REORDERED] if len(ordered) > 3 * _REORDERED else ordered
    gaps = sorted(after - before for before, after in pairwise(ordered))
    if len(gaps) < 4:
        return False
    gaps = gaps[1:-1]  # one odd gap is a recorder's start or a lost frame
    usual = median(gaps)
    off_average = rate is not None and abs(usual * rate - 1) > 0.1
    return max(gaps) - min(gaps) > max(0.0021, usual / 20) or off_average


def _sound(stream: Any) -> dict[str, Any]:
    context = stream.codec_context
    return {
        "audio_codec": context.codec.canonical_name,
        "audio_rate_hz": context.sample_rate or None,
        "audio_channels": context.channels,
    }
