"""The writer: answers, summaries and texts by a language model, from numbered sentences, held to them by code.

What comes back must be in the right language and of the right length, cite sentences that exist, and quote word for word; a wrong
one is asked for once more with what is wrong about it (`agent_core.llm.chain`), and then the embedded writer does it. Long
material is read in windows first, each for what matters, and the text is written from that.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from agent_core.answers.lexicon import ours
from agent_core.answers.sentences import Sentence
from agent_core.answers.summarizing import size_of
from agent_core.answers.terms import simplified
from agent_core.errors import LLMFailed
from agent_core.languages import Language, from_script
from agent_core.llm.prompts import prompt
from agent_core.llm.request import LLM, Material, Message, Part, Request
from agent_core.llm.schema import shaped
from agent_core.llm.usage import Spending
from media.frozen import Frozen

Task = Literal["answer", "summary", "text"]
VERSION = 1
"""Raised whenever the same material gets other words."""
_WINDOW = 24_000
"""Letters that are read at once."""
_KEPT = 24
"""Sentences that a window is read for."""
_WRITTEN = 6_000
_TIMEOUT = 120.0
_LOOSE = 1.25
"""How far a length may be gone beyond."""
_CITED = re.compile(r"\[(\d+)\]")
_QUOTED = re.compile('“([^”]{4,})”|"([^"\n]{4,})"|「([^」]{4,})」')
_NAMES = {"en": "English", "zh": "Chinese", "vi": "Vietnamese"}


class Written(Frozen):
    """What the model wrote."""

    found: bool
    text: str
    cited: tuple[int, ...]


@dataclass(frozen=True)
class Order:
    """What shall be written."""

    task: Task
    language: Language
    wish: str = ""
    """The question, or what the text shall be."""
    words: int | None = None
    points: int | None = None
    style: str | None = None
    kind: str = ""


@dataclass(frozen=True)
class Draft:
    """A text whose citations `[1]`, `[2]`, … count through its sentences."""

    text: str
    sentences: tuple[Sentence, ...]


def uncited(text: str) -> str:
    """A text without its citations, where they lead nowhere."""
    return re.sub(r" *\[\d+\]", "", text)


async def draft(order: Order, sentences: Sequence[Sentence], llm: LLM, spending: Spending) -> Draft | None:
    """The text; `None` where no model gives one that can be used. A question that is not answered gives one without words."""
    try:
        numbered = await _narrowed(order, [*enumerate(sentences, 1)], llm, spending)
        found = await _asked(order, numbered, llm, spending)
    except LLMFailed:
        return None
    return _renumbered(found, dict(numbered)) if found.found else Draft("", ())


async def _narrowed(
    order: Order, numbered: list[tuple[int, Sentence]], llm: LLM, spending: Spending
) -> list[tuple[int, Sentence]]:
    """The sentences that matter, where all of them are too many for one reading."""
    while sum(map(len, map(_line, numbered))) > _WINDOW:
        kept: list[tuple[int, Sentence]] = []
        for window in _windows(numbered):
            reading = replace(order, task="summary" if order.task == "text" else order.task, words=None, points=_KEPT)
            found = await _asked(reading, window, llm, spending)
            cited = {*found.cited, *map(int, _CITED.findall(found.text))}
            kept += [pair for pair in window if pair[0] in cited]
        if not kept or len(kept) >= len(numbered):
            return numbered[: max(1, len(numbered) * _WINDOW // (2 * sum(map(len, map(_line, numbered)))))]
        numbered = kept
    return numbered


def _windows(numbered: Sequence[tuple[int, Sentence]]) -> Iterator[list[tuple[int, Sentence]]]:
    window: list[tuple[int, Sentence]] = []
    size = 0
    for pair in numbered:
        if window and size + len(_line(pair)) > _WINDOW:
            yield window
            window, size = [], 0
        window.append(pair)
        size += len(_line(pair))
    if window:
        yield window


async def _asked(order: Order, numbered: Sequence[tuple[int, Sentence]], llm: LLM, spending: Spending) -> Written:
    known = dict(numbered)
    parts: list[Part] = [_form(order)]
    if order.wish:
        parts.append(Material("wish", order.wish, 4_000))
    if numbered:
        parts.append(Material("transcript", "\n".join(map(_line, numbered)), _WINDOW + 1_000))
    request = Request(
        system=prompt("writer", order.task),
        messages=(Message(tuple(parts)),),
        shape=shaped(Written, lambda found: problems(found, order, known), "written"),
        max_tokens=_WRITTEN,
        timeout=_TIMEOUT,
    )
    return (await llm.complete(request, spending)).value


def problems(found: Written, order: Order, known: dict[int, Sentence]) -> list[str]:
    """What is wrong with a text, in sentences for whoever wrote it; nothing where it can be used."""
    if not found.found:
        return [] if order.task == "answer" else ["There is material: write the text."]
    cited = {*found.cited, *map(int, _CITED.findall(found.text))}
    wrong = [f"There is no sentence [{number}]." for number in sorted(cited - known.keys())]
    bare = _CITED.sub("", found.text).strip()
    if not bare:
        wrong.append("The text is empty.")
    if known and not cited:
        wrong.append("The text cites no sentence.")
    if bare and not _speaks(bare, order.language):
        wrong.append(f"The text is not in {_NAMES[order.language]}.")
    size = size_of(bare, order.language)
    if order.words and size > order.words * _LOOSE:
        wrong.append(f"The text has {size} words; at most {order.words} are wanted.")
    if order.points and order.task == "summary" and order.points != _KEPT and _lines(bare) != order.points:
        wrong.append(f"The text has {_lines(bare)} points; {order.points} are wanted.")
    return [*wrong, *(f"These words do not stand in the material: “{words}”." for words in _invented(bare, known))]


def _speaks(text: str, language: Language) -> bool:
    written = from_script(text)
    return written == language if language != "en" else written in (None, "en")


def _lines(text: str) -> int:
    return sum(bool(line.strip()) for line in text.splitlines())


def _invented(text: str, known: dict[int, Sentence]) -> Iterator[str]:
    """Quotations that are nowhere in the material."""
    whole = _plain(" ".join(sentence.text for sentence in known.values()))
    for found in _QUOTED.finditer(text) if known else ():
        words = next(group for group in found.groups() if group)
        if _plain(words).strip(".,;:!?，。") not in whole:
            yield words


def _plain(text: str) -> str:
    return " ".join(simplified(text.lower().replace("’", "'")).split())


def _renumbered(found: Written, known: dict[int, Sentence]) -> Draft:
    """The text with its citations counted through; numbers that the text does not name come after."""
    order = [*dict.fromkeys([*map(int, _CITED.findall(found.text)), *found.cited])]
    place = {number: at for at, number in enumerate(order, 1)}
    text = _CITED.sub(lambda match: f"[{place[int(match[1])]}]", found.text).strip()
    return Draft(text, tuple(known[number] for number in order))


def _form(order: Order) -> str:
    lines = [f"Language: {_NAMES[ours(order.language)]}"]
    lines += [f"Length: at most {order.words} {'letters' if order.language == 'zh' else 'words'}"] if order.words else []
    lines += [f"Points: {order.points}"] if order.points else []
    lines += [f"Kind of text: {order.kind}"] if order.kind else []
    lines += [f"Style: {order.style}"] if order.style else []
    return "\n".join(lines)


def _line(pair: tuple[int, Sentence]) -> str:
    number, sentence = pair
    time = "" if sentence.start is None else f"({sentence.start:.0f} s) "
    return f"[{number}] {time}{sentence.text}"
