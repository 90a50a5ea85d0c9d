"""Captions burned into the picture, and the file of them."""

from collections.abc import Iterable
from typing import Literal

from pydantic import Field

from agent_core.artifacts import Cues, SubtitleFile
from agent_core.files import keep_text
from agent_core.tool import Context, tool
from media.errors import BadCaptions
from media.frozen import Frozen
from media.subtitle_files import write_srt
from media.subtitles import Cue, place
from media.timeline import Caption, CaptionPosition, CaptionStyle, CaptionTrack, Clip, Timeline

_FILL = "gold"
"""Colour that karaoke's words take where none was asked for."""
_UNSUNG = "white"
"""Colour of the words still to come."""


class Input(Frozen):
    """A timeline and what is said in its source."""

    timeline: Timeline
    cues: Cues
    style: Literal["plain", "bold", "karaoke"] = "plain"
    caption_size: float = Field(default=1.0, gt=0)
    caption_color: str = "white"
    caption_outline: str = "black"
    caption_position: CaptionPosition | None = None
    """`None` is the bottom, but for what the file puts at the top."""


class Output(Frozen):
    """The timeline with captions, and the same captions as a file."""

    timeline: Timeline
    subtitles: SubtitleFile


@tool(version=2, serves=("subtitle",), layer="words")
async def subtitle(given: Input, context: Context) -> Output:
    """Show every cue while it is said, wherever editing has put that part of the source."""
    timeline = given.timeline
    tracks = {top: track for top in (False, True) if (track := _track(given, top)).captions}
    if not tracks:
        raise BadCaptions("no cue lies in the picture", code="captions-outside")
    told = (_cue(caption, timeline, top) for top, track in tracks.items() for caption in track.captions)
    text = write_srt(sorted(told, key=lambda cue: cue.start))
    file = await keep_text(context, text, ".srt", "application/x-subrip")
    return Output(timeline=timeline.captioned(*tracks.values()), subtitles=file)


def _track(given: Input, top: bool) -> CaptionTrack:
    """The captions at the top, or all others."""
    captions = tuple(
        caption
        for clip in given.timeline.video
        for caption in _in_clip([cue for cue in given.cues.cues_of(clip.source.asset) if cue.top == top], clip, given.timeline)
    )
    return CaptionTrack(captions=captions, style=_style(given, given.caption_position or ("top" if top else "bottom")))


def _style(given: Input, position: CaptionPosition) -> CaptionStyle:
    """Karaoke's words come in white and take the colour that was asked for."""
    sung = given.style == "karaoke"
    return CaptionStyle(
        preset=given.style,
        size=given.caption_size,
        color=_UNSUNG if sung else given.caption_color,
        fill=_FILL if given.caption_color == _UNSUNG else given.caption_color,
        outline=given.caption_outline,
        position=position,
    )


def _in_clip(cues: Iterable[Cue], clip: Clip, timeline: Timeline) -> list[Caption]:
    """Captions for the stretch of the source that a clip shows, at the clip's speed; a picture that is held shows none."""
    if clip.card or clip.freeze or (clip.at > 0 and clip.source.kind == "image"):
        return []
    placed = sorted((_on_timeline(cue, clip, timeline) for cue in cues), key=lambda cue: cue.start)
    return [part for caption in place(placed, timeline) if (part := caption.within(clip.at, clip.end))]


def _on_timeline(cue: Cue, clip: Clip, timeline: Timeline) -> Cue:
    """The cue with the timeline's times in place of the source's; words that run backward have none."""

    def moved(seconds: float) -> float:
        return float(clip.placed(timeline.to_frames(seconds)) / timeline.fps)

    start, end = sorted((moved(cue.start), moved(cue.end)))
    words = () if clip.reverse else tuple((moved(said), moved(until), word) for said, until, word in cue.words)
    return cue.model_copy(update={"start": start, "end": end, "words": words})


def _cue(caption: Caption, timeline: Timeline, top: bool) -> Cue:
    start, end = timeline.to_seconds(caption.start), timeline.to_seconds(caption.end)
    return Cue(start=start, end=end, text=caption.text, second=caption.second, top=top)
