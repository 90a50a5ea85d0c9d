"""What can be told of a stretch without words: facts with a grade from 0 (no) to 1 (surely), measured by the senses.

The names are those that `locales/*/search.toml` lists phrases for. Grades are soft, so that the closest shot comes first even
where none is beyond doubt; what the senses can only guess at (indoors, outdoors) is never graded as sure.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from media.bank.units import Unit
from media.senses.index import Curve

_GUESS = 0.7
"""Grade of what is only guessed, at most."""
_LATER = 0.75
"""Grade of a colour for each place that it comes later."""
_EDGE = 0.08
"""Share of a file that is its opening, and its ending."""
_KIN: Mapping[str, tuple[str, ...]] = {
    "blue": ("cyan",),
    "green": ("cyan",),
    "yellow": ("gold",),
    "gray": ("silver", "grey"),
    "orange": ("gold",),
    "purple": ("magenta", "violet"),
    "pink": ("magenta",),
}
_AKIN = 0.7
COLORS = ("red", "orange", "yellow", "green", "blue", "purple", "pink", "brown", "white", "black", "gray")


@dataclass(frozen=True)
class _Measures:
    """Of one stretch."""

    unit: Unit
    faces: int
    face: float
    """Height of the largest face, share of the picture's."""
    motion: float
    shake: float
    light: float
    saturation: float
    sharpness: float
    text: float
    subtitles: float
    speech: float
    music: float
    other: float
    silence: float
    level: float
    """Loudest moment, LUFS."""
    above: float
    """That moment above the whole file's loudness, LU."""
    peak: float
    seen: bool
    heard: bool


def grades(unit: Unit) -> dict[str, float]:
    """The grade of every fact for one stretch. What cannot be known (a picture of a sound) has 0."""
    measures = _measured(unit)
    found = {name: grade(measures) for name, grade in _GRADES.items()}
    found |= {color: _color(measures, color) for color in COLORS}
    return found


def ramp(value: float, low: float, high: float) -> float:
    """0 at `low` and 1 at `high`, straight between them; falling where `high` lies below."""
    return min(1.0, max(0.0, (value - low) / (high - low)))


def _measured(unit: Unit) -> _Measures:
    scene, heard, seen = unit.scene, unit.heard, unit.known.index.seen
    written = [(part.start, part.end) for part in unit.writing if not part.subtitle]
    below = [(part.start, part.end) for part in unit.writing if part.subtitle]
    level = max(_within(heard.loudness, unit), default=-70.0) if heard else -70.0
    kinds = heard.kinds if heard else ()
    return _Measures(
        unit=unit,
        faces=len(unit.faces),
        face=max((face.size for face in unit.faces), default=0.0),
        motion=_mean(_within(seen.motion, unit), scene.motion if scene else 0.0) if seen else 0.0,
        shake=scene.shake if scene else 0.0,
        light=scene.brightness if scene else 0.0,
        saturation=scene.saturation if scene else 0.0,
        sharpness=scene.sharpness if scene else 0.0,
        text=unit.share(written),
        subtitles=unit.share(below),
        speech=unit.share(heard.speech) if heard else 0.0,
        music=unit.share([(start, end) for start, end, kind in kinds if kind == "music"]),
        other=unit.share([(start, end) for start, end, kind in kinds if kind == "other"]),
        silence=unit.share(heard.silences) if heard else 1.0,
        level=level,
        above=level - heard.lufs if heard else 0.0,
        peak=max((strength for time, strength in (heard.peaks if heard else ()) if unit.start <= time < unit.end), default=0.0),
        seen=scene is not None,
        heard=heard is not None,
    )


def _within(curve: Curve, unit: Unit) -> tuple[float, ...]:
    first = int(unit.start / curve.step + 1e-6) if curve.step else 0
    last = max(first + 1, int(unit.end / curve.step - 1e-6) + 1) if curve.step else 0
    return curve.values[first:last]


def _mean(values: tuple[float, ...], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _color(of: _Measures, color: str) -> float:
    names = of.unit.scene.colors if of.unit.scene else ()
    alike = {color: 1.0, **dict.fromkeys(_KIN.get(color, ()), _AKIN)}
    return max((alike[name] * _LATER**place for place, name in enumerate(names) if name in alike), default=0.0)


def _outdoor(of: _Measures) -> float:
    """Daylight with sky or green in it: a guess."""
    nature = max(_color(of, "blue"), _color(of, "green"))
    return _GUESS * (0.5 * nature + 0.5 * ramp(of.light, 0.35, 0.6)) if nature else 0.0


def _cheering(of: _Measures) -> float:
    noise = ramp(of.other + 0.5 * of.music, 0.2, 0.7)
    return noise * ramp(of.above, -1.0, 5.0) * (0.6 + 0.4 * of.peak)


def _place(of: _Measures, from_end: bool) -> float:
    whole = max(of.unit.known.end, 1e-6)
    middle = (of.unit.start + of.unit.end) / 2 / whole
    away = 1.0 - middle if from_end else middle
    first = of.unit.end >= whole - 1e-3 if from_end else of.unit.start <= 1e-3
    return 1.0 if first else ramp(away, 4 * _EDGE, _EDGE)


_GRADES: Mapping[str, Callable[[_Measures], float]] = {
    "close_up": lambda of: ramp(of.face, 0.18, 0.4),
    "wide": lambda of: float(of.seen) * ramp(of.face, 0.2, 0.06) * (_GUESS if not of.faces else 1.0),
    "face": lambda of: float(of.faces > 0),
    "one_person": lambda of: float(of.faces == 1),
    "two_people": lambda of: float(of.faces == 2),
    "group": lambda of: ramp(of.faces, 1, 4),
    "nobody": lambda of: float(of.seen and not of.faces) * (1.0 - 0.5 * of.speech),
    "speaking": lambda of: ramp(of.speech, 0.1, 0.6),
    "silent": lambda of: float(of.unit.known.index.facts.duration is not None) * ramp(of.silence, 0.4, 0.9),
    "music": lambda of: ramp(of.music, 0.2, 0.7),
    "loud": lambda of: float(of.heard) * max(ramp(of.above, 1.0, 7.0), ramp(of.level, -20.0, -9.0) * ramp(of.above, -3.0, 2.0)),
    "quiet": lambda of: float(of.heard) * max(ramp(of.above, -2.0, -12.0), ramp(of.level, -32.0, -48.0)),
    "cheering": _cheering,
    "action": lambda of: float(of.seen) * ramp(of.motion, 0.03, 0.14),
    "calm": lambda of: float(of.seen) * ramp(of.motion, 0.06, 0.01),
    "shaky": lambda of: float(of.seen) * ramp(of.shake, 0.15, 0.5),
    "steady": lambda of: float(of.seen) * ramp(of.shake, 0.25, 0.05),
    "dark": lambda of: float(of.seen) * ramp(of.light, 0.35, 0.15),
    "bright": lambda of: float(of.seen) * ramp(of.light, 0.4, 0.65),
    "colorful": lambda of: float(of.seen) * ramp(of.saturation, 0.25, 0.6),
    "monochrome": lambda of: float(of.seen) * ramp(of.saturation, 0.1, 0.03),
    "text": lambda of: ramp(of.text, 0.0, 0.3),
    "subtitles": lambda of: ramp(of.subtitles, 0.0, 0.3),
    "outdoor": _outdoor,
    "indoor": lambda of: float(of.seen) * _GUESS * (1.0 - _outdoor(of) / _GUESS),
    "sharp": lambda of: float(of.seen) * ramp(of.sharpness, 80.0, 400.0),
    "blurry": lambda of: float(of.seen) * ramp(of.sharpness, 60.0, 12.0),
    "opening": lambda of: _place(of, from_end=False),
    "ending": lambda of: _place(of, from_end=True),
}

FACTS = (*_GRADES, *COLORS)
"""Names of all facts."""
