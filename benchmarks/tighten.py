# pyright: basic
"""Cutting silences beside auto-editor: `python -m benchmarks.tighten [--quick]`.

The same generated talk (spoken sentences, pauses of 0.15 to 2.5 s, noise under all of it) goes through Cutroom's `tighten` and
through auto-editor 23.32.1, by turns and each in a child process: once with the settings that each has by itself, and once with
auto-editor set to the margin, the threshold and the shortest pause that Cutroom uses. Timed are both programs from their start to
the cuts, without an encode. auto-editor is put into a folder of its own once; what it asks ffprobe for is handed to it.
"""

import argparse
import asyncio
import json
import math
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from agent_core.tool import Context
from agent_core.tools.tighten import Input, Output, tighten
from media.facts import MediaFacts
from media.ffmpeg import FFmpeg
from media.loudness import measure
from media.settings import MediaSettings
from media.speech.espeak import Espeak
from media.store import FileStore
from media.timeline import timeline_of

_HOME = Path(".cache/auto-editor")
_ITSELF, _BESIDE = "auto-editor==23.32.1", ("av==12.3.0", "numpy<2", "pillow", "ae-ffmpeg==1.1.2")
_RATE_HZ, _FPS = 48_000, 30
_NEAR = 0.1
"""Seconds within which two cuts are the same."""
_MARGIN, _LEAST, _BELOW = 0.12, 0.4, 18.0
"""What `tighten` does by itself: seconds kept beside a cut, the shortest pause, LU below the whole that count as silence."""
_SENTENCES = (
    "The harbour opens at six in the morning and closes late in the evening.",
    "We counted forty boats on Tuesday, and nobody was surprised.",
    "Please bring your tickets and wait behind the yellow line.",
    "The old lighthouse keeper still climbs two hundred steps each day.",
    "Nobody knows who painted the blue door, but everybody likes it.",
)


class Agreement(NamedTuple):
    """How the cuts of two programs lie to each other."""

    ours: int
    theirs: int
    alike: float
    """Share of all cuts that have one of the other program within `_NEAR`."""
    beside: float
    """Median distance of those, seconds."""


async def _talk(folder: Path, seconds: float) -> Path:
    """A film of a talk; its picture is plain."""
    rng, parts, total = np.random.default_rng(11), [np.zeros(_RATE_HZ // 2)], 0.5
    spoken = [await _spoken(folder, number, text) for number, text in enumerate(_SENTENCES)]
    while total < seconds:
        sentence = spoken[int(rng.integers(len(spoken)))]
        pause = float(rng.choice((0.15, 0.25, 0.6, 0.9, 1.4, 2.5)))
        parts += [sentence, np.zeros(round(pause * _RATE_HZ))]
        total += sentence.size / _RATE_HZ + pause
    sound = np.concatenate(parts)
    sound = 0.5 * sound / np.abs(sound).max() + rng.normal(0, 0.0006, sound.size)
    with wave.open(str(folder / "talk.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_RATE_HZ)
        file.writeframes((np.clip(sound, -1, 1) * 32767).astype(np.int16).tobytes())
    film = folder / "talk.mp4"
    picture = ["-f", "lavfi", "-i", f"color=0x304050:s=320x180:r={_FPS}", "-i", str(folder / "talk.wav"), "-shortest"]
    await FFmpeg(MediaSettings()).run([*picture, "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac"], target=film)
    return film


async def _spoken(folder: Path, number: int, text: str) -> np.ndarray:
    target = folder / f"sentence-{number}.wav"
    await Espeak().speak(text, "en", "male" if number % 2 else "female", target)
    with wave.open(str(target)) as file:
        samples, rate = np.frombuffer(file.readframes(file.getnframes()), np.int16) / 32768, file.getframerate()
    return np.interp(np.arange(int(samples.size * _RATE_HZ / rate)) * rate / _RATE_HZ, np.arange(samples.size), samples)


def _installed() -> Path:
    """auto-editor's program, put into a folder of its own the first time."""
    program = _HOME / "bin" / "auto-editor"
    if not program.exists():
        install = ["uv", "pip", "install", "-q", "--python", str(_HOME / "bin" / "python")]
        for command in (
            ["uv", "venv", "-q", "--python", sys.executable, str(_HOME)],
            [*install, "--no-deps", _ITSELF],
            [*install, *_BESIDE],
        ):
            subprocess.run(command, check=True, timeout=300)
    return program.resolve()


def _facts(asset: str, size_bytes: int, length: float) -> MediaFacts:
    return MediaFacts(
        asset=asset, kind="video", container="mp4", size_bytes=size_bytes, duration=length, width=320, height=180,
        rate=(_FPS, 1), audio_channels=1,
    )  # fmt: skip


async def _found(film: Path, length: float) -> list[float]:
    """Cutroom's cuts, in seconds of the film."""
    with tempfile.TemporaryDirectory() as home:
        settings = MediaSettings(home=Path(home))
        store = FileStore(Path(home) / "store")

        async def content() -> AsyncIterator[bytes]:
            yield await asyncio.to_thread(film.read_bytes)

        asset = await store.put(content())
        facts = _facts(asset.id, asset.size_bytes, length)
        context = Context(store, FFmpeg(settings), settings, Espeak(), Path(home), lambda fraction: None)
        output = await tighten.run(Input(timeline=timeline_of(facts)), context)
    assert isinstance(output, Output)
    made = output.timeline
    fps = float(made.fps)
    spans = [(clip.source_at / fps, (clip.source_at + clip.frames) / fps) for clip in made.video]
    return _edges(spans, length)


def _edges(kept: Sequence[tuple[float, float]], length: float) -> list[float]:
    """Where something begins or ends, the film's own ends aside."""
    return sorted(edge for span in kept for edge in span if 0.2 < edge < length - 0.2)


def _spent(args: Sequence[str]) -> tuple[str, float, float]:
    """What a program says, and its seconds on the clock and of processor time, those of its children included."""
    started, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    said = subprocess.run(args, check=True, capture_output=True, text=True, timeout=300).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    work = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return said, time.monotonic() - started, work


def _ours(film: Path, length: float) -> tuple[list[float], float, float]:
    said, clock, work = _spent([sys.executable, "-m", "benchmarks.tighten", "--find", str(film), "--length", str(length)])
    return json.loads(said), clock, work


def _theirs(program: Path, film: Path, length: float, options: Sequence[str]) -> tuple[list[float], float, float]:
    target = film.parent / "cuts.json"
    probing = ["--ffmpeg-location", str(_probing(film.parent, film, length)), "--no-open"]
    _, clock, work = _spent([str(program), str(film), *options, *probing, "--export", "json:api=1", "-o", str(target)])
    chunks = json.loads(target.read_text())["chunks"]
    return _edges([(first / _FPS, last / _FPS) for first, last, speed in chunks if speed == 1], length), clock, work


def _probing(folder: Path, film: Path, length: float) -> Path:
    """An FFmpeg with a stand-in for the ffprobe that the wheel lacks: it tells what is known of the film."""
    video = {"codec_type": "video", "codec_name": "h264", "width": 320, "height": 180, "pix_fmt": "yuv420p"}
    video |= {"r_frame_rate": f"{_FPS}/1", "time_base": "1/15360", "duration": f"{length:.6f}"}
    audio = {"codec_type": "audio", "codec_name": "aac", "sample_rate": str(_RATE_HZ), "channels": 1, "duration": f"{length:.6f}"}
    told = {"streams": [video, audio], "format": {"duration": f"{length:.6f}", "bit_rate": "100000"}}
    (folder / "told.json").write_text(json.dumps(told))
    (folder / "ffprobe").write_text(f"#!/bin/sh\ncat '{folder / 'told.json'}'\n")
    (folder / "ffprobe").chmod(0o755)
    link = folder / "ffmpeg"
    link.unlink(missing_ok=True)
    link.symlink_to(FFmpeg(MediaSettings()).path)
    return link


def _agreement(ours: Sequence[float], theirs: Sequence[float]) -> Agreement:
    distances = [min((abs(edge - other) for other in theirs), default=math.inf) for edge in ours]
    back = [min((abs(edge - other) for other in ours), default=math.inf) for edge in theirs]
    near = [distance for distance in (*distances, *back) if distance <= _NEAR]
    whole = len(distances) + len(back)
    return Agreement(len(ours), len(theirs), len(near) / max(1, whole), statistics.median(near) if near else math.nan)


async def _equal(film: Path) -> list[str]:
    """auto-editor's options that mean what `tighten` does: its level is a share of the loudest sample."""
    heard = await measure(film, FFmpeg(MediaSettings()))
    level = 10 ** ((max(-60.0, min(-20.0, heard.lufs - _BELOW)) - heard.true_peak) / 20)
    return ["--edit", f"audio:threshold={level:.5f},mincut={round(_LEAST * _FPS)}", "--margin", f"{_MARGIN}s"]


async def _run(seconds: float, rounds: int) -> None:
    program = await asyncio.to_thread(_installed)
    with tempfile.TemporaryDirectory(prefix="tighten-") as place:
        film = await _talk(Path(place), seconds)
        with wave.open(str(Path(place) / "talk.wav")) as file:
            length = file.getnframes() / file.getframerate()
        print(f"a talk of {length:.0f} s, {rounds} rounds")
        for title, options in (("as they come", []), ("auto-editor set as Cutroom", await _equal(film))):
            clock: list[float] = []
            work: list[float] = []
            ours: list[float] = []
            theirs: list[float] = []
            for _ in range(rounds):
                ours, *mine = await asyncio.to_thread(_ours, film, length)
                theirs, *other = await asyncio.to_thread(_theirs, program, film, length, options)
                clock.append(other[0] / mine[0])
                work.append(other[1] / mine[1])
            found = _agreement(ours, theirs)
            print(
                f"{title:28} cuts {found.ours} / {found.theirs}; within {_NEAR * 1000:.0f} ms of the other's {found.alike:.0%}, "
                f"median {found.beside * 1000:.0f} ms; auto-editor takes {statistics.median(work):.2f} times the processor time, "
                f"{statistics.median(clock):.2f} times as long on the clock"
            )


def main(arguments: Sequence[str]) -> None:
    """Measure, or with `--find` print Cutroom's cuts of one film."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tighten", description="Cutting silences beside auto-editor.")
    parser.add_argument("--quick", action="store_true", help="a short talk, one round")
    parser.add_argument("--find", type=Path, help="print the cuts of a film alone")
    parser.add_argument("--length", type=float, default=0.0, help="its length in seconds")
    given = parser.parse_args(arguments)
    if given.find:
        print(json.dumps(asyncio.run(_found(given.find, given.length))))
        return
    asyncio.run(_run(30 if given.quick else 300, 1 if given.quick else 3))


if __name__ == "__main__":
    main(sys.argv[1:])
