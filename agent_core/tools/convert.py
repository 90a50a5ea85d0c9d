"""Another format of the file, or another sample rate of its sound."""

from typing import Literal

from pydantic import Field

from agent_core.errors import Impossible
from agent_core.tool import Context, tool
from media.frozen import Frozen
from media.timeline import Timeline


class Input(Frozen):
    """A timeline and how its file is wanted; a sample rate that the format does not have becomes its next higher one."""

    timeline: Timeline
    format: Literal["mp4", "webm"] | None = None
    rate_hz: int | None = Field(default=None, ge=8_000, le=192_000)


class Output(Frozen):
    """The timeline with the form of its file."""

    timeline: Timeline


@tool(version=1, serves=("convert",), layer="finish")
async def convert(given: Input, context: Context) -> Output:
    """Note how the file is wanted. A sound keeps the format it came in where only its rate changes.

    Raises `Impossible`: `no-picture` for a video of a sound, `no-sound` for the sample rate of silence.
    """
    timeline = given.timeline
    if given.format and not timeline.video:
        raise Impossible(code="no-picture")
    if given.rate_hz and not any(clip.sounds for clip in timeline.clips):
        raise Impossible(code="no-sound")
    container = given.format or timeline.form.container or (None if timeline.video else timeline.clips[0].source.container)
    form = timeline.form.model_copy(update={"container": container, "rate_hz": given.rate_hz or timeline.form.rate_hz})
    return Output(timeline=timeline.model_copy(update={"form": form}))
