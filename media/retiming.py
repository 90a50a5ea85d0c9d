"""A whole timeline at another speed, or backward: every clip, caption and effect in its new place."""

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from itertools import zip_longest

from media.clip import FASTEST, SLOWEST, Clip, GainPoint
from media.effects import Effect
from media.timeline import Caption, Timeline
from media.transitions import Transition


def sped(timeline: Timeline, factor: float) -> Timeline:
    """The timeline that many times faster; the pitch of its sound stays. Times are rounded to whole frames one by one, so that
    nothing adds up. Raises `ValueError` where a clip would run at a speed that clips cannot have."""
    by = Fraction(factor).limit_denominator(1000)

    def placed(frame: int) -> int:
        return round(frame / by)

    return _changed(
        timeline, lambda clips: _in_place(_faster(clip, by, placed) for clip in clips), lambda one: _said(one, placed)
    )


def backward(timeline: Timeline) -> Timeline:
    """The timeline from its last frame to its first; a transition stays where its two clips meet."""
    total = timeline.frames

    def turned(clips: Iterable[Clip]) -> tuple[Clip, ...]:
        row = list(clips)
        entries = [one.transition for one in row[1:]]
        pairs = zip_longest(row, entries, fillvalue=Transition())
        return tuple(_backward(clip, total, entry) for clip, entry in reversed(list(pairs)) if isinstance(clip, Clip))

    def said(caption: Caption) -> Caption:
        return caption.model_copy(update={"start": total - caption.end, "end": total - caption.start, "words": ()})

    return _changed(timeline, turned, said)


def _changed(
    timeline: Timeline, clips: Callable[[Iterable[Clip]], tuple[Clip, ...]], caption: Callable[[Caption], Caption]
) -> Timeline:
    """The timeline with every row of clips and every caption changed; an overlay stays in its place of the picture."""
    laid = tuple(
        track.model_copy(
            update={
                "overlays": tuple(
                    overlay.model_copy(update={"clip": changed})
                    for overlay in track.overlays
                    for changed in clips([overlay.clip])
                )
            }
        )
        for track in timeline.overlays
    )
    heard = tuple(track.model_copy(update={"clips": clips(track.clips)}) for track in timeline.audio)
    read = tuple(
        track.model_copy(
            update={"captions": tuple(sorted(map(caption, track.captions), key=lambda one: one.start))},
        )
        for track in timeline.captions
    )
    return timeline.model_copy(update={"video": clips(timeline.video), "overlays": laid, "audio": heard, "captions": read})


def _in_place(clips: Iterable[Clip]) -> tuple[Clip, ...]:
    """The clips of which anything is left, each transition as long as its clips overlap now."""
    kept = [clip for clip in clips if clip.frames > 0]
    entered = [_entered(clip, before) for clip, before in zip(kept, [None, *kept], strict=False)]
    return tuple(entered)


def _entered(clip: Clip, before: Clip | None) -> Clip:
    overlap = 0 if before is None else before.end - clip.at
    if not clip.transition.overlap:
        return clip
    transition = clip.transition.model_copy(update={"frames": overlap}) if overlap > 0 else Transition()
    return clip.model_copy(update={"transition": transition})


def _faster(clip: Clip, by: Fraction, placed: Callable[[int], int]) -> Clip:
    """One clip at its new place. What its picture enters at stays to half a frame of the source."""
    at, end = placed(clip.at), placed(clip.end)
    speed = clip.speed if clip.freeze or clip.card or clip.source.kind == "image" else float(clip.tempo * by)
    if not SLOWEST <= speed <= FASTEST:
        raise ValueError("no clip runs at that speed")
    scaled = {name: placed(getattr(clip, name)) for name in ("fade_in", "fade_out", "sound_lead", "sound_tail")}
    fades = {name: placed(value) for name in ("sound_fade_in", "sound_fade_out") if (value := getattr(clip, name)) is not None}
    flash = clip.transition.kind == "flash"
    return clip.model_copy(
        update={
            "at": at,
            "frames": end - at,
            "speed": speed,
            "source_at": round(clip.first),
            "source_skip": 0,
            "envelope": tuple(GainPoint(frame=placed(point.frame), db=point.db) for point in clip.envelope),
            "effects": tuple(_quicker(effect, placed) for effect in clip.effects),
            "transition": Transition(kind="flash", frames=max(1, placed(clip.transition.frames))) if flash else clip.transition,
            **scaled,
            **fades,
        }
    )


def _quicker(effect: Effect, placed: Callable[[int], int]) -> Effect:
    lasting = {} if effect.frames is None else {"frames": max(1, placed(effect.frames))}
    eased = {"ease": placed(effect.ease)} if effect.kind == "punch-in" else {}
    return effect.model_copy(update={"start": placed(effect.start), **lasting, **eased})


def _said(caption: Caption, placed: Callable[[int], int]) -> Caption:
    start = placed(caption.start)
    words = tuple((placed(said), placed(until), word) for said, until, word in caption.words)
    return caption.model_copy(update={"start": start, "end": max(start + 1, placed(caption.end)), "words": words})


def _backward(clip: Clip, total: int, entry: Transition) -> Clip:
    """One clip the other way round; it begins as the clip after it began."""
    stands = clip.freeze or clip.card is not None or clip.source.kind == "image"
    swapped: Mapping[str, object] = {
        "fade_in": clip.fade_out,
        "fade_out": clip.fade_in,
        "sound_fade_in": clip.sound_fade_out,
        "sound_fade_out": clip.sound_fade_in,
        "sound_lead": clip.sound_tail,
        "sound_tail": clip.sound_lead,
    }
    points = [GainPoint(frame=clip.frames - point.frame, db=point.db) for point in reversed(clip.envelope)]
    return clip.model_copy(
        update={
            **swapped,
            "at": total - clip.end,
            "reverse": clip.reverse if stands else not clip.reverse,
            "envelope": tuple(points),
            "effects": tuple(_later(effect, clip.frames) for effect in clip.effects),
            "transition": entry,
        }
    )


def _later(effect: Effect, frames: int) -> Effect:
    """An effect where it stands once its clip runs backward."""
    if effect.frames is None:
        return effect.model_copy(update={"start": 0, "frames": frames - effect.start if effect.start > 0 else None})
    return effect.model_copy(update={"start": frames - effect.start - effect.frames})
