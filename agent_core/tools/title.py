"""Given words on the picture."""

from pydantic import Field

from agent_core.errors import Impossible
from agent_core.spans import span_of
from agent_core.tool import Context, tool
from media.frozen import Frozen
from media.timeline import Caption, CaptionPosition, CaptionStyle, CaptionTrack, Timeline


class Input(Frozen):
    """A timeline, the words, and when they are shown, in seconds; negative ones count from the end."""

    timeline: Timeline
    text: str = ""
    start: float | None = None
    end: float | None = None
    caption_size: float = Field(default=1.0, gt=0)
    caption_color: str = "white"
    caption_outline: str = "black"
    caption_position: CaptionPosition | None = None
    """`None` is the middle for a while, and the top, where they are less in the way, throughout."""


class Output(Frozen):
    """The timeline with the words on it."""

    timeline: Timeline


@tool(version=1, serves=("title",), layer="words")
async def title(given: Input, context: Context) -> Output:
    """Show the words for a while, or throughout; a picture that does not move has them always."""
    timeline, text = given.timeline, given.text.strip()
    if not text:
        raise Impossible(code="no-words")
    if not timeline.video:
        raise Impossible(code="no-picture")
    passing = any(clip.source.kind != "image" for clip in timeline.clips)
    start, end = span_of(timeline, given.start, given.end) if passing else (0, timeline.frames)
    brief = (start, end) != (0, timeline.frames)
    style = CaptionStyle(
        preset="bold",
        size=given.caption_size,
        color=given.caption_color,
        outline=given.caption_outline,
        position=given.caption_position or ("middle" if brief else "top"),
    )
    return Output(timeline=timeline.captioned(CaptionTrack(captions=(Caption(start=start, end=end, text=text),), style=style)))
