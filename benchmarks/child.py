"""One contender's run in a process of its own: `python -m benchmarks.child NAME SCENE TARGET`; prints seconds as JSON.

Imports are done before the clock starts.
"""

import asyncio
import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.scene import Scene


def contender(name: str) -> Callable[[Scene, Path], None]:
    """The contender of a name, ready to run."""
    if name in ("compose", "chain", "background"):
        from benchmarks.moviepy_ways import moviepy

        return lambda scene, target: moviepy(scene, target, name)
    from benchmarks import contenders

    make = {"ours": contenders.ours, "handwritten": contenders.handwritten, "plain": contenders.plain}[name]
    return lambda scene, target: asyncio.run(make(scene, target))


def main() -> None:
    name, scene_file, target = sys.argv[1:]
    make = contender(name)
    scene = Scene.model_validate_json(Path(scene_file).read_text(encoding="utf-8"))
    spent, started = _cpu(), time.perf_counter()
    make(scene, Path(target))
    print(json.dumps({"wall": time.perf_counter() - started, "cpu": _cpu() - spent}))


def _cpu() -> float:
    """Seconds of processor time of this process and its ended children."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


if __name__ == "__main__":
    main()
