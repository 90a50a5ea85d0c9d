"""Lines that were read, put together: the same words over time, lines of one block, and what of it are subtitles."""

import re
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from media.senses.index import Box, Writing

_GAP = 1.5
"""Seconds that the same words may be away."""
_SAME = 0.8
"""Likeness of two readings of the same words."""
_TOGETHER = 0.35
"""Seconds by which lines of one block may come and go apart."""
_SHORTEST = 0.3
_LOWEST_TOP, _HIGHEST_BOTTOM = 0.55, 0.3
"""Share of the picture's height below which subtitles stand, or above which."""
_BAND = 0.06
"""How far apart subtitles' nearest edges may be."""
_LONGEST, _LEAST = 9.0, 3
"""Seconds that a subtitle stands at most, and how many different ones make subtitles."""


def written(lines: Sequence[Writing]) -> tuple[tuple[Writing, ...], Box | None]:
    """What was written, in order of time, and the region of burned-in subtitles."""
    joined = _blocks(_joined(sorted(lines, key=lambda line: (line.start, line.box[1]))))
    kept = [line for line in joined if line.end - line.start >= _SHORTEST or line.start == 0]
    subtitles = _subtitles(kept)
    if not subtitles:
        return tuple(kept), None
    marked = tuple(line.model_copy(update={"subtitle": True}) if line in subtitles else line for line in kept)
    return marked, _union([line.box for line in subtitles])


def bare(text: str) -> str:
    """Letters and digits, without case and accents."""
    marked = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return re.sub(r"[\W_]", "", "".join(letter for letter in marked if not unicodedata.combining(letter)))


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, bare(one), bare(other), autojunk=False).ratio()


def _joined(lines: Sequence[Writing]) -> list[Writing]:
    """The same words at the same place, or more of them, as one."""
    result: list[Writing] = []
    for line in lines:
        index = next((index for index in reversed(range(len(result))) if _goes_on(result[index], line)), None)
        if index is None:
            result.append(line)
        else:
            result[index] = _one(result[index], line)
    return result


def _goes_on(before: Writing, line: Writing) -> bool:
    if line.start - before.end > _GAP or not _touch(before.box, line.box):
        return False
    grown = bare(line.text).startswith(bare(before.text)) and line.start - before.end < _TOGETHER
    return grown or _alike(before.text, line.text) >= _SAME


def _one(before: Writing, line: Writing) -> Writing:
    longer = len(bare(line.text)) > len(bare(before.text)) + 1
    surer = line.confidence > before.confidence and len(bare(line.text)) >= len(bare(before.text))
    best = line if longer or surer else before
    return best.model_copy(update={"start": min(before.start, line.start), "end": max(before.end, line.end)})


def _touch(one: Box, other: Box) -> bool:
    across = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    down = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    return across > 0.3 * min(one[2], other[2]) and down > 0.3 * min(one[3], other[3])


def _blocks(lines: Sequence[Writing]) -> list[Writing]:
    """Lines right below one another that come and go together, as one of several lines."""
    result: list[Writing] = []
    for line in sorted(lines, key=lambda line: (line.box[1], line.start)):
        index = next((index for index in range(len(result)) if _is_next(result[index], line)), None)
        if index is None:
            result.append(line)
        else:
            above = result[index]
            text, box = f"{above.text}\n{line.text}", _union([above.box, line.box])
            sure = min(above.confidence, line.confidence)
            times = {"start": min(above.start, line.start), "end": max(above.end, line.end)}
            result[index] = above.model_copy(update={"text": text, "box": box, "confidence": sure, **times})
    return sorted(result, key=lambda line: (line.start, line.box[1]))


def _is_next(above: Writing, line: Writing) -> bool:
    if abs(above.start - line.start) > _TOGETHER or abs(above.end - line.end) > _TOGETHER:
        return False
    rows = above.text.count("\n") + 1
    tall = above.box[3] / rows
    gap = line.box[1] - above.box[1] - above.box[3]
    aligned = min(above.box[0] + above.box[2], line.box[0] + line.box[2]) - max(above.box[0], line.box[0])
    like = 0.6 < line.box[3] / max(tall, 1e-9) < 1.7
    return like and -0.4 * tall < gap < 0.9 * tall and aligned > 0.5 * min(above.box[2], line.box[2])


def _subtitles(lines: Sequence[Writing]) -> list[Writing]:
    """Lines at one place, one after another, with words that change: the largest such group."""
    short = [line for line in lines if line.end - line.start <= _LONGEST]
    below = [(line, line.box[1] + line.box[3]) for line in short if line.box[1] >= _LOWEST_TOP]
    above = [(line, line.box[1]) for line in short if line.box[1] + line.box[3] <= _HIGHEST_BOTTOM]
    groups = [_group(candidates, edge) for candidates in (below, above) for _, edge in candidates]
    best: list[Writing] = max(groups, key=len) if groups else []
    changed = sum(_alike(one.text, two.text) < _SAME for one, two in pairwise(best))
    return best if len(best) >= _LEAST and changed >= _LEAST - 1 else []


def _group(candidates: Sequence[tuple[Writing, float]], edge: float) -> list[Writing]:
    group: list[Writing] = []
    for line, other in candidates:
        apart = not group or line.start >= group[-1].end - _TOGETHER
        if abs(other - edge) <= _BAND and apart and abs(line.box[0] + line.box[2] / 2 - 0.5) < 0.3:
            group.append(line)
    return group


def _union(boxes: Sequence[Box]) -> Box:
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, bottom = max(box[0] + box[2] for box in boxes), max(box[1] + box[3] for box in boxes)
    return round(left, 4), round(top, 4), round(right - left, 4), round(bottom - top, 4)
