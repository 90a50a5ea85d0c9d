"""H.264 encoders: x264, and hardware where a setting asks for it and it has shown that it encodes."""

import asyncio
import logging
from collections.abc import Callable

from media.errors import ProcessFailed
from media.ffmpeg import FFmpeg, listed_encoders
from media.process import ProcessLimits

_logger = logging.getLogger(__name__)

X264 = "libx264"
HARDWARE = {"nvenc": "h264_nvenc", "qsv": "h264_qsv", "videotoolbox": "h264_videotoolbox"}
"""The setting's words and FFmpeg's, in the order in which `auto` tries them."""
_LIMITS = ProcessLimits(wall=20, cpu=20)
_SOURCE = ("-f", "lavfi", "-i", "testsrc2=size=256x256:rate=30:duration=0.3")
_works: dict[tuple[str, str], bool] = {}
"""What was found out in this process, by program and encoder: a driver does not come or go while it runs."""


async def chosen_encoder(ffmpeg: FFmpeg) -> str:
    """FFmpeg's name of the encoder that the setting asks for, if it works here; else x264.

    Raises `EngineMissing` without FFmpeg.
    """
    wanted = ffmpeg.settings.encoder
    candidates = list(HARDWARE.values()) if wanted == "auto" else [HARDWARE[wanted]] if wanted in HARDWARE else []
    for name in candidates:
        if await encodes(name, ffmpeg):
            return name
    if wanted in HARDWARE:
        _logger.warning("%s does not encode here; x264 does the work", wanted)
    return X264


async def working_encoders(ffmpeg: FFmpeg) -> tuple[str, ...]:
    """Encoders that really work here, x264 first. Raises `EngineMissing` without FFmpeg."""
    names = (X264, *HARDWARE.values())
    return tuple([name for name in names if await encodes(name, ffmpeg)])


async def encodes(name: str, ffmpeg: FFmpeg) -> bool:
    """Whether an encoder has encoded a few pictures with the options that a render gives it."""
    key = (await asyncio.to_thread(lambda: ffmpeg.path), name)
    if key not in _works:
        listed = name in await asyncio.to_thread(listed_encoders, key[0])
        _works[key] = listed and (name == X264 or await _tried(name, ffmpeg))
    return _works[key]


def encoder_args(name: str, *, crf: int, preset: str, cap_bps: int | None, buffer_bits: int) -> tuple[str, ...]:
    """FFmpeg's options for an encoder: constant quality on x264's scale, below a rate (bits a second) where one is given.

    `preset` is x264's; hardware is quick enough for its own medium one.
    """
    capped = () if cap_bps is None else ("-maxrate", str(cap_bps), "-bufsize", str(buffer_bits))
    quality = QUALITIES[name](crf, preset, cap_bps)
    return ("-c:v", name, *quality, "-profile:v", "high", *capped, "-pix_fmt", _PIXELS.get(name, "yuv420p"))


def _x264(crf: int, preset: str, _cap: int | None) -> tuple[str, ...]:
    return ("-preset", preset, "-crf", str(crf))


def _nvenc(crf: int, _preset: str, _cap: int | None) -> tuple[str, ...]:
    return ("-preset", "p4", "-rc", "vbr", "-cq", str(min(51, crf + 3)), "-b:v", "0")


def _qsv(crf: int, _preset: str, cap: int | None) -> tuple[str, ...]:
    aimed = ("-global_quality", str(min(51, crf + 3))) if cap is None else ("-b:v", str(cap * 9 // 10))
    return ("-preset", "medium", *aimed)


def _videotoolbox(crf: int, _preset: str, cap: int | None) -> tuple[str, ...]:
    return ("-q:v", str(max(1, 100 - 2 * crf))) if cap is None else ("-b:v", str(cap * 9 // 10))


QUALITIES: dict[str, Callable[[int, str, int | None], tuple[str, ...]]] = {
    X264: _x264,
    "h264_nvenc": _nvenc,
    "h264_qsv": _qsv,
    "h264_videotoolbox": _videotoolbox,
}
"""How each encoder is told of the wanted quality: x264's `crf` and `preset`, and a cap of the rate."""
_PIXELS = {"h264_qsv": "nv12"}


async def _tried(name: str, ffmpeg: FFmpeg) -> bool:
    args = encoder_args(name, crf=20, preset="veryfast", cap_bps=None, buffer_bits=0)
    try:
        await ffmpeg.run([*_SOURCE, *args, "-f", "null", "-"], limits=_LIMITS)
    except ProcessFailed:
        return False
    return True
