"""Chinese words in the traditional script, for those whose Discord is set to it."""

from collections.abc import Mapping
from functools import cache

from agent_core.catalogue.examples import grammar_file

_SHARED = "big5"
"""What this character set holds is written so in the traditional script too, whatever else it may stand for."""
_WORDS = {
    "放松": "放鬆", "采样": "採樣", "译制": "譯製", "分钟": "分鐘", "回复": "回覆", "恢复": "恢復",
    "后": "後", "里": "裡", "几": "幾", "么": "麼", "着": "著",
    "阈": "閾", "于": "於", "体": "體", "机": "機", "网": "網", "朴": "樸", "离": "離",
}  # fmt: skip
"""Letters that both scripts have and that stand for others in our words, and some that the table lacks."""


def traditional(text: str) -> str:
    """The same words in traditional letters."""
    for simplified, other in _WORDS.items():
        text = text.replace(simplified, other)
    return "".join(_letters().get(letter, letter) for letter in text)


@cache
def _letters() -> Mapping[str, str]:
    """Traditional letters by simplified ones that stand for nothing else; of several the first."""
    found: dict[str, str] = {}
    for pair in str(grammar_file("zh").get("traditional", "")).split():
        if not _is_shared(pair[1]):
            found.setdefault(pair[1], pair[0])
    return found


def _is_shared(letter: str) -> bool:
    try:
        letter.encode(_SHARED)
    except UnicodeEncodeError:
        return False
    return True
