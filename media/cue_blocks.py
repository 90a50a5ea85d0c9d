"""The blocks of SRT and VTT files: a line of times and the lines below it, as hand-made and half-broken files have them."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_CLOCK = r"(-?)\s*(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})(?:[.,:](\d{1,3}))?"
_TIMING = re.compile(rf"^\s*{_CLOCK}\s*-{{1,2}}>\s*{_CLOCK}(?![\d:])")
_INDEX = re.compile(r"^\s*\d+\s*$")


class Block(NamedTuple):
    """One cue as it is written, times in seconds; a time before the start is below 0."""

    start: float
    end: float
    text: str


def blocks(text: str, format: str) -> Iterator[Block]:  # noqa: A002
    """The blocks of a file of the format `srt` or `vtt`.

    VTT is read as its standard says: a cue's words end at an empty line, and what stands between cues (identifiers, notes,
    styles, regions) is none of it. In SRT empty lines belong to the words, and the number before the next times does not;
    numbers may be missing.
    """
    lines = text.splitlines()
    timed = [(number, found) for number, line in enumerate(lines) if (found := _TIMING.match(line))]
    for place, (number, found) in enumerate(timed):
        end = timed[place + 1][0] if place + 1 < len(timed) else len(lines)
        below = lines[number + 1 : end]
        words = _until_empty(below) if format == "vtt" else _without_number(below, last=end == len(lines))
        groups = found.groups()
        yield Block(_seconds(groups[:5]), _seconds(groups[5:]), "\n".join(words))


def clock(seconds: float, mark: str) -> str:
    """A time as SRT (`mark` is a comma) and VTT (a point) write it."""
    minutes, milliseconds = divmod(round(seconds * 1000), 60_000)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{milliseconds // 1000:02d}{mark}{milliseconds % 1000:03d}"


def seconds_of(stamp: str) -> float:
    """The time that a VTT time stamp within words says. Raises `ValueError` for what is none."""
    found = re.fullmatch(_CLOCK, stamp)
    if found is None:
        raise ValueError(stamp)
    return _seconds(found.groups())


def _seconds(groups: Sequence[str | None]) -> float:
    sign, hours, minutes, seconds, fraction = groups
    whole = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0)
    told = whole + int((fraction or "0").ljust(3, "0")) / 1000
    return -told if sign else told


def _until_empty(lines: Sequence[str]) -> list[str]:
    empty = next((number for number, line in enumerate(lines) if not line), len(lines))
    return list(lines[:empty])


def _without_number(lines: Sequence[str], *, last: bool) -> list[str]:
    """The lines less the next cue's number: it stands alone right above the next times, after an empty line or after words."""
    if last or not lines or not _INDEX.match(lines[-1]):
        return list(lines)
    alone = len(lines) == 1 or not lines[-2].strip()
    words = any(line.strip() for line in lines[:-1])
    return list(lines[:-1]) if alone or words else list(lines)
