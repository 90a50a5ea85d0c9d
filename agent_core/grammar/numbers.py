"""Numbers and times as people write them: `1.5`, `twenty`, `一百二十`, `0:47`, `1分20秒`, `two and a half minutes`."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

DIGITS = r"\d+(?:[.,]\d+)?"
CLOCK = r"(?<![\d:])\d{1,2}:[0-5]\d(?::[0-5]\d)?(?:\.\d+)?(?![\d:])"
UNITS = {"hours": 3600.0, "minutes": 60.0, "seconds": 1.0}
_WORD_ENDS = r"(?![a-zà-ỹ])"
"""No unit of one letter sticks to a number word: `chính` is no nine hours."""


@dataclass(frozen=True)
class Numbers:
    """How one language counts."""

    words: Mapping[str, float]
    """Whole number words."""
    numerals: Mapping[str, float]
    """Letters that are put together to a number (`一百二十`): below ten they count, from ten on they multiply."""
    point: str
    """The letter between whole and parts, among numerals."""
    units: Mapping[str, str]
    """Expressions of `hours`, `minutes`, `seconds`."""
    half: str
    """Expression of what adds half a unit, before or after it; empty where there is none."""
    hundredths: str
    """Expression of what stands before a share in hundredths, where a language has it; `%` and "percent" are in all."""
    points: Mapping[str, str]
    """Expressions of the units where they stand before their number and name a place in time (`giây thứ 12`); may be empty."""

    @cached_property
    def source(self) -> str:
        """Expression of a number."""
        letters = "".join(map(re.escape, self.numerals))
        composed = [rf"[{letters}]+(?:{self.point}[{letters}]+)?"] if letters else []
        great = "".join(re.escape(letter) for letter, value in self.numerals.items() if value >= 100)
        counted = [rf"{DIGITS}[{great}]"] if great else []
        words = [re.escape(word) + _WORD_ENDS for word in sorted(self.words, key=len, reverse=True)]
        return "|".join([*counted, DIGITS, *words, *composed])

    @property
    def percent(self) -> str:
        """Expression of a share in hundredths."""
        before = [rf"(?:{self.hundredths})\s?(?:{self.source})"] if self.hundredths else []
        return "|".join([rf"(?:{self.source})\s?(?:[%％]|per ?cent(?![a-z]))", *before])

    @property
    def duration(self) -> str:
        """Expression of a length of time: a number with a unit, or hours, minutes and seconds one after another."""
        hours, minutes, seconds = (self._part(unit) for unit in UNITS)
        return rf"(?:{hours}\s*)?{minutes}\s*{seconds}|{hours}\s*{minutes}|{hours}|{minutes}|{seconds}"

    @property
    def unit(self) -> str:
        """Expression of a unit without a number ("the last minute"), and of a half beside it."""
        return rf"(?:{'|'.join(self.units.values())})(?:{self.half})?" if self.half else "|".join(self.units.values())

    @property
    def time(self) -> str:
        """Expression of a length or a place in time: a clock's reading too."""
        minutes, seconds = self.units["minutes"], self.units["seconds"]
        short = rf"(?:{self.source})(?:{minutes})\d\d(?!\d)(?!\s*(?:{seconds}))"
        return rf"{self._point}{CLOCK}|{short}|{self.duration}"

    @property
    def moment(self) -> str:
        """Expression of a place in time, where a unit may be left to what stands beside it (`from 5 to 8 seconds`)."""
        minutes = rf"(?:{self.source})\s*(?:{self.units['minutes']})"
        short = rf"{minutes}\s?\d{{1,2}}(?!\d)(?!\s*(?:{self.units['seconds']}))"
        return rf"{self._point}{CLOCK}|{short}|{self.duration}|{self.source}"

    def number(self, said: str) -> float | None:
        """The number that digits, number words or numerals mean."""
        said = said.strip()
        value = self.words.get(said)
        if value is None and re.fullmatch(DIGITS, said):
            value = float(said.replace(",", "."))
        elif value is None and said:
            value = self._composed(said)
        return None if value is None else _whole(value)

    def share(self, said: str) -> float | None:
        """What a share in hundredths is of one."""
        number = self.number(re.sub(rf"[%％]|per ?cent|{self.hundredths}" if self.hundredths else "[%％]|per ?cent", "", said))
        return None if number is None else _whole(round(number / 100, 6))

    def seconds(self, said: str, unit: str = "seconds") -> float | None:
        """The seconds of a length or a clock's reading; a number alone counts in `unit`, and a unit alone once."""
        said = said.strip()
        single = self._single(said)
        if single is not None:
            return single
        if self.points:
            said = re.sub(rf"(?:{self._before(UNITS)})\s*(?={CLOCK})", "", said)
        if re.fullmatch(CLOCK, said):
            return _whole(_clock(said))
        total, rest, last = self._pointed(said)
        for name, seconds in UNITS.items():
            found = re.match(rf"(?P<number>{self.source})(?P<more>{self.half or '(?!)'})?\s*(?:{self.units[name]})", rest)
            number = self.number(found["number"]) if found else None
            if found and number is not None:
                total += (number + (0.5 if found["more"] else 0.0)) * seconds
                rest, last = rest[found.end() :].strip(), seconds
        return self._with_rest(total, rest, last, UNITS[unit])

    def _single(self, said: str) -> float | None:
        """The seconds of a unit alone, or of it and a half."""
        for name, seconds in UNITS.items():
            found = re.fullmatch(rf"(?:{self.units[name]})(?P<more>{self.half or '(?!)'})?", said)
            if found:
                return _whole(seconds * 1.5 if found["more"] else seconds)
        return None

    def unit_of(self, said: str) -> str:
        """The unit that a length is given in, `seconds` when it names none."""
        after = (name for name in UNITS if re.search(rf"(?:{self.source})\s*(?:{self.units[name]})", said))
        before = (name for name in UNITS if self.points and re.match(rf"(?:{self.points[name]})\s*(?:{self.source})", said))
        return next(before, None) or next(after, "seconds")

    def _with_rest(self, total: float, rest: str, last: float, unit: float) -> float | None:
        if total and rest and self.half and re.fullmatch(self.half, rest):
            total += last / 2
        elif rest:
            number = self.number(rest)
            if number is None:
                return None
            total += number * (last / 60 if last > 1 else unit)
        return _whole(total) if total > 0 or rest in ("0", "00") else None

    @property
    def _point(self) -> str:
        """Expression of a place in time by units before their numbers, or nothing."""
        if not self.points:
            return ""
        hours, minutes, seconds = (rf"(?:{self.points[unit]})\s*(?:{self.source})" for unit in UNITS)
        rest = rf"(?:\s*{seconds}|\s*(?:{self.source})\s*(?:{self.units['seconds']})|\s?\d{{2}}(?!\d))?"
        half = rf"(?:\s*(?:{self.half}))" if self.half else "(?!)"
        return rf"(?:{self._before(UNITS)})\s*{CLOCK}|(?:{hours}\s*)?{minutes}(?:{half}|{rest})|{hours}|{seconds}|"

    def _before(self, units: Iterable[str]) -> str:
        return "|".join(self.points[unit] for unit in units)

    def _pointed(self, said: str) -> tuple[float, str, float]:
        """The seconds of the units that stand before their numbers, what is left, and the seconds of the last unit."""
        total, rest, last = 0.0, said, 0.0
        for name, seconds in UNITS.items() if self.points else ():
            found = re.match(rf"(?:{self.points[name]})\s*(?P<number>{self.source})", rest)
            number = self.number(found["number"]) if found else None
            if found and number is not None:
                total, rest, last = total + number * seconds, rest[found.end() :].strip(), seconds
        return total, rest, last

    def _part(self, unit: str) -> str:
        after = rf"(?:\s*(?:{self.half}))?" if self.half else ""
        return rf"(?:{self.source}){after}\s*(?:{self.units[unit]}){after}"

    def _composed(self, said: str) -> float | None:
        whole, _, parts = said.partition(self.point) if self.point else (said, "", "")
        if whole and whole[-1] in self.numerals and re.fullmatch(DIGITS, whole[:-1]):
            return float(whole[:-1].replace(",", ".")) * self.numerals[whole[-1]]
        if any(letter not in self.numerals for letter in whole + parts):
            return None
        digits = [self.numerals[letter] for letter in parts]
        return _built(list(map(self.numerals.__getitem__, whole))) + sum(
            digit / 10**place for place, digit in enumerate(digits, 1)
        )


def _built(values: Sequence[float]) -> float:
    """`[2, 100, 3, 10, 5]` is 235; digits alone are read one after another (`二零二五`)."""
    if all(value < 10 for value in values):
        return sum(value * 10**place for place, value in enumerate(reversed(values)))
    total = section = digit = 0.0
    for value in values:
        if value < 10:
            digit = value
        elif value < 10_000:
            section, digit = section + (digit or 1) * value, 0.0
        else:
            total, section, digit = (total + section + digit) * value, 0.0, 0.0
    return total + section + digit


def _clock(said: str) -> float:
    total = 0.0
    for part in said.split(":"):
        total = total * 60 + float(part)
    return total


def _whole(value: float) -> float:
    return int(value) if value == int(value) else value
