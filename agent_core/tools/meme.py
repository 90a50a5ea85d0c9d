"""A classic meme: the best moment with words above and below."""

from typing import Literal

from pydantic import Field

from agent_core.artifacts import Joke, Moment
from agent_core.tool import Context, tool
from media.frozen import Frozen
from media.timeline import Caption, CaptionPosition, CaptionStyle, CaptionTrack, Timeline


class Input(Frozen):
    """A timeline and the words on it; words left open come from the joke."""

    timeline: Timeline
    moment: Moment | None = None
    joke: Joke | None = None
    top_text: str | None = None
    bottom_text: str | None = None
    style: Literal["classic"] = "classic"
    caption_size: float = Field(default=1.0, gt=0)
    caption_color: str = "white"
    caption_outline: str = "black"
    caption_position: CaptionPosition | None = None


class Output(Frozen):
    """The meme."""

    timeline: Timeline


@tool(version=1, serves=("meme",), layer="cut")
async def meme(given: Input, context: Context) -> Output:
    """Cut to the moment where the video is longer than that, and set the words."""
    timeline = _at_moment(given.timeline, given.moment)
    top, bottom = _words(given)
    for position, text in _placed(top, bottom, given.caption_position):
        timeline = timeline.captioned(_track(given, timeline, position, text))
    return Output(timeline=timeline)


def _at_moment(timeline: Timeline, moment: Moment | None) -> Timeline:
    """Only the moment; its times are those of a timeline that still holds the whole source."""
    if moment is None or moment.end <= moment.start:
        return timeline
    start = min(timeline.to_frames(moment.start), timeline.frames - 1)
    end = min(max(timeline.to_frames(moment.end), start + 1), timeline.frames)
    return timeline.kept(start, end)


def _words(given: Input) -> tuple[str, str]:
    joke = given.joke or Joke(top="", bottom="")
    top = joke.top if given.top_text is None else given.top_text
    bottom = joke.bottom if given.bottom_text is None else given.bottom_text
    return top.strip(), bottom.strip()


def _placed(top: str, bottom: str, position: CaptionPosition | None) -> list[tuple[CaptionPosition, str]]:
    """Which words stand where; a position that was asked for takes them all."""
    if position is not None:
        together = "\n".join(text for text in (top, bottom) if text)
        return [(position, together)] if together else []
    placed: list[tuple[CaptionPosition, str]] = [("top", top), ("bottom", bottom)]
    return [(where, text) for where, text in placed if text]


def _track(given: Input, timeline: Timeline, position: CaptionPosition, text: str) -> CaptionTrack:
    style = CaptionStyle(
        preset="meme",
        size=given.caption_size,
        color=given.caption_color,
        outline=given.caption_outline,
        position=position,
    )
    return CaptionTrack(captions=(Caption(start=0, end=timeline.frames, text=text),), style=style)
