"""What the wishes are about: the sample film, and what FFmpeg makes of it."""

import asyncio
import sys
from pathlib import Path

from media.ffmpeg import FFmpeg

_PAUSES = "aevalsrc='0.3*sin(2*PI*220*t)*(0.6+0.4*sin(2*PI*3*t))*(lt(mod(t,4),2.5))+0.0005*(random(0)-0.5)':d=16:s=48000"
"""Sixteen seconds of a voice-like tone with pauses of a second and a half."""
_SONG = "aevalsrc='0.2*sin(2*PI*(220+110*floor(mod(t,4)))*t)*exp(-3*mod(t,0.5))':d=12:s=48000"


async def material(folder: Path, ffmpeg: FFmpeg) -> None:
    """Make the files that are not there yet."""
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    there = {path.name for path in await asyncio.to_thread(lambda: [*folder.iterdir()])}
    if "mochi.mp4" not in there:
        child = await asyncio.create_subprocess_exec(sys.executable, "-m", "media.sample", str(folder))
        if await child.wait():
            raise SystemExit("the sample could not be drawn")
    film = str(folder / "mochi.mp4")
    small = ["-c:v", "libx264", "-preset", "veryfast", "-c:a", "aac"]
    made: dict[str, list[str]] = {
        "first.mp4": ["-t", "4", "-i", film, *small],
        "second.mp4": ["-ss", "8", "-t", "4", "-i", film, *small],
        "pauses.mp4": ["-f", "lavfi", "-i", "testsrc2=s=640x360:r=30:d=16", "-f", "lavfi", "-i", _PAUSES, *small],
        "song.wav": ["-f", "lavfi", "-i", _SONG],
        "noisy.wav": [
            *("-i", film, "-f", "lavfi", "-i", "anoisesrc=a=0.02:c=pink:r=48000:seed=4"),
            *("-filter_complex", "[0:a][1:a]amix=inputs=2:duration=first:normalize=0", "-ar", "48000"),
        ],
        "logo.png": ["-f", "lavfi", "-i", "color=0xd03060:s=160x160", "-frames:v", "1"],
    }
    for name, args in made.items():
        if name not in there:
            await ffmpeg.run(args, target=folder / name)
