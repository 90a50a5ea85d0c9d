"""Sizes and lengths of a timeline, as several tools decide them."""

from media.profiles import even
from media.timeline import ASPECTS, Fit, Timeline, Transform

LONG_SIDE = 1920
"""Most pixels along the longer side of a product: what chats play well and two cores render in good time."""


def bounded(timeline: Timeline) -> Timeline:
    """The timeline in a size that is even, and no side above `LONG_SIDE`."""
    scale = min(1.0, LONG_SIDE / max(timeline.width, timeline.height))
    size = {"width": even(timeline.width * scale), "height": even(timeline.height * scale)}
    return timeline.model_copy(update=size)


def framed(timeline: Timeline, aspect: str, fit: Fit, focus: tuple[float, float]) -> Timeline:
    """Another aspect with the shorter side as long as it was; every clip fills the new frame by `fit` around `focus`."""
    ratio = ASPECTS[aspect]
    short = min(timeline.width, timeline.height)
    width, height = (short * ratio, short) if ratio >= 1 else (short, short / ratio)
    return bounded(timeline.reframed(round(width), round(height), Transform(fit=fit, focus=focus)))


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
