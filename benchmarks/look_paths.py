"""The path of the subject: how often a 9:16 crop that follows it holds the subject, and how much it jerks; beside one window for
each shot."""

import asyncio
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import mean
from typing import Any

import numpy as np

from benchmarks.looked import FIRST, Box, Clock, looked
from benchmarks.stagings import KINDS, RATE, SIZE, Staging, staging
from media.facts import MediaFacts
from media.ffmpeg import FFmpeg
from media.settings import MediaSettings
from media.subjects import find_subjects

_WINDOW = 9 / 16 / (16 / 9)
"""Share of a 16:9 picture's width that a 9:16 crop shows."""
Path3 = Sequence[tuple[float, float, float]]


def measure(count: int) -> None:
    """Print the figures."""
    clock, held, held_before, jerks = Clock(), [], [], []
    for kind in KINDS:
        parts = [_one(staging(kind, seed), clock) for seed in range(FIRST, FIRST + count)]
        inside, inside_before = (np.concatenate([part[index] for part in parts]) for index in (0, 1))
        held.append(inside)
        held_before.append(inside_before)
        jerks.append(mean(part[2] for part in parts))
        print(
            f"path, {kind}: subject inside {inside.mean():.3f} of the frames (one window a shot {inside_before.mean():.3f}), "
            f"mean acceleration {jerks[-1]:.2f} widths/s²"
        )
    print(
        f"path, all: {np.concatenate(held).mean():.4f} (one window a shot {np.concatenate(held_before).mean():.4f}); "
        f"{clock.share * 1000:.0f} ms a second"
    )


def _one(scene: Staging, clock: Clock) -> tuple[Any, Any, float]:
    """Frame by frame whether the subject is inside by its path and by the one window, and the path's mean acceleration but for
    jumps, widths a second²."""
    length = scene.count / RATE
    staged = [scene.frame(number) for number in range(scene.count)]
    looks = looked(((number / RATE, picture) for number, (picture, _) in enumerate(staged)), SIZE, [(0.0, length)], clock)
    times = np.arange(scene.count) / RATE
    path = np.array(looks.scenes[0].path or [(0.0, 0.5, 0.5)])
    middles = np.interp(times, path[:, 0], path[:, 1])
    boxes = [box for _, box in staged]
    bends = np.abs(np.diff(middles, 2)) * RATE**2
    calm = np.abs(np.diff(middles))[1:] < 0.15
    resting = _windows([picture for picture, _ in staged], times)
    return _inside(middles, boxes), _inside(resting, boxes), float(np.mean(bends[calm & np.roll(calm, 1)]))


def _inside(middles: Any, boxes: Sequence[Box]) -> Any:
    windows = np.clip(middles, _WINDOW / 2, 1 - _WINDOW / 2)
    table = np.array(boxes)
    return (table[:, 0] >= windows - _WINDOW / 2) & (table[:, 0] + table[:, 2] <= windows + _WINDOW / 2)


def _windows(pictures: Sequence[Any], times: Any) -> Any:
    """The middle of the one window that each shot gets, frame by frame."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.mp4")
        facts = _film(pictures, path)
        shots = asyncio.run(find_subjects(path, facts, ffmpeg=FFmpeg(MediaSettings()), work=Path(folder)))
    middles, before = np.full(len(times), 0.5), None
    for shot in shots:
        before = shot.focus(_WINDOW, 1.0, before)
        middles[(times >= shot.start - 1e-6) & (times < shot.end)] = before[0]
    return middles


def _film(pictures: Sequence[Any], path: Path) -> MediaFacts:
    raw = ["-f", "rawvideo", "-pix_fmt", "bgr24", "-s", f"{SIZE[0]}x{SIZE[1]}", "-r", str(RATE), "-i", "-"]
    coded = ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "18", "-pix_fmt", "yuv420p", str(path)]
    data = b"".join(picture.tobytes() for picture in pictures)
    subprocess.run([FFmpeg(MediaSettings()).path, "-v", "error", "-y", *raw, *coded], input=data, check=True, timeout=120)
    return MediaFacts(
        asset="a", kind="video", container="mp4", size_bytes=path.stat().st_size, duration=len(pictures) / RATE,
        width=SIZE[0], height=SIZE[1], rate=(RATE, 1), video_codec="h264",
    )  # fmt: skip
