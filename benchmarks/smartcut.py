"""How much faster a trim is made by copying than by encoding: `python -m benchmarks.smartcut [--quick]`.

The middle of a ten-minute 1080p film is kept, with its loudness left alone: by Cutroom, and by one FFmpeg command that encodes
it with the same options. Wall clock and processor time are those of all processes; the two take turns, and the median over the
rounds of each ratio is shown.
"""

import argparse
import asyncio
import resource
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.sources import film, music
from media.ffmpeg import FFmpeg
from media.probe import probe
from media.profiles import COLOR_ARGS, Profile
from media.render import render
from media.settings import MediaSettings
from media.timeline import Timeline, timeline_of

_TARGET = 20.0


@dataclass(frozen=True)
class Spent:
    """What one run took, seconds."""

    wall: float
    cpu: float


@dataclass(frozen=True)
class Trim:
    """A part of a long film."""

    timeline: Timeline
    start: float
    film: Path
    folder: Path
    ffmpeg: FFmpeg

    async def copied(self) -> None:
        """Cutroom's way."""
        sources = {self.timeline.video[0].source.asset: self.film}
        target = self.folder / "copied.mp4"
        await render(self.timeline, target, sources=sources, profile=Profile(), ffmpeg=self.ffmpeg, work=self.folder)

    async def encoded(self) -> None:
        """One FFmpeg command that encodes the same frames as Cutroom would."""
        read = ["-ss", f"{self.start:.6f}", "-i", str(self.film), "-t", f"{self.timeline.duration:.6f}"]
        picture = ["-c:v", "libx264", "-preset", Profile().preset, "-crf", str(Profile().crf), "-pix_fmt", "yuv420p", *COLOR_ARGS]
        sound = ["-c:a", "aac", "-b:a", "192k", "-ar", "48000", "-ac", "2"]
        await self.ffmpeg.run([*read, *picture, *sound, "-movflags", "+faststart"], target=self.folder / "encoded.mp4")


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.smartcut", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a short, small film: proves that it runs, not how fast")
    parser.add_argument("--rounds", type=int, default=1, help="rounds of each way")
    parser.add_argument("--minutes", type=float, default=10.0, help="length of the film")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="benchmark-") as name:
        asyncio.run(_measured(options, Path(name)))


async def _measured(options: argparse.Namespace, folder: Path) -> None:
    trim = await _trim(1.0 if options.quick else options.minutes, (640, 360) if options.quick else (1920, 1080), folder)
    timeline, source = trim.timeline, trim.timeline.video[0].source
    size = f"{timeline.width}x{timeline.height}, {source.size_bytes / 1e6:.0f} MB"
    print(f"{timeline.duration:.0f} s of {source.duration:.0f} s, {size}")
    rounds: list[tuple[Spent, Spent]] = []
    for number in range(options.rounds):
        rounds.append((await _spent(trim.copied), await _spent(trim.encoded)))
        for name, spent in zip(("copied", "encoded"), rounds[-1], strict=True):
            print(f"  round {number + 1}: {name:<8} {spent.wall:7.1f} s, processor {spent.cpu:7.1f} s")
    wall = statistics.median(encoded.wall / copied.wall for copied, encoded in rounds)
    cpu = statistics.median(encoded.cpu / copied.cpu for copied, encoded in rounds)
    print(f"encoded / copied: {wall:.1f} on the clock, {cpu:.1f} of processor time; asked for: {_TARGET:g}")


async def _trim(minutes: float, size: tuple[int, int], folder: Path) -> Trim:
    """All but the first tenth and the last of a film that repeats twenty seconds."""
    ffmpeg = FFmpeg(MediaSettings())
    _, short = await film("a", 20.0, size, folder, ffmpeg, "phone")
    _, sound = await music(minutes * 60, folder, ffmpeg)
    picture, long = folder / "picture.mp4", folder / "long.mp4"
    await ffmpeg.run(["-i", str(short), "-map", "0:v", "-c", "copy"], target=picture)
    repeated = ["-stream_loop", str(round(minutes * 3) - 1), "-i", str(picture), "-i", str(sound)]
    await ffmpeg.run([*repeated, "-map", "0:v", "-map", "1:a", "-c", "copy"], target=long)
    source = await probe(long, "long", "long.mp4", MediaSettings())
    start, end = minutes * 6 + 0.3, minutes * 54 - 0.7
    timeline = timeline_of(source, start=start, end=end).model_copy(update={"lufs": None})
    return Trim(timeline, timeline.to_seconds(timeline.video[0].source_at), long, folder, ffmpeg)


async def _spent(work: Callable[[], Awaitable[None]]) -> Spent:
    started, before = time.perf_counter(), _processor()
    await work()
    return Spent(time.perf_counter() - started, _processor() - before)


def _processor() -> float:
    """Seconds of processor time of this process and of all its children that have ended."""
    used = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":
    main()
