"""FFmpeg: where it is, what it can do, and running it with progress, limits and no half-written files."""

import asyncio
import os
import re
import shutil
import tempfile
import uuid
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache, cached_property
from pathlib import Path

from media.errors import EngineMissing, ProcessFailed
from media.process import ProcessLimits, ask, run
from media.settings import MediaSettings

DEMUXERS: tuple[str, ...] = (
    "mov", "matroska", "avi", "flv", "mpegts", "mpeg", "ogg", "asf", "mxf", "dv", "ivf",
    "wav", "w64", "mp3", "flac", "aac", "ac3", "eac3", "amr", "aiff", "caf", "au", "ape", "wv",
    "gif", "apng", "webp_anim", "webp_pipe", "png_pipe", "jpeg_pipe", "bmp_pipe", "tiff_pipe",
)  # fmt: skip
"""Containers that a stranger's file may be in. None of them names other files: no playlists, no scripts, no patterns."""

PROTOCOLS = "file,pipe"

INPUT_GUARD: tuple[str, ...] = ("-protocol_whitelist", PROTOCOLS, "-format_whitelist", ",".join(DEMUXERS))
"""Options to put before every `-i` of a user's file."""

_DEFAULT_WALL = 3600.0
_STACK_BYTES = 1 << 20
"""Stack of one thread: FFmpeg starts several for every input, and the usual eight megabytes each add up beyond any limit."""

_LONG_GRAPH = 32_000
"""Letters from which a graph is handed over in a file: the system limits one argument (Linux: 128 KiB) and all of them."""


class FFmpeg:
    """The FFmpeg program of this installation."""

    def __init__(self, settings: MediaSettings) -> None:
        self._settings = settings

    @property
    def settings(self) -> MediaSettings:
        """What this installation is set to."""
        return self._settings

    @cached_property
    def path(self) -> str:
        """The program: the setting's, else the one on PATH if it draws captions (libass), else the `imageio-ffmpeg` wheel's.

        Raises `EngineMissing` when there is none. The first access may ask a program for its features and blocks for that long.
        """
        if self._settings.ffmpeg:
            return _required(self._settings.ffmpeg)
        on_path = shutil.which("ffmpeg")
        if on_path and "--enable-libass" in version(on_path):
            return on_path
        return _from_wheel()

    async def run(
        self,
        args: Sequence[str],
        *,
        duration: float | None = None,
        progress: Callable[[float], None] | None = None,
        limits: ProcessLimits | None = None,
        target: Path | None = None,
        cwd: Path | None = None,
    ) -> str:
        """Run FFmpeg with inputs, filters and output options, and return its messages (which end with the filters' reports).

        Args:
            args: Everything between the program's name and the output file; the output file too when there is no `target`.
            duration: Length of the output in seconds, by which progress is measured.
            progress: Called with 0 to 1 as the output grows.
            limits: Defaults to an hour, the memory setting, and no file larger than the largest upload.
            target: The output file. It is written beside its place under another name and appears there only when it is whole;
                a run that fails or is cancelled leaves nothing.

        Raises `EngineMissing`, `ProcessFailed`, `ProcessKilled` and `ProcessTimeout`, with FFmpeg's last messages.
        """
        program = await asyncio.to_thread(lambda: self.path)
        watch = _watch_progress(duration, progress)
        partial = target and target.with_name(f".{uuid.uuid4().hex}{target.suffix}")
        with _graphs_in_files(program, args) as written:
            argv = [program, *self._globals(), *written, *([str(partial)] if partial else [])]
            try:
                finished = await run(argv, limits=limits or self.limits(), on_line=watch, cwd=cwd)
                if partial and target:
                    await asyncio.to_thread(_appear, partial, target)
            finally:
                if partial:
                    await asyncio.to_thread(partial.unlink, missing_ok=True)
        return finished.stderr

    def limits(self, wall: float = _DEFAULT_WALL) -> ProcessLimits:
        """The usual limits of one run: `wall` seconds of time, on all cores, and the settings' memory."""
        return ProcessLimits(
            wall=wall,
            cpu=max(1, int(wall * (os.cpu_count() or 1))),
            memory_bytes=self._settings.process_memory_bytes,
            stack_bytes=_STACK_BYTES,
            file_bytes=self._settings.max_upload_bytes * 4,
        )

    async def has_filter(self, name: str) -> bool:
        """Whether this FFmpeg has a filter (`ass`, `rubberband`, `vidstabdetect`, …)."""
        return name in await asyncio.to_thread(lambda: _listed(self.path, "-filters"))

    def _globals(self) -> list[str]:
        threads = str(self._settings.threads)
        limited = ["-filter_threads", threads, "-filter_complex_threads", threads] if self._settings.threads else []
        return ["-hide_banner", "-nostdin", "-y", "-nostats", "-stats_period", "0.3", "-progress", "pipe:1", *limited]


def version(program: str) -> str:
    """What `-version` says, build options included; empty when the program does not run."""
    return _asked(program, "-version")


@contextmanager
def _graphs_in_files(program: str, args: Sequence[str]) -> Generator[list[str]]:
    """The arguments with graphs that are too long for an argument moved into files, which are gone afterwards."""
    with ExitStack() as files:
        written = list(args)
        for place, arg in enumerate(args):
            if arg == "-filter_complex" and len(args[place + 1]) > _LONG_GRAPH:
                file = files.enter_context(tempfile.NamedTemporaryFile("w", prefix="graph-", encoding="utf-8"))
                file.write(args[place + 1])
                file.flush()
                written[place : place + 2] = [_graph_option(program), file.name]
        yield written


def _graph_option(program: str) -> str:
    """The option that reads a graph from a file, as this FFmpeg calls it (`-/option` came with 7.0)."""
    found = re.match(r"ffmpeg version n?(\d+)\.", version(program))
    return "-filter_complex_script" if found and int(found[1]) < 7 else "-/filter_complex"


def listed_encoders(program: str) -> frozenset[str]:
    """Encoders that a program was built with, whether they work here or not; blocks for the first answer."""
    return _listed(program, "-encoders")


def _required(program: str) -> str:
    found = shutil.which(program)
    if found is None or not version(found):
        raise EngineMissing("CUTROOM_FFMPEG names no working program", values={"engine": "ffmpeg"})
    return found


def _from_wheel() -> str:
    try:
        from imageio_ffmpeg import get_ffmpeg_exe

        return get_ffmpeg_exe()
    except (ImportError, RuntimeError) as error:
        raise EngineMissing("no FFmpeg with libass on PATH, and no imageio-ffmpeg", values={"engine": "ffmpeg"}) from error


def _watch_progress(duration: float | None, progress: Callable[[float], None] | None) -> Callable[[str], None]:
    """A reader of FFmpeg's `-progress` lines that reports a growing share of the duration."""
    reached = 0.0

    def read(line: str) -> None:
        nonlocal reached
        key, _, value = line.partition("=")
        if progress is None or not duration or key != "out_time_us" or not value.lstrip("-").isdigit():
            return
        share = min(1.0, int(value) / 1e6 / duration)
        if share > reached:
            reached = share
            progress(share)

    return read


def _appear(partial: Path, target: Path) -> None:
    if not partial.is_file() or partial.stat().st_size == 0:
        raise ProcessFailed("ffmpeg wrote nothing")
    partial.replace(target)


@cache
def _asked(program: str, question: str) -> str:
    return ask([program, "-hide_banner", question] if question != "-version" else [program, question])


def _listed(program: str, question: str) -> frozenset[str]:
    """Names in the second column of FFmpeg's lists."""
    rows = (line.split() for line in _asked(program, question).splitlines())
    return frozenset(row[1] for row in rows if len(row) > 1)
