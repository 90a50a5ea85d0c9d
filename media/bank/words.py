"""Words as search compares them: one text in three languages becomes terms that meet however they were typed.

Accents do not matter (a word with accents has a second term with them, which counts on top), nor do traditional letters, full
width, capitals, English endings, or whether a number is spelled. Chinese is cut by jieba's dictionary, in words and their parts;
neighbouring Latin words also make a term together, for Vietnamese words are written as several.
"""

import importlib
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, cast

LANGUAGES = ("en", "zh", "vi")
LETTER = "'"
"""Stands before a Chinese letter that is part of a word."""
ACCENTED = "~"
"""Stands before the stem of a word that was typed with accents."""
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)?", re.UNICODE)
_HAN = re.compile("[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_VOWEL = re.compile("[aeiouy]")
_SHORT = 3
"""Letters that a stem keeps at least."""
_TEN = 10
_HUNDRED, _THOUSAND, _MYRIAD = 100, 1000, 10_000
_TOGETHER = 2
"""Vietnamese words without accents that name nothing, from which a text is taken for Vietnamese."""


@cache
def lexicon(language: str) -> Mapping[str, Any]:
    """What `locales/LANGUAGE/search.toml` says."""
    return tomllib.loads(files("locales").joinpath(language, "search.toml").read_text("utf-8"))


def word_spans(text: str) -> frozenset[tuple[int, int]]:
    """Places of the Chinese words in a plain text, and of the words of two letters or more in them."""
    return frozenset(
        (run.start() + start, run.start() + end)
        for run in _HAN.finditer(text)
        for mode in ("default", "search")
        for word, start, end in jieba_words().tokenize(run[0], mode=mode)
        if len(word) > 1 or mode == "default"
    )


def plain(text: str) -> str:
    """Narrow letters in lower case, Chinese in the simplified script, accents kept in their letters."""
    return unicodedata.normalize("NFKC", text).casefold().translate(_simplified())


def unaccented(text: str) -> str:
    """The text as it is typed without accents."""
    if text.isascii():
        return text
    letters = unicodedata.normalize("NFD", text.replace("đ", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def pieces(text: str) -> list[str]:
    """The words of a plain text in their order, numbers as digits; Chinese in jieba's words, without marks."""
    found: list[str] = []
    counted: list[str] = []
    for token in _TOKEN.findall(_THOUSANDS.sub("", text)):
        if token in _number_words():
            counted.append(token)
            continue
        found += _spelled(counted)
        found += _parts(token) if _HAN.search(token) else [token]
    return found + _spelled(counted)


def terms(text: str) -> list[str]:
    """The terms of a text, as often as they stand in it; words that name nothing are left out."""
    words = pieces(plain(text))
    ignored = ignorable(words)
    found: list[str] = []
    before = ""
    for word in words:
        if _HAN.match(word):
            if word not in ignored:
                found += _chinese(word)
                found += [before + word] if len(before) == len(word) == 1 and _HAN.match(before) else []
                before = word
            continue
        root = stem(unaccented(word))
        found += [f"{before}_{root}"] if before and not _HAN.match(before) else []
        found += [] if word in ignored else variants(word)
        before = root
    return found


def variants(word: str) -> list[str]:
    """The terms of one plain word: its stem; of one with accents the stem marked as such, and itself; of a Chinese one its parts.

    The mark tells `đông` from what was typed without accents, which may mean any of the words that look alike then.
    """
    if _HAN.match(word):
        return _chinese(word)
    bare = unaccented(word)
    return [stem(bare)] if bare == word else [ACCENTED + stem(bare), word]


def ignorable(words: Sequence[str]) -> frozenset[str]:
    """Those of a text's plain words that name nothing; Vietnamese ones without accents only where several stand together."""
    named = frozenset(word for word in words if word in idle())
    bare = frozenset(word for word in words if word in _bare_idle() and word not in named)
    return named | bare if len(bare) >= _TOGETHER else named


def stem(word: str) -> str:
    """An English word without its endings, lightly: plural, `-ing`, `-ed`, a genitive. Other words hardly change.

    After D. Harman, "How effective is suffixing?" (1991): the S stemmer, with two more endings.
    """
    word = re.sub("['’]s?$|['’]", "", word)
    if word.endswith("ies") and len(word) > _SHORT + 1:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > _SHORT:
        return stem(word[:-1])
    for ending in ("ing", "ed"):
        rest = word.removesuffix(ending)
        if rest != word and len(rest) >= _SHORT and _VOWEL.search(rest):
            return _whole(rest)
    return word[:-1] if word.endswith("e") and len(word) > _SHORT + 1 else word


@cache
def idle() -> frozenset[str]:
    """Words that name nothing, in all languages; to say that something is not there names nothing either."""
    said = [f"{lexicon(language)['idle']} {' '.join(lexicon(language)['negations'])}" for language in LANGUAGES]
    return frozenset(plain(word) for words in said for word in words.split())


@cache
def _bare_idle() -> frozenset[str]:
    """Vietnamese ones as they are typed without accents, which may be other words in English."""
    return frozenset(unaccented(plain(word)) for word in str(lexicon("vi")["idle"]).split())


@cache
def synonyms() -> Mapping[str, frozenset[str]]:
    """Terms that mean nearly the same as a term."""
    found: dict[str, set[str]] = {}
    for language in LANGUAGES:
        for group in cast("Sequence[str]", lexicon(language)["synonyms"]["groups"]):
            alike = {_one(plain(word)) for word in group.split()}
            for term in alike:
                found.setdefault(term, set()).update(alike - {term})
    return {term: frozenset(others) for term, others in found.items()}


@cache
def jieba_words() -> Any:
    """jieba, loaded once and silent."""
    jieba: Any = importlib.import_module("jieba")
    jieba.setLogLevel(60)
    return jieba


def _one(word: str) -> str:
    """The term of a synonym: `_` stands between the words of a Vietnamese one."""
    return unaccented(word) if "_" in word else stem(unaccented(word))


def _parts(token: str) -> Iterator[str]:
    """Chinese, its numbers and other letters of one token apart."""
    place = 0
    for run in _HAN.finditer(token):
        if token[place : run.start()]:
            yield token[place : run.start()]
        for part in re.split(f"([{_numerals()}]{{2,}})", run[0]):
            yield from [_numeral(part)] if part[:1] in _numerals() and len(part) > 1 and _counts(part) else _cut(part)
        place = run.end()
    if token[place:]:
        yield token[place:]


def _cut(text: str) -> Iterator[str]:
    yield from jieba_words().cut(text) if text else ()


@cache
def _numerals() -> str:
    return "".join(lexicon("zh")["numbers"])


def _counts(part: str) -> bool:
    return all(letter in _numerals() for letter in part)


def _chinese(word: str) -> list[str]:
    """A Chinese word, the words and pairs of letters in it, and its letters marked as such; a single letter stands for itself."""
    inner = {part for part in jieba_words().cut_for_search(word) if len(part) > 1 and part != word}
    pairs = {word[at : at + 2] for at in range(len(word) - 1)} if len(word) > 2 else set[str]()
    letters = {LETTER + letter for letter in word} if len(word) > 1 else set[str]()
    return [word, *sorted(inner | pairs | letters)]


def _whole(rest: str) -> str:
    """What stood before an ending: `runn` was `run`."""
    doubled = len(rest) > _SHORT and rest[-1] == rest[-2] and rest[-1] not in "aeiouls"
    if doubled:
        return rest[:-1]
    return rest[:-1] if rest.endswith("e") and len(rest) > _SHORT + 1 else rest


def _spelled(words: list[str]) -> list[str]:
    """The number that some number words make one after another (`two hundred twenty five`), taken out of the list.

    One that means something else as well (`ba`, three and grandmother) stays a word where it stands alone.
    """
    whole = part = 0
    for value in map(_number_words().__getitem__, words):
        if value >= _THOUSAND:
            whole, part = whole + (part or 1) * value, 0
        else:
            part = (part or 1) * value if value == _HUNDRED else part + value
    alone = len(words) == 1 and any(words[0] in lexicon(language)["ambiguous"] for language in ("en", "vi"))
    found = list(words) if alone else [str(whole + part)] if words else []
    words.clear()
    return found


@cache
def _number_words() -> Mapping[str, int]:
    return {word: value for language in ("en", "vi") for word, value in lexicon(language)["numbers"].items()}


def _numeral(word: str) -> str:
    """A Chinese number as digits (`一百二十` to `120`, `二〇二六` to `2026`)."""
    values: Mapping[str, int] = lexicon("zh")["numbers"]
    if all(values[letter] < _TEN for letter in word):
        return "".join(str(values[letter]) for letter in word)
    whole = part = digit = 0
    for letter in word:
        value = values[letter]
        if value < _TEN:
            digit = value
        elif value >= _MYRIAD:
            whole, part, digit = (whole + part + digit) * value, 0, 0
        else:
            part, digit = part + (digit or 1) * value, 0
    return str(whole + part + digit)


@cache
def _simplified() -> Mapping[int, str]:
    """Traditional letters to simplified ones, and those of written Cantonese."""
    folder = files("locales").joinpath("zh")
    table = folder.joinpath("simplified.txt").read_text("utf-8").split("\n", 1)[1].split()
    own = tomllib.loads(folder.joinpath("letters.toml").read_text("utf-8"))["traditional"].split()
    return {ord(pair[0]): pair[1] for pair in (*table, *own)}
