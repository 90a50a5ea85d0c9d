"""An animation that repeats for ever, or an animated sticker."""

from pydantic import Field

from agent_core.artifacts import AnimationFile
from agent_core.errors import Impossible
from agent_core.rendering import render_animation
from agent_core.spans import span_of
from agent_core.tool import Context, Cost, tool
from media.frozen import Frozen
from media.profiles import GIF, TELEGRAM_STICKER, Profile
from media.timeline import Timeline


class Input(Frozen):
    """A timeline, the stretch of it in seconds (a negative start counts from the end), and the room for the file."""

    timeline: Timeline
    start: float | None = None
    duration: float | None = Field(default=None, gt=0)
    width: int | None = Field(default=None, ge=16, le=1280)
    """Pixels; a picture that is narrower is not made wider."""
    sticker: bool = False
    """Whether it is a WebM sticker in place of a GIF: 512 pixels, at most 3 seconds."""
    max_bytes: int | None = None


class Output(Frozen):
    """The animation."""

    file: AnimationFile


@tool(
    version=1,
    resource="cpu",
    stage="render",
    serves=("gif",),
    layer="file",
    carries=("join", "cut", "picture", "words", "finish"),
    engines=("ffmpeg",),
    cost=Cost(fixed=2.0),
)
async def gif(given: Input, context: Context) -> Output:
    """Write the stretch as far as an animation may go on.

    Raises `Impossible`: `no-picture`, and `beyond-end` for a start after the end.
    """
    timeline = given.timeline
    if not timeline.video:
        raise Impossible(code="no-picture")
    first, _ = span_of(timeline, given.start, None)
    last = timeline.frames if given.duration is None else min(timeline.frames, first + max(1, timeline.to_frames(given.duration)))
    return Output(file=await render_animation(timeline.kept(first, last), context, _profile(given)))


def _profile(given: Input) -> Profile:
    usual = TELEGRAM_STICKER if given.sticker else GIF
    limits = [limit for limit in (given.max_bytes, given.timeline.form.max_bytes, usual.max_bytes) if limit is not None]
    update: dict[str, object] = {"max_bytes": min(limits, default=None)}
    if given.width and not given.sticker:
        update["side"] = round(given.width * max(1.0, given.timeline.height / given.timeline.width))
    return usual.model_copy(update=update)
