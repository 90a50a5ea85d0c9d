"""Covers: the pictures that stand for a film, chosen."""

from pydantic import Field

from agent_core.artifacts import Covers, Survey
from agent_core.errors import Impossible
from agent_core.rendering import render_image
from agent_core.surveys import index_of
from agent_core.tool import Context, Cost, tool
from media.covers import candidates, chosen
from media.frozen import Frozen
from media.timeline import Caption, CaptionPosition, CaptionStyle, CaptionTrack, Timeline


class Input(Frozen):
    """A timeline, what is seen in its sources, how many covers are wanted, and the words on them."""

    timeline: Timeline
    survey: Survey
    count: int = Field(default=1, ge=1, le=10)
    text: str = ""
    caption_size: float = Field(default=1.0, gt=0)
    caption_color: str = "white"
    caption_outline: str = "black"
    caption_position: CaptionPosition = "bottom"
    max_bytes: int | None = None


class Output(Frozen):
    """The covers, the best first."""

    covers: Covers


@tool(
    version=1,
    resource="cpu",
    stage="render",
    serves=("thumbnail",),
    layer="file",
    engines=("ffmpeg",),
    cost=Cost(fixed=1.5),
)
async def thumbnail(given: Input, context: Context) -> Output:
    """Draw the best pictures of the timeline as it is framed and coloured, without its captions.

    Where fewer pictures differ than are wanted, there are fewer. Raises `Impossible` with code `no-picture`.
    """
    timeline = given.timeline
    if not timeline.video:
        raise Impossible(code="no-picture")
    indexes = {file.facts.asset: await index_of(file, context.store) for file in given.survey.files}
    best = chosen(candidates(timeline, indexes), given.count)
    bare = timeline.model_copy(update={"captions": (), "audio": ()})
    room = None if given.max_bytes is None else given.max_bytes // len(best)
    covers = [await render_image(_worded(bare.kept(one.frame, one.frame + 1), given), context, room) for one in best]
    return Output(covers=Covers(files=tuple(covers)))


def _worded(picture: Timeline, given: Input) -> Timeline:
    """One picture with the words, where there are any."""
    text = given.text.strip()
    if not text:
        return picture
    style = CaptionStyle(
        preset="bold",
        size=given.caption_size * 1.5,
        color=given.caption_color,
        outline=given.caption_outline,
        position=given.caption_position,
    )
    return picture.captioned(CaptionTrack(captions=(Caption(start=0, end=1, text=text),), style=style))
