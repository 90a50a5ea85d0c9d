"""Pictures that may stand for a film: the key frames that an edit still shows, the sharpest, clearest and most unlike first."""

from collections.abc import Iterator, Mapping, Sequence
from math import ceil, floor
from statistics import median

from media.clip import Clip
from media.frozen import Frozen
from media.senses.index import Index, KeyFrame, Scene, Span
from media.senses.likeness import BITS, distance
from media.timeline import Timeline

_OFF = 0.2
"""Seconds kept off the ends of a clip, where something may fade or move on."""
_ALIKE = 10
"""Bits of difference below which two pictures look alike."""


class Candidate(Frozen):
    """A picture of the timeline."""

    frame: int
    hash: str
    worth: float
    """How good a cover it makes, 0 to 1."""


def candidates(timeline: Timeline, indexes: Mapping[str, Index]) -> list[Candidate]:
    """Every key frame that the timeline shows, in its order; where a clip shows none, its middle."""
    found: list[Candidate] = []
    for clip in timeline.video:
        index = indexes.get(clip.source.asset)
        shown = list(_in_clip(clip, index, timeline)) if index is not None and clip.card is None else []
        found += shown or [Candidate(frame=clip.at + clip.frames // 2, hash="0" * (BITS // 4), worth=0.0)]
    return found


def chosen(found: Sequence[Candidate], count: int) -> list[Candidate]:
    """The best, each unlike those before it as long as there are such; fewer where there are no more."""
    left, taken = list(found), list[Candidate]()
    while left and len(taken) < count:
        best = max(left, key=lambda one: (not _like(one, taken), one.worth + 0.5 * _unlike(one, taken), -one.frame))
        left.remove(best)
        taken.append(best)
    return taken


def _unlike(one: Candidate, taken: Sequence[Candidate]) -> float:
    """Difference to the nearest of those taken, 0 to 1."""
    return min((distance(one.hash, other.hash) for other in taken), default=0) / BITS


def _like(one: Candidate, taken: Sequence[Candidate]) -> bool:
    return any(distance(one.hash, other.hash) < _ALIKE for other in taken)


def _in_clip(clip: Clip, index: Index, timeline: Timeline) -> Iterator[Candidate]:
    off = min(timeline.to_frames(_OFF), clip.frames // 4)
    usual = _sharp(index)
    for scene, key in _shown(index):
        place = clip.placed(timeline.to_frames(key.time))
        if clip.at + off <= place < clip.end - off and not clip.freeze:
            frame = floor(place) if clip.reverse else ceil(place)
            yield Candidate(frame=min(clip.end - 1, max(clip.at, frame)), hash=key.hash, worth=_worth(scene, key, usual))


def _shown(index: Index) -> Iterator[tuple[Scene, KeyFrame]]:
    """Key frames that are not black."""
    seen = index.seen
    for scene in seen.scenes if seen else ():
        for key in scene.key_frames:
            if seen and not _within(key.time, seen.black):
                yield scene, key


def _sharp(index: Index) -> float:
    """The usual sharpness of a file's key frames."""
    return median([key.sharpness for _, key in _shown(index)] or [1.0]) or 1.0


def _worth(scene: Scene, key: KeyFrame, usual: float) -> float:
    """Sharper than usual, somebody's face and large, neither dark nor pale, of some colour."""
    sharp = min(1.0, key.sharpness / (2 * usual))
    face = max((min(1.0, face.size / 0.4) for face in scene.faces if face.start <= key.time <= face.end), default=0.0)
    light = max(0.0, 1.0 - abs(scene.brightness - 0.5) / 0.45)
    contrast, color = min(1.0, scene.contrast / 0.22), min(1.0, scene.saturation / 0.4)
    return 0.3 * sharp + 0.3 * face + 0.15 * light + 0.15 * contrast + 0.1 * color


def _within(time: float, spans: Sequence[Span]) -> bool:
    return any(start <= time <= end for start, end in spans)
