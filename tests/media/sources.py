"""The timeline's arithmetic."""

import pytest

from media.facts import MediaFacts

pytestmark = pytest.mark.unit


def facts(asset: str = "a", **changes: object) -> MediaFacts:
    """A plain ten-second source."""
    plain: dict[str, object] = {
        "asset": asset, "kind": "video", "container": "mp4", "size_bytes": 1, "duration": 10.0, "width": 640, "height": 360,
        "rate": (30, 1), "video_codec": "h264", "audio_codec": "aac", "audio_rate_hz": 48000, "audio_channels": 2,
    }  # fmt: skip
    return MediaFacts.model_validate({**plain, **changes})
