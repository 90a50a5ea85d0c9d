"""Looks: how well faces, written words, key frames and the path of the subject are found in generated films.

`python -m benchmarks.looks [--only faces|words|frames|paths] [--quick]`. Everything is drawn, so that every truth is known, by
seeds that were not seen while the senses were tuned. Times are processor seconds of all looking for a second of material.
"""

import argparse
import sys
from collections.abc import Callable, Sequence

import cv2

from benchmarks import look_faces, look_frames, look_paths, look_words

PARTS: dict[str, tuple[Callable[[int], None], int]] = {
    "faces": (look_faces.measure, 100),
    "words": (look_words.measure, 6),
    "frames": (look_frames.measure, 12),
    "paths": (look_paths.measure, 8),
}
"""What measures each part, and over how many seeds."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.looks", description=__doc__)
    parser.add_argument("--only", choices=tuple(PARTS))
    parser.add_argument("--quick", action="store_true", help="only prove that everything runs")
    given = parser.parse_args(arguments)
    cv2.setNumThreads(1)
    for name, (measure, count) in PARTS.items():
        if given.only in (None, name):
            measure(1 if given.quick else count)
    return 0


if __name__ == "__main__":
    sys.exit(main())
