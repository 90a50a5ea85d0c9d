"""What a product is written as: container, codecs, quality, and how much of both fits into a limit of bytes."""

import math
from fractions import Fraction
from typing import Literal

from pydantic import Field

from media.encoders import X264, encoder_args
from media.errors import DoesNotFit
from media.frozen import Frozen
from media.gif import GIF_ATTEMPTS, GifStep, gif_step, paletted
from media.graph import Stream
from media.timeline import Timeline

Container = Literal["mp4", "webm", "gif", "m4a", "mp3", "wav", "ogg", "flac"]

CONTENT_TYPES: dict[Container, str] = {
    "mp4": "video/mp4",
    "webm": "video/webm",
    "gif": "image/gif",
    "m4a": "audio/mp4",
    "mp3": "audio/mpeg",
    "wav": "audio/wav",
    "ogg": "audio/ogg",
    "flac": "audio/flac",
}
_PICTURES = frozenset({"mp4", "webm", "gif"})
SOUNDS = frozenset(CONTENT_TYPES) - _PICTURES
"""Containers of sound alone."""
_SOUND_CODECS: dict[Container, str] = {
    "mp4": "aac", "m4a": "aac", "webm": "libopus", "ogg": "libopus", "mp3": "libmp3lame", "wav": "pcm_s16le", "flac": "flac",
}  # fmt: skip
_SOUND_BPS = {"aac": 192_000, "libopus": 128_000, "libmp3lame": 192_000}
_RATES_HZ: dict[str, tuple[int, ...]] = {
    "aac": (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 64000, 88200, 96000),
    "libopus": (8000, 12000, 16000, 24000, 48000),
    "libmp3lame": (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000),
}
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
_BITS_PER_PIXEL = {"mp4": 0.035, "webm": 0.06}
"""Below this a picture falls apart, and a smaller one looks better; VP9 at the speed it is run at needs more."""
_LEAST_SIDE = 144
_TIGHTER = 0.93
"""What another attempt aims below a limit that was missed."""
_HOPELESS = 0.012
"""Bits a pixel at which nothing can be made out any more."""


class Profile(Frozen):
    """How a product is written.

    MP4 is H.264 (4:2:0, BT.709) with AAC, its index first; WebM is VP9 with Opus, the same picture; a GIF has colours of its own
    and repeats for ever; M4A is AAC, OGG Opus, WAV and FLAC 16-bit PCM. Sound is stereo.
    """

    container: Container = "mp4"
    crf: int = Field(default=20, ge=0, le=51)
    """Constant quality of the picture on x264's scale; smaller is better and larger."""
    preset: str = "veryfast"
    """x264's trade of time against bytes."""
    max_bytes: int | None = Field(default=None, gt=0)
    """Limit that the file never exceeds."""
    side: int | None = Field(default=None, ge=16)
    """Longest side of the picture, pixels; a larger one is made smaller."""
    exact_side: bool = False
    """Whether the longest side is that long whatever the picture's own size and the limit of bytes."""
    max_fps: float | None = Field(default=None, gt=0)
    """Most pictures a second; of a faster timeline every second, third, … is taken."""
    max_duration: float | None = Field(default=None, gt=0)
    """Longest product, seconds; the timeline ends there."""
    silent: bool = False
    """Whether a video goes without sound."""
    copies: bool = True
    """Whether coded pictures may be copied from a source where nothing is done to them."""
    rate_hz: int = Field(default=48_000, ge=8_000, le=192_000)
    """Sample rate; a codec that does not have it takes its next higher one, or its highest."""

    @property
    def has_picture(self) -> bool:
        return self.container in _PICTURES

    @property
    def has_sound(self) -> bool:
        return self.container != "gif" and not self.silent

    @property
    def suffix(self) -> str:
        """The file name's ending."""
        return f".{self.container}"

    @property
    def content_type(self) -> str:
        return CONTENT_TYPES[self.container]

    @property
    def attempts(self) -> int:
        """How often a file may be made until it is within its limit. What a GIF takes can only be found out by making it."""
        return GIF_ATTEMPTS if self.container == "gif" else 2

    @property
    def sound_codec(self) -> str:
        """FFmpeg's name of the sound's encoder."""
        return _SOUND_CODECS[self.container]

    @property
    def sound_hz(self) -> int:
        """The sample rate that is written."""
        rates = _RATES_HZ.get(self.sound_codec, (self.rate_hz,))
        return next((rate for rate in rates if rate >= self.rate_hz), rates[-1])

    def within(self, timeline: Timeline) -> Timeline:
        """The part of a timeline that the profile has time for."""
        if self.max_duration is None or timeline.duration <= self.max_duration:
            return timeline
        return timeline.kept(0, max(1, math.floor(Fraction(self.max_duration).limit_denominator(1000) * timeline.fps)))


GIF = Profile(container="gif", side=480, max_fps=15, max_duration=15)
"""An animation for chats: small enough to load at once, silent, repeated for ever."""
TELEGRAM_STICKER = Profile(
    container="webm", side=512, exact_side=True, max_fps=30, max_duration=3, max_bytes=256_000, silent=True
)
"""Telegram's video stickers: VP9 without sound, 512 pixels on one side, at most 3 s, 30 pictures a second and 256 KB.

Source: core.telegram.org/stickers/webm-vp9-encoding.
"""
DISCORD_STICKER = Profile(container="gif", side=320, exact_side=True, max_fps=15, max_duration=5, max_bytes=512_000)
"""Discord's animated stickers: 320 pixels, at most 5 s and 512 KB. Source: support.discord.com, "Stickers"."""


class Encoding(Frozen):
    """A profile worked out for one picture and one length."""

    profile: Profile
    width: int
    height: int
    sound_bps: int
    picture_bps: int | None = None
    """Cap of the picture's rate, or `None` for quality alone."""
    rate: tuple[int, int] | None = None
    """Pictures a second as a fraction, where they are fewer than the timeline's."""
    encoder: str = X264
    """FFmpeg's name of the encoder of an MP4's picture."""
    gif: GifStep | None = None
    """How far a GIF goes down to be small."""
    copied: bool = False
    """Whether pictures were copied from the source."""

    def finished(self, drawn: Stream) -> Stream:
        """The drawn picture as the encoder takes it: at its rate, and in its colours."""
        tagged = drawn.filter("setparams", range="tv", color_primaries="bt709", color_trc="bt709", colorspace="bt709")
        if self.rate is not None:
            tagged = tagged.filter("fps", fps=f"{self.rate[0]}/{self.rate[1]}")
        return tagged if self.gif is None else paletted(tagged, self.gif)

    def tighter(self, size_bytes: int) -> float:
        """What to ask of the next attempt when this one's file was too large by that."""
        share = 1.0 if self.gif is None else self.gif.share
        return share * _TIGHTER * (self.profile.max_bytes or size_bytes) / size_bytes

    def args(self) -> tuple[str, ...]:
        """FFmpeg's output options."""
        return (*self._picture(), *self.sound_args(), *_CONTAINERS[self.profile.container])

    def _picture(self) -> tuple[str, ...]:
        if not self.profile.has_picture:
            return ("-vn",)
        if self.gif is not None:
            return ("-c:v", "gif", "-loop", "0")
        encoder = self._vp9() if self.profile.container == "webm" else self._h264()
        return (*encoder, *COLOR_ARGS)

    def _h264(self) -> tuple[str, ...]:
        buffer = int((self.picture_bps or 0) * _BUFFER)
        profile = self.profile
        return encoder_args(self.encoder, crf=profile.crf, preset=profile.preset, cap_bps=self.picture_bps, buffer_bits=buffer)

    def _vp9(self) -> tuple[str, ...]:
        """VP9 at a speed that two cores can bear; against a limit at a constant rate, no better than the wanted quality."""
        quality = str(min(63, round(self.profile.crf * 1.6)))
        if self.picture_bps is None:
            return (*_VP9, "-crf", quality, "-b:v", "0")
        rate = str(self.picture_bps)
        return (*_VP9, "-b:v", rate, "-minrate", rate, "-maxrate", rate, "-bufsize", rate, "-qmin", str(int(quality) // 2))

    def sound_args(self) -> tuple[str, ...]:
        """The part of the output options that is about sound."""
        if not self.profile.has_sound:
            return ("-an",)
        codec = self.profile.sound_codec
        rate = () if codec in ("pcm_s16le", "flac") else ("-b:a", str(self.sound_bps))
        return ("-c:a", codec, *rate, "-ar", str(self.profile.sound_hz), "-ac", "2")


COLOR_ARGS = ("-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv")
"""The part of the output options that is about colours."""
_VP9 = (
    *("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "7"),
    *("-row-mt", "1", "-tile-columns", "2", "-pix_fmt", "yuv420p"),
)
_CONTAINERS: dict[Container, tuple[str, ...]] = {
    "mp4": ("-movflags", "+faststart", "-f", "mp4"),
    "webm": ("-f", "webm"),
    "gif": ("-f", "gif"),
    "m4a": ("-movflags", "+faststart", "-f", "ipod"),
    "mp3": ("-f", "mp3"),
    "wav": ("-f", "wav"),
    "ogg": ("-f", "ogg"),
    "flac": ("-f", "flac"),
}


def encoding(
    profile: Profile,
    *,
    width: int,
    height: int,
    fps: Fraction | float,
    duration: float,
    tighter: float = 1.0,
    encoder: str = X264,
) -> Encoding:
    """The encoding that keeps to the profile's limits.

    The picture's rate is capped so that even rate times length plus the encoder's buffer stay below the limit; where that is
    too little for the picture's size, the picture is made smaller. `tighter` scales the limit for another try,
    `encoder` is an MP4's. Raises `DoesNotFit` when a watchable (or listenable) product is larger than the limit.
    """
    sound = _usual_bps(profile)
    if not profile.has_picture:
        if profile.max_bytes is not None:
            sound = _sound_rate(profile, _bits(profile, profile.max_bytes, tighter) / duration, sound, duration)
        return Encoding(profile=profile, width=0, height=0, sound_bps=sound)
    width, height = _sized(profile, width, height)
    rate = _slower(Fraction(fps).limit_denominator(1_001_000), profile.max_fps)
    plan = Encoding(profile=profile, width=width, height=height, sound_bps=sound, rate=rate, encoder=encoder)
    fps = float(Fraction(*rate)) if rate else float(fps)
    if profile.container == "gif":
        return _gif(plan, fps, duration, tighter)
    return plan if profile.max_bytes is None else _capped(plan, profile.max_bytes, fps, duration, tighter)


def _capped(plan: Encoding, limit: int, fps: float, duration: float, tighter: float) -> Encoding:
    """The encoding with its rates below what the limit allows, and with a picture that looks well at them."""
    profile, bits = plan.profile, _bits(plan.profile, limit, tighter)
    sound = _sound_rate(profile, bits / duration * _SOUND_SHARE, plan.sound_bps, duration) if profile.has_sound else 0
    picture = min(_MOST_BPS, int((bits - (sound + _CONTAINER_BPS) * duration) / (duration + _BUFFER)))
    scale = _scale(picture, plan.width, plan.height, fps, _BITS_PER_PIXEL[profile.container])
    if scale is None:
        raise _too_large(profile, duration)
    if profile.exact_side:
        scale = 1.0
    size = {"width": even(plan.width * scale), "height": even(plan.height * scale)}
    return plan.model_copy(update={**size, "sound_bps": sound, "picture_bps": picture})


def _gif(plan: Encoding, fps: float, duration: float, tighter: float) -> Encoding:
    limit = plan.profile.max_bytes
    step = gif_step(plan.width, plan.height, fps, duration, limit, tighter, fixed_size=plan.profile.exact_side)
    if step is None:
        raise _too_large(plan.profile, duration)
    slower = _slower(Fraction(fps).limit_denominator(1_001_000), fps * step.pace + 0.01)
    size = {"width": even(plan.width * step.scale), "height": even(plan.height * step.scale)}
    return plan.model_copy(update={**size, "gif": step, "rate": slower or plan.rate, "sound_bps": 0})


def _sized(profile: Profile, width: int, height: int) -> tuple[int, int]:
    """The picture's size within the profile's longest side."""
    longest = max(width, height)
    if profile.side is None or (longest <= profile.side and not profile.exact_side):
        return even(width), even(height)
    scale = Fraction(profile.side, longest)
    return even(round(width * scale)), even(round(height * scale))


def _slower(fps: Fraction, most: float | None) -> tuple[int, int] | None:
    """The highest rate within a limit at which every picture is one of the timeline's; `None` for the timeline's own."""
    if most is None or fps <= most:
        return None
    slow = fps / math.ceil(fps / Fraction(most).limit_denominator(1000))
    return slow.numerator, slow.denominator


def _bits(profile: Profile, limit: int, tighter: float) -> float:
    return (limit * tighter - _CONTAINER_BYTES) * 8 * _HEADROOM


def _scale(bps: int, width: int, height: int, fps: float, enough: float) -> float | None:
    """How far a picture must shrink to look well at a rate; `None` where even the smallest would fall apart."""
    density = max(bps, 0) / (width * height * fps)
    least = min(1.0, _LEAST_SIDE / min(width, height))
    if density / least**2 < _HOPELESS:
        return None
    return min(1.0, max(least, math.sqrt(density / enough)))


def even(side: float) -> int:
    """The nearest even number of pixels not above, at least 2."""
    return max(2, int(side) // 2 * 2)


def _usual_bps(profile: Profile) -> int:
    """The sound's rate where there is no limit; less for rates at which there is less to say."""
    if profile.container == "gif":
        return 0
    usual = _SOUND_BPS.get(profile.sound_codec)
    return profile.sound_hz * 2 * 16 if usual is None else min(usual, max(_LEAST_SOUND_BPS, profile.sound_hz * 4))


def _sound_rate(profile: Profile, affordable: float, usual: int, duration: float) -> int:
    least = usual if profile.container in ("wav", "flac") else _LEAST_SOUND_BPS
    if profile.has_picture:
        return int(min(usual, max(least, affordable)))
    if affordable < least:
        raise _too_large(profile, duration)
    return int(min(usual, affordable))


def _too_large(profile: Profile, duration: float) -> DoesNotFit:
    values = {"limit_mb": round((profile.max_bytes or 0) / 1e6, 1), "duration": round(duration)}
    return DoesNotFit("no watchable product is that small", values=values)
