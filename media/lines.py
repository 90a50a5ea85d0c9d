"""Breaking words into lines that a reader of Chinese, English or Vietnamese would break in the same places."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import NamedTuple

Measure = Callable[[str], float]
"""Width of words side by side; the width of a line is the sum of its parts'."""

NO_START = frozenset("，。、！？；：）》」』】〕〉”’…—～·％℃々ー!?,.;:)]}%")
"""Characters that never begin a line (kinsoku; GB/T 15834 for Chinese)."""
NO_END = frozenset("（《「『【〔〈“‘([{￥$#@")
"""Characters that never end a line."""
_OPENERS = frozenset("（《「『【〔〈“‘([{")
_PAUSES = frozenset("，。、！？；：,.!?;:…—")
_UNEVEN = 0.12
"""Cost, in squares of a line's width, of ending a line of Chinese elsewhere than at a pause or before a title or quotation."""


class Unit(NamedTuple):
    """Letters that stay together on a line."""

    text: str
    spaced: bool
    """Whether a space stands before it when it does not begin a line."""


def units(text: str) -> list[Unit]:
    """The smallest stretches between which a line may break: words where there are spaces, single Chinese letters."""
    found: list[Unit] = []
    for word_number, word in enumerate(text.split()):
        for atom_number, atom in enumerate(_atoms(word)):
            spaced = atom_number == 0 and word_number > 0
            if found and not spaced and _inseparable(found[-1].text, atom):
                found[-1] = Unit(found[-1].text + atom, found[-1].spaced)
            else:
                found.append(Unit(atom, spaced))
    return found


def break_lines(text: str, measure: Measure, width: float) -> list[str] | None:
    """The fewest lines no wider than `width`, as even as can be; `None` where a single unit is wider.

    Line feeds in the text stay. Minimum raggedness by dynamic programming over the break points.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        if not (parts := units(paragraph)):
            continue
        broken = _break_units(parts, measure, width)
        if broken is None:
            return None
        lines += broken
    return lines


def break_anywhere(text: str, measure: Measure, width: float) -> list[str]:
    """Lines no wider than `width` where even words too long for a line are cut; only for what `break_lines` cannot break."""
    split = [_pieces(unit, measure, width) for unit in units(text)]
    return _break_units([piece for pieces in split for piece in pieces], measure, width) or []


def _atoms(word: str) -> list[str]:
    """Wide letters alone, all others in runs."""
    atoms: list[str] = []
    for char in word:
        wide = _wide(char)
        if atoms and not wide and not _wide(atoms[-1][-1]):
            atoms[-1] += char
        else:
            atoms.append(char)
    return atoms


def _wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF"


def _inseparable(before: str, after: str) -> bool:
    if after[0] in NO_START or before[-1] in NO_END:
        return True
    return bool(re.fullmatch(r"\d+", before)) and _wide(after[0])  # a number and what it counts


def _break_units(parts: Sequence[Unit], measure: Measure, width: float) -> list[str] | None:
    count, space = len(parts), measure(" ")
    widths = [measure(part.text) for part in parts]
    best: list[tuple[int, float, int]] = [(0, 0.0, 0), *[(count + 1, 0.0, 0)] * count]  # lines, cost, start of the last line
    for end in range(1, count + 1):
        taken = 0.0
        for start in range(end - 1, -1, -1):
            taken += widths[start] + (space if start + 1 < end and parts[start + 1].spaced else 0.0)
            if taken > width:
                break
            lines, cost, _ = best[start]
            best[end] = min(best[end], (lines + 1, cost + _raggedness(parts, end, taken / width), start))
    if best[count][0] > count:
        return None
    broken: list[str] = []
    end = count
    while end:
        start = best[end][2]
        broken.append(_joined(parts[start:end]))
        end = start
    return broken[::-1]


def _raggedness(parts: Sequence[Unit], end: int, filled: float) -> float:
    cost = (1 - filled) ** 2
    if end == len(parts) or parts[end].spaced:
        return cost
    rests = parts[end - 1].text[-1] in _PAUSES or parts[end].text[0] in _OPENERS
    return cost if rests else cost + _UNEVEN


def _joined(parts: Sequence[Unit]) -> str:
    return "".join((" " if part.spaced and number else "") + part.text for number, part in enumerate(parts))


def _pieces(unit: Unit, measure: Measure, width: float) -> list[Unit]:
    """A unit cut wherever the next letter would go past the width."""
    pieces = [Unit("", unit.spaced)]
    taken = 0.0
    for char in unit.text:
        taken += measure(char)
        if taken > width and pieces[-1].text:
            pieces.append(Unit("", False))
            taken = measure(char)
        pieces[-1] = Unit(pieces[-1].text + char, pieces[-1].spaced)
    return pieces
