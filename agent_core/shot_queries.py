"""What shall be seen, one picture after another: a wish or a script taken apart into fine visual queries.

The embedded brain cuts at sentences and at the words between two pictures ("then", "然后", "rồi"); a language model sees what the
material holds and says what to look for. Whatever it says is only searched for: it can neither name files nor times.
"""

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from agent_core.errors import LLMFailed
from agent_core.llm.prompts import prompt
from agent_core.llm.request import LLM, Material, Message, Request
from agent_core.llm.schema import shaped
from agent_core.llm.usage import Spending
from media.bank.digest import digest
from media.bank.query import read
from media.bank.search import Bank
from media.bank.words import LANGUAGES, lexicon
from media.frozen import Frozen

_SENTENCE = re.compile(r"(?<=[.!?;:])\s+|(?<=[。！？；…])|\n+")
_COMMA = re.compile(r"\s*[,，、]\s*")
_WORDY = 5
"""Things named in one picture at most, where commas part pictures and not the clauses of a sentence."""
_MOST = 60
_LETTERS = 200
_SECONDS = 600.0


class Wanted(Frozen):
    """One picture that is wanted."""

    query: str
    """What it shows, in words to search by."""
    duration: float | None = None
    """Seconds; `None` takes its share of the whole."""


class Sketch(Frozen):
    """One picture as a language model wants it."""

    look: str
    seconds: float | None


class Sketches(Frozen):
    """The pictures in their order."""

    shots: tuple[Sketch, ...]


def pictures_of(wish: str) -> tuple[Wanted, ...]:
    """The pictures that a wish names, in its order: those that search can look for."""
    parts = [part for sentence in _sentences(wish) for step in _steps(sentence) for part in _listed(step)]
    return tuple(Wanted(query=part) for part in parts if read(part).clauses)[:_MOST]


def lines_of(script: str) -> tuple[str, ...]:
    """The sentences of a script; each is one picture's worth of words."""
    return tuple(_sentences(script))


def spoken_over(lines: Sequence[str], durations: Sequence[float]) -> tuple[Wanted, ...]:
    """A picture for each line of a script that lasts so long. Raises `ValueError` where they are not as many."""
    return tuple(Wanted(query=line, duration=seconds) for line, seconds in zip(lines, durations, strict=True))


async def sketched(wish: str, bank: Bank, llm: LLM, spending: Spending) -> tuple[Wanted, ...]:
    """The pictures for a wish as a language model plans them from what the bank holds; the embedded brain's where it fails."""
    plain = pictures_of(wish)
    found = await _asked(Material("wish", wish, 4_000), bank, llm, spending, None)
    return tuple(Wanted(query=sketch.look.strip(), duration=sketch.seconds) for sketch in found.shots) if found else plain


async def sketched_over(wanted: Sequence[Wanted], bank: Bank, llm: LLM, spending: Spending) -> tuple[Wanted, ...]:
    """For each line of a script what may be seen while it is spoken; the lines themselves where the model fails."""
    lines = "\n".join(f"{number}: {' '.join(each.query.split())}" for number, each in enumerate(wanted, 1))
    found = await _asked(Material("script", lines), bank, llm, spending, len(wanted)) if wanted else None
    if not found:
        return tuple(wanted)
    return tuple(each.model_copy(update={"query": sketch.look.strip()}) for each, sketch in zip(wanted, found.shots, strict=True))


async def _asked(material: Material, bank: Bank, llm: LLM, spending: Spending, count: int | None) -> Sketches | None:
    request = Request(
        system=prompt("writer", "shots"),
        messages=(Message((material, Material("facts", digest(bank), 8_000))),),
        shape=shaped(Sketches, lambda answer: _problems(answer, count), "shots"),
        max_tokens=4_000,
    )
    try:
        return (await llm.complete(request, spending)).value
    except LLMFailed:
        return None


def _problems(answer: Sketches, count: int | None) -> list[str]:
    """What is wrong with a plan of pictures, in sentences."""
    found = len(answer.shots)
    problems = [f"The script has {count} lines, but there are {found} shots."] if count not in (None, found) else []
    if not 1 <= found <= max(_MOST, count or 0):
        problems.append(f"There are {found} shots; between 1 and {_MOST} are wanted.")
    for number, sketch in enumerate(answer.shots, 1):
        if len(sketch.look) > _LETTERS or not read(sketch.look).clauses:
            problems.append(f"Shot {number}: say in at most {_LETTERS} letters what is seen, heard or said in it.")
        if sketch.seconds is not None and not 0 < sketch.seconds <= _SECONDS:
            problems.append(f"Shot {number}: its seconds must lie between 0 and {_SECONDS:.0f}.")
    return problems


def _sentences(text: str) -> list[str]:
    return [part.strip() for part in _SENTENCE.split(text) if any(letter.isalnum() for letter in part)]


def _steps(sentence: str) -> list[str]:
    """A sentence cut at the words that stand between two pictures."""
    return [part for part in _between().split(sentence) if any(letter.isalnum() for letter in part)]


def _listed(part: str) -> list[str]:
    """Pictures named one after another with commas; a sentence with clauses stays whole."""
    items = [item for item in _COMMA.split(part) if any(letter.isalnum() for letter in item)]
    sizes = [len(read(item).clauses) for item in items]
    return items if len(items) > 1 and all(1 <= size <= _WORDY for size in sizes) else [part]


@cache
def _between() -> re.Pattern[str]:
    words = sorted({word for language in LANGUAGES for word in lexicon(language)["steps"]}, key=len, reverse=True)
    latin = "|".join(re.escape(word) for word in words if word[0] < "\u3000")
    chinese = "|".join(re.escape(word) for word in words if word[0] >= "\u3000")
    return re.compile(rf"[,，\s]*(?:(?:\b(?:and|và)\s+)?\b(?:{latin})\b|{chinese})[,，\s]*", re.IGNORECASE)


def shares(wanted: Sequence[Wanted], whole: float) -> tuple[float, ...]:
    """How long each picture lasts so that all together last exactly `whole` seconds.

    Those without a duration share evenly what the others leave; where all have one, they are scaled. Raises `ValueError` for a
    length that is not positive.
    """
    if whole <= 0:
        raise ValueError("a storyboard lasts longer than nothing")
    fixed = sum(each.duration or 0.0 for each in wanted)
    free = sum(each.duration is None for each in wanted)
    usual = (whole - fixed) / free if free and fixed < whole else whole / max(1, len(wanted))
    asked = [usual if each.duration is None else each.duration for each in wanted]
    ends = [whole * sum(asked[: number + 1]) / sum(asked) for number in range(len(asked))]
    return tuple(end - start for start, end in pairwise((0.0, *ends)))
