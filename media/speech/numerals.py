"""Numbers in words, for languages whose numbers espeak-ng reads wrongly (10 000 as 十千, as "mười ngàn không trăm")."""

_HAN = "零一二三四五六七八九"
_HAN_PLACES = ("", "十", "百", "千")
_HAN_GROUPS = ("", "万", "亿")
_VI = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_VI_GROUPS = ("", "nghìn", "triệu", "tỷ")


def chinese_digits(digits: str) -> str:
    """Digit by digit: years, telephone numbers, what stands after the point."""
    return "".join(_HAN[int(digit)] for digit in digits)


def chinese(number: int) -> str:
    """A number below 10^12 in Chinese numerals: 10500 is 一万零五百."""
    if number == 0:
        return _HAN[0]
    words, gap = "", False
    for group, value in reversed(list(enumerate(_groups(number, 10_000)))):
        if value == 0:
            gap = True
            continue
        gap = gap or value < 1000
        words += (_HAN[0] if words and gap else "") + _chinese_group(value) + _HAN_GROUPS[group]
        gap = False
    return words[1:] if words.startswith("一十") else words


def _chinese_group(value: int) -> str:
    words, gap = "", False
    for place in (3, 2, 1, 0):
        digit = value // 10**place % 10
        if digit == 0:
            gap = bool(words)
            continue
        words += (_HAN[0] if gap else "") + _HAN[digit] + _HAN_PLACES[place]
        gap = False
    return words


def vietnamese_digits(digits: str) -> str:
    """Digit by digit: telephone numbers, what stands after the point."""
    return " ".join(_VI[int(digit)] for digit in digits)


def vietnamese(number: int) -> str:
    """A number below 10^12 in Vietnamese words: 1005 is "một nghìn không trăm linh năm"."""
    if number == 0:
        return _VI[0]
    words: list[str] = []
    for group, value in reversed(list(enumerate(_groups(number, 1000)))):
        if value:
            words += [*_vietnamese_group(value, full=bool(words)), _VI_GROUPS[group]]
    return " ".join(filter(None, words))


def _vietnamese_group(value: int, *, full: bool) -> list[str]:
    hundreds, tens, ones = value // 100, value // 10 % 10, value % 10
    words = [_VI[hundreds], "trăm"] if full or hundreds else []
    if tens == 0:
        return [*words, *(["linh"] if words and ones else []), *([_VI[ones]] if ones else [])]
    words += ["mười"] if tens == 1 else [_VI[tens], "mươi"]
    special = {5: "lăm", **({1: "mốt", 4: "tư"} if tens > 1 else {})}
    return [*words, *([special.get(ones, _VI[ones])] if ones else [])]


def _groups(number: int, size: int) -> list[int]:
    """The number's groups of digits, the lowest first."""
    groups: list[int] = []
    while number:
        number, group = divmod(number, size)
        groups.append(group)
    return groups
