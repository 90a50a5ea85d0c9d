"""Where words may stand: clear of the edges and, in tall pictures, of what the platforms draw over them.

The platforms' figures are pixels of a picture of 1080x1920, and move with every redesign of an app, so each has its
source beside it. A tall picture keeps clear of all of them at once: nobody says where it will be posted next.
"""

from collections.abc import Mapping
from typing import NamedTuple

from media.frozen import Frozen

_TALL = 0.7
"""Width by height below which a picture is for phones, under the platforms' buttons and texts."""
_FEED = 0.9
"""Width by height below which a picture is for feeds (4:5)."""


class Box(NamedTuple):
    """A rectangle of the picture in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def meets(self, other: "Box") -> bool:
        return self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom


class Overlay(Frozen):
    """How far a platform draws into a post of 1080x1920 from each edge, in pixels."""

    left: int
    top: int
    right: int
    bottom: int
    source: str


PLATFORMS: Mapping[str, Overlay] = {
    "tiktok": Overlay(
        left=60,  # the account's name
        top=130,  # Following and For You
        right=140,  # like, comment, save, share, and the playlist button that came in 2026
        bottom=370,  # the post's words and its sound
        source="https://blitzcutai.com/blog/best-caption-placement-short-form-video",  # 350 at the bottom, rounded up
    ),
    "reels": Overlay(
        left=65,
        top=269,
        right=120,
        bottom=450,
        # Meta asks for 14 % above and 6 % beside; its 35 % below are for ads with a button, a post's words take up to 450 pixels
        source="https://houseofmarketers.com/guide-to-safe-zones-tiktok-facebook-instagram-stories-reels/",
    ),
    "shorts": Overlay(
        left=48,
        top=120,
        right=120,
        bottom=480,  # a quarter: the title, the channel and its button
        source="https://www.youraithumbnailgenerator.com/guides/youtube-shorts-safe-zones-complete-guide",
    ),
}
"""What is drawn over a post that fills the phone, by platform."""


def _clear_of_all() -> tuple[float, float, float, float]:
    """Margins that clear every platform, in shares of the picture; as wide left as right, so that words stand in the middle."""
    beside = max(max(overlay.left, overlay.right) for overlay in PLATFORMS.values()) / 1080
    above, below = (max(getattr(overlay, edge) for overlay in PLATFORMS.values()) / 1920 for edge in ("top", "bottom"))
    return beside, above, beside, below


_TALL_MARGINS = _clear_of_all()
_FEED_MARGINS = (0.06, 0.05, 0.06, 0.05)
"""64 pixels of 1080x1350, as Meta asks for in feeds: https://www.imagefactory.co.kr/en/guides/instagram-story-ad-text-safe-zone."""
_MARGINS = (0.05, 0.05, 0.05, 0.05)
"""The graphics safe area of EBU R 95 and SMPTE ST 2046-1."""


def is_tall(width: int, height: int) -> bool:
    """Whether a picture fills an upright phone."""
    return width < height * _TALL


def safe_area(width: int, height: int) -> Box:
    """The rectangle in which words may stand."""
    tall, feed = is_tall(width, height), width < height * _FEED
    left, top, right, bottom = _TALL_MARGINS if tall else _FEED_MARGINS if feed else _MARGINS
    return Box(width * left, height * top, width * (1 - right), height * (1 - bottom))
