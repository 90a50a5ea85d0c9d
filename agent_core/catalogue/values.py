"""Parameter values: checked and brought to the contract's spelling."""

import math
import re
from collections.abc import Callable, Mapping
from typing import cast

from pydantic import JsonValue

from agent_core.catalogue.capability import Capability, Param, ParamType
from agent_core.errors import Impossible
from agent_core.languages import LANGUAGES, from_locale

ASPECTS = ("9:16", "1:1", "16:9", "4:5")
COLORS = (
    "white", "black", "yellow", "red", "blue", "green", "orange", "pink", "purple", "cyan", "gray", "brown", "gold", "silver",
)  # fmt: skip
SIZES = (0.25, 4.0)
"""Least and greatest factor on a size."""
FACTORS = (0.01, 100.0)
"""Least and greatest factor on a speed or a loudness."""

_CLOCK = re.compile(r"(-?)(?:(\d+):)?(\d+):(\d{1,2}(?:\.\d+)?)")
_HEX = re.compile(r"#[0-9a-f]{6}")
_TEXT_CHARS = 20_000


def valid_params(capability: Capability, params: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """`params` with every value checked and coerced; empty values are dropped.

    Raises `Impossible` with code `bad-param` (values `capability`, `param`) for an unknown name or a value that does not fit.
    """
    valid: dict[str, JsonValue] = {}
    for name, value in params.items():
        if value is None or value == "":
            continue
        param = capability.param(name)
        if param is None:
            raise _unfit(capability, name)
        try:
            valid[name] = coerce(param, value)
        except (ValueError, TypeError, OverflowError):
            raise _unfit(capability, name) from None
    return valid


def coerce(param: Param, value: JsonValue) -> JsonValue:
    """`value` as the parameter's type spells it. Raises `ValueError` or `TypeError` when it does not fit."""
    if param.type == "choice":
        return _one_of(param.choices, str(value).strip().lower().replace(" ", "_"))
    if param.type == "factor":
        return _factor(value, SIZES if param.name == "caption_size" else FACTORS)
    coerced = _COERCE[param.type](value)
    if param.choices:
        _one_of(param.choices, str(coerced))
    return coerced


def _unfit(capability: Capability, name: str) -> Impossible:
    return Impossible(code="bad-param", values={"capability": capability.name, "param": name})


def _one_of(allowed: tuple[str, ...], value: str) -> str:
    if value not in allowed:
        raise ValueError(value)
    return value


def _text(value: JsonValue) -> JsonValue:
    if not isinstance(value, str):
        raise TypeError("not text")
    if len(value) > _TEXT_CHARS:
        raise ValueError("too long")
    return value


def _number(value: JsonValue) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise TypeError("not a number")
    number = float(value.strip().replace(",", ".") if isinstance(value, str) else value)
    if not math.isfinite(number):
        raise ValueError("not finite")
    return int(number) if number == int(number) else number


def _positive(value: JsonValue) -> float:
    number = _number(value)
    if number <= 0:
        raise ValueError("not above zero")
    return number


def _count(value: JsonValue) -> JsonValue:
    number = _positive(value)
    if number != int(number):
        raise ValueError("not whole")
    return int(number)


def _seconds(value: JsonValue) -> float:
    clock = _CLOCK.fullmatch(value.strip()) if isinstance(value, str) else None
    if clock is None:
        return _number(value)
    sign, hours, minutes, seconds = clock.groups()
    total = int(hours or 0) * 3600 + int(minutes) * 60 + float(seconds)
    return _number(-total if sign else total)


def _length(value: JsonValue) -> JsonValue:
    if value in ("shorter", "longer"):
        return value
    seconds = _seconds(value)
    return _positive(seconds)


def _level(value: JsonValue) -> JsonValue:
    return _one_of(("up", "down"), str(value).strip().lower())


def _factor(value: JsonValue, bounds: tuple[float, float] = SIZES) -> JsonValue:
    if value in ("up", "down"):
        return value
    number = _positive(value)
    if not bounds[0] <= number <= bounds[1]:
        raise ValueError("out of range")
    return number


def _language(value: JsonValue) -> JsonValue:
    language = from_locale(str(value).strip())
    if language is None:
        raise ValueError(f"not one of {LANGUAGES}")
    return language


def _languages(value: JsonValue) -> JsonValue:
    if not isinstance(value, list):
        return _language(value)
    if not 1 <= len(value) <= 2:
        raise ValueError("one language or two")
    languages = [_language(item) for item in value]
    return languages[0] if len(languages) == 1 else languages


def _aspect(value: JsonValue) -> JsonValue:
    return _one_of(ASPECTS, str(value).strip().replace("/", ":").replace("x", ":").replace("：", ":"))


def _color(value: JsonValue) -> JsonValue:
    name = str(value).strip().lower()
    return name if _HEX.fullmatch(name) else _one_of(COLORS, "gray" if name == "grey" else name)


def _flag(value: JsonValue) -> JsonValue:
    if isinstance(value, bool):
        return value
    return _one_of(("true", "false"), str(value).strip().lower()) == "true"


def _ranges(value: JsonValue) -> JsonValue:
    return [_range(item) for item in _list(value)]


def _range(value: JsonValue) -> JsonValue:
    start, end = (_seconds(edge) for edge in _list(value))
    return [start, end]


def _lines(value: JsonValue) -> JsonValue:
    return [_text(item) for item in _list(value)]


def _list(value: JsonValue) -> list[JsonValue]:
    if not isinstance(value, list):
        raise TypeError("not a list")
    return value


def _checked(kind: Callable[[JsonValue], float]) -> Callable[[JsonValue], JsonValue]:
    return cast(Callable[[JsonValue], JsonValue], kind)


_COERCE: dict[ParamType, Callable[[JsonValue], JsonValue]] = {
    "text": _text,
    "number": _checked(_number),
    "count": _count,
    "seconds": _checked(_seconds),
    "length": _length,
    "level": _level,
    "factor": _factor,
    "language": _language,
    "languages": _languages,
    "aspect": _aspect,
    "color": _color,
    "flag": _flag,
    "ranges": _ranges,
    "lines": _lines,
    "names": _lines,
}
