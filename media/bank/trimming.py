"""Fine trimming: the stretch of an exact length that shows best, from a scene of which somewhere is known to be right.

A stretch stays within its scene and a little off its joints, shows what it was chosen for and, where it can, a key frame and a
face, has neither black nor frozen pictures, and where speech is kept begins and ends between words.
"""

from bisect import bisect_right
from collections.abc import Sequence

from media.bank.units import Known, Unit
from media.frozen import Frozen
from media.senses.index import Joint, Scene, Span

_STEP = 0.1
"""Seconds between the starts that are tried."""
_REACH = 15.0
"""Seconds on both sides of the stretch in question that are looked at."""
_OFF: dict[Joint, float] = {"start": 0.0, "cut": 0.05, "fade": 0.4, "dissolve": 0.4}
"""Seconds to keep off a joint, where the scene is long enough: half of a usual dissolve, a frame or two of a cut."""
_BEFORE, _BEHIND = 0.05, 0.15
"""Seconds left before the first and behind the last word."""
_LIVELY = 0.08


class Window(Frozen):
    """A stretch of a source."""

    start: float
    end: float

    @property
    def duration(self) -> float:
        """Length in seconds."""
        return self.end - self.start


def room(unit: Unit) -> Window:
    """Where a stretch around a unit may lie: its scene, off the joints. A picture's room is without end."""
    known, scene = unit.known, unit.scene
    if known.index.facts.kind == "image":
        return Window(start=0.0, end=float("inf"))
    if scene is None:
        return Window(start=0.0, end=max(known.end, unit.end))
    start, end = scene.start + _OFF[scene.joint], scene.end - _off_end(known, scene)
    return (
        Window(start=start, end=end) if end - start > (scene.end - scene.start) / 2 else Window(start=scene.start, end=scene.end)
    )


def trimmed(
    unit: Unit, duration: float, *, focus: Span | None = None, keep_speech: bool = False, taken: Sequence[Span] = ()
) -> Window:
    """The best stretch of `duration` seconds around a unit, or all there is room for where that is less.

    `focus` is what must be in it (a line that is said, a writing); `taken` are stretches of the source that are used already.
    """
    space = room(unit)
    if space.end == float("inf"):
        return Window(start=0.0, end=duration)
    if space.duration <= duration:
        return space
    low, high = max(space.start, unit.start - _REACH), min(space.end, unit.end + _REACH)
    if high - low < duration:
        low, high = space.start, space.end
    starts = _starts(unit.known, low, high - duration, duration, keep_speech)
    judge = _Judge(unit, focus or (unit.start, unit.end), keep_speech, taken)
    best = max(starts, key=lambda start: (round(judge.worth(start, start + duration), 6), -start))
    return Window(start=best, end=best + duration)


def _off_end(known: Known, scene: Scene) -> float:
    seen = known.index.seen
    after = [other for other in seen.scenes if other.start >= scene.end - 1e-6] if seen else []
    return _OFF[after[0].joint] if after else 0.0


def _starts(known: Known, low: float, high: float, duration: float, keep_speech: bool) -> list[float]:
    """Times to begin at: a grid, both ends, and beside words where those count."""
    found = [low + _STEP * number for number in range(int(max(0.0, high - low) / _STEP) + 1)] + [high]
    if keep_speech:
        for start, end in _spoken(known):
            found += [start - _BEFORE, start, end - duration, end + _BEHIND - duration]
    return sorted({round(start, 4) for start in found if low <= start <= high} or {low})


def _spoken(known: Known) -> list[Span]:
    """Words with their times; lines, or mere speech, where words are not known."""
    lines = known.transcript.lines if known.transcript else ()
    words = [(word.start, word.end) for line in lines for word in line.words or (line,)]
    heard = known.index.heard
    return words or (list(heard.speech) if heard else [])


class _Judge:
    """What stretches of one file are worth."""

    def __init__(self, unit: Unit, focus: Span, keep_speech: bool, taken: Sequence[Span]) -> None:
        self._unit, self._focus, self._taken = unit, focus, taken
        seen = unit.known.index.seen
        self._bad = (*seen.black, *seen.frozen) if seen else ()
        self._motion = seen.motion if seen else None
        self._frames = unit.scene.key_frames if unit.scene else ()
        self._faces = tuple((face.start, face.end) for face in unit.scene.faces) if unit.scene else ()
        self._words = _spoken(unit.known) if keep_speech else []
        self._begins = [start for start, _ in self._words]

    def worth(self, start: float, end: float) -> float:
        """Higher is better; only to be compared with others of the same file."""
        whole = end - start
        focus = max(1e-6, min(whole, self._focus[1] - self._focus[0]))
        worth = 1.0 * _shared(start, end, self._focus) / focus
        worth += 0.3 * max((_central(frame.time, start, end) for frame in self._frames), default=0.0)
        worth += 0.2 * max((_shared(start, end, face) for face in self._faces), default=0.0) / whole
        worth += 0.1 * min(1.0, self._moving(start, end) / _LIVELY)
        worth -= 2.0 * min(1.0, sum(_shared(start, end, bad) for bad in self._bad) / whole)
        worth -= 4.0 * min(1.0, sum(_shared(start, end, used) for used in self._taken) / whole)
        return worth - 1.5 * self._tears(start) - 1.5 * self._tears(end)

    def _moving(self, start: float, end: float) -> float:
        curve = self._motion
        if curve is None or not curve.values or not curve.step:
            return 0.0
        first = min(int(start / curve.step), len(curve.values) - 1)
        values = curve.values[first : max(first + 1, int(end / curve.step))]
        return sum(values) / len(values)

    def _tears(self, time: float) -> bool:
        """Whether a cut there falls inside a word."""
        place = bisect_right(self._begins, time) - 1
        return place >= 0 and self._words[place][0] + 1e-3 < time < self._words[place][1] - 1e-3


def _shared(start: float, end: float, span: Span) -> float:
    return max(0.0, min(end, span[1]) - max(start, span[0]))


def _central(time: float, start: float, end: float) -> float:
    """1 in the middle of a stretch, 0 at its ends and outside."""
    half = (end - start) / 2
    return max(0.0, 1.0 - abs(time - start - half) / half) if half > 0 else 0.0
