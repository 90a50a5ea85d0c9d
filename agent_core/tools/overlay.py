"""A logo, a sticker or a second picture over the first."""

from typing import Literal

from pydantic import Field

from agent_core.artifacts import Inset
from agent_core.errors import Impossible
from agent_core.spans import span_of
from agent_core.tool import Context, tool
from media.facts import MediaFacts
from media.frozen import Frozen
from media.timeline import Clip, Overlay, OverlayTrack, Timeline

Position = Literal["top_left", "top_right", "bottom_left", "bottom_right", "center"]

_CORNER, _CENTER = 0.22, 0.5
"""Share of the frame's width where nobody says how large."""
_MARGIN = 0.03
"""To the frame's edges, in shares of its shorter side."""


class Input(Frozen):
    """A timeline, what is laid over it, where, and when; times in seconds, negative ones from the end."""

    timeline: Timeline
    inset: Inset
    position: Position = "top_right"
    scale: float | None = Field(default=None, gt=0, le=100)
    """Share of the frame's width; what is above 1 is percent."""
    opacity: float = Field(default=1.0, gt=0, le=100)
    """0 to 1; what is above is percent."""
    start: float | None = None
    end: float | None = None


class Output(Frozen):
    """The timeline with the other picture over it."""

    timeline: Timeline


@tool(version=1, serves=("overlay",), layer="words")
async def overlay(given: Input, context: Context) -> Output:
    """Lay it over for a while, or throughout; a video is not heard, and is gone when it ends."""
    timeline, facts = given.timeline, given.inset.facts
    if not timeline.video or not facts.has_picture:
        raise Impossible(code="no-picture")
    passing = any(clip.source.kind != "image" for clip in timeline.clips)
    start, end = span_of(timeline, given.start, given.end) if passing else (0, timeline.frames)
    lasts = end - start if facts.duration is None else min(end - start, max(1, timeline.to_frames(facts.duration)))
    clip = Clip(source=facts, at=start, frames=end - start if facts.kind == "image" else lasts, muted=True)
    width = _width(facts, timeline, given)
    x, y = _middle(given.position, width, width * timeline.width / timeline.height / _shape(facts), timeline)
    laid = Overlay(clip=clip, x=x, y=y, width=width, opacity=_share(given.opacity))
    return Output(timeline=timeline.model_copy(update={"overlays": (*timeline.overlays, OverlayTrack(overlays=(laid,)))}))


def _shape(facts: MediaFacts) -> float:
    return (facts.width or 1) / (facts.height or 1)


def _width(facts: MediaFacts, timeline: Timeline, given: Input) -> float:
    """As wide as asked, but no taller than the frame."""
    asked = _share(given.scale) if given.scale is not None else _CENTER if given.position == "center" else _CORNER
    tallest = _shape(facts) * timeline.height / timeline.width
    return min(asked, tallest)


def _share(value: float) -> float:
    return value / 100 if value > 1 else value


def _middle(position: Position, width: float, height: float, timeline: Timeline) -> tuple[float, float]:
    """Where its middle stands, in shares of the frame; size in shares of it too."""
    if position == "center":
        return 0.5, 0.5
    margin = _MARGIN * min(timeline.width, timeline.height)
    across, down = width / 2 + margin / timeline.width, height / 2 + margin / timeline.height
    left, top = position.endswith("left"), position.startswith("top")
    return (across if left else 1 - across), (down if top else 1 - down)
