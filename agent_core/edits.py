"""Sizes and lengths of a timeline, as several tools decide them."""

from fractions import Fraction
from math import floor

from agent_core.artifacts import Subjects
from media.profiles import even
from media.timeline import ASPECTS, Aim, Clip, Fit, Timeline, Transform

LONG_SIDE = 1920
"""Most pixels along the longer side of a product: what chats play well and two cores render in good time."""


_NEAREST = Fraction(5001, 10_000)
"""The renderer shows a picture from the frame nearest to its time on, and of two equally near from the later one; times of
shots are known to the microsecond."""


def bounded(timeline: Timeline) -> Timeline:
    """The timeline in a size that is even, and no side above `LONG_SIDE`."""
    scale = min(1.0, LONG_SIDE / max(timeline.width, timeline.height))
    size = {"width": even(timeline.width * scale), "height": even(timeline.height * scale)}
    return timeline.model_copy(update=size)


def framed(timeline: Timeline, aspect: str, fit: Fit, subjects: Subjects | None) -> Timeline:
    """Another aspect with the shorter side as long as it was; every clip fills the new frame by `fit`, a crop around the
    subject of each shot."""
    ratio = ASPECTS[aspect]
    short = min(timeline.width, timeline.height)
    width, height = (short * ratio, short) if ratio >= 1 else (short, short / ratio)

    def filling(clip: Clip) -> Transform:
        known = fit == "crop" and subjects is not None and subjects.asset == clip.source.asset
        return aimed(clip, subjects, ratio, timeline.fps) if known and subjects else Transform(fit=fit)

    return bounded(timeline.reframed(round(width), round(height), filling))


def aimed(clip: Clip, subjects: Subjects, ratio: Fraction, fps: Fraction) -> Transform:
    """The crop of a clip to a frame of that shape, looking at the subject of each of its source's shots."""
    ratio = 1 / ratio if clip.turn in (90, 270) else ratio  # its focus is a place of the source, before it is turned
    shape = Fraction(clip.source.width or 1, clip.source.height or 1)
    across, down = min(1.0, float(ratio / shape)), min(1.0, float(shape / ratio))
    aims: list[Aim] = []
    for shot in subjects.shots:
        first = floor(Fraction(shot.start) * fps + _NEAREST)
        focus = shot.focus(across, down, before=aims[-1].focus if aims else None)
        if not aims or aims[-1].focus != focus:
            aims.append(Aim(source_at=first, focus=focus))
    return Transform(fit="crop", focus=aims[0].focus, path=tuple(aims[1:])) if aims else Transform(fit="crop")


def lengthened(timeline: Timeline, frames: int) -> Timeline:
    """Gone on with until `frames`: the last clip shows more of its source and then its last picture; captions that stood until
    the end stay until the new one."""
    end, last = timeline.frames, timeline.video[-1]
    longer = last.model_copy(update={"frames": frames - last.at})
    captions = tuple(
        track.model_copy(
            update={
                "captions": tuple(
                    caption.model_copy(update={"end": frames}) if caption.end >= end else caption for caption in track.captions
                )
            }
        )
        for track in timeline.captions
    )
    return timeline.model_copy(update={"video": (*timeline.video[:-1], longer), "captions": captions})
