# pyright: basic
"""Make the sample: `python -m media.sample FOLDER` writes `mochi.mp4` and its subtitles in three languages.

A drawn cartoon of about 20 seconds with spoken words and music, so that a demo or a test has something worth editing and no
file has to be shipped.
"""

import asyncio
import sys
import tempfile
import wave
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from media.sample.drawing import HEIGHT, WIDTH, draw
from media.sample.music import RATE_HZ, Sound, mix
from media.sample.story import STORY, Placed, place
from media.speech.espeak import Espeak

FRAME_RATE = 30
_DRAWN_RATE = 15  # a cartoon is drawn on twos


async def _speak(folder: Path) -> list[NDArray[Any]]:
    speaker = Espeak()
    spoken: list[NDArray[Any]] = []
    for index, scene in enumerate(STORY):
        target = folder / f"{index}.wav"
        await speaker.speak(scene.en, "en", "male", target)
        with wave.open(str(target)) as file:
            samples = np.frombuffer(file.readframes(file.getnframes()), dtype=np.int16) / 32768
            rate = file.getframerate()
        times = np.arange(int(samples.size * RATE_HZ / rate)) * rate / RATE_HZ
        spoken.append(np.interp(times, np.arange(samples.size), samples))
    return spoken


def _write_video(target: Path, placed: tuple[Placed, ...], sound: Sound) -> None:
    with av.open(str(target), "w", format="mp4", options={"movflags": "+faststart"}) as container:
        picture = container.add_stream("libx264", rate=FRAME_RATE, options={"preset": "veryfast", "crf": "20"})
        picture.width, picture.height, picture.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        audio = container.add_stream("aac", rate=RATE_HZ, layout="mono")
        number, repeat = 0, FRAME_RATE // _DRAWN_RATE
        for scene in placed:
            last = round(scene.end * FRAME_RATE)
            while number < last:
                t = number / FRAME_RATE - scene.start
                image = draw(scene.scene.name, t, scene.end - scene.start)
                frame = av.VideoFrame.from_image(image)
                for _ in range(min(repeat, last - number)):
                    frame.pts = number
                    container.mux(picture.encode(frame))
                    number += 1
        container.mux(picture.encode(None))
        for start in range(0, sound.size, 1024):
            block = av.AudioFrame.from_ndarray(sound[None, start : start + 1024], format="fltp", layout="mono")
            block.rate, block.pts = RATE_HZ, start
            container.mux(audio.encode(block))
        container.mux(audio.encode(None))


def _clock(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    hours, rest = divmod(milliseconds, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    return f"{hours:02}:{minutes:02}:{rest // 1000:02},{rest % 1000:03}"


def _write_subtitles(target: Path, placed: tuple[Placed, ...], language: str) -> None:
    cues = [
        f"{index}\n{_clock(scene.said)} --> {_clock(scene.heard + 0.4)}\n{scene.scene.words(language)}\n"
        for index, scene in enumerate(placed, start=1)
    ]
    target.write_text("\n".join(cues), encoding="utf-8")


def make(folder: Path) -> Path:
    """Write the sample into a folder; the path of its video."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        spoken = asyncio.run(_speak(Path(work)))
    placed = place(tuple(words.size / RATE_HZ for words in spoken))
    for language in ("en", "zh", "vi"):
        _write_subtitles(folder / f"mochi.{language}.srt", placed, language)
    unfinished = folder / "mochi.part"
    _write_video(unfinished, placed, mix(placed, spoken))
    return unfinished.rename(folder / "mochi.mp4")


if __name__ == "__main__":
    make(Path(sys.argv[1]))
