"""Loudness by EBU R128: measured by FFmpeg's scanner, brought to a target by one gain and, where peaks ask for it, a limiter."""

import math
import re
from pathlib import Path

from media.errors import ProcessFailed
from media.ffmpeg import INPUT_GUARD, FFmpeg
from media.frozen import Frozen
from media.graph import Stream

TRUE_PEAK = -1.0
"""Highest true peak of a product, dBTP."""
_CEILING = -2.0
"""Peak before encoding, dBTP: lossy codecs overshoot a little."""
_AUDIBLE = -50.0
"""LUFS below which sound is silence or noise, and raising it would do harm."""
_SILENCE = -120.0
_OVERSAMPLED = 192_000
_MOST_PUSHED = 6.0
"""dB beyond the plain gain by which sound is pushed into the limiter; more would crush it."""

_SUMMARY = re.compile(
    r"Summary:.*?I:\s+(?P<lufs>\S+) LUFS.*?LRA:\s+(?P<range>\S+) LU\b.*?True peak:\s+Peak:\s+(?P<peak>\S+) dBFS", re.DOTALL
)


class Loudness(Frozen):
    """How loud something is."""

    lufs: float
    """Integrated loudness; -70 for silence and for what is shorter than 0.4 s."""
    true_peak: float
    """Highest true peak, dBTP."""
    range: float
    """Loudness range, LU."""

    @property
    def audible(self) -> bool:
        return self.lufs > _AUDIBLE


class Leveling(Frozen):
    """What brings a mix to its loudness."""

    gain_db: float = 0.0
    limited: bool = False
    """Whether peaks must be held down."""
    pushed_db: float = 0.0
    """Gain added to make up for what the limiter takes away."""

    def pushed(self, missed: float) -> "Leveling":
        """With as much more gain as the loudness has missed its target by, in LU, within what the sound can take."""
        pushed = max(-_MOST_PUSHED, min(_MOST_PUSHED, self.pushed_db + missed))
        return self.model_copy(update={"pushed_db": pushed})

    def apply(self, sound: Stream) -> Stream:
        """The sound, brought to its loudness; 48 kHz when it was limited."""
        if gain := self.gain_db + self.pushed_db:
            sound = sound.filter("volume", volume=f"{gain:.3f}dB")
        if not self.limited:
            return sound
        limit = 10 ** (_CEILING / 20)
        fine = sound.filter("aresample", sample_rate=_OVERSAMPLED)  # peaks between samples are seen at four times the rate
        held = fine.filter("alimiter", limit=limit, attack=5, release=80, level="false", latency="true")
        return held.filter("aresample", sample_rate=48_000)


def leveling(found: Loudness, target: float) -> Leveling:
    """The gain from a measured loudness to a target; silence and mere noise are left alone."""
    if not found.audible:
        return Leveling()
    gain = target - found.lufs
    return Leveling(gain_db=gain, limited=found.true_peak + gain > _CEILING)


def scanned(sound: Stream) -> Stream:
    """The sound unchanged, with its loudness reported in FFmpeg's messages at the end; `read_report` reads it."""
    return sound.filter("ebur128", peak="true", framelog="verbose")


def read_report(stderr: str) -> Loudness:
    """The loudness in FFmpeg's messages. Raises `ProcessFailed` when it is not there."""
    found = list(_SUMMARY.finditer(stderr))
    if not found:
        raise ProcessFailed("ffmpeg told no loudness", stderr=stderr[-2000:])
    report = found[-1]
    return Loudness(
        lufs=_finite(report["lufs"], -70.0), true_peak=_finite(report["peak"], _SILENCE), range=_finite(report["range"], 0.0)
    )


async def measure(path: Path, ffmpeg: FFmpeg) -> Loudness:
    """The loudness of a file's first sound. Raises `ProcessFailed` when it has none."""
    args = [*INPUT_GUARD, "-vn", "-sn", "-dn", "-i", str(path), "-map", "0:a:0", "-af", "ebur128=peak=true:framelog=verbose"]
    return read_report(await ffmpeg.run([*args, "-f", "null", "-"]))


def _finite(text: str, otherwise: float) -> float:
    value = float(text)
    return value if math.isfinite(value) else otherwise
