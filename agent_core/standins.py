"""Stand-ins for files that nobody has sent: facts such as a phone would give, so that a wish can be planned without its files."""

from collections.abc import Mapping, Sequence

from agent_core.catalogue.capability import Capability, Need
from agent_core.messages import AttachmentKind
from media.facts import MediaFacts

_BITS_PER_SECOND = {"video": 8_000_000, "audio": 128_000}
_SECONDS: dict[AttachmentKind, float] = {"video": 60.0, "audio": 180.0, "midi": 120.0}
"""Length of what has one."""
_CONTAINERS: dict[AttachmentKind, str] = {
    "video": "mp4",
    "audio": "mp3",
    "image": "jpeg",
    "text": "txt",
    "midi": "midi",
    "subtitle": "srt",
}


def stand_in(kind: AttachmentKind, number: int = 1) -> MediaFacts:
    """Facts of the `number`th file of a kind: a video is a minute of 1080p30 with sound, a song lasts three."""
    seconds = _SECONDS.get(kind)
    rate = _BITS_PER_SECOND.get(kind, 0)
    facts = MediaFacts(
        asset=f"{kind}-{number}",
        kind=kind,
        container=_CONTAINERS[kind],
        size_bytes=int(seconds * rate / 8) if seconds and rate else 4_000,
        duration=seconds,
    )
    return facts.model_copy(update=_streams(kind))


def stand_ins(kinds: Sequence[AttachmentKind]) -> tuple[MediaFacts, ...]:
    """Facts of files of these kinds, in order; a kind that is named twice is two files."""
    return tuple(stand_in(kind, kinds[:index].count(kind) + 1) for index, kind in enumerate(kinds))


def usual(capability: Capability) -> tuple[AttachmentKind, ...]:
    """What comes with a wish for a capability as a rule: the first alternative of all that it needs, and a film where one is
    welcome."""
    needed: tuple[AttachmentKind, ...] = tuple(kind for need in capability.needs if not need.optional for kind in _first(need))
    welcome = any("video" in need.kinds for need in capability.needs)
    return needed if "video" in needed or not welcome else (*needed, "video")


def _first(need: Need) -> tuple[AttachmentKind, ...]:
    return need.kinds[:1] * need.count


def _streams(kind: AttachmentKind) -> Mapping[str, object]:
    picture: Mapping[str, object] = {"width": 1920, "height": 1080, "video_codec": "h264"}
    sound: Mapping[str, object] = {"audio_codec": "aac", "audio_rate_hz": 48_000, "audio_channels": 2}
    if kind == "video":
        return {**picture, **sound, "rate": (30, 1)}
    return {"audio": sound, "image": {**picture, "video_codec": "mjpeg"}}.get(kind, {})
