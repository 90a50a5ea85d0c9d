"""Sources for benchmarks, made by FFmpeg's own generators: film that is as hard to encode as a phone's, music, and speech.

The film is a camera moving and shaking over a detailed picture (a slightly softened Mandelbrot set) with a small moving test
picture in it. A phone's film has a sensor's noise too: 15 Mbit/s at 1080p30, 5.6 Mbit/s at the default quality. A clean one, like
a drawn film, takes a third less to encode; one from a tripod, like a talk or a recorded screen, half of it.
"""

from pathlib import Path
from typing import Literal

from media.facts import MediaFacts
from media.ffmpeg import FFmpeg
from media.probe import probe
from media.settings import MediaSettings

Look = Literal["phone", "clean", "tripod"]
"""A hand-held film with a sensor's noise; one without noise; one of a camera that stands still, without noise."""

RATE = 30
_PLACES = {"a": (-0.74, 0.12, 0.9), "b": (-0.16, 1.03, 0.35)}
"""Middle and scale of the parts of the set that the films show."""
_CHORD = (
    "0.10*(sin(2*PI*220*t)+sin(2*PI*277.2*t)+sin(2*PI*329.6*t))*(0.6+0.4*sin(2*PI*2*t))+0.08*sin(2*PI*55*t)*lt(mod(t,0.5),0.12)"
)
"""A chord that swells twice a second over a beat."""
_VOICE = "0.5*lt(mod(t,5),3.4)*(0.55+0.45*sin(2*PI*4*t))*(sin(2*PI*140*t)+0.5*sin(2*PI*560*t)+0.3*sin(2*PI*1400*t))/1.8"
"""Four syllables a second on a voice's pitch, with a pause of 1.6 s in every 5."""


async def film(
    name: str, seconds: float, size: tuple[int, int], folder: Path, ffmpeg: FFmpeg, look: Look
) -> tuple[MediaFacts, Path]:
    """The film `a` or `b`, with music: H.264 with a keyframe every two seconds, AAC."""
    width, height = size
    x, y, scale = _PLACES[name]
    still = f"mandelbrot=s={width * 3 // 2}x{height * 3 // 2}:r=1:start_scale={scale}:start_x={x}:start_y={y}:maxiter=400"
    badge = f"testsrc2=s={width // 4}x{height // 4}:r={RATE}"
    noise = ",noise=c0s=4:c0f=t" if look == "phone" else ""
    across = f"{width / 4}" if look == "tripod" else f"{width / 4}+{width / 6.4}*sin(t*0.7)+{width / 320}*sin(t*9)"
    down = f"{height / 4}" if look == "tripod" else f"{height / 4}+{height / 6}*cos(t*0.5)+{height / 216}*sin(t*11)"
    graph = (
        f"[0]trim=end_frame=1,gblur=sigma={height / 675:.3f},format=yuv420p,loop=loop=-1:size=1,setpts=N/{RATE}/TB,fps={RATE},"
        f"crop={width}:{height}:x='{across}':y='{down}'[camera];"
        f"[camera][1]overlay=x='mod(t*{width / 11},{width * 3 // 4})':y={height * 7 // 10}{noise}[film]"
    )
    made = ["-f", "lavfi", "-i", still, "-f", "lavfi", "-i", badge, "-f", "lavfi", "-i", _sound(_CHORD, seconds)]
    coded = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "18", "-g", str(2 * RATE), "-pix_fmt", "yuv420p"]
    tagged = ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv"]
    args = [*made, "-filter_complex", graph, "-map", "[film]", "-map", "2:a", "-t", str(seconds), *coded, *tagged, "-c:a", "aac"]
    return await _made(f"{name}.mp4", args, folder, ffmpeg)


async def voice(seconds: float, folder: Path, ffmpeg: FFmpeg) -> tuple[MediaFacts, Path]:
    """Sound with the rhythm and the pauses of speech, AAC."""
    return await _made("voice.m4a", ["-f", "lavfi", "-i", _sound(_VOICE, seconds), "-c:a", "aac"], folder, ffmpeg)


async def music(seconds: float, folder: Path, ffmpeg: FFmpeg) -> tuple[MediaFacts, Path]:
    """The films' music alone, AAC."""
    return await _made("music.m4a", ["-f", "lavfi", "-i", _sound(_CHORD, seconds), "-c:a", "aac"], folder, ffmpeg)


def _sound(expression: str, seconds: float) -> str:
    return f"aevalsrc='{expression}|{expression}':s=48000:d={seconds}"


async def _made(name: str, args: list[str], folder: Path, ffmpeg: FFmpeg) -> tuple[MediaFacts, Path]:
    path = folder / name
    await ffmpeg.run(args, target=path)
    return await probe(path, path.stem, name, MediaSettings()), path
