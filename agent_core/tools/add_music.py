"""Music under what is heard."""

from collections.abc import Iterator
from math import log10
from typing import Annotated, Literal

from pydantic import Field

from agent_core.artifacts import Music
from agent_core.errors import Impossible
from agent_core.tool import Context, tool
from media.clip import Clip
from media.facts import MediaFacts
from media.frozen import Frozen
from media.timeline import AudioTrack, Timeline

_UNDER = -10.0
"""dB by which music stands below what it accompanies, before it makes way for it."""
_LEVELS = {"up": 1.6, "down": 0.6}
_FADE = 1.5
"""Seconds over which it goes at the end."""


class Input(Frozen):
    """A timeline, a track, and how loud it is."""

    timeline: Timeline
    music: Music
    music_volume: Annotated[float, Field(gt=0, le=10)] | Literal["up", "down"] | None = None
    """Factor on the usual strength."""
    mood: str | None = None
    """What kind of music was wished for; a track that was given is what it is."""


class Output(Frozen):
    """The timeline with its music."""

    timeline: Timeline


@tool(version=1, serves=("add_music",), layer="sound")
async def add_music(given: Input, context: Context) -> Output:
    """Lay the track from start to end, again from its beginning where it is shorter; it makes way for all that sounds beside it.

    Raises `Impossible` with code `no-sound` for a track without sound.
    """
    timeline, music = given.timeline, given.music.facts
    if not music.has_sound or not music.duration:
        raise Impossible(code="no-sound")
    volume = _LEVELS.get(given.music_volume, 1.0) if isinstance(given.music_volume, str) else given.music_volume or 1.0
    under = _UNDER if any(clip.sounds for clip in timeline.clips) else 0.0
    track = AudioTrack(clips=tuple(_laid(timeline, music, under + 20 * log10(volume))), makes_way=True)
    return Output(timeline=timeline.model_copy(update={"audio": (*timeline.audio, track)}))


def _laid(timeline: Timeline, music: MediaFacts, gain_db: float) -> Iterator[Clip]:
    """The track again and again, up to the end."""
    length = max(1, timeline.to_frames(music.duration or 0.0))
    fade = min(timeline.to_frames(_FADE), timeline.frames // 4)
    for at in range(0, timeline.frames, length):
        frames = min(length, timeline.frames - at)
        last = at + frames >= timeline.frames
        yield Clip(source=music, at=at, frames=frames, gain_db=gain_db, fade_out=min(fade, frames) if last else 0)
