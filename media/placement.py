"""Where a clip is read from: its file, the place to seek to, and how its frames count in seconds and in samples."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path

from media.clip import Clip
from media.ffmpeg import INPUT_GUARD, FFmpeg
from media.frozen import Frozen
from media.graph import Input
from media.timeline import Timeline

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
_CLEAR_DECODERS = {"vp8": "libvpx", "vp9": "libvpx-vp9"}
"""Decoders that give what is transparent; FFmpeg's own leave it out."""
_MANY = 24
"""Clips from which each is decoded by one thread: threads of inputs that wait would only take memory."""
_LAST = Fraction(1, 2)
"""Seconds before a source's end at the latest that it is read from, so that there is something to read."""
_REVERSED_BYTES = 300_000_000
"""Pictures kept at a time to be shown backward."""


class Build(Frozen):
    """What this installation's FFmpeg can do besides the usual."""

    rubberband: bool = True
    """Other speeds at the same pitch, in good quality."""
    zscale: bool = True
    """High dynamic range brought to the usual one."""


async def find_build(ffmpeg: FFmpeg) -> Build:
    """What an FFmpeg can do. Raises `EngineMissing` when there is none."""
    return Build(rubberband=await ffmpeg.has_filter("rubberband"), zscale=await ffmpeg.has_filter("zscale"))


class Opened(Frozen):
    """A clip's file, or a stretch of it, opened near its first moment."""

    clip: Clip
    path: Path
    fps: Fraction
    first: Fraction
    """First moment of the source, in frames of the timeline's rate."""
    frames: int
    """Frames to take, at the clip's speed."""
    skipped: int = 0
    """Frames of the clip, in the order of the source, that come before it."""
    among_many: bool = False
    clear: bool = False
    """Whether what is transparent is asked for."""

    @property
    def input(self) -> Input:
        """The file, read from the last keyframe before the clip. Times count from the place sought, so what comes before is
        negative and stays there for the filters: the picture on screen at a cut may be one that came long before it."""
        frugal = ("-threads", "1") if self.among_many else ()
        decoder = _CLEAR_DECODERS.get(self.clip.source.video_codec or "") if self.clear else None
        return Input(self.path, (*INPUT_GUARD, *frugal, *(("-c:v", decoder) if decoder else ()), *self._demuxing))

    @property
    def _demuxing(self) -> tuple[str, ...]:
        if self.clip.source.kind == "image":
            demuxer = _STILLS.get(self.clip.source.container)
            return ("-f", demuxer) if demuxer else ()
        return ("-noaccurate_seek", "-ss", f"{float(self._sought):.6f}") if self._sought else ()

    @property
    def start(self) -> float:
        """The clip's first moment in the times that its streams carry, seconds."""
        return float(self.first / self.fps - Fraction(f"{float(self._sought):.6f}"))

    @property
    def _sought(self) -> Fraction:
        first = self.first / self.fps
        run_up = _RUN_UP if self.clip.source.container in _INDEXED else _LONG_RUN_UP
        latest = first if self.clip.source.duration is None else Fraction(self.clip.source.duration) - _LAST
        return max(Fraction(0), min(first - run_up, latest))


def open_picture(clip: Clip, timeline: Timeline, sources: Mapping[str, Path], *, clear: bool = False) -> list[Opened]:
    """The clip's picture with its file: as one, or where it runs backward in pieces small enough to be kept, the last one first.

    Raises `KeyError` for an asset that is not among the sources.
    """
    if clip.freeze:
        return [_opened(clip, timeline, sources, clip.first, 1, clear=clear)]
    spans = list(_pieces(clip, timeline)) if clip.reverse else [(0, clip.frames)]
    return [
        _opened(clip, timeline, sources, clip.first + skipped * clip.tempo, frames, skipped=skipped, clear=clear)
        for skipped, frames in spans
    ]


def piece_count(clip: Clip, timeline: Timeline) -> int:
    """How many times the source of a clip's picture is opened."""
    if clip.card is not None or not clip.source.has_picture:
        return 0
    return len(list(_pieces(clip, timeline))) if clip.reverse and not clip.freeze else 1


def open_sound(clip: Clip, timeline: Timeline, sources: Mapping[str, Path]) -> Opened:
    """The clip's sound with its file. Raises `KeyError` for an asset that is not among the sources."""
    return _opened(clip, timeline, sources, clip.sound_first, clip.sound_end - clip.sound_at)


def samples(frame: int, fps: Fraction) -> int:
    """The first sample of a frame; rounding each boundary by itself lets nothing add up."""
    return round(frame * RATE_HZ / fps)


def _pieces(clip: Clip, timeline: Timeline) -> Iterator[tuple[int, int]]:
    """Stretches of a clip as (frames before it, its frames), from the last one to the first."""
    longest = max(1, _REVERSED_BYTES // max(1, timeline.width * timeline.height * 3 // 2))
    end = clip.frames
    while end > 0:
        yield max(0, end - longest), min(longest, end)
        end -= longest


def _opened(
    clip: Clip,
    timeline: Timeline,
    sources: Mapping[str, Path],
    first: Fraction,
    frames: int,
    *,
    skipped: int = 0,
    clear: bool = False,
) -> Opened:
    return Opened(
        clip=clip,
        path=sources[clip.source.asset],
        fps=timeline.fps,
        first=first,
        frames=frames,
        skipped=skipped,
        among_many=len(timeline.clips) > _MANY,
        clear=clear,
    )
