# pyright: basic
"""The copying child: reads the coded pictures of one stranger's file, and puts copied and new ones together into an MP4.

It runs as `python -m media.smartcut_child` under `media.process`' limits. The request comes as JSON on standard input: `look`
asks which frames of some ranges can be copied, `join` writes the file. The answer is JSON, `{"refused": why}` where the file is
of another kind.
"""

import heapq
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from math import floor
from typing import Any

import av
from av.logging import PANIC, set_level
from av.stream import Disposition

from media.aac_blocks import Blocks, blocks, copied, is_plain, place
from media.h264 import IDR, PICTURE_SET, SEQUENCE_SET, ParameterSets, parameter_sets, units
from media.keyframes import Coded, runs

_DOUBT = Fraction(1, 10)
"""Share of a frame's time around the middle between two frames in which a picture may belong to either."""
_HALF = Fraction(1, 2)
_RUN_UP = Fraction(1, 2)
"""Seconds before a wanted frame to which is sought: containers seek by when a picture is decoded."""
_REORDERED = 64
"""Frames past the wanted ones after which none of those is still to come."""
_SETS = (SEQUENCE_SET, PICTURE_SET)


@dataclass(frozen=True)
class _Source:
    """The picture of the file that is cut."""

    container: Any
    stream: Any
    sets: ParameterSets
    fps: Fraction

    def packets(self, frame: int, *others: Any) -> Iterator[Any]:
        """The coded pictures, and what other streams hold, from the last place before a frame at which decoding can start."""
        seconds = max(Fraction(0), frame / self.fps - _RUN_UP) + self.start
        self.container.seek(int(seconds / self.stream.time_base), stream=self.stream)
        return (packet for packet in self.container.demux(self.stream, *others) if packet.size)

    def range(self, start: int, end: int, heard: Any) -> tuple[list[Coded], list[int]]:
        """All that shows the frames, and where the blocks of sound beside it start, in samples."""
        pictures: list[Coded] = []
        places: list[int] = []
        for packet in self.packets(start, *([heard] if heard else [])):
            if packet.stream is not self.stream:
                places.append(place(packet, self.start, heard.codec_context.sample_rate))
                continue
            pictures.append(self.coded(packet))
            slot = pictures[-1].slot
            if slot is not None and slot >= end + _REORDERED:
                break
        return pictures, places

    def coded(self, packet: Any) -> Coded:
        entry, whole = False, not (packet.is_corrupt or packet.is_discard)
        try:
            for kind, unit in units(memoryview(packet), self.sets.length_size):
                entry = entry or kind == IDR
                whole = whole and (kind not in _SETS or bytes(unit) in (*self.sets.sequences, *self.sets.pictures))
        except ValueError:
            whole = False
        return Coded(self._slot(packet) if whole else None, entry, packet.size)

    def _slot(self, packet: Any) -> int | None:
        if packet.pts is None:
            return None
        place = (packet.pts * self.stream.time_base - self.start) * self.fps
        slot = floor(place + _HALF)
        return None if abs(place - slot) > _HALF - _DOUBT else slot

    @property
    def start(self) -> Fraction:
        """Seconds at which the file's own clock starts."""
        return Fraction(self.container.start_time or 0, av.time_base)


@dataclass(frozen=True)
class _Edges:
    """The newly encoded pictures, with the frame of their file that each shows."""

    packets: list[tuple[int, Any]]
    sets: ParameterSets

    @property
    def delay(self) -> int:
        """Most frames by which decoding runs ahead of showing."""
        return max((index - slot for index, (slot, _) in enumerate(self.packets)), default=0)


def look(request: dict[str, Any]) -> dict[str, Any]:
    """Which frames of the ranges can be copied, the parameter sets that they need, and the sound of a single range."""
    with _opened(request) as container:
        source = _source(container, request)
        if source is None or _is_turned(source):
            return {"refused": "another kind of picture"}
        heard = _plain_sound(container, request)
        looked = [source.range(start, end, heard) for start, end in request["ranges"]]
        found = [
            [run.model_dump() for run in runs(coded, *span)] for (coded, _), span in zip(looked, request["ranges"], strict=True)
        ]
        sound = _blocks(looked[0][1], request) if heard else None
        return {"sets": source.stream.codec_context.extradata.hex(), "runs": found, "sound": sound and sound.model_dump()}


def join(request: dict[str, Any]) -> dict[str, Any]:
    """Write the file: `parts` in order, each copied from the source or taken from the newly encoded pictures."""
    with _opened(request) as container, _heard(request) as heard, av.open(request["target"], "w", options=_OPTIONS) as file:
        source = _source(container, request)
        assert source is not None
        edges = _edges(request)
        picture = file.add_stream_from_template(source.stream, opaque=True)
        _describe(picture, source, edges)
        sound = file.add_stream_from_template(heard.streams.audio[0], opaque=True)
        pictures = ((time, picture, packet) for time, packet in _picture_rows(source, edges, request))
        sounds = ((packet.dts * packet.time_base, sound, packet) for packet in _sound_packets(heard, source, request))
        for _, stream, packet in heapq.merge(pictures, sounds, key=lambda row: row[0]):
            packet.stream = stream
            file.mux(packet)
    return {}


_OPTIONS = {"movflags": "+faststart", "movie_timescale": "48000"}
"""Lengths are told exactly: in the usual milliseconds the last half one of the sound would be cut off."""


def _opened(request: dict[str, Any]) -> Any:
    options = {"format_whitelist": request["demuxers"], "protocol_whitelist": request["protocols"]}
    return av.open(request["path"], options=options)


def _source(container: Any, request: dict[str, Any]) -> _Source | None:
    streams = [stream for stream in container.streams.video if not stream.disposition & Disposition.attached_pic]
    stream = streams[0] if streams else None
    if stream is None or stream.codec_context is None or stream.codec_context.codec.canonical_name != "h264":
        return None
    try:
        sets = parameter_sets(stream.codec_context.extradata or b"")
    except ValueError:
        return None
    return _Source(container, stream, sets, Fraction(*request["rate"]))


def _is_turned(source: _Source) -> bool:
    """Whether a player turns or mirrors the picture, which a copy would not say any more."""
    for packet in source.packets(0):
        for frame in packet.decode():
            return any(data.type.name == "DISPLAYMATRIX" for data in frame.side_data)
    return False


def _edges(request: dict[str, Any]) -> _Edges | None:
    if request["edges"] is None:
        return None
    with av.open(request["edges"]) as container:
        stream: Any = container.streams.video[0]
        fps = Fraction(*request["rate"])
        found = [(round(packet.pts * stream.time_base * fps), packet) for packet in stream.container.demux(stream) if packet.size]
        return _Edges(found, parameter_sets(stream.codec_context.extradata))


def _describe(stream: Any, source: _Source, edges: _Edges | None) -> None:
    context = stream.codec_context
    context.extradata = (source.sets.joined(edges.sets) if edges else source.sets).packed()
    context.color_primaries, context.color_trc, context.colorspace, context.color_range = 1, 1, 1, 1  # BT.709, TV range
    stream.time_base = 1 / source.fps


def _picture_rows(source: _Source, edges: _Edges | None, request: dict[str, Any]) -> Iterator[tuple[Fraction, Any]]:
    """The coded pictures with the second at which each is decoded; times count whole frames from 0."""
    delay, step = max(request["delay"], edges.delay if edges else 0), 1 / source.fps
    written, at = 0, 0
    new = iter(edges.packets if edges else [])
    for part in request["parts"]:
        for slot, packet in _copied_pictures(source, part) if part["copied"] else islice(new, part["frames"]):
            packet.pts, packet.dts, packet.duration = at + slot - part["start"], written - delay, 1
            if not max(at, packet.dts) <= packet.pts < at + part["frames"]:
                raise ValueError("a picture outside its part")
            packet.time_base = step
            written += 1
            yield packet.dts * step, packet
        at += part["frames"]
        if written != at:
            raise ValueError("a part lacks pictures")


def _copied_pictures(source: _Source, part: dict[str, Any]) -> Iterator[tuple[int, Any]]:
    left = 0
    for packet in source.packets(part["start"]):
        coded = source.coded(packet)
        if left == 0 and not (coded.entry and coded.slot == part["start"]):
            continue
        left = left or part["frames"]
        if coded.slot is None:
            raise ValueError("a picture that was there before is missing")
        yield coded.slot, packet
        left -= 1
        if left == 0:
            return
    raise ValueError("the pictures to copy were not found again")


def _plain_sound(container: Any, request: dict[str, Any]) -> Any:
    """The sound, where it may be copied: one range of it, in the form that is asked for."""
    stream = container.streams.audio[0] if container.streams.audio else None
    wanted = request["copied_hz"]
    return stream if wanted and len(request["ranges"]) == 1 and is_plain(stream, wanted) else None


def _blocks(places: list[int], request: dict[str, Any]) -> Blocks | None:
    start, end = (round(frame * request["copied_hz"] / Fraction(*request["rate"])) for frame in request["ranges"][0])
    return blocks(places, start, end)


def _heard(request: dict[str, Any]) -> Any:
    """Where the sound comes from: the newly encoded file, or the source, read a second time."""
    return _opened(request) if request["sound"] is None else av.open(request["sound"])


def _sound_packets(container: Any, source: _Source, request: dict[str, Any]) -> Iterator[Any]:
    if request["sound"] is None:
        return copied(container, Blocks.model_validate(request["blocks"]), source.start, request["copied_hz"])
    return (packet for packet in container.demux(container.streams.audio[0]) if packet.size)


def main() -> None:
    """Answer the request on standard input."""
    set_level(PANIC)
    request = json.load(sys.stdin)
    json.dump(look(request) if request["ask"] == "look" else join(request), sys.stdout)


if __name__ == "__main__":
    main()
