"""The language model as a reader of wishes: its answer is an `Intent` of the catalogue, or it is nothing.

Whatever the model was talked into, all that it can say is a list of capabilities with settings; each is held to the catalogue by
the same checks as a person's own command, and what cannot be held is thrown away.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated

from pydantic import Field, JsonValue

from agent_core.catalogue.capability import Capability, Param
from agent_core.catalogue.examples import examples
from agent_core.catalogue.listing import capabilities
from agent_core.catalogue.values import valid_params
from agent_core.errors import Impossible, LLMFailed
from agent_core.grammar.goals import missing
from agent_core.grammar.unsaid import fitting
from agent_core.intents import Goal, Intent
from agent_core.languages import Language
from agent_core.llm.prompts import prompt
from agent_core.llm.request import LLM, Material, Message, Request
from agent_core.llm.schema import shaped
from agent_core.llm.usage import Spending
from agent_core.messages import AttachmentKind
from media.frozen import Frozen

_LISTS = ("ranges", "lines", "names", "languages")
"""Types of settings that are written as JSON."""
_NAMES = ("also", "without")
_MOST = 8
"""Goals in one wish."""
_SETTINGS = 20
"""Settings of one goal."""
_READ = 0.9
"""Confidence of what a model read."""
_NAME_LETTERS = 255


class Setting(Frozen):
    """One setting that the wish names."""

    name: str
    value: str


class ReadGoal(Frozen):
    """One capability that the wish asks for."""

    capability: Annotated[str, Field(json_schema_extra=lambda schema: schema.update(enum=list(capabilities())))]
    settings: tuple[Setting, ...]


class Reading(Frozen):
    """A wish as the model reads it."""

    understood: bool
    goals: tuple[ReadGoal, ...]
    edit: tuple[Setting, ...]


@dataclass(frozen=True)
class Heard:
    """A wish and what is known about it."""

    text: str
    language: Language
    kinds: tuple[AttachmentKind, ...] = ()
    names: tuple[str, ...] = ()
    """Names of the files, as they were sent."""
    replied: Intent | None = None
    """What the result replied to was."""
    hint: Intent | None = None
    """What the grammar made of it."""


async def read_by(llm: LLM, heard: Heard, spending: Spending) -> Intent | None:
    """What the model reads in a wish; `None` where it finds nothing, or gives no answer that holds."""
    request = Request(
        system=instructions(),
        messages=(Message(tuple(_parts(heard))),),
        shape=shaped(Reading, lambda reading: list(_problems(reading, heard)), "reading"),
    )
    try:
        reading = (await llm.complete(request, spending)).value
    except LLMFailed:
        return None
    return _intent(reading, heard) if not list(_problems(reading, heard)) else None


@cache
def instructions() -> str:
    """The prompt with the catalogue: the same for every wish, so that providers cache it."""
    return prompt("planner", "intents") + "\n".join(map(_row, capabilities().values())) + "\n"


def _row(row: Capability) -> str:
    needs = " + ".join("/".join(need.kinds) + ("?" if need.optional else "") for need in row.needs) or "nothing"
    settings = ", ".join(map(_setting, row.params)) or "none"
    said = "; ".join(f"“{wish}”" for wish in examples("en", row.name)[:2])
    return f"- {row.name} ({needs}; {settings}; {said})"


def _setting(param: Param) -> str:
    kind = "|".join(param.choices) if param.choices else param.type
    return f"{param.name}: {kind}"


def _parts(heard: Heard) -> Iterator[Material]:
    yield Material("wish", heard.text, 20_000)
    facts: dict[str, JsonValue] = {
        "language": heard.language,
        "attachments": list[JsonValue](heard.kinds),
        "replies_to": [goal.model_dump(mode="json") for goal in heard.replied.goals] if heard.replied else None,
        "simpler_reader": heard.hint.model_dump(mode="json", include={"goals", "edit"}) if heard.hint else None,
    }
    yield Material("facts", json.dumps(facts, ensure_ascii=False), 20_000)
    if heard.names:
        yield Material("file_name", "\n".join(name[:_NAME_LETTERS] for name in heard.names), 2_000)


def _problems(reading: Reading, heard: Heard) -> Iterator[str]:
    """What keeps a reading from being an intent, in sentences."""
    if len(reading.goals) > _MOST:
        yield f"A wish has {_MOST} goals at most."
        return
    for goal in reading.goals:
        row = capabilities().get(goal.capability)
        if row is None:
            yield f"There is no capability {goal.capability[:40]!r}."
        elif goal.capability == "edit":
            yield "Changes of the result replied to go into `edit`, not into `goals`."
        else:
            yield from _faults(row, goal.settings)
    if reading.edit and heard.replied is None:
        yield "Nothing is replied to, so `edit` stays empty: name goals."
    yield from _faults(capabilities()["edit"], reading.edit)


def _faults(row: Capability, settings: Sequence[Setting]) -> Iterator[str]:
    if len(settings) > _SETTINGS:
        yield f"{row.name} has too many settings."
        return
    for setting in settings:
        try:
            value = valid_params(row, _params(row, [setting])).get(setting.name)
        except Impossible:
            yield f"{row.name} has no setting {setting.name[:40]!r} with that value."
        else:
            if setting.name in _NAMES and isinstance(value, list) and not set(map(str, value)) <= set(capabilities()):
                yield f"{setting.name} holds names of capabilities only."


def _params(row: Capability, settings: Sequence[Setting]) -> dict[str, JsonValue]:
    return {setting.name: _value(row.param(setting.name), setting.value) for setting in settings}


def _value(param: Param | None, text: str) -> JsonValue:
    """A value as it is spelled: lists as JSON, all else as text, which the catalogue knows how to read."""
    if param is None or param.type not in _LISTS or not text.lstrip().startswith("["):
        return text
    try:
        value: JsonValue = json.loads(text)
    except ValueError:
        return text
    return value


def _intent(reading: Reading, heard: Heard) -> Intent | None:
    """A reading without problems as an intent: unsaid goals and the language stay those of the rules."""
    edit = valid_params(capabilities()["edit"], _params(capabilities()["edit"], reading.edit))
    if edit:
        goals: tuple[Goal, ...] = (Goal(capability="edit"),)
    else:
        goals = tuple(_goal(goal, heard.text) for goal in reading.goals)
    if not reading.understood or not goals:
        return None
    implicit = fitting(heard.hint.implicit if heard.hint else (), goals, heard.kinds)
    lacking = () if heard.replied else missing(goals, heard.kinds)
    return Intent(
        language=heard.language, goals=goals, implicit=implicit, missing=lacking, edit=edit, confidence=_READ
    )  # fmt: skip


def _goal(goal: ReadGoal, text: str) -> Goal:
    """A question is asked in the person's own words."""
    row = capabilities()[goal.capability]
    asked: Mapping[str, JsonValue] = {"question": text.strip()} if row.name == "ask" else {}
    return Goal(capability=row.name, params={**valid_params(row, _params(row, goal.settings)), **asked})
