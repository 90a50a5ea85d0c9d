"""The same, turned, mirrored, backward, quieter, brighter, steadier."""

from typing import Literal

from agent_core.errors import Impossible
from agent_core.files import local
from agent_core.tool import Context, tool
from media.clip import Clip
from media.effects import Look
from media.frozen import Frozen
from media.loudness import measure
from media.retiming import backward
from media.timeline import LONGEST_REVERSE, Timeline

Level = Literal["up", "down"]

_LOUDER, _QUIETER = 4.0, -6.0
"""LU by which a wish moves the loudness; upward less, where a limiter has to hold the peaks."""
_LOUDEST = -6.0
_BRIGHTER = 0.12
_HARDER, _SOFTER = 1.3, 0.75
_STRONGER, _PALER = 1.5, 0.55


class Input(Frozen):
    """A timeline and what changes about it."""

    timeline: Timeline
    rotate: Literal[90, 180, 270] | None = None
    """Degrees clockwise."""
    flip: Literal["horizontal", "vertical"] | None = None
    """`horizontal` exchanges left and right."""
    reverse: bool = False
    mute: bool = False
    grayscale: bool = False
    stabilize: bool = False
    volume: Level | None = None
    brightness: Level | None = None
    contrast: Level | None = None
    saturation: Level | None = None

    @property
    def seen(self) -> bool:
        """Whether it changes the picture itself."""
        wanted = (self.rotate, self.flip, self.grayscale, self.stabilize, self.brightness, self.contrast, self.saturation)
        return any(wanted)


class Output(Frozen):
    """The changed timeline."""

    timeline: Timeline


@tool(version=1, serves=("adjust",), layer="picture", engines=("ffmpeg",))
async def adjust(given: Input, context: Context) -> Output:
    """Change every clip in the same way. What the material has not, a picture or a sound, cannot be changed."""
    _check(given)
    timeline = given.timeline
    if given.seen:
        timeline = _sized(timeline, given.rotate).model_copy(
            update={"video": tuple(_changed(clip, given) for clip in timeline.video)}
        )
    if given.reverse:
        timeline = backward(timeline)
    if given.volume:
        timeline = timeline.model_copy(update={"lufs": await _loudness(timeline, given.volume, context)})
    return Output(timeline=_muted(timeline) if given.mute else timeline)


def _check(given: Input) -> None:
    timeline = given.timeline
    if given.seen and not timeline.video:
        raise Impossible(code="no-picture")
    if (given.mute or given.volume) and not any(clip.sounds for clip in timeline.clips):
        raise Impossible(code="no-sound")
    if given.mute and not timeline.video:
        raise Impossible(code="nothing-left")
    lasting = any(clip.source.kind != "image" for clip in timeline.clips)
    if (given.reverse or given.stabilize) and not lasting:
        raise Impossible(code="does-not-move")
    if given.reverse and any(clip.frames > LONGEST_REVERSE * timeline.fps for clip in timeline.clips):
        raise Impossible(code="reverse-too-long", values={"limit": LONGEST_REVERSE})


def _sized(timeline: Timeline, rotate: int | None) -> Timeline:
    """A quarter turn makes a wide picture tall."""
    if rotate not in (90, 270):
        return timeline
    return timeline.model_copy(update={"width": timeline.height, "height": timeline.width})


def _changed(clip: Clip, given: Input) -> Clip:
    """A picture is turned first and mirrored then, so a later turn goes the other way round where it is mirrored already."""
    against = clip.mirror != clip.flip
    turn = (clip.turn + (-1 if against else 1) * (given.rotate or 0)) % 360
    return clip.model_copy(
        update={
            "turn": turn,
            "mirror": clip.mirror != (given.flip == "horizontal"),
            "flip": clip.flip != (given.flip == "vertical"),
            "look": _look(clip.look, given),
            "steady": clip.steady or given.stabilize,
        }
    )


def _look(look: Look, given: Input) -> Look:
    brightness = {"up": _BRIGHTER, "down": -_BRIGHTER, None: 0.0}[given.brightness]
    contrast = {"up": _HARDER, "down": _SOFTER, None: 1.0}[given.contrast]
    saturation = {"up": _STRONGER, "down": _PALER, None: 1.0}[given.saturation]
    return Look(
        brightness=max(-1.0, min(1.0, look.brightness + brightness)),
        contrast=min(3.0, look.contrast * contrast),
        saturation=min(3.0, look.saturation * saturation),
        grayscale=look.grayscale or given.grayscale,
    )


async def _loudness(timeline: Timeline, way: Level, context: Context) -> float:
    """An aim that is louder, or quieter, than both the material and what it would be brought to by itself, LUFS."""
    sounding = next(clip for clip in timeline.clips if clip.sounds)
    found = await measure(await local(context.store, sounding.source.asset), context.ffmpeg)
    usual = -14.0 if timeline.lufs is None else timeline.lufs
    now = found.lufs if found.audible else usual
    aim = max(now, usual) + _LOUDER if way == "up" else min(now, usual) + _QUIETER
    return round(min(_LOUDEST, aim), 1)


def _muted(timeline: Timeline) -> Timeline:
    """The picture alone."""
    video = tuple(clip.model_copy(update={"muted": True}) for clip in timeline.video)
    laid = tuple(
        track.model_copy(
            update={
                "overlays": tuple(
                    one.model_copy(update={"clip": one.clip.model_copy(update={"muted": True})}) for one in track.overlays
                )
            }
        )
        for track in timeline.overlays
    )
    return timeline.model_copy(update={"video": video, "overlays": laid, "audio": ()})
