"""What a file is: the facts that probing finds, shared by all who read or place media."""

from typing import Literal

from media.frozen import Frozen

MediaKind = Literal["video", "audio", "image", "subtitle", "text", "midi"]


class MediaFacts(Frozen):
    """A probed file. Sizes are as displayed: rotation and sample aspect are already applied."""

    asset: str
    kind: MediaKind
    container: str
    """Demuxer's name: `mp4`, `matroska`, `png`, …; for text files the format: `srt`, `vtt`, `ass`, `txt`."""
    size_bytes: int
    duration: float | None = None
    width: int | None = None
    height: int | None = None
    rate: tuple[int, int] | None = None
    """Average frame rate as a fraction (numerator, denominator)."""
    variable_rate: bool = False
    rotation: int = 0
    """Degrees clockwise that a player turns the coded picture; 0, 90, 180 or 270."""
    color_matrix: str | None = None
    """YCbCr matrix that the picture says it has (`bt709`, `smpte170m`, …); `None` where it does not say."""
    color_transfer: str | None = None
    """Transfer curve that the picture says it has (`bt709`, `smpte2084` for PQ, `arib-std-b67` for HLG, …); `None` where it does
    not say."""
    video_codec: str | None = None
    audio_codec: str | None = None
    audio_rate_hz: int | None = None
    audio_channels: int = 0

    @property
    def has_picture(self) -> bool:
        return self.width is not None

    @property
    def has_sound(self) -> bool:
        return self.audio_channels > 0
