"""Noise of a recording: measured where nothing else is heard, and taken out by FFmpeg's `afftdn`.

The filter is given the spectrum of that noise in its own fifteen bands: left to itself it assumes one that no recording has.
"""

import asyncio
import wave
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import Field

from media.ffmpeg import INPUT_GUARD, FFmpeg
from media.frozen import Frozen
from media.graph import Stream
from media.sampling import allowed

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Array = npt.NDArray[np.float64]

_RATE_HZ = 48_000
_DELAY = 1200
"""Samples by which the filter gives its sound late: a fortieth of a second."""
_BANDS = 15
_FRAME = 2048
_LISTENED = 600
"""Seconds of a recording that are listened to."""
_QUIET = 0.12
"""Share of the frames that are taken for noise alone: the quietest that are not silent."""
_FEWEST = 8
"""Frames with sound below which nothing can be said."""
_SILENT_DB = -100.0
_LOWEST, _HIGHEST = -80.0, -20.0
"""dB between which the filter takes a floor."""
_OFFSET = 24.0
"""dB that a band may lie beside it."""
_MARGIN = 3.0
"""dB above the measured floor at which taking out works best, as measured with white, pink and mains noise under speech."""


class Noise(Frozen):
    """Noise under a recording, and how much of it goes."""

    bands: tuple[float, ...] = Field(min_length=_BANDS, max_length=_BANDS)
    """Level in each band, dBFS of white noise as strong."""
    reduction_db: float = Field(default=20.0, ge=1, le=40)

    def removed(self, sound: Stream) -> Stream:
        """The sound (48 kHz) without it, in its place; it is longer by what the filter holds back, which is silence."""
        floor = min(_HIGHEST, max(_LOWEST, sum(self.bands) / _BANDS + _MARGIN))
        beside = (max(-_OFFSET, min(_OFFSET, level + _MARGIN - floor)) for level in self.bands)
        given = {"nr": f"{self.reduction_db:.1f}", "nf": f"{floor:.1f}", "nt": "custom"}
        flowing = sound.filter("apad", pad_len=_DELAY)
        cleaned = flowing.filter("afftdn", **given, bn="|".join(f"{level:.1f}" for level in beside))
        return cleaned.filter("atrim", start_sample=_DELAY).filter("asetpts", expr="N/SR/TB")


async def measure_noise(path: Path, ffmpeg: FFmpeg, work: Path) -> tuple[float, ...] | None:
    """The level of the noise in each band, as `Noise` has them; `None` where what is heard stands in plain silence.

    Listens to the first ten minutes. Raises `ProcessFailed` for a file without sound.
    """
    heard = work / "heard.wav"
    args = ["-vn", "-sn", "-dn", *INPUT_GUARD, "-i", str(path), "-map", "0:a:0", "-t", str(_LISTENED)]
    written = [*args, "-ac", "1", "-ar", str(_RATE_HZ), "-c:a", "pcm_s16le", "-f", "wav"]
    await ffmpeg.run(written, target=heard, limits=ffmpeg.limits(wall=allowed(_LISTENED)))
    try:
        return await asyncio.to_thread(_measured, heard)
    finally:
        await asyncio.to_thread(heard.unlink)


def centres() -> list[int]:
    """Middle frequencies of the filter's bands, Hz (libavfilter/af_afftdn.c)."""
    found = [80]
    while len(found) < _BANDS:
        found.append(round(1.5 * found[-1] + 5))
    return found


def _measured(path: Path) -> tuple[float, ...] | None:
    import numpy as np

    powers: list[Array] = []
    with wave.open(str(path)) as sound:
        while block := sound.readframes(256 * _FRAME):
            samples = np.frombuffer(block, np.int16) / 32768.0
            frames = samples[: samples.size // _FRAME * _FRAME].reshape(-1, _FRAME)
            powers.append(_banded(frames))
    bands = np.concatenate(powers) if powers else np.empty((0, _BANDS))
    loudness = 10 * np.log10(bands + 1e-14).mean(axis=1)
    sounding = loudness > _SILENT_DB
    if sounding.sum() < _FEWEST or sounding.mean() < 1 - _QUIET / 2:
        return None
    bands, loudness = bands[sounding], loudness[sounding]
    quietest = np.argsort(loudness)[: max(_FEWEST // 2, round(_QUIET * loudness.size))]
    levels = 10 * np.log10(bands[quietest].mean(axis=0) + 1e-14)
    return tuple(round(float(level), 2) for level in levels)


def _banded(frames: "Array") -> "Array":
    """Mean power of each frame in each band, `float64[n, 15]`; white noise has its own mean square in every one of them."""
    import numpy as np

    window = np.hanning(_FRAME)
    spectrum = np.abs(np.fft.rfft(frames * window, axis=1)) ** 2 / (window**2).sum()
    hertz = np.fft.rfftfreq(_FRAME, 1 / _RATE_HZ)
    edges = [centre / 1.25 for centre in centres()]
    upper = [*edges[1:], _RATE_HZ / 2]
    found = [spectrum[:, (hertz >= low) & (hertz < high)] for low, high in zip(edges, upper, strict=True)]
    return np.stack([band.mean(axis=1) if band.shape[1] else spectrum[:, 3] for band in found], axis=1)
