# pyright: basic
"""The one decode of a source: picture and sound in a single pass over its packets."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import av
from av.error import FFmpegError
from av.logging import PANIC, set_level
from av.stream import Disposition

from media.errors import BadMedia
from media.facts import MediaFacts
from media.senses.picture import Eye
from media.senses.planes import Screen
from media.senses.soundtrack import Soundtrack

_FASTEST = 70.0
"""Pictures a second that are looked at; of more every second or third."""
_MICROSECONDS = 1_000_000


class Decoding:
    """A file that is decoded once, past an eye and into a soundtrack."""

    def __init__(self, path: Path, facts: MediaFacts, opening: Mapping[str, str], threads: int) -> None:
        """`opening` are the options of the demuxer; `threads` decode the picture."""
        self._path, self._facts, self._opening, self._threads = path, facts, dict(opening), threads
        self._start = 0.0
        self._shown = -1.0
        self.broken = 0
        """Packets that could not be decoded."""

    def run(self, eye: Eye | None, soundtrack: Soundtrack | None, report: Callable[[float], None]) -> None:
        """Decode to the end; `report` gets seconds from the file's start. What is broken is left out.

        Raises `BadMedia` where the file cannot be opened at all.
        """
        set_level(PANIC)
        try:
            container: Any = av.open(str(self._path), options=self._opening)
        except FFmpegError as error:
            raise BadMedia("no demuxer takes it", values={"found": "unknown"}) from error
        with container:
            self._start = (container.start_time or 0) / _MICROSECONDS
            video = self._video(container) if eye else None
            audio = next((stream for stream in container.streams.audio if stream.codec_context), None) if soundtrack else None
            screen = Screen(self._facts.width or 1, self._facts.height or 1, self._facts.rotation)
            for packet in self._packets(container, [stream for stream in (video, audio) if stream is not None]):
                for frame in self._decoded(packet):
                    time = self._time(frame, packet.stream)
                    if packet.stream is audio and soundtrack is not None:
                        soundtrack.take(frame, time)
                    elif eye is not None:
                        self._see(frame, self._shown + 1 / _rate(self._facts) if time is None else time, screen, eye)
                    report(time or 0.0)

    def _video(self, container: Any) -> Any:
        streams = (stream for stream in container.streams.video if stream.codec_context)
        video = next((stream for stream in streams if not stream.disposition & Disposition.attached_pic), None)
        if video is not None:
            video.thread_type = "AUTO"
            video.codec_context.thread_count = self._threads
            video.codec_context.options = {"skip_loop_filter": "all"}
        return video

    def _packets(self, container: Any, streams: list[Any]) -> Iterator[Any]:
        try:
            yield from container.demux(*streams)
        except FFmpegError:
            self.broken += 1

    def _decoded(self, packet: Any) -> Iterator[Any]:
        try:
            yield from packet.decode()
        except FFmpegError:
            self.broken += 1

    def _time(self, frame: Any, stream: Any) -> float | None:
        """Seconds from the file's start; `None` where the container does not say."""
        stamp = frame.pts if frame.pts is not None else frame.dts
        base = frame.time_base or stream.time_base
        return None if stamp is None or base is None else float(stamp * base) - self._start

    def _see(self, frame: Any, time: float, screen: Screen, eye: Eye) -> None:
        """Pass a picture on, unless it lies before the file's start or too close behind the one before."""
        early = time < -0.5 / _rate(self._facts)
        if early or time <= self._shown or (self._shown >= 0 and time - self._shown < 1 / _FASTEST):
            return
        self._shown = max(0.0, time)
        eye.see(screen.picture(frame, self._shown))


def _rate(facts: MediaFacts) -> float:
    return facts.rate[0] / facts.rate[1] if facts.rate and facts.rate[0] > 0 else 25.0
