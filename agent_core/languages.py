"""The three languages of Cutroom and the rules of their scripts.

Inside, a language is one of `en`, `zh`, `vi`. Platforms' codes (`zh-CN`, `zh-hans`, `vi-VN`, `en_GB`) are mapped here, at
the edge. Telling a language from words alone lives with the grammar; this module needs nothing but the text's script.
"""

import re
from typing import Literal, get_args

Language = Literal["en", "zh", "vi"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
DEFAULT_LANGUAGE: Language = "en"

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_VIETNAMESE = re.compile(
    "[ăđơưĂĐƠƯ\u1ea0-\u1ef9]"  # letters no other of our languages has
    "|[àáâãèéêìíòóôõùúýÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝ]"
)


def from_locale(code: str | None) -> Language | None:
    """The language a platform's locale code means, or `None` for one that Cutroom does not speak."""
    head = (code or "").replace("_", "-").split("-", 1)[0].lower()
    return head if head in LANGUAGES else None


def from_script(text: str) -> Language | None:
    """The language that the text's letters give away: Han means `zh`, Vietnamese letters mean `vi`, plain Latin means nothing."""
    if _HAN.search(text):
        return "zh"
    return "vi" if _VIETNAMESE.search(text) else None
