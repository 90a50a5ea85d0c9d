"""Words in a wish that are material and not a wish: quoted, written after a label, or dictated.

They are kept letter by letter, and hidden from everything that looks for capabilities and settings.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from agent_core.grammar.lexicon import Lexicon
from agent_core.grammar.plain import HIDDEN, hide

_QUOTED = re.compile(
    r'["“”„‟＂]([^"“”„‟＂]+)["“”„‟＂]'
    r"|「([^」]+)」|『([^』]+)』|«([^»]+)»|‹([^›]+)›|《([^》]+)》|【([^】]+)】"
    r"|(?<!\w)['‘‚‛`´]((?:[^'’`´\n]|(?<=\w)['’](?=\w))+)['’`´](?!\w)"
)
_BREAK = re.compile(r"[,，、;；。.!！?？\n]+")
_EDGES = " \t\r\n,，、;；"
_COLON = re.compile(r"\s*[:：=]")
_MARKED_END = re.compile(r"[\s,，、;；]+$")
_BEYOND = 10**9
ROLES = ("top_text", "bottom_text", "text")


class Span(NamedTuple):
    """A stretch of the wish, [start, end)."""

    start: int
    end: int


class _Label(NamedTuple):
    """The name of a place for words; `value` is where unquoted words begin, `None` when none follow."""

    start: int
    end: int
    role: str
    value: int | None
    certain: bool
    """A colon stands between: what follows are words, whatever they say."""


@dataclass
class Material:
    """What was found; `rest` is the plain wish with all of it hidden."""

    rest: str
    wording: str
    """The same with the names of places ("top text") still in it: what tells the wish's language."""
    said: dict[str, str] = field(default_factory=dict[str, str])
    """Words by role: `top_text`, `bottom_text`, `text`."""
    loose: list[str] = field(default_factory=list[str])
    """Quoted words that nothing gives a role, in order."""
    dictated: str | None = None
    """Words to be spoken."""


def material_of(original: str, plain_text: str, lexicons: Sequence[Lexicon], is_wish: Callable[[str], bool]) -> Material:
    """Find the material of a wish. `is_wish` says of a clause whether it asks for something, and so is no part of unquoted words
    before it."""
    quotes = [Span(*found.span()) for found in _QUOTED.finditer(plain_text)]
    unquoted = _hidden(plain_text, quotes)
    found = Material(rest=unquoted, wording=unquoted)
    _dictation(original, found, lexicons, is_wish)
    labels = _labels(found.rest, lexicons)
    _unquoted(original, found, labels, is_wish)
    for quote, label in zip(quotes, _named(quotes, labels, found.said), strict=True):
        inner = original[quote.start + 1 : quote.end - 1].strip()
        if label is None:
            found.loose.append(inner)
        else:
            found.said[label.role] = inner
            found.rest = hide(found.rest, label.start, label.end)
    return found


def _hidden(text: str, spans: Sequence[Span]) -> str:
    for span in spans:
        text = hide(text, *span)
    return text


def _dictation(original: str, found: Material, lexicons: Sequence[Lexicon], is_wish: Callable[[str], bool]) -> None:
    """Take the words after "read this over the video:" and their like."""
    for phrase in (phrase for lexicon in lexicons for phrase in lexicon.dictation):
        match = phrase.search(found.rest)
        if match is None or match["said"].startswith(HIDDEN):
            continue
        span = _trimmed(original, Span(*match.span("said")), is_wish, breaks=re.compile(r"\n+"))
        if span.end > span.start:
            found.dictated = original[span.start : span.end]
            found.rest, found.wording = hide(found.rest, *span), hide(found.wording, *span)
            return


def _labels(text: str, lexicons: Sequence[Lexicon]) -> list[_Label]:
    labels = [
        _label(text, match.start(), match.end(), role, lexicon)
        for lexicon in lexicons
        for role, phrase in lexicon.labels.items()
        for match in phrase.finditer(text)
    ]
    kept: list[_Label] = []
    for label in sorted(labels, key=lambda label: label.start - label.end):
        if all(label.end <= other.start or label.start >= other.end for other in kept):
            kept.append(label)
    inner = {other for label in kept for other in kept if label.end <= other.start < (label.value or label.end)}
    return sorted(label for label in kept if label not in inner)


def _label(text: str, start: int, end: int, role: str, lexicon: Lexicon) -> _Label:
    says = lexicon.says.match(text, end)
    value = says.end() if says and not text.startswith(HIDDEN, says.end()) else None
    return _Label(start, end, role, value, _COLON.match(text, end) is not None)


def _unquoted(original: str, found: Material, labels: Sequence[_Label], is_wish: Callable[[str], bool]) -> None:
    """Take the unquoted words after labels, each up to the next label or the end of its line."""
    for index, label in enumerate(labels):
        if label.value is None or label.role in found.said:
            continue
        following = (other.start for other in labels[index + 1 :] if other.value is not None or _before_quote(found.rest, other))
        line = found.rest.find("\n", label.value + 1)
        end = min([*following, line if line >= 0 else len(original), len(original)])
        span = _trimmed(original, Span(label.value, end), is_wish, breaks=_BREAK)
        words = original[span.start : span.end]
        asks = not label.certain and (is_wish(words) or is_wish(original[label.start : span.end]))
        if words and HIDDEN not in found.rest[span.start : span.end] and not asks:
            found.said[label.role] = words
            found.rest, found.wording = hide(found.rest, label.start, span.end), hide(found.wording, *span)


def _before_quote(text: str, label: _Label) -> bool:
    return text[label.end :].lstrip(" :：=").startswith(HIDDEN)


def _trimmed(original: str, span: Span, is_wish: Callable[[str], bool], breaks: re.Pattern[str]) -> Span:
    """The words without the marks around them and without the wishes after them."""
    start, end = span
    clauses = [start, *(found.end() for found in breaks.finditer(original, start, end) if found.end() < end)]
    while len(clauses) > 1 and is_wish(original[clauses[-1] : end]):
        end = clauses.pop()
        end = start + len(_MARKED_END.sub("", original[start:end]))
    while end > start and original[end - 1] in _EDGES:
        end -= 1
    while start < end and original[start] in _EDGES:
        start += 1
    return Span(start, end)


def _named(quotes: Sequence[Span], labels: Sequence[_Label], taken: Mapping[str, str]) -> list[_Label | None]:
    """The label of each quote: the one before it where labels come first, else the one after it."""
    free = [label for label in labels if label.role not in taken]
    open_labels = [label for label in free if label.role != "text"] or free
    if not quotes or not open_labels:
        return [None] * len(quotes)
    before = _come_first(open_labels, quotes)
    edges = [-1, *(quote.end for quote in quotes)] if before else [*(quote.start for quote in quotes), _BEYOND]
    names: list[_Label | None] = []
    for index, quote in enumerate(quotes):
        span = Span(edges[index], quote.start) if before else Span(quote.end, edges[index + 1])
        near = list(_within(open_labels, span))
        label = (near[-1] if before else near[0]) if near else None
        known = label is not None and any(other is not None and other.role == label.role for other in names)
        names.append(None if known else label)
    return names


def _come_first(labels: Sequence[_Label], quotes: Sequence[Span]) -> bool:
    """Whether labels stand before their quotes: no label is nearer to a quote before it than some is to the one after it."""
    after = [quote.start - label.end for label in labels for quote in quotes if quote.start >= label.end]
    ahead = [label.start - quote.end for label in labels for quote in quotes if label.start >= quote.end]
    if labels[0].start < quotes[0].start or not ahead:
        return True
    return bool(after) and min(after) <= min(ahead)


def _within(labels: Sequence[_Label], span: Span) -> Iterator[_Label]:
    return (label for label in labels if label.start >= span.start and label.end <= span.end)
