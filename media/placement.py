"""Where a clip is read from: its file, the place to seek to, and how its frames count in seconds and in samples."""

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

from media.ffmpeg import INPUT_GUARD
from media.frozen import Frozen
from media.graph import Input
from media.timeline import Clip, Timeline

RATE_HZ = 48_000
"""Sample rate of every mix."""
_RUN_UP = Fraction(1, 10)
"""Seconds read before a clip's first moment, in which decoders of sound settle."""
_LONG_RUN_UP = Fraction(12)
"""The same for containers without an index, where seeking may miss the keyframe before."""
_INDEXED = frozenset({"mp4", "mov", "matroska", "webm", "avi", "wav", "flac"})
_STILLS = {
    "jpeg": "jpeg_pipe",
    "mpo": "jpeg_pipe",
    "png": "png_pipe",
    "webp": "webp_pipe",
    "bmp": "bmp_pipe",
    "tiff": "tiff_pipe",
}
"""Demuxers of pictures; by a file's name alone FFmpeg would take one that opens whole rows of files, which is not allowed."""
_MANY = 24
"""Clips from which each is decoded by one thread: threads of inputs that wait would only take memory."""
_LAST = Fraction(1, 2)
"""Seconds before a source's end at the latest that it is read from, so that there is something to read."""


class Opened(Frozen):
    """A clip's file, opened near the clip's first moment."""

    clip: Clip
    path: Path
    fps: Fraction
    among_many: bool = False

    @property
    def input(self) -> Input:
        """The file, read from the last keyframe before the clip. Times count from the place sought, so what comes before is
        negative and stays there for the filters: the picture on screen at a cut may be one that came long before it."""
        frugal = ("-threads", "1") if self.among_many else ()
        return Input(self.path, (*INPUT_GUARD, *frugal, *self._demuxing))

    @property
    def _demuxing(self) -> tuple[str, ...]:
        if self.clip.source.kind == "image":
            demuxer = _STILLS.get(self.clip.source.container)
            return ("-f", demuxer) if demuxer else ()
        return ("-noaccurate_seek", "-ss", f"{float(self._sought):.6f}") if self._sought else ()

    @property
    def start(self) -> float:
        """The clip's first moment in the times that its streams carry, seconds."""
        return float(self._first - Fraction(f"{float(self._sought):.6f}"))

    @property
    def samples(self) -> int:
        return samples(self.clip.end, self.fps) - samples(self.clip.at, self.fps)

    @property
    def _first(self) -> Fraction:
        return self.clip.source_at / self.fps

    @property
    def _sought(self) -> Fraction:
        run_up = _RUN_UP if self.clip.source.container in _INDEXED else _LONG_RUN_UP
        latest = self._first if self.clip.source.duration is None else Fraction(self.clip.source.duration) - _LAST
        return max(Fraction(0), min(self._first - run_up, latest))


def open_clip(clip: Clip, timeline: Timeline, sources: Mapping[str, Path]) -> Opened:
    """The clip with its file. Raises `KeyError` for an asset that is not among the sources."""
    many = len(timeline.video) + sum(len(track.clips) for track in timeline.audio) > _MANY
    return Opened(clip=clip, path=sources[clip.source.asset], fps=timeline.fps, among_many=many)


def samples(frame: int, fps: Fraction) -> int:
    """The first sample of a frame; rounding each boundary by itself lets nothing add up."""
    return round(frame * RATE_HZ / fps)
