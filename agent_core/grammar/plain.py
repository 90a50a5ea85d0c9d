"""Plain letters: a wish as the grammar compares it, one letter for each letter of the original.

Because no letter is added or dropped, a place found in the plain text is the same place in the wish, and the words between two
places can be kept letter by letter.
"""

import unicodedata
from collections.abc import Mapping
from functools import cache

HIDDEN = "\ufffc"
"""Stands for every letter of words that are material (quoted or dictated) and not a wish."""

_WIDE = {wide: wide - 0xFEE0 for block in ((0xFF10, 0xFF1A), (0xFF21, 0xFF3B), (0xFF41, 0xFF5B)) for wide in range(*block)}
"""Full-width digits and Latin letters; the marks between them are Chinese punctuation and stay as they are."""
_TONES = "àáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ"


def composed(text: str) -> str:
    """The text with every accent in its letter (Unicode NFC), as fonts and people know it."""
    return unicodedata.normalize("NFC", text)


def plain(text: str, variants: Mapping[int, str] | None = None) -> str:
    """Lower case, narrow letters, `variants` (traditional to simplified) applied; as long as `text`."""
    narrow = text.translate(_WIDE).translate(variants or {})
    lowered = narrow.lower()
    if len(lowered) != len(narrow):
        lowered = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in narrow)
    return _old_tones(lowered)


@cache
def bare(letter: str) -> str:
    """A letter without its accents: `ộ` to `o`, `đ` to `d`."""
    return "d" if letter == "đ" else unicodedata.normalize("NFD", letter)[0]


def unaccented(word: str) -> str:
    """A word as it is typed without a Vietnamese keyboard."""
    return "".join(bare(letter) for letter in word)


_HOOKS, _TILDES = "ảẳẩẻểỉỏổởủửỷ", "ãẵẫẽễĩõỗỡũữỹ"
_CONFUSED = str.maketrans(_HOOKS + _TILDES, _TILDES + _HOOKS)


def misheard(word: str) -> str:
    """A word with hook for tilde and tilde for hook, as half of the country speaks and many write (`sữa` for `sửa`)."""
    return word.translate(_CONFUSED)


def hide(text: str, start: int, end: int) -> str:
    """The text with the letters from `start` to `end` hidden, its length kept."""
    return text[:start] + HIDDEN * (end - start) + text[end:]


@cache
def _tone(mark: int) -> dict[str, str]:
    """Plain vowels to the same vowels with one of the five tones."""
    rows = ("aăâeêioôơuưy", "àằầèềìòồờùừỳ", "áắấéếíóốớúứý", "ảẳẩẻểỉỏổởủửỷ", "ãẵẫẽễĩõỗỡũữỹ", "ạặậẹệịọộợụựỵ")
    return dict(zip(rows[0], rows[mark], strict=True))


@cache
def _new_to_old() -> dict[str, str]:
    """`oà` to `òa`, `uỳ` to `ùy`: both places of the tone are in use, the older one is compared."""
    pairs: dict[str, str] = {}
    for mark in range(1, 6):
        for first, second in ("oa", "oe", "uy"):
            pairs[first + _tone(mark)[second]] = _tone(mark)[first] + second
    return pairs


def _old_tones(text: str) -> str:
    if not any(letter in text for letter in _TONES):
        return text
    for new, old in _new_to_old().items():
        if new in text:
            text = _swap_final(text, new, old)
    return text


def _swap_final(text: str, new: str, old: str) -> str:
    """Swap where the syllable ends after the pair (`hoà`), not where a consonant follows (`hoàn`) or `qu` begins it."""
    place = text.find(new)
    while place >= 0:
        after = text[place + 2 : place + 3]
        if not after.isalpha() and text[max(0, place - 1) : place] != "q":
            text = text[:place] + old + text[place + 2 :]
        place = text.find(new, place + 2)
    return text
