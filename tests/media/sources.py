"""Sources that tests render from: facts without a file, and files whose every frame tells its number."""

import subprocess
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from media.facts import MediaFacts
from media.ffmpeg import FFmpeg
from media.settings import MediaSettings

BITS = 10
SIZE = (320, 180)
ffmpeg = FFmpeg(MediaSettings())


def facts(asset: str = "a", **changes: object) -> MediaFacts:
    """A plain ten-second source."""
    plain: dict[str, object] = {
        "asset": asset, "kind": "video", "container": "mp4", "size_bytes": 1, "duration": 10.0, "width": 640, "height": 360,
        "rate": (30, 1), "video_codec": "h264", "audio_codec": "aac", "audio_rate_hz": 48000, "audio_channels": 2,
    }  # fmt: skip
    return MediaFacts.model_validate({**plain, **changes})


def make(target: Path, *args: str, stdin: bytes | None = None) -> Path:
    """A file made by FFmpeg."""
    done = subprocess.run(
        [ffmpeg.path, "-v", "error", "-nostdin" if stdin is None else "-hide_banner", "-y", *args, str(target)],
        input=stdin, capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    return target


def numbered(target: Path, count: int, *extra: str, rate: str = "30", sound: Sequence[str] = ()) -> Path:
    """A film whose frame n shows n as upright white and black stripes, lowest bit on the left."""
    numbers = np.arange(count)[:, None] >> np.arange(BITS)
    stripes = np.repeat((numbers & 1).astype(np.uint8) * 219 + 16, SIZE[0] // BITS, axis=1)
    film = np.repeat(stripes[:, None, :], SIZE[1], axis=1)
    raw = ["-f", "rawvideo", "-pix_fmt", "gray", "-s", f"{SIZE[0]}x{SIZE[1]}", "-r", rate, "-i", "-", *sound]
    coded = ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "10", "-g", "25", "-pix_fmt", "yuv420p", "-c:a", "aac"]
    return make(target, *raw, *coded, *extra, stdin=film.tobytes())


def read_numbers(path: Path) -> list[int]:
    """The number that each frame shows."""
    return [_number(frame) for frame in frames(path)]


def frames(path: Path) -> list[np.ndarray]:
    """All pictures as RGB, uint8[height, width, 3]."""
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


def frame_times(path: Path) -> list[Fraction]:
    with av.open(str(path)) as container:
        return [frame.pts * frame.time_base for frame in container.decode(video=0)]


def samples(path: Path) -> np.ndarray:
    """The sound as the player hears it, float32[2, n] at 48 kHz."""
    done = subprocess.run(
        [ffmpeg.path, "-v", "error", "-i", str(path), "-map", "0:a:0", "-f", "f32le", "-ar", "48000", "-ac", "2", "-"],
        capture_output=True, timeout=60, check=True,
    )  # fmt: skip
    return np.frombuffer(done.stdout, np.float32).reshape(-1, 2).T


def stream_info(path: Path) -> dict[str, Any]:
    """What the file's headers say of its first picture and sound."""
    with av.open(str(path)) as container:
        picture, sound = container.streams.video, container.streams.audio
        info: dict[str, Any] = {"duration": (container.duration or 0) / 1e6, "streams": len(container.streams)}
        if picture:
            context = picture[0].codec_context
            info |= {
                "codec": context.name, "width": context.width, "height": context.height, "pixels": context.pix_fmt,
                "rate": picture[0].average_rate, "sar": context.sample_aspect_ratio, "frames": picture[0].frames,
                "matrix": int(context.colorspace), "primaries": int(context.color_primaries),
                "transfer": int(context.color_trc), "range": int(context.color_range),
            }  # fmt: skip
        if sound:
            context = sound[0].codec_context
            info |= {"audio": context.name, "hz": context.sample_rate, "channels": context.channels}
        return info


def _number(picture: np.ndarray) -> int:
    height, width, _ = picture.shape
    middles = [int((bit + 0.5) * width / BITS) for bit in range(BITS)]
    return sum(int(picture[height // 2, middle].mean() > 128) << bit for bit, middle in enumerate(middles))
