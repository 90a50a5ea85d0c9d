"""Noise taken out of what was recorded."""

from pydantic import Field

from agent_core.errors import Impossible
from agent_core.files import local
from agent_core.tool import Context, Cost, tool
from media.clip import Clip
from media.denoising import Noise, measure_noise
from media.frozen import Frozen
from media.timeline import Timeline

_USUAL_DB = 20.0
"""Reduction at a strength of 1: noise goes, a voice keeps its colour."""
_LEAST_DB, _MOST_DB = 3.0, 40.0


class Input(Frozen):
    """A timeline and how much of the noise goes: 1 is the usual."""

    timeline: Timeline
    strength: float = Field(default=1.0, gt=0, le=10)


class Output(Frozen):
    """The timeline with a cleaner sound."""

    timeline: Timeline


@tool(version=1, resource="cpu", serves=("denoise",), layer="voice", engines=("ffmpeg",), cost=Cost(fixed=0.5, per_second=0.02))
async def denoise(given: Input, context: Context) -> Output:
    """Measure the noise of each source of the timeline's own sound, where nothing else is heard, and note it to be taken out.

    Raises `Impossible`: `no-sound`, and `no-noise` where there is none to speak of.
    """
    timeline = given.timeline
    clips = [clip for clip in _own(timeline) if clip.sounds]
    if not clips:
        raise Impossible(code="no-sound")
    reduction = max(_LEAST_DB, min(_MOST_DB, _USUAL_DB * given.strength))
    found: dict[str, Noise | None] = {}
    for clip in clips:
        if (asset := clip.source.asset) not in found:
            bands = await measure_noise(await local(context.store, asset), context.ffmpeg, context.work)
            found[asset] = Noise(bands=bands, reduction_db=reduction) if bands else None
    if not any(found.values()):
        raise Impossible(code="no-noise")
    return Output(timeline=_with_noise(timeline, found))


def _own(timeline: Timeline) -> tuple[Clip, ...]:
    """The picture's clips, or those of the sound where there is no picture."""
    return timeline.video or timeline.clips


def _with_noise(timeline: Timeline, found: dict[str, Noise | None]) -> Timeline:
    def noted(clips: tuple[Clip, ...]) -> tuple[Clip, ...]:
        return tuple(clip.model_copy(update={"noise": found.get(clip.source.asset)}) for clip in clips)

    if timeline.video:
        return timeline.model_copy(update={"video": noted(timeline.video)})
    tracks = tuple(track.model_copy(update={"clips": noted(track.clips)}) for track in timeline.audio)
    return timeline.model_copy(update={"audio": tracks})
