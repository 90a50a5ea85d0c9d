"""Captions burned into the picture, and the file of them."""

from typing import Literal

from pydantic import Field

from agent_core.artifacts import Cues, SubtitleFile
from agent_core.files import keep_text
from agent_core.tool import Context, tool
from media.errors import BadCaptions
from media.frozen import Frozen
from media.subtitles import Cue, place, write_srt
from media.timeline import Caption, CaptionPosition, CaptionStyle, CaptionTrack, Clip, Timeline


class Input(Frozen):
    """A timeline and what is said in its source."""

    timeline: Timeline
    cues: Cues
    style: Literal["plain", "bold"] = "plain"
    caption_size: float = Field(default=1.0, gt=0)
    caption_color: str = "white"
    caption_outline: str = "black"
    caption_position: CaptionPosition = "bottom"


class Output(Frozen):
    """The timeline with captions, and the same captions as a file."""

    timeline: Timeline
    subtitles: SubtitleFile


@tool(version=1, serves=("subtitle",), layer="words")
async def subtitle(given: Input, context: Context) -> Output:
    """Show every cue while it is said, wherever editing has put that part of the source."""
    timeline = given.timeline
    captions = tuple(caption for clip in timeline.video for caption in _in_clip(given.cues, clip, timeline))
    if not captions:
        raise BadCaptions("no cue lies in the picture", code="captions-outside")
    style = CaptionStyle(
        preset=given.style,
        size=given.caption_size,
        color=given.caption_color,
        outline=given.caption_outline,
        position=given.caption_position,
    )
    told = (_cue(caption, timeline) for caption in captions)
    file = await keep_text(context, write_srt(told), ".srt", "application/x-subrip")
    return Output(timeline=timeline.captioned(CaptionTrack(captions=captions, style=style)), subtitles=file)


def _in_clip(cues: Cues, clip: Clip, timeline: Timeline) -> list[Caption]:
    """Captions for the stretch of the source that a clip shows; a frame that is held after the source has ended shows none."""
    if clip.at > 0 and clip.source.kind == "image":
        return []
    captions = place(cues.cues, timeline, clip.at - clip.source_at)
    return [part for caption in captions if (part := caption.within(clip.at, clip.end))]


def _cue(caption: Caption, timeline: Timeline) -> Cue:
    return Cue(start=timeline.to_seconds(caption.start), end=timeline.to_seconds(caption.end), text=caption.text)
