"""Silences and dead air taken out."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import AfterValidator, Field

from agent_core.errors import Impossible
from agent_core.files import local
from agent_core.tool import Context, Cost, tool
from media.clip import Clip
from media.frozen import Frozen
from media.loudness import measure
from media.stretches import Span, find_silences
from media.timeline import Timeline

_BELOW = 18.0
"""LU below the whole from which sound counts as silence."""
_LOWEST, _HIGHEST = -60.0, -20.0
_LEAST = 0.4
"""Seconds of a pause that is worth a cut."""


class Input(Frozen):
    """A timeline, the seconds that stay on both sides of a cut, and the level of silence in dB."""

    timeline: Timeline
    margin: float = Field(default=0.12, ge=0, le=5)
    threshold: Annotated[float, AfterValidator(lambda value: -abs(value))] | None = None
    """Without one, well below the loudness of the material."""


class Output(Frozen):
    """What is left."""

    timeline: Timeline


@tool(version=1, resource="cpu", serves=("tighten",), layer="cut", engines=("ffmpeg",), cost=Cost(fixed=0.5, per_second=0.02))
async def tighten(given: Input, context: Context) -> Output:
    """Cut every pause down to its margins. What is played at another speed or backward stays as it is.

    Raises `Impossible`: `no-sound`, `no-pauses` where nothing is to be cut, and `nothing-left` where all is silent.
    """
    timeline = given.timeline
    clips = [clip for clip in timeline.video or timeline.clips if clip.sounds and clip.tempo == 1 and not clip.reverse]
    if not clips:
        raise Impossible(code="no-sound")
    silent: dict[str, tuple[Span, ...]] = {}
    for clip in clips:
        asset = clip.source.asset
        if asset not in silent:
            silent[asset] = await _silences(clip, given, context)
    cuts = [span for clip in clips for span in _cuts(clip, silent[clip.source.asset], given)]
    if not cuts:
        raise Impossible(code="no-pauses")
    try:
        return Output(timeline=timeline.without(cuts))
    except ValueError as error:
        raise Impossible(code="nothing-left") from error


async def _silences(clip: Clip, given: Input, context: Context) -> tuple[Span, ...]:
    path = await local(context.store, clip.source.asset)
    level = given.threshold
    if level is None:
        level = max(_LOWEST, min(_HIGHEST, (await measure(path, context.ffmpeg)).lufs - _BELOW))
    least = max(_LEAST, 2 * given.margin + 0.1)
    return await find_silences(path, clip.source, context.ffmpeg, level_db=level, least=least)


def _cuts(clip: Clip, silent: tuple[Span, ...], given: Input) -> Iterator[tuple[int, int]]:
    """The silences of a source as frames of the timeline, less the margins where something is heard beside them."""
    fps = given.timeline.fps
    length = clip.source.duration or 0.0
    for start, end in silent:
        first = start + (given.margin if start > 0 else 0.0)
        last = end - (given.margin if end < length - 0.05 else 0.0)
        begun = max(clip.at, clip.at + round(first * fps) - clip.source_at)
        ended = min(clip.end, clip.at + round(last * fps) - clip.source_at)
        if begun < ended:
            yield begun, ended
