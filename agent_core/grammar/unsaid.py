"""What a wish does not say and yet means: what a film for a platform is known to need, what lies under a narration.

Each has its reason, and an off-switch in the wish itself or in a reply. The words are those of `locales/<lang>/unsaid.toml`.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from pydantic import JsonValue

from agent_core.catalogue.capability import Capability
from agent_core.catalogue.listing import capabilities
from agent_core.grammar.finding import longest, nouns_in, platforms_in
from agent_core.grammar.followups import goes
from agent_core.grammar.lexicon import Lexicon, grammar_file, lexicon
from agent_core.grammar.phrases import Notation
from agent_core.intents import Goal, ImplicitGoal
from agent_core.languages import Language
from agent_core.messages import AttachmentKind

PLATFORM, NARRATION = "platform", "narration"
"""Codes of the reasons."""
LUFS = -14.0
"""Loudness that the platforms play at."""
_SHORT = "9:16"
"""Shape of the platforms where films are watched with the sound off: they are captioned."""
_NARRATED = frozenset({"overview", "commentary", "story"})
"""What is told by a voice with nothing under it."""
_SCORED = frozenset({"add_music", "beatsync", "music_video", "standup", "crosstalk"})
_LEVELS = ("mute", "volume")
"""Settings of the sound that say how loud it shall be."""


def implied(
    goals: Sequence[Goal], text: str, lexicons: Sequence[Lexicon], kinds: Sequence[AttachmentKind]
) -> tuple[ImplicitGoal, ...]:
    """The unsaid goals of a wish for a film; none of what it names or turns down."""
    if not _films(goals, kinds):
        return ()
    gone = {noun.name for noun in nouns_in(text, lexicons) if goes(text, noun, lexicons)}
    refused = turned_off(text, lexicons) | gone | {goal.capability for goal in goals}
    found = (*_platform(goals, text, lexicons), *_narrated(goals))
    return tuple(unsaid for unsaid in found if unsaid.capability not in refused)


def fitting(unsaid: Sequence[ImplicitGoal], goals: Sequence[Goal], kinds: Sequence[AttachmentKind]) -> tuple[ImplicitGoal, ...]:
    """Those unsaid goals that still make sense beside other explicit ones."""
    named = {goal.capability for goal in goals}
    return tuple(goal for goal in unsaid if goal.capability not in named) if _films(goals, kinds) else ()


def turned_off(text: str, lexicons: Sequence[Lexicon]) -> frozenset[str]:
    """What a text turns off by the words for that: "no captions", "leave the sound alone"."""
    return frozenset(name for reader in lexicons for name, phrase in _off(reader.language).items() if phrase.search(text))


def less(edit: Mapping[str, JsonValue], refused: frozenset[str]) -> dict[str, JsonValue]:
    """A change that also takes out what a reply turns off; one that says how it is framed sets that, and no more."""
    settled = {"reframe"} if {"aspect", "fit"} & edit.keys() else set[str]()
    known, also = edit.get("without"), edit.get("also")
    gone = [*known] if isinstance(known, list) else []
    added = [*also] if isinstance(also, list) else []
    gone += [name for name in sorted(refused - settled) if name not in (*gone, *added)]
    return {**edit, "without": gone} if gone else dict(edit)


def _films(goals: Sequence[Goal], kinds: Sequence[AttachmentKind]) -> bool:
    """Whether a film comes out that goes on from a video, or from one that is still to be sent."""
    if kinds and "video" not in kinds:
        return False
    return any(_makes_film(capabilities()[goal.capability], kinds) for goal in goals)


def _makes_film(row: Capability, kinds: Sequence[AttachmentKind]) -> bool:
    first = row.needs[0].kinds[0] if row.needs else None
    return "video" in row.delivers or ("same" in row.delivers and (bool(kinds) or first == "video"))


def _platform(goals: Sequence[Goal], text: str, lexicons: Sequence[Lexicon]) -> list[ImplicitGoal]:
    """The shape of the platform; for one by its name, and no mere screen, captions where it is watched without sound, and the
    loudness that it plays at."""
    platforms = longest(platforms_in(text, lexicons))
    if not platforms:
        return []
    aspect, place = platforms[0].value, _place(text, lexicons)
    found: list[ImplicitGoal] = []
    if not any("aspect" in goal.params for goal in goals):
        found.append(_unsaid("reframe", PLATFORM, place, {"aspect": aspect}))
    if place and aspect == _SHORT and not any(capabilities()[goal.capability].param("caption_size") for goal in goals):
        found.append(_unsaid("subtitle", PLATFORM, place))
    if place and not any(name in goal.params for goal in goals for name in _LEVELS):
        found.append(_unsaid("loudness", PLATFORM, place, {"lufs": LUFS}))
    return found


def _narrated(goals: Sequence[Goal]) -> list[ImplicitGoal]:
    """Music under a voice that speaks alone; under a film's own sound a narration ducks that."""
    named = {goal.capability for goal in goals}
    return [_unsaid("add_music", NARRATION)] if named & _NARRATED and not named & _SCORED else []


def _unsaid(capability: str, reason: str, place: str = "", params: dict[str, JsonValue] | None = None) -> ImplicitGoal:
    return ImplicitGoal(capability=capability, params=params or {}, reason=reason, place=place)


def _place(text: str, lexicons: Sequence[Lexicon]) -> str:
    """The platform by its name, as its people write it; empty for one without."""
    places = ((name, phrase) for reader in lexicons for name, phrase in _places(reader.language).items())
    return next((name for name, phrase in places if phrase.search(text)), "")


@cache
def _off(language: Language) -> Mapping[str, re.Pattern[str]]:
    return _phrases(language, "off")


@cache
def _places(language: Language) -> Mapping[str, re.Pattern[str]]:
    return _phrases(language, "places")


def _phrases(language: Language, table: str) -> Mapping[str, re.Pattern[str]]:
    words = {name: source for name, source in grammar_file(language)["words"].items() if name != "stop"}
    notation = Notation(language, words, {}, lexicon(language).variants)
    return {name: notation.any_of(phrases) for name, phrases in _file(language)[table].items()}


@cache
def _file(language: Language) -> dict[str, Any]:
    return tomllib.loads(files("locales").joinpath(language, "unsaid.toml").read_text("utf-8"))
