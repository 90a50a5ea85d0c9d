"""Chinese words in the traditional script, for those whose Discord is set to it."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from agent_core.languages import variant_letters

_SHARED = "big5"
"""What this character set holds is written so in the traditional script too, whatever else it may stand for."""


def traditional(text: str) -> str:
    """The same words in traditional letters."""
    for simplified, other in _exceptions().items():
        text = text.replace(simplified, other)
    return "".join(_letters().get(letter, letter) for letter in text)


@cache
def _exceptions() -> Mapping[str, str]:
    """Letters that both scripts have and that stand for others in our words, and some that the table of letters lacks."""
    pairs = tomllib.loads(files("locales").joinpath("zh", "slash.toml").read_text("utf-8"))["traditional"]
    return {str(simplified): str(other) for simplified, other in pairs.items()}


@cache
def _letters() -> Mapping[str, str]:
    """Traditional letters by simplified ones that stand for nothing else; of several the first."""
    found: dict[str, str] = {}
    for pair in variant_letters():
        if not _is_shared(pair[1]):
            found.setdefault(pair[1], pair[0])
    return found


def _is_shared(letter: str) -> bool:
    try:
        letter.encode(_SHARED)
    except UnicodeEncodeError:
        return False
    return True
