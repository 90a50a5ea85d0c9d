"""How fast a file is seen and heard, and in how much memory: `python -m benchmarks.survey [--quick] [--long]`.

A 1080p30 film with cuts and fades, titles, speech and music is surveyed as a wish would have it done: in the child process, with
its key frames and its index put into a store. Beside it stands FFmpeg alone, which decodes the same file to nothing. Then the
child does the same once more with a clock at every sense. With `--long` ten minutes and two hours of the film in small are
surveyed for their memory.
"""

import argparse
import asyncio
import json
import resource
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from benchmarks.reels import lengthened, reel, thinned
from media.facts import MediaFacts
from media.ffmpeg import FFmpeg
from media.process import ProcessLimits, run
from media.senses.survey import surveyed
from media.settings import MediaSettings
from media.store import FileStore

_FASTER = 4.0
"""Times real time that is asked for."""
_MORE = 1.2
"""Times the memory of ten minutes that two hours may take."""
_MOST_BYTES = 1 << 30
_MINUTES = 10.0
_HOURS = 2.0
_SAMPLING = 0.05
_SPARSE = 10
"""Pictures a second of the long films: two hours of them are seen in minutes."""


@dataclass(frozen=True)
class Spent:
    """What one run took: seconds on the clock and of processor time, and the most memory resident in its child, bytes."""

    wall: float
    cpu: float
    memory: int


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.survey", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a short, small film: proves that it runs, not how fast")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of each way")
    parser.add_argument("--seconds", type=float, default=120.0, help="length of the film")
    parser.add_argument("--long", action="store_true", help="ten minutes and two hours as well")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="benchmark-") as name:
        asyncio.run(_measured(options, Path(name)))


async def _measured(options: argparse.Namespace, folder: Path) -> None:
    ffmpeg = FFmpeg(MediaSettings())
    seconds, size = (12.0, (640, 360)) if options.quick else (options.seconds, (1920, 1080))
    facts, path = await reel("whole", seconds, size, folder, ffmpeg)
    rate = facts.size_bytes * 8 / (facts.duration or 1) / 1e6
    print(f"{facts.duration:.0f} s of {facts.width}x{facts.height}, {rate:.1f} Mbit/s", flush=True)
    rounds: list[tuple[Spent, Spent]] = []
    for number in range(options.rounds):
        ours, plain = await _surveyed(path, facts, folder / f"{number}"), await _decoded(path, ffmpeg)
        rounds.append((ours, plain))
        print(f"  round {number + 1}: index {ours.wall:.1f} s, processor {ours.cpu:.1f} s;", end=" ")
        print(f"decode alone {plain.wall:.1f} s, processor {plain.cpu:.1f} s", flush=True)
    pace = statistics.median((facts.duration or 0) / ours.wall for ours, _ in rounds)
    work = statistics.median((facts.duration or 0) / ours.cpu for ours, _ in rounds)
    memory = max(ours.memory for ours, _ in rounds) / 1e6
    print(f"index: {pace:.2f} times real time on the clock (asked for: {_FASTER:g}), {work:.2f} by processor, {memory:.0f} MB")
    wall = statistics.median(ours.wall / plain.wall for ours, plain in rounds)
    cpu = statistics.median(ours.cpu / plain.cpu for ours, plain in rounds)
    print(f"index / decode alone: {wall:.2f} on the clock, {cpu:.2f} of processor time")
    await _shares(path, facts, folder)
    if options.long:
        await _lengths(folder, ffmpeg, 1 / 60 if options.quick else 1.0)


async def _surveyed(path: Path, facts: MediaFacts, home: Path) -> Spent:
    """A survey into a store that knows nothing yet."""
    (home / "work").mkdir(parents=True)
    store, watch = FileStore(home / "store"), _Watch()
    await surveyed(path, facts, settings=MediaSettings(), store=store, work=home / "work", report=lambda fraction: None)
    return watch.spent()


async def _decoded(path: Path, ffmpeg: FFmpeg) -> Spent:
    watch = _Watch()
    await ffmpeg.run(["-i", str(path), "-f", "null", "-"])
    return watch.spent()


async def _shares(path: Path, facts: MediaFacts, folder: Path) -> None:
    """What each sense takes of one core."""
    (folder / "timed").mkdir()
    asked = json.dumps({"path": str(path), "folder": str(folder / "timed"), "facts": facts.model_dump(mode="json")})
    argv = [sys.executable, "-m", "benchmarks.survey_clock"]
    env = {"PYTHONPATH": str(Path(__file__).parents[1])}
    finished = await run(argv, limits=ProcessLimits(wall=7200), stdin=asked.encode(), on_line=None, env=env)
    told: dict[str, Any] = json.loads(finished.stdout.splitlines()[-1])
    senses: dict[str, float] = told["senses"]
    print(f"processor time by sense, {told['pictures']} pictures, {told['cpu']:.1f} s in all:")
    for name, took in sorted(senses.items(), key=lambda item: -item[1]):
        print(f"  {name:<22} {took / told['cpu']:6.1%} {took / told['pictures'] * 1e3:7.2f} ms a picture")


async def _lengths(folder: Path, ffmpeg: FFmpeg, scale: float) -> None:
    """Memory over ten minutes and over two hours of the same film, with fewer and smaller pictures."""
    _, whole = await reel("small", max(12.0, 120.0 * scale), (640, 360), folder, ffmpeg)
    short = await thinned(whole, _SPARSE, folder, ffmpeg)
    found: list[Spent] = []
    for minutes in (_MINUTES * scale, _HOURS * 60 * scale):
        facts, path = await lengthened(short, minutes * 60, folder, ffmpeg)
        found.append(await _surveyed(path, facts, folder / f"{minutes:.1f}"))
        memory, pace = found[-1].memory / 1e6, (facts.duration or 0) / found[-1].wall
        print(f"{minutes:.1f} min of 640x360 with {_SPARSE} pictures a second: {memory:.0f} MB, {pace:.1f} times real time")
    more = found[1].memory / found[0].memory
    print(f"two hours / ten minutes: {more:.3f} of the memory (asked for: {_MORE:g}), most {_MOST_BYTES / 1e6:.0f} MB")


class _Watch:
    """Time, processor time and memory of the child processes between two moments."""

    def __init__(self) -> None:
        self._began, self._before = time.monotonic(), _used()
        self._most, self._ended = 0, threading.Event()
        self._watching = threading.Thread(target=self._watch, daemon=True)
        self._watching.start()

    def spent(self) -> Spent:
        """What was used up to now; the watch ends."""
        wall = time.monotonic() - self._began
        self._ended.set()
        self._watching.join()
        return Spent(wall, _used() - self._before, self._most)

    def _watch(self) -> None:
        me = psutil.Process()
        while not self._ended.wait(_SAMPLING):
            with suppress(psutil.Error):
                self._most = max([self._most, *(child.memory_info().rss for child in me.children(recursive=True))])


def _used() -> float:
    """Seconds of processor time of this process and its ended children."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


if __name__ == "__main__":
    main()
