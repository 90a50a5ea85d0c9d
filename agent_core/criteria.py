"""The criteria of the check: small functions with a score from 0 to 1 and, where it fails and something can be done, a repair.

A criterion that a product gives nothing to measure for returns `None`. None of them overrules what a person asked for: what they
named stays as they named it.
"""

from collections.abc import Callable, Iterator, Mapping

from pydantic import JsonValue

from agent_core.artifacts import AnimationFile, AudioFile, ImageFile
from agent_core.languages import LANGUAGES, Language, from_script
from agent_core.measurement import Measured, Work
from media.captions import Box, safe_area
from media.frozen import Frozen
from media.loudness import TRUE_PEAK

GOOD = 0.8
"""Score from which a criterion is met."""
_AIMS = (-24.0, -8.0)
"""Loudness that a repair may aim at, LUFS."""
_LARGEST_WORDS = 4.0

Repair = dict[str, JsonValue]
Repairs = dict[str, Repair]
"""Settings by step."""


class Finding(Frozen):
    """What one criterion says."""

    score: float
    repairs: Repairs = {}
    """Settings by step, which should better the score."""


def _length(measured: Measured) -> Finding | None:
    """As long as the timeline: a tenth of a second is nothing, a second is a fault."""
    if measured.timeline is None or isinstance(measured.file, ImageFile) or measured.facts.duration is None:
        return None
    wanted = measured.file.duration if isinstance(measured.file, AnimationFile) else measured.timeline.duration
    off = abs(measured.facts.duration - (wanted or 0.0))
    return _encoded(measured, _falling(off, 0.15, 1.0))


def _size(measured: Measured) -> Finding | None:
    """Within the platform's limit; a file above it is made again with as much less room as it was over."""
    limit = _room(measured)
    if limit is None:
        return None
    if measured.file.size_bytes <= limit:
        return Finding(score=1.0)
    return Finding(score=0.0, repairs=_own(measured, {"max_bytes": int(limit * 0.95 * limit / measured.file.size_bytes)}))


def _frame(measured: Measured) -> Finding | None:
    """The aspect of the timeline, to a hundredth."""
    timeline, facts = measured.timeline, measured.facts
    if timeline is None or not facts.width or not facts.height:
        return None
    asked, got = timeline.width / timeline.height, facts.width / facts.height
    return Finding(score=_falling(abs(got / asked - 1), 0.02, 0.1))


def _resolution(measured: Measured) -> Finding | None:
    """As many pixels as the timeline, unless there was no room for them; a picture in half the size is a fault."""
    timeline, facts = measured.timeline, measured.facts
    if timeline is None or not facts.width or not facts.height or isinstance(measured.file, AnimationFile):
        return None
    limit = _room(measured)
    if limit is not None and measured.file.size_bytes > limit / 2:
        return Finding(score=1.0)
    share = min(facts.width, facts.height) / min(timeline.width, timeline.height)
    return Finding(score=_falling(abs(1 - share), 0.05, 0.5))


def _streams(measured: Measured) -> Finding | None:
    """Picture and sound where the timeline has them."""
    timeline = measured.timeline
    if timeline is None or isinstance(measured.file, ImageFile | AnimationFile):
        return None
    wants_sound = bool(timeline.audio) or any(clip.source.has_sound for clip in timeline.video)
    wants_picture = bool(timeline.video) and not isinstance(measured.file, AudioFile)
    met = (measured.facts.has_picture or not wants_picture) and (measured.facts.has_sound or not wants_sound)
    return _encoded(measured, 1.0 if met else 0.0)


def _loudness(measured: Measured) -> Finding | None:
    """As loud as asked: one unit off is not heard, four are; the next render aims as far to the other side."""
    timeline = measured.timeline
    if timeline is None or timeline.lufs is None or measured.file.lufs is None:
        return None
    off = measured.file.lufs - timeline.lufs
    return _aimed(measured, _falling(abs(off), 1.0, 4.0), off)


def _peak(measured: Measured) -> Finding | None:
    """At its loudest no louder than players play, where the loudness is ours to set; the next render aims as much lower."""
    timeline, peak = measured.timeline, measured.file.true_peak
    if timeline is None or timeline.lufs is None or peak is None:
        return None
    over = peak - TRUE_PEAK
    return _aimed(measured, _falling(over, 0.3, 2.0), over)


def _black(measured: Measured) -> Finding | None:
    """No black that neither the material nor the edit has: a blink passes, two seconds are a fault."""
    seen = measured.flaws is not None and measured.facts.has_picture
    return _encoded(measured, _falling(measured.flaws.black, 0.3, 2.0)) if seen and measured.flaws else None


def _frozen(measured: Measured) -> Finding | None:
    """No picture that stands still where the material moves."""
    seen = measured.flaws is not None and measured.facts.has_picture
    return _encoded(measured, _falling(measured.flaws.frozen, 0.5, 3.0)) if seen and measured.flaws else None


def _silent(measured: Measured) -> Finding | None:
    """No silence where the material sounds."""
    heard = measured.flaws is not None and measured.facts.has_sound
    return _encoded(measured, _falling(measured.flaws.silent, 0.5, 3.0)) if heard and measured.flaws else None


def _start(measured: Measured) -> Finding | None:
    """Picture and sound begin together. Sound is noticed from 45 ms early and 125 ms late on (ITU-R BT.1359)."""
    if measured.flaws is None or measured.flaws.offset is None:
        return None
    offset = measured.flaws.offset
    return _encoded(measured, _falling(max(offset / 0.125, -offset / 0.045), 1.0, 3.0))


def _glyphs(measured: Measured) -> Finding | None:
    """Every letter of the captions can be drawn."""
    return Finding(score=1.0 if measured.missing_glyphs == 0 else 0.0) if measured.captions else None


def _safe_area(measured: Measured) -> Finding | None:
    """No caption under the edges or under what platforms draw over the picture; smaller words need less room."""
    if measured.timeline is None or not measured.captions:
        return None
    area = safe_area(measured.timeline.width, measured.timeline.height)
    score = sum(_inside(caption.box, area) for caption in measured.captions) / len(measured.captions)
    return Finding(score=score, repairs={} if score >= GOOD else _resized(measured, 0.8))


def _legible(measured: Measured) -> Finding | None:
    """Letters of a twentieth of the shorter side are read on a phone with ease, of a fiftieth hardly."""
    if measured.timeline is None or not measured.captions:
        return None
    short = min(measured.timeline.width, measured.timeline.height)
    smallest = min(caption.em for caption in measured.captions) / short
    score = 1.0 - _falling(smallest, 0.02, 0.035)
    return Finding(score=score, repairs={} if score >= GOOD else _resized(measured, 0.036 / max(smallest, 0.01)))


def _language(measured: Measured) -> Finding | None:
    """Captions that a step wrote are in the language it was asked for, as far as their letters tell; else it tries again."""
    fits: list[bool] = []
    for work in measured.before:
        asked = frozenset(_languages(work))
        written = [_flat(text) for text in _strings(work.output)] if asked and work.output else []
        drawn = [_flat(text) for shown in measured.captions for text in (shown.caption.text, shown.caption.second)]
        fits += [
            _may_be(text, asked) for text in drawn if any(map(str.isalpha, text)) and any(text in words for words in written)
        ]
    if not fits:
        return None
    score = sum(fits) / len(fits)
    return Finding(score=score, repairs={} if score >= GOOD else _reseeded(measured))


def _languages(work: Work) -> Iterator[Language]:
    """The languages that a step was asked to write in; one that speaks is not meant."""
    params = work.step.params
    asked = params.get("language") or (params.get("wish_language") if "seed" in work.spec.params else None)
    for name in asked if isinstance(asked, list) else [asked]:
        if work.spec.stage != "speak" and name in LANGUAGES:
            yield name


def _strings(value: object) -> Iterator[str]:
    """Every text in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Frozen):
        yield from _strings([getattr(value, name) for name in type(value).model_fields])
    elif isinstance(value, list | tuple):
        for part in value:  # pyright: ignore[reportUnknownVariableType]
            yield from _strings(part)  # pyright: ignore[reportUnknownArgumentType]


def _flat(text: str) -> str:
    """A text without its line breaks."""
    return " ".join(text.split())


def _may_be(text: str, asked: frozenset[Language]) -> bool:
    """Whether a text may be in one of the languages: Chinese has its letters, Vietnamese nearly always, English neither."""
    written = from_script(text)
    if written is None:
        return "en" in asked or ("vi" in asked and len(text.split()) <= 2)
    return written in asked


def _encoded(measured: Measured, score: float) -> Finding:
    """What a copied picture fails at, one that is encoded anew may not."""
    mendable = score < GOOD and measured.file.copied and "copies" in measured.work.spec.params
    return Finding(score=score, repairs=_own(measured, {"copies": False}) if mendable else {})


def _aimed(measured: Measured, score: float, over: float) -> Finding:
    """Aim as far beside the loudness that was aimed at as the product is over it."""
    timeline = measured.timeline
    if score >= GOOD or timeline is None or timeline.lufs is None or "lufs" not in measured.work.spec.params:
        return Finding(score=score)
    aimed = _number(measured, "lufs")
    target = (timeline.lufs if aimed is None else aimed) - over
    return Finding(score=score, repairs=_own(measured, {"lufs": round(max(_AIMS[0], min(_AIMS[1], target)), 1)}))


def _resized(measured: Measured, factor: float) -> Repairs:
    """Words of another size, in the steps that draw them, where nobody asked for a size."""
    drawing = [work.step for work in measured.before if "caption_size" in work.spec.params]
    if any("caption_size" in step.params for step in drawing):
        return {}
    return {step.id: {"caption_size": round(min(_LARGEST_WORDS, factor), 3)} for step in drawing}


def _reseeded(measured: Measured) -> Repairs:
    """Another try of the steps that write, where chance has a part in it."""
    seeds = {work.step.id: work.step.params.get("seed", 0) for work in measured.before if "seed" in work.spec.params}
    return {step: {"seed": seed + 1} for step, seed in seeds.items() if isinstance(seed, int)}


def _own(measured: Measured, repair: Repair) -> Repairs:
    return {measured.work.step.id: repair}


def _room(measured: Measured) -> float | None:
    """The most bytes that the file may take: what the chat takes, or less where that was asked for."""
    asked = measured.timeline.form.max_bytes if measured.timeline else None
    limits = [limit for limit in (_number(measured, "max_bytes"), asked) if limit is not None]
    return min(limits, default=None)


def _number(measured: Measured, param: str) -> float | None:
    value = measured.work.step.params.get(param)
    return value if isinstance(value, int | float) else None


def _inside(box: Box, area: Box) -> bool:
    """Within, to the pixel that rounding takes."""
    across = box.left >= area.left - 1 and box.right <= area.right + 1
    return across and box.top >= area.top - 1 and box.bottom <= area.bottom + 1


def _falling(value: float, good: float, bad: float) -> float:
    """1 up to `good`, 0 from `bad` on, straight between."""
    return max(0.0, min(1.0, (bad - value) / (bad - good)))


CRITERIA: Mapping[str, Callable[[Measured], Finding | None]] = {
    "length": _length,
    "size": _size,
    "frame": _frame,
    "resolution": _resolution,
    "streams": _streams,
    "loudness": _loudness,
    "peak": _peak,
    "black": _black,
    "frozen": _frozen,
    "silent": _silent,
    "start": _start,
    "glyphs": _glyphs,
    "safe_area": _safe_area,
    "legible": _legible,
    "language": _language,
}
"""By the names that the chat has words for."""
