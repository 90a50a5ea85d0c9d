"""The child process of `media.moments`: weighs every stretch of a decoded source and prints the best one as JSON.

Arguments: a `Sample` as JSON. Files are read block by block, so memory does not grow with their length.
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from media.faces import find_faces
from media.moments_sound import SoundCurve, sound_curve

Curve = npt.NDArray[np.float32]

_BLOCK = 128
_SHARP = 5.0
"""Grey levels between neighbouring pictures, at a pace of five a second, that count as a lot of motion."""
_STILL = 0.4
_NOISE = 6.0
_CUT = 28.0
"""Grey levels of a change so large that the picture is another one."""
_BLACK = 22.0
_LOUD_DB = 12.0
"""Decibels above the source's usual level that count as very loud."""
_PLACES = (0.35, 0.5, 0.65, 0.8)
"""Where in a window its peak may lie: a moment needs its run-up more than its echo."""
_CANDIDATES = 5
_LOOKED_AT = 7


@dataclass(frozen=True)
class Sample:
    """What FFmpeg decoded, and what is asked of it."""

    pictures: str
    sound: str
    width: int
    height: int
    pace: float
    """Pictures a second."""
    rate_hz: int
    duration: float
    length: float


@dataclass(frozen=True)
class PictureCurve:
    """What the pictures tell, one value per picture."""

    motion: Curve
    cut: npt.NDArray[np.bool_]
    black: npt.NDArray[np.bool_]
    centre: npt.NDArray[np.float32]
    """`float32[n, 2]`: where it moves, 0 to 1 from the top left."""
    present: bool


@dataclass(frozen=True)
class Window:
    """A stretch in pictures, [start, end), with its score."""

    start: int
    end: int
    peak: int
    score: float


def find(sample: Sample) -> dict[str, Any]:
    """The best stretch, as the fields of `media.moments.Moment`."""
    pictures = _pictures(sample)
    if sample.duration <= 0:
        focus, face = _face(pictures, [0], least=1)
        return {
            "start": 0.0,
            "end": 0.0,
            "peak": 0.0,
            "focus": focus or (0.5, 0.5),
            "cues": ["face"] if face else [],
            "score": face,
        }
    count = max(1, round(sample.duration * sample.pace))
    seen, heard = picture_curve(pictures, count), sound_curve(sample.sound, sample.rate_hz, sample.pace, count)
    energy = _energy(seen, heard, sample.pace)
    windows = _windows(energy, seen, heard, sample)
    return _moment(
        max((_with_face(window, pictures, sample) for window in windows), key=lambda one: one[0].score), seen, heard, sample
    )


def picture_curve(pictures: npt.NDArray[np.uint8] | None, count: int) -> PictureCurve:
    """Motion, cuts, blackness and the centre of motion of `count` pictures (`uint8[n, height, width]`)."""
    motion, bright = np.zeros(count, np.float32), np.full(count, 128, np.float32)
    centre = np.full((count, 2), 0.5, np.float32)
    before: Curve | None = None
    for start in range(0, min(count, 0 if pictures is None else len(pictures)), _BLOCK):
        assert pictures is not None
        block = _halved(pictures[start : min(start + _BLOCK, count)])
        change = np.abs(np.diff(block, axis=0, prepend=block[:1] if before is None else before))
        before = block[-1:]
        stop = start + len(block)
        motion[start:stop] = change.mean(axis=(1, 2))
        bright[start:stop] = np.percentile(block[:, ::4, ::4], 95, axis=(1, 2))
        centre[start:stop] = _centres(change)
    usual = float(np.median(motion)) if count > 1 else 0.0
    return PictureCurve(motion, motion > max(_CUT, 3 * usual), bright < _BLACK, centre, present=pictures is not None)


def _pictures(sample: Sample) -> npt.NDArray[np.uint8] | None:
    path, size = Path(sample.pictures), sample.width * sample.height
    count = path.stat().st_size // size if path.exists() else 0
    if count == 0:
        return None
    return np.memmap(path, np.uint8, "r", shape=(count, sample.height, sample.width))


def _halved(block: npt.NDArray[np.uint8]) -> Curve:
    """Pictures of half the size: noise of the single pixel is no motion."""
    even = block[:, : block.shape[1] // 2 * 2, : block.shape[2] // 2 * 2].astype(np.float32)
    return (even[:, ::2, ::2] + even[:, 1::2, ::2] + even[:, ::2, 1::2] + even[:, 1::2, 1::2]) * np.float32(0.25)


def _centres(change: Curve) -> Curve:
    """Centre of what changes in each picture; small ones are noise."""
    strong = np.maximum(change - _NOISE, 0.0)
    total = strong.sum(axis=(1, 2)) + 1e-6
    height, width = int(change.shape[1]), int(change.shape[2])
    down = strong.sum(axis=2) @ ((np.arange(height) + 0.5) / height) / total
    across = strong.sum(axis=1) @ ((np.arange(width) + 0.5) / width) / total
    return np.where(total[:, None] > 1.0, np.stack([across, down], axis=1), 0.5).astype(np.float32)


def _energy(seen: PictureCurve, heard: SoundCurve, pace: float) -> Curve:
    """How much happens, 0 to 1: louder than usual, livelier than usual."""
    loud, lively = _loudness(heard), _liveliness(seen)
    if not heard.present:
        energy = lively
    elif not seen.present:
        energy = loud
    else:
        energy = 0.55 * loud + 0.45 * lively
    width = max(1, round(pace * 0.6)) | 1
    return np.convolve(energy, np.ones(width) / width, mode="same").astype(np.float32)


def _loudness(heard: SoundCurve) -> Curve:
    usual = float(np.median(heard.level)) if heard.present else 0.0
    above = np.clip((heard.level - max(usual, -50.0)) / _LOUD_DB, 0.0, 1.0)
    return np.where(heard.level > -50.0, above, 0.0).astype(np.float32)


def _liveliness(seen: PictureCurve) -> Curve:
    calm = np.where(seen.cut, 0.0, seen.motion)
    usual = float(np.median(calm))
    scale = max(_SHARP, float(np.percentile(calm, 98)) - usual)
    return np.clip((calm - usual) / scale, 0.0, 1.0).astype(np.float32)


def _windows(energy: Curve, seen: PictureCurve, heard: SoundCurve, sample: Sample) -> list[Window]:
    """The best windows, each around a peak of its own."""
    count = len(energy)
    size = min(count, max(1, int(sample.length * sample.pace)))
    left, found = energy.copy(), list[Window]()
    for _ in range(_CANDIDATES):
        peak = int(np.argmax(left))
        starts = {int(np.clip(peak - place * size, 0, count - size)) for place in _PLACES}
        around = (_window(start, size, energy, seen, heard, sample.pace) for start in sorted(starts))
        found.append(max(around, key=lambda window: window.score))
        left[max(0, peak - size // 2) : peak + size // 2 + 1] = -1.0
        if left.max() < 0:
            break
    return found


def _window(start: int, size: int, energy: Curve, seen: PictureCurve, heard: SoundCurve, pace: float) -> Window:
    inside, edge = slice(start, start + size), max(1, round(pace * 0.4))
    head, tail = slice(start, start + edge), slice(start + size - edge, start + size)
    top, mean = float(energy[inside].max()), float(energy[inside].mean())
    quiet = 1.0 - 0.5 * (float(_loudness(heard)[head].mean()) + float(_loudness(heard)[tail].mean()))
    early = seen.cut[start + 1 : start + 1 + round(pace * 0.8)].any()
    late = seen.cut[max(0, start + size - round(pace * 0.6)) : start + size].any()
    score = 0.6 * top + 0.25 * mean + 0.15 * quiet - 0.15 * early - 0.05 * late - 0.6 * float(seen.black[inside].mean())
    return Window(start, start + size, start + int(np.argmax(energy[inside])), score)


def _with_face(
    window: Window, pictures: npt.NDArray[np.uint8] | None, sample: Sample
) -> tuple[Window, tuple[float, float] | None, float]:
    """The window with its score raised by a face near its peak, the face's place, and how sure it is."""
    reach = max(1, round(sample.pace))
    last = min(window.end, 0 if pictures is None else len(pictures)) - 1
    near = np.linspace(max(window.start, window.peak - 2 * reach), window.peak + 2 * reach, _LOOKED_AT).astype(int)
    focus, sure = _face(pictures, sorted({min(int(place), last) for place in near if last >= 0}), least=2)
    return Window(window.start, window.end, window.peak, window.score + 0.15 * sure), focus, sure


def _face(pictures: npt.NDArray[np.uint8] | None, places: list[int], *, least: int) -> tuple[tuple[float, float] | None, float]:
    """Where a face is in those pictures, and the share of them that show one; fewer than `least` are no face."""
    if pictures is None or not places:
        return None, 0.0
    centres: list[tuple[float, float]] = []
    for place in places:
        if boxes := find_faces(pictures[place]):
            x, y, wide, high = max(boxes, key=lambda box: box[2] * box[3])
            centres.append((x + wide / 2, y + high / 2))
    if len(centres) < min(least, len(places)):
        return None, 0.0
    across, down = np.median(np.array(centres), axis=0)
    return (float(across), float(down)), len(centres) / len(places)


def _moment(
    best: tuple[Window, tuple[float, float] | None, float], seen: PictureCurve, heard: SoundCurve, sample: Sample
) -> dict[str, Any]:
    window, face, sure = best
    inside = slice(window.start, window.end)
    end = sample.duration if window.end >= len(seen.motion) else window.end / sample.pace
    return {
        "start": max(0.0, end - sample.length) if end == sample.duration else window.start / sample.pace,
        "end": end,
        "peak": window.peak / sample.pace,
        "focus": face or _motion_focus(seen, inside),
        "cues": _cues(window, seen, heard, sure),
        "score": float(np.clip(window.score, 0.0, 1.0)),
    }


def _cues(window: Window, seen: PictureCurve, heard: SoundCurve, face: float) -> list[str]:
    near = slice(max(0, window.peak - 2), window.peak + 3)
    inside = slice(window.start, window.end)
    motion = np.where(seen.cut, 0.0, seen.motion)
    strengths = {
        "loud": float(_loudness(heard)[near].max()),
        "motion": float(np.clip(motion[near].max() / (2 * _SHARP), 0.0, 1.0)) if motion[inside].mean() > _STILL else 0.0,
        "face": face,
        "still": 0.6 if seen.present and motion[inside].mean() < _STILL else 0.0,
        "speech": 0.55 if heard.present and heard.speech[inside].mean() > 0.5 else 0.0,
    }
    strong = [cue for cue, strength in strengths.items() if strength >= 0.5]
    return sorted(strong, key=lambda cue: -strengths[cue])


def _motion_focus(seen: PictureCurve, inside: slice) -> tuple[float, float]:
    """Where it moves, drawn to the middle when it hardly does."""
    weight = np.where(seen.cut[inside], 0.0, seen.motion[inside])
    total = float(weight.sum())
    if total <= 0:
        return 0.5, 0.5
    centre = (seen.centre[inside] * weight[:, None]).sum(axis=0) / total
    trust = min(1.0, float(weight.max()) / 2.0)
    across, down = 0.5 + (centre - 0.5) * trust
    return float(across), float(down)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(find(Sample(**json.loads(sys.argv[1])))))
