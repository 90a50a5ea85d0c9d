"""Lengths as Telegram counts them: in units of UTF-16, of which most letters take one and most emoji two."""


def units(text: str) -> int:
    """How long a text is."""
    return len(text) + sum(letter > "\uffff" for letter in text)


def within(text: str, limit: int) -> str:
    """The beginning of a text that is at most `limit` long."""
    if units(text) <= limit:
        return text
    left, place = limit, 0
    while left >= (needed := units(text[place])):
        left, place = left - needed, place + 1
    return text[:place]


def split(text: str, limit: int) -> list[str]:
    """The text in parts of at most `limit`, parted at a line's or else a word's end where there is one."""
    parts: list[str] = []
    while units(text) > limit:
        head = within(text, limit)
        cut = head.rfind("\n", len(head) // 2)
        cut = cut if cut > 0 else head.rfind(" ", len(head) // 2)
        cut = cut if cut > 0 else len(head)
        parts.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [*parts, text] if text else parts
