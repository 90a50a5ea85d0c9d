"""Runs of contenders by turns, and what is measured on them: time, processor time, memory, and how alike the pictures are."""

import json
import re
import statistics
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.scene import Scene
from media.ffmpeg import FFmpeg

_LONGEST = 3600
_SAMPLING = 0.1


@dataclass(frozen=True)
class Run:
    """One run of one contender."""

    wall: float
    """Seconds on the clock."""
    cpu: float
    """Seconds of processor time over all its processes."""
    memory: int
    """Most bytes resident at once over all its processes."""


@dataclass(frozen=True)
class Results:
    """The runs of contenders that took turns; run n of one stood beside run n of the others."""

    runs: dict[str, list[Run]]

    def median(self, name: str, of: Callable[[Run], float]) -> float:
        return statistics.median(of(run) for run in self.runs[name])

    def ratio(self, name: str, other: str, of: Callable[[Run], float]) -> float:
        """The median over the rounds of one contender's figure by another's."""
        rounds = zip(self.runs[name], self.runs[other], strict=True)
        return statistics.median(of(one) / of(two) for one, two in rounds)


def take_turns(names: Sequence[str], scene: Scene, folder: Path, rounds: int, tell: Callable[[str], None]) -> Results:
    """Every contender once a round, A B A B; their last products stay in the folder as `NAME.mp4`."""
    scene_file = folder / "scene.json"
    scene_file.write_text(scene.model_dump_json(), encoding="utf-8")
    runs: dict[str, list[Run]] = {name: [] for name in names}
    for number in range(rounds):
        for name in names:
            runs[name].append(_run(name, scene_file, folder / f"{name}.mp4"))
            tell(f"  round {number + 1}/{rounds}: {name} {runs[name][-1].wall:.1f} s")
    return Results(runs)


def likeness(one: Path, two: Path, ffmpeg: FFmpeg) -> float:
    """PSNR of two films' pictures over all planes and frames, dB; infinite for equal ones.

    Raises `ValueError` where it cannot be told.
    """
    argv = [
        ffmpeg.path,
        "-hide_banner",
        "-nostdin",
        "-i",
        str(one),
        "-i",
        str(two),
        "-lavfi",
        "[0:v][1:v]psnr",
        "-f",
        "null",
        "-",
    ]
    said = subprocess.run(argv, capture_output=True, text=True, timeout=_LONGEST, check=True).stderr
    found = re.search(r"average:(\S+)", said)
    if found is None:
        raise ValueError("no likeness was told")
    return float(found[1])


def _run(name: str, scene_file: Path, target: Path) -> Run:
    argv = [sys.executable, "-m", "benchmarks.child", name, str(scene_file), str(target)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as child:
        peak = _Peak(child.pid)
        try:
            said, _ = child.communicate(timeout=_LONGEST)
        finally:
            memory = peak.stop()
            child.kill()
    if child.returncode:
        raise RuntimeError(f"{name} ended with status {child.returncode}")
    told = json.loads(said)
    return Run(wall=told["wall"], cpu=told["cpu"], memory=memory)


class _Peak:
    """Watches the resident memory of a process and its descendants."""

    def __init__(self, pid: int) -> None:
        self._pid, self._most, self._ended = pid, 0, threading.Event()
        self._watching = threading.Thread(target=self._watch, daemon=True)
        self._watching.start()

    def stop(self) -> int:
        """The most that was seen, bytes."""
        self._ended.set()
        self._watching.join()
        return self._most

    def _watch(self) -> None:
        while not self._ended.wait(_SAMPLING):
            with suppress(psutil.Error):
                root = psutil.Process(self._pid)
                self._most = max(self._most, sum(map(_resident, [root, *root.children(recursive=True)])))


def _resident(process: psutil.Process) -> int:
    with suppress(psutil.Error):
        return int(process.memory_info().rss)
    return 0
