"""Replies that point to a moment of an answer ("show me the second one", "clip 1:20 to 1:40") and want a clip of it."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from agent_core.agent import Wish
from agent_core.answering import moments_of
from agent_core.answers.terms import unmarked
from agent_core.artifacts import Passage
from agent_core.errors import Impossible
from agent_core.intents import Goal, Intent
from agent_core.languages import LANGUAGES, Language
from agent_core.questions import files_of
from media.facts import MediaFacts

CLIP = "clip"
"""What a button asks for that shows a moment; its number stands in the param `moment`."""
_BEFORE, _AFTER = 0.3, 0.5
"""Seconds that a clip shows more than what is said."""
_LEAST = 2.0
_BEYOND = 8.0
"""Seconds that are shown from a time on at which no passage stands."""
_TIME = r"\d{1,2}(?::\d{2}){1,2}"


@dataclass(frozen=True)
class Pointed:
    """A clip that a reply asks for."""

    intent: Intent
    source: MediaFacts


@dataclass(frozen=True)
class _Pattern:
    phrases: tuple[re.Pattern[str], ...]
    numbers: dict[str, int]
    plain: bool


def pointed(wish: Wish) -> Pointed | None:
    """The clip that a reply points to; `None` for any other wish.

    Raises `Impossible` with code `no-such-moment` (value `count`) for a number that the answer does not have.
    """
    if wish.replied is None or wish.attachments:
        return None
    moments = moments_of(wish.replied.note)
    if wish.template is not None:
        number = wish.template.params.get("moment") if wish.template.capability == CLIP else None
        language = wish.languages.chosen or wish.replied.language
        return _clip(wish, language, _numbered(moments, number)) if isinstance(number, int) else None
    if not moments:
        return None
    for language in LANGUAGES:
        if match := _matched(wish.text, language):
            return _clip(wish, language, _meant(match, moments, language))
    return None


def _matched(text: str, language: Language) -> re.Match[str] | None:
    known = _pattern(language)
    folded = " ".join(text.lower().strip(" .!?。！？…").split())
    folded = unmarked(folded) if known.plain else folded
    return next((match for phrase in known.phrases if (match := phrase.fullmatch(folded))), None)


def _meant(match: re.Match[str], moments: Sequence[Passage], language: Language) -> Passage:
    which, until = match["which"], match["until"]
    if which is None:
        return moments[0]
    if ":" in which:
        return _timed(moments, _seconds(which), _seconds(until) if until else None)
    number = int(which) if which.isdecimal() else _pattern(language).numbers[which]
    return _numbered(moments, number if number > 0 else len(moments))


def _numbered(moments: Sequence[Passage], number: int) -> Passage:
    if not 0 < number <= len(moments):
        raise Impossible(code="no-such-moment", values={"count": len(moments)})
    return moments[number - 1]


def _timed(moments: Sequence[Passage], since: float, until: float | None) -> Passage:
    """What stands at a time, or the stretch itself."""
    if until is not None and until > since:
        return Passage(text="", start=since + _BEFORE, end=until - _AFTER, asset=moments[0].asset)
    near = min(moments, key=lambda each: abs((each.start or 0.0) - since))
    there = abs((near.start or 0.0) - since) < 1.0
    return near if there else Passage(text="", start=since, end=since + _BEYOND, asset=near.asset)


def _clip(wish: Wish, language: Language, moment: Passage) -> Pointed:
    assert wish.replied is not None
    sources = [facts for facts in files_of(wish.replied.workflow.given) if facts.kind in ("video", "audio")]
    if not sources or moment.start is None:
        raise Impossible(code="nothing-to-clip")
    source = next((facts for facts in sources if facts.asset == moment.asset), sources[0])
    start = round(max(0.0, moment.start - _BEFORE), 2)
    end = round(max((moment.end or moment.start) + _AFTER, start + _LEAST), 2)
    if source.duration is not None:
        end = min(end, round(source.duration, 2))
        if start >= end:
            raise Impossible(code="beyond-end", values={"at": round(start), "duration": round(source.duration)})
    goal = Goal(capability="trim", params={"start": start, "end": end})
    return Pointed(Intent(language=language, goals=(goal,)), source)


def _seconds(time: str) -> float:
    seconds = 0
    for part in time.split(":"):
        seconds = seconds * 60 + int(part)
    return float(seconds)


@cache
def _pattern(language: Language) -> _Pattern:
    raw: dict[str, Any] = tomllib.loads(files("locales").joinpath(language, "answers.toml").read_text("utf-8"))["pointing"]
    numbers = {str(word): int(number) for word, number in raw["numbers"].items()}
    words = "|".join(sorted(map(re.escape, numbers), key=len, reverse=True))
    which = rf"(?P<which>{_TIME}|{words}|\d{{1,2}})(?: ?{raw['until']} ?(?P<until>{_TIME}))?"
    return _Pattern(tuple(_phrases(raw["phrases"], which)), numbers, bool(raw.get("plain", False)))


def _phrases(raw: Sequence[str], which: str) -> Iterator[re.Pattern[str]]:
    for phrase in raw:
        told = phrase.replace("{which}", which)
        yield re.compile(told if "{which}" in phrase else f"{told}(?P<which>(?!))?(?P<until>(?!))?")
