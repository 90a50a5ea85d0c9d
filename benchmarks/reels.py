"""Long films for surveys: shots of a hand-held camera joined by cuts and fades, with titles, speech, music and pauses."""

import random
import wave
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.instruments import RATE_HZ
from benchmarks.songs import song
from benchmarks.sources import RATE, film
from media.facts import MediaFacts
from media.ffmpeg import FFmpeg
from media.fonts import find_fonts
from media.probe import probe
from media.settings import MediaSettings
from media.speech.espeak import Espeak

_SHOTS = 24.0
"""Seconds of each of the two films that the shots are taken from."""
_TINTS = (
    "null",
    "hflip",
    "hue=h=90",
    "vflip",
    "eq=brightness=0.15:saturation=0.4",
    "hue=h=200,hflip",
    "negate",
    "hue=h=300:s=1.6",
)
_WORDS = (
    "Good morning, and welcome back to the workshop. Today we build a small boat out of paper and two matches.",
    "First of all, fold the sheet along the longer side, and press it flat with your thumb. Then turn it over.",
    "If the wind is too strong, wait until the evening. The lake is quiet then, and the light is much better.",
    "That was the third one, and it still floats! Let us see what happens when we put a coin into it.",
)

Sound = npt.NDArray[np.float32]


async def reel(name: str, seconds: float, size: tuple[int, int], folder: Path, ffmpeg: FFmpeg) -> tuple[MediaFacts, Path]:
    """A film of that length: H.264 as a phone codes it, AAC."""
    shots = [(await film(source, min(_SHOTS, seconds), size, folder, ffmpeg, "phone"))[1] for source in "ab"]
    sound = folder / f"{name}.wav"
    _write(sound, await _soundtrack(seconds, folder))
    inputs, graph = _cut(seconds, min(_SHOTS, seconds), shots, size[1])
    args = ["-i", str(sound), *inputs, "-filter_complex", graph, "-map", "[film]", "-map", "0:a"]
    coded = [
        "-c:v",
        "libx264",
        "-preset",
        "veryfast",
        "-crf",
        "21",
        "-g",
        str(2 * RATE),
        "-pix_fmt",
        "yuv420p",
        "-threads",
        "2",
        "-c:a",
        "aac",
    ]
    path = folder / f"{name}.mp4"
    await ffmpeg.run([*args, "-t", str(seconds), *coded], target=path)
    return await probe(path, name, path.name, MediaSettings()), path


async def thinned(path: Path, rate: int, folder: Path, ffmpeg: FFmpeg) -> Path:
    """The same film with fewer pictures a second."""
    target = folder / f"{path.stem}-thin.mp4"
    coded = ["-r", str(rate), "-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-g", str(2 * rate), "-c:a", "copy"]
    await ffmpeg.run(["-i", str(path), *coded], target=target)
    return target


async def lengthened(path: Path, seconds: float, folder: Path, ffmpeg: FFmpeg) -> tuple[MediaFacts, Path]:
    """A film repeated, without encoding it again, until it lasts that long."""
    target = folder / f"{path.stem}-{seconds:.0f}.mp4"
    await ffmpeg.run(["-stream_loop", "-1", "-i", str(path), "-t", str(seconds), "-c", "copy"], target=target)
    return await probe(target, target.stem, target.name, MediaSettings()), target


def _cut(seconds: float, source: float, films: list[Path], high: int) -> tuple[list[str], str]:
    """Shots of three to seven seconds, one after the other; every fifth fades in and out, every fourth has a title."""
    chance, at, inputs, chains = random.Random(5), 0.0, list[str](), list[str]()
    font = find_fonts(MediaSettings()).faces[0].path
    while at < seconds:
        number, length = len(chains), min(chance.uniform(3, 7), source)
        start = chance.uniform(0, source - length)
        inputs += ["-ss", f"{start:.2f}", "-t", f"{length:.2f}", "-i", str(films[number % 2])]
        chain = f"[{number + 1}:v]{_TINTS[number % len(_TINTS)]}"
        if number % 5 == 3:
            chain += f",fade=in:d=0.8,fade=out:st={length - 0.8:.2f}:d=0.8"
        if number % 4 == 1:
            title = f"text='Chapter {number}':fontfile='{font}':fontsize={high // 12}:fontcolor=white:borderw=3"
            chain += f",drawtext={title}:x=(w-tw)/2:y=h*0.82"
        chains.append(f"{chain},format=yuv420p[s{number}]")
        at += length
    joined = "".join(f"[s{number}]" for number in range(len(chains)))
    return inputs, ";".join([*chains, f"{joined}concat=n={len(chains)},fps={RATE}[film]"])


async def _soundtrack(seconds: float, folder: Path) -> Sound:
    """By turns somebody speaks, music is played, both, and nothing is heard but a little noise."""
    spoken = [await _spoken(words, folder) for words in _WORDS]
    noise = np.random.default_rng(7)
    parts, length, turn = list[Sound](), 0, 0
    while length < seconds * RATE_HZ:
        words = spoken[turn % len(spoken)]
        music = song(turn).sound.astype(np.float32) * 0.5
        over = music[: words.size] * 0.4
        over = words[: over.size] + over
        for part in (words, music[: 12 * RATE_HZ], over, np.zeros(2 * RATE_HZ, np.float32)):
            parts.append(part + noise.normal(0, 0.0008, part.size).astype(np.float32))
            length += part.size
        turn += 1
    return np.concatenate(parts)[: round(seconds * RATE_HZ)]


async def _spoken(words: str, folder: Path) -> Sound:
    target = folder / "words.wav"
    await Espeak().speak(words, "en", "male", target)
    with wave.open(str(target)) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), np.int16).astype(np.float32) / 32768
        rate_hz = file.getframerate()
    times = np.arange(int(samples.size * RATE_HZ / rate_hz)) * (rate_hz / RATE_HZ)
    interpolated: Any = np.interp
    return np.asarray(interpolated(times, np.arange(samples.size), samples), np.float32)


def _write(path: Path, sound: Sound) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes((np.clip(sound, -1, 1) * 32767).astype(np.int16).tobytes())
