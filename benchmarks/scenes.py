"""Scene detection on generated films whose joints are known, beside PySceneDetect's detectors on the same files.

`python -m benchmarks.scenes [--seeds 101,102,103]`. Seeds below 100 are those that the detector was tuned on; the figures to be
told are of others. A joint counts as found where a detector's boundary lies within two frames of a cut, or of a fade's or a
dissolve's stretch (of ours, its middle), one to one. PySceneDetect is no dependency: it is installed into a folder of its own.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import av
import imageio_ffmpeg

from benchmarks.films import NEGATIVES, POSITIVES, Film, Truth, film, write
from media.senses.picture import Picture
from media.senses.planes import Screen
from media.senses.scenes import Scenes

SEEDS = "101,102,103"
ASKED = 0.97
_TOLERANCE = 2.4
"""Frames: two, and what rounding of times adds."""
_RIVALS = ("ContentDetector", "AdaptiveDetector", "HashDetector", "ThresholdDetector")
_PATIENCE = 3600.0
OURS = "Cutroom"

Boundary = tuple[float, str]
"""Seconds, and the kind of joint (empty where a detector tells none)."""


@dataclass
class Tally:
    """What one detector found, all films together."""

    found: Counter[str] = field(default_factory=Counter[str])
    missed: Counter[str] = field(default_factory=Counter[str])
    false: int = 0
    wrong_kind: int = 0
    cpu: float = 0.0

    def add(self, truths: Sequence[Truth], boundaries: Sequence[Boundary], rate: float) -> None:
        """Match a film's boundaries with its joints, those of the right kind first."""
        left = list(boundaries)
        for truth in truths:
            near = [one for one in left if _meets(truth, one[0], rate)]
            if not near:
                self.missed[truth.kind] += 1
                continue
            taken = min(near, key=lambda one: (one[1] != truth.kind, abs(one[0] * rate - (truth.first + truth.last) / 2)))
            left.remove(taken)
            self.found[truth.kind] += 1
            self.wrong_kind += taken[1] not in ("", truth.kind)
        self.false += len(left)

    def row(self, name: str) -> str:
        """One line of the table."""
        hits, lost = self.found.total(), self.missed.total()
        precision, recall = hits / max(1, hits + self.false), hits / max(1, hits + lost)
        kinds = "".join(f"{self._share(kind):>10.3f}" for kind in ("cut", "fade", "dissolve"))
        return f"{name:28}{self.f1:>8.4f}{precision:>11.3f}{recall:>8.3f}{kinds}{self.false:>7}"

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall over all joints."""
        hits = self.found.total()
        return 2 * hits / max(1, 2 * hits + self.missed.total() + self.false)

    def _share(self, kind: str) -> float:
        return self.found[kind] / max(1, self.found[kind] + self.missed[kind])


def _meets(truth: Truth, time: float, rate: float) -> bool:
    return truth.first - _TOLERANCE <= time * rate <= truth.last + _TOLERANCE


def main() -> None:
    options = _options()
    folder = options.folder or Path(tempfile.gettempdir()) / "cutroom-scenes"
    folder.mkdir(parents=True, exist_ok=True)
    films = [film(seed, kind) for seed in options.seeds for kind in (*POSITIVES, *NEGATIVES)]
    for one in films:
        _made(one, folder)
    rivals = {} if options.alone else _rivals(folder, [one.name for one in films])
    tallies, frames = _measured(films, folder, rivals, options.errors)
    _print(films, tallies, frames)
    sys.exit(tallies[OURS].f1 < ASKED)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=lambda text: [int(part) for part in text.split(",")], default=SEEDS)
    parser.add_argument("--folder", type=Path, help="where the films are kept")
    parser.add_argument("--alone", action="store_true", help="without PySceneDetect")
    parser.add_argument("--errors", action="store_true", help="print every joint missed, and every false one")
    return parser.parse_args()


def _made(one: Film, folder: Path) -> None:
    if not (folder / f"{one.name}.mp4").exists():
        part = folder / f"{one.name}.part.mp4"
        write(one, part, imageio_ffmpeg.get_ffmpeg_exe())
        part.rename(folder / f"{one.name}.mp4")


def _measured(films: Sequence[Film], folder: Path, rivals: Mapping[str, Any], errors: bool) -> tuple[dict[str, Tally], int]:
    tallies = {name: Tally() for name in ((OURS, *_RIVALS, *_both()) if rivals else (OURS,))}
    frames = 0
    for one in films:
        found, cpu, count = _ours(folder / f"{one.name}.mp4")
        frames += count
        tallies[OURS].cpu += cpu
        before = tallies[OURS].missed.total(), tallies[OURS].false
        tallies[OURS].add(one.truths, found, float(one.rate))
        if errors and before != (tallies[OURS].missed.total(), tallies[OURS].false):
            _tell(one, found)
        for name in _RIVALS if rivals else ():
            seen = rivals[name][one.name]
            tallies[name].add(one.truths, [(time, "") for time in seen["times"]], float(one.rate))
            tallies[name].cpu += seen["cpu"]
        for name, parts in _both().items() if rivals else ():
            times = sorted({time for part in parts for time in rivals[part][one.name]["times"]})
            tallies[name].add(one.truths, [(time, "") for time in times], float(one.rate))
    return tallies, frames


def _both() -> dict[str, tuple[str, str]]:
    """PySceneDetect's detectors for cuts, each together with that for fades."""
    return {f"{name} + Threshold": (name, "ThresholdDetector") for name in _RIVALS[:-1]}


def _ours(path: Path) -> tuple[list[Boundary], float, int]:
    """Boundaries, seconds of processor time without decoding, and how many frames there were."""
    eye, spent, count = Scenes(), 0.0, 0
    for picture in _pictures(path):
        started = time.process_time()
        eye.see(picture)
        spent += time.process_time() - started
        count += 1
    started = time.process_time()
    found: list[Boundary] = [(start, joint) for start, _, joint in eye.finish()[1:]]
    return found, spent + time.process_time() - started, count


def _pictures(path: Path) -> Iterator[Picture]:
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        screen = Screen(stream.codec_context.width, stream.codec_context.height)
        for frame in container.decode(stream):
            yield screen.picture(frame, float((frame.pts or 0) * (stream.time_base or 0)))


def _rivals(folder: Path, names: Sequence[str]) -> dict[str, dict[str, Any]]:
    """What PySceneDetect finds, by detector and film; it runs in a process of its own."""
    place = folder / "scenedetect"
    if not place.exists():
        packages = ["scenedetect", "platformdirs", "tqdm", "click"]
        uv = str(Path(sys.executable).with_name("uv"))
        command = [uv, "pip", "install", "-q", "--python", sys.executable, "--no-deps", "--target", str(place), *packages]
        subprocess.run(command, check=True, timeout=600)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(place), os.environ.get("PYTHONPATH", "")])}
    asked = json.dumps({"folder": str(folder), "names": list(names), "detectors": _RIVALS})
    command = [sys.executable, "-m", "benchmarks.scenedetect_child", asked]
    done = subprocess.run(command, env=environment, check=True, timeout=_PATIENCE, stdout=subprocess.PIPE)
    return json.loads(done.stdout)


def _tell(one: Film, found: Sequence[Boundary]) -> None:
    rate = float(one.rate)
    missed = [truth for truth in one.truths if not any(_meets(truth, time, rate) for time, _ in found)]
    false = [(kind, round(time * rate)) for time, kind in found if not any(_meets(truth, time, rate) for truth in one.truths)]
    print(f"{one.name}: missed {missed}, false {false}")


def _print(films: Sequence[Film], tallies: Mapping[str, Tally], frames: int) -> None:
    joints = Counter(truth.kind for one in films for truth in one.truths)
    print(f"{len(films)} films, {frames} frames, {dict(joints)}, {sum(not one.truths for one in films)} films without a joint")
    print(f"{'':28}{'F1':>8}{'precision':>11}{'recall':>8}{'cuts':>10}{'fades':>10}{'dissolves':>10}{'false':>7}")
    for name, tally in tallies.items():
        print(tally.row(name))
    print(f"joints of ours named wrongly: {tallies[OURS].wrong_kind}")
    for name, tally in tallies.items():
        if tally.cpu:
            decoding = "" if name == OURS else ", decoding included"
            print(f"{name}: {1000 * tally.cpu / frames:.2f} ms of processor time a frame{decoding}")


if __name__ == "__main__":
    main()
