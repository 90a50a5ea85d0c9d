"""Edits of a timeline that several tools share. Pure functions: each returns a new timeline."""

from collections.abc import Sequence

from media.profiles import even
from media.timeline import ASPECTS, Caption, CaptionTrack, Clip, Fit, Timeline, Transform

LONG_SIDE = 1920
"""Most pixels along the longer side of a product: what chats play well and two cores render in good time."""


def bounded(width: int, height: int) -> tuple[int, int]:
    """The size of a frame for a picture of that size: even, no side above `LONG_SIDE`."""
    scale = min(1.0, LONG_SIDE / max(width, height))
    return even(width * scale + 1), even(height * scale + 1)


def cut(timeline: Timeline, start: int, end: int) -> Timeline:
    """Only the frames [start, end), with the sound and the captions that lie in them."""
    tracks = (
        track.model_copy(update={"clips": kept}) for track in timeline.audio if (kept := _cut_clips(track.clips, start, end))
    )
    captions = (
        track.model_copy(update={"captions": kept}) for track in timeline.captions if (kept := _cut_captions(track, start, end))
    )
    return timeline.model_copy(
        update={"video": _cut_clips(timeline.video, start, end), "audio": tuple(tracks), "captions": tuple(captions)}
    )


def framed(timeline: Timeline, aspect: str, fit: Fit, focus: tuple[float, float]) -> Timeline:
    """Another aspect with the shorter side as long as it was; every clip fills the new frame by `fit` around `focus`."""
    ratio = ASPECTS[aspect]
    short = min(timeline.width, timeline.height)
    width, height = (short * ratio, short) if ratio >= 1 else (short, short / ratio)
    width, height = bounded(round(width), round(height))
    transform = Transform(fit=fit, focus=focus)
    clips = tuple(clip.model_copy(update={"transform": transform}) for clip in timeline.video)
    return timeline.model_copy(update={"width": width, "height": height, "video": clips})


def captioned(timeline: Timeline, track: CaptionTrack) -> Timeline:
    """With one more track of captions."""
    return timeline.model_copy(update={"captions": (*timeline.captions, track)})


def lengthened(timeline: Timeline, frames: int) -> Timeline:
    """Gone on with until `frames`: the last clip shows more of its source and then its last picture; captions that stood until
    the end stay until the new one."""
    end, last = timeline.frames, timeline.video[-1]
    longer = last.model_copy(update={"frames": frames - last.at})
    captions = tuple(
        track.model_copy(update={"captions": tuple(_stretched(caption, end, frames) for caption in track.captions)})
        for track in timeline.captions
    )
    return timeline.model_copy(update={"video": (*timeline.video[:-1], longer), "captions": captions})


def _stretched(caption: Caption, end: int, frames: int) -> Caption:
    return caption.model_copy(update={"end": frames}) if caption.end >= end else caption


def _cut_clips(clips: Sequence[Clip], start: int, end: int) -> tuple[Clip, ...]:
    return tuple(_cut_clip(clip, start, end) for clip in clips if clip.at < end and clip.end > start)


def _cut_clip(clip: Clip, start: int, end: int) -> Clip:
    first, last = max(clip.at, start), min(clip.end, end)
    return clip.model_copy(update={"at": first - start, "frames": last - first, "source_at": clip.source_at + first - clip.at})


def _cut_captions(track: CaptionTrack, start: int, end: int) -> tuple[Caption, ...]:
    return tuple(
        Caption(start=max(caption.start, start) - start, end=min(caption.end, end) - start, text=caption.text)
        for caption in track.captions
        if caption.start < end and caption.end > start
    )
