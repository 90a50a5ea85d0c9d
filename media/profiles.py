"""What a product is written as: container, codecs, quality, and how much of both fits into a limit of bytes."""

import math
from typing import Literal

from pydantic import Field

from media.errors import DoesNotFit
from media.frozen import Frozen

Container = Literal["mp4", "m4a", "mp3", "wav"]

_SOUND_BPS = {"mp4": 192_000, "m4a": 192_000, "mp3": 192_000, "wav": 1_536_000}
_LEAST_SOUND_BPS = 40_000
_SOUND_SHARE = 0.2
"""Most of a tight limit that goes to the sound of a video."""
_HEADROOM = 0.96
_CONTAINER_BPS = 9_000
"""What the index of an MP4 takes: 16 bytes a frame, 8 a block of sound."""
_CONTAINER_BYTES = 4_000
_MOST_BPS = 1_000_000_000
"""The encoder counts its rates in 32 bits; a limit that allows more than this binds nothing."""
_BUFFER = 1.0
"""Seconds of the rate that the encoder may run ahead by."""
_BITS_PER_PIXEL = 0.035
"""Below this an H.264 picture falls apart, and a smaller one looks better."""
_LEAST_SIDE = 144
_HOPELESS = 0.012
"""Bits a pixel at which nothing can be made out any more."""


class Profile(Frozen):
    """How a product is written. MP4 is H.264 (4:2:0, BT.709) with AAC, its index first; sound is 48 kHz stereo."""

    container: Container = "mp4"
    crf: int = Field(default=20, ge=0, le=51)
    """Constant quality of the picture; smaller is better and larger."""
    preset: str = "veryfast"
    """x264's trade of time against bytes."""
    max_bytes: int | None = Field(default=None, gt=0)
    """Limit that the file never exceeds."""

    @property
    def has_picture(self) -> bool:
        return self.container == "mp4"


class Encoding(Frozen):
    """A profile worked out for one picture and one length."""

    profile: Profile
    width: int
    height: int
    sound_bps: int
    picture_bps: int | None = None
    """Cap of the picture's rate, or `None` for quality alone."""

    def args(self) -> tuple[str, ...]:
        """FFmpeg's output options."""
        return (*self._picture(), *self._sound(), *_CONTAINERS[self.profile.container])

    def _picture(self) -> tuple[str, ...]:
        if not self.profile.has_picture:
            return ("-vn",)
        capped: tuple[str, ...] = ()
        if self.picture_bps is not None:
            capped = ("-maxrate", str(self.picture_bps), "-bufsize", str(int(self.picture_bps * _BUFFER)))
        quality = ("-c:v", "libx264", "-preset", self.profile.preset, "-crf", str(self.profile.crf), "-profile:v", "high")
        return (*quality, *capped, "-pix_fmt", "yuv420p", *_BT709)

    def _sound(self) -> tuple[str, ...]:
        codec = {"mp3": "libmp3lame", "wav": "pcm_s16le"}.get(self.profile.container, "aac")
        rate = () if codec == "pcm_s16le" else ("-b:a", str(self.sound_bps))
        return ("-c:a", codec, *rate, "-ar", "48000", "-ac", "2")


_BT709 = ("-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv")
_CONTAINERS: dict[Container, tuple[str, ...]] = {
    "mp4": ("-movflags", "+faststart", "-f", "mp4"),
    "m4a": ("-movflags", "+faststart", "-f", "ipod"),
    "mp3": ("-f", "mp3"),
    "wav": ("-f", "wav"),
}


def encoding(profile: Profile, *, width: int, height: int, fps: float, duration: float, tighter: float = 1.0) -> Encoding:
    """The encoding that keeps to the profile's limit.

    The picture's rate is capped so that even rate times length plus the encoder's buffer stay below the limit; where that is
    too little for the picture's size, the picture is made smaller. `tighter` scales the limit for another try. Raises
    `DoesNotFit` when a watchable (or listenable) product is larger than the limit.
    """
    width, height = even(width), even(height)
    sound = _SOUND_BPS[profile.container]
    if profile.max_bytes is None:
        return Encoding(profile=profile, width=width, height=height, sound_bps=sound)
    bits = (profile.max_bytes * tighter - _CONTAINER_BYTES) * 8 * _HEADROOM
    if not profile.has_picture:
        return Encoding(profile=profile, width=0, height=0, sound_bps=_sound_rate(profile, bits / duration, sound, duration))
    sound = _sound_rate(profile, bits / duration * _SOUND_SHARE, sound, duration)
    picture = min(_MOST_BPS, int((bits - (sound + _CONTAINER_BPS) * duration) / (duration + _BUFFER)))
    scale = _scale(picture, width, height, fps)
    if scale is None:
        raise _too_large(profile, duration)
    return Encoding(profile=profile, width=even(width * scale), height=even(height * scale), sound_bps=sound, picture_bps=picture)


def _scale(bps: int, width: int, height: int, fps: float) -> float | None:
    """How far a picture must shrink to look well at a rate; `None` where even the smallest would fall apart."""
    density = max(bps, 0) / (width * height * fps)
    least = min(1.0, _LEAST_SIDE / min(width, height))
    if density / least**2 < _HOPELESS:
        return None
    return min(1.0, max(least, math.sqrt(density / _BITS_PER_PIXEL)))


def even(side: float) -> int:
    """The nearest even number of pixels not above, at least 2."""
    return max(2, int(side) // 2 * 2)


def _sound_rate(profile: Profile, affordable: float, usual: int, duration: float) -> int:
    least = usual if profile.container == "wav" else _LEAST_SOUND_BPS
    if profile.has_picture:
        return int(min(usual, max(least, affordable)))
    if affordable < least:
        raise _too_large(profile, duration)
    return int(min(usual, affordable))


def _too_large(profile: Profile, duration: float) -> DoesNotFit:
    values = {"limit_mb": round((profile.max_bytes or 0) / 1e6, 1), "duration": round(duration)}
    return DoesNotFit("no watchable product is that small", values=values)
