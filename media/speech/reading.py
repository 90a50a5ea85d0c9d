"""From written text to what is said: sentences, and numbers, signs and units in the words of each language."""

import re
from collections.abc import Callable

from media.speech.numerals import chinese, chinese_digits, vietnamese, vietnamese_digits

_SENTENCE = re.compile(
    r"(?:(?<!\bDr)(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bvs)(?<!\bTP)(?<!\bNo)[.!?;]+[\"'”’)\]]*(?=\s)"
    r"|[。！？…；!?]+[”’」』）\"')]*"
    r"|\n+)"
)
_UNSAID = re.compile(
    "[\U0001f000-\U0001faff\u2190-\u21ff\u2300-\u23ff\u2460-\u24ff\u2500-\u27bf\u2900-\u297f\u2b00-\u2bff\ue000-\uf8ff"
    "\ufe00-\ufe0f\u200b-\u200f\u2028-\u202f\u2060-\u206f\U000e0000-\U000e007f*_`~^|<>\\\\{}\\[\\]#]"
)
_LONGEST_NUMBER = 10
"""Digits of the longest number that is read as one; longer ones are telephone numbers and the like."""

_Words = Callable[[re.Match[str]], str]


def sentences(text: str) -> list[str]:
    """The text's sentences as written; each holds something that can be said."""
    parts: list[str] = []
    start = 0
    for match in _SENTENCE.finditer(text):
        parts.append(text[start : match.end()])
        start = match.end()
    parts.append(text[start:])
    return [part.strip() for part in parts if any(letter.isalnum() for letter in _UNSAID.sub("", part))]


def readable(sentence: str, language: str) -> str:
    """One sentence as it is said in a language: no emoji or markup, numbers and units in words where the engine errs."""
    said = _UNSAID.sub(" ", sentence)
    for pattern, words in _RULES.get(language, ()):
        said = pattern.sub(words, said)
    return re.sub(r"\s+", " ", said).strip()


def _chinese_number(match: re.Match[str]) -> str:
    whole, _, part = match[0].replace(",", "").partition(".")
    by_digit = len(whole) > _LONGEST_NUMBER or (len(whole) > 1 and whole[0] == "0")
    said = chinese_digits(whole) if by_digit else chinese(int(whole))
    return said + ("点" + chinese_digits(part) if part else "")


def _vietnamese_number(match: re.Match[str]) -> str:
    written = re.sub(r"\.(?=\d{3}(?!\d))", "", match[0])
    mark = re.search(r"[.,]", written)
    whole, part = (written[: mark.start()], written[mark.end() :]) if mark else (written, "")
    by_digit = len(whole) >= _LONGEST_NUMBER or (len(whole) > 1 and whole[0] == "0")
    said = vietnamese_digits(whole) if by_digit else vietnamese(int(whole))
    point = " chấm " if mark and mark[0] == "." else " phẩy "
    return f" {said}{point + vietnamese_digits(part) if part else ''} "


def _rules(*rules: tuple[str, str | _Words]) -> tuple[tuple[re.Pattern[str], str | _Words], ...]:
    return tuple((re.compile(pattern), words) for pattern, words in rules)


_RULES = {
    "en": _rules(
        (r"\$(\d[\d,]*(?:\.\d+)?)", r"\1 dollars"),
        (r"€(\d[\d,]*(?:\.\d+)?)", r"\1 euros"),
        (r"(?<![\d-])(\d{1,4})[-–](\d{1,4})(?![\d-])", r"\1 to \2"),
        (r"(?<=\d) ?km\b", " kilometers"),
        (r"(?<=\d) ?kg\b", " kilograms"),
    ),
    "zh": _rules(
        (r"(\d{4})(?=年)", lambda match: chinese_digits(match[1])),
        (r"(\d{1,2}):(\d{2})(?!\d)", r"\1点\2分"),
        (r"(?<![\d/])(\d{1,3})/(\d{1,3})(?![\d/])", r"\2分之\1"),
        (r"(?<![\d-])(\d{1,4})[-–](\d{1,4})(?![\d-])", r"\1到\2"),
        (r"[¥￥](\d[\d,]*(?:\.\d+)?)", r"\1元"),
        (r"\$(\d[\d,]*(?:\.\d+)?)", r"\1美元"),
        (r"(\d[\d,]*(?:\.\d+)?)[%％]", r"百分之\1"),
        (r"(?<=\d) ?(?:℃|°C?)", "度"),
        (r"(?<=\d) ?(?:km|公里)\b", "公里"),
        (r"(?<=\d) ?(?:kg|公斤)\b", "公斤"),
        (r"(?<=[\d一二两三四五六七八九十几])只(?!有|是|要|能)", "隻"),  # the measure word, in the tone it has as one
        (r"(?<![\d.])2(?=[个個只隻条條张張位次天件名杯家场場部倍种種人分小])", "两"),
        (r"\d+(?:,\d{3})*(?:\.\d+)?", _chinese_number),
    ),
    "vi": _rules(
        (r"(?<![\d/])(\d{1,2})/(\d{1,2})/(\d{4})(?![\d/])", r"\1 tháng \2 năm \3"),
        (r"(?<!\d)(\d{1,2})[:h](\d{2})(?!\d)", r"\1 giờ \2"),
        (r"(?<![\d-])(\d{1,4})[-–](\d{1,4})(?![\d-])", r"\1 đến \2"),
        (r"\$(\d[\d.,]*\d|\d)", r"\1 đô la"),
        (r"(?<=\d) ?(?:đ|₫|VND|VNĐ)(?!\w)", " đồng"),
        (r"(?<=\d) ?%", " phần trăm"),
        (r"(?<=\d) ?k\b", " nghìn"),
        (r"(?<=\d) ?km\b", " ki lô mét"),
        (r"(?<=\d) ?kg\b", " ki lô gam"),
        (r"(?<=\d) ?°C?", " độ"),
        (r"\d+(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?", _vietnamese_number),
    ),
}
