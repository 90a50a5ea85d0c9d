"""The three languages of Cutroom and the rules of their scripts.

Inside, a language is one of `en`, `zh`, `vi`. Platforms' codes (`zh-CN`, `zh-hans`, `vi-VN`, `en_GB`) are mapped here, at
the edge. Telling a language from words alone lives with the grammar; this module needs nothing but the text's script.
"""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

Language = Literal["en", "zh", "vi"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
DEFAULT_LANGUAGE: Language = "en"

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_OTHER_SCRIPT = re.compile("[\u3040-\u30ff\uac00-\ud7af]")
"""Kana and Hangul: Han letters beside them are not Chinese."""
_VIETNAMESE = re.compile("[ăđơưĂĐƠƯ\u1ea0-\u1ef9]|[aâeêioôuyAÂEÊIOÔUY][\u0300\u0301\u0303\u0309\u0323]")
"""Letters that no other of our languages has, whole or with their tone as a letter of its own."""
_SHARED = re.compile(r"\w*[àáâãèéêìíòóôõùúýÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝ]\w*")
"""Words with letters that Vietnamese shares with the loan words of English (café, résumé)."""
_WORD = re.compile(r"[^\W\d_]+")


def from_locale(code: str | None) -> Language | None:
    """The language a platform's locale code means, or `None` for one that Cutroom does not speak."""
    head = (code or "").replace("_", "-").split("-", 1)[0].lower()
    return head if head in LANGUAGES else None


def from_script(text: str) -> Language | None:
    """The language that the text's letters give away: Han means `zh`, Vietnamese letters mean `vi`, plain Latin means nothing.

    Letters that Vietnamese shares with French loan words count once they stand in a third of the words.
    """
    if _HAN.search(text) and not _OTHER_SCRIPT.search(text):
        return "zh"
    if _VIETNAMESE.search(text):
        return "vi"
    shared = len(_SHARED.findall(text))
    return "vi" if shared and shared * 3 >= len(_WORD.findall(text)) else None


@cache
def variant_letters() -> tuple[str, ...]:
    """Pairs of Chinese letters: one of the traditional script or of written Cantonese, and the simplified one it stands for."""
    return tuple(tomllib.loads(files("locales").joinpath("zh", "letters.toml").read_text("utf-8"))["traditional"].split())
