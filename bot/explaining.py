"""What the bot says about how a result was made, and where one went wrong: pure functions from the workers' values to words."""

import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, cast

from pydantic import JsonValue

from agent_core.catalogue.examples import name_of
from agent_core.catalogue.listing import capabilities
from agent_core.languages import LANGUAGES, Language
from agent_core.messages import Delivery, Template
from bot.localization import Localization
from bot.platform import Button, Incoming

COMMAND = "how"
"""The command's name, and the code of the workers' note."""
TEMPLATE = Template(capability=COMMAND)
_WITHOUT = "without."
"""What the value of a button that takes something out starts with, before the capability."""
_WORDS_SHOWN = 40
"""Letters of a person's own words that are said back to them."""
_WHOLE = 0.995
_SPANS = frozenset({"seconds", "length"})
_SAID = frozenset({"aspect", "color", "choice"})
"""Types of settings whose value says enough by itself."""


def asked(incoming: Incoming) -> bool:
    """Whether a message asks how the result that it replies to was made: by the command, or in plain words."""
    text = incoming.text.strip()
    if text.lower() == f"/{COMMAND}":
        return True
    return incoming.reply_to is not None and not incoming.files and _folded(text) in _phrases()


def without(action: str) -> Template | None:
    """What a button asks for that takes something unasked out of a result."""
    capability = action.removeprefix(_WITHOUT)
    known = action.startswith(_WITHOUT) and capability in capabilities()
    return Template(capability="edit", params={"without": [capability]}) if known else None


def told(words: Localization, row: Delivery) -> str:
    """How a result was made, line by line."""
    language, values = row.language, row.note.values
    lines = [words.say(language, "how-head"), *_wishes(words, language, values), *_steps(words, language, values)]
    lines += _checks(words, language, values)
    if tokens := values.get("tokens"):
        cost = values.get("dollars")
        priced = {"dollars": f"{cost:.4f}".rstrip("0").rstrip(".")} if isinstance(cost, int | float) else {}
        lines.append(words.say(language, "how-model" if priced else "how-model-unpriced", {"tokens": tokens, **priced}))
    return "\n".join(lines)


def switches(words: Localization, row: Delivery) -> list[Button]:
    """A button for everything that nobody asked for: it takes that out."""
    subject, names = row.revision or row.job, [str(unsaid["capability"]) for unsaid in _rows(row.note.values, "unsaid")]
    labels = [words.say(row.language, "how-without", {"capability": name}) for name in names]
    return [Button(label, f"act:{_WITHOUT}{name}:{subject}") for label, name in zip(labels, names, strict=True)]


def trouble(words: Localization, row: Delivery) -> list[str]:
    """Where a result went wrong, and what is kept of it; nothing where that is not known."""
    values = row.note.values
    stage, capability = values.get("failed_stage"), values.get("failed_capability")
    if not isinstance(stage, str):
        return []
    key = f"stage-{stage}" if words.has(row.language, f"stage-{stage}") else "stage-edit"
    step = name_of(row.language, capability) if isinstance(capability, str) else words.say(row.language, key)
    lines = [words.say(row.language, "failed-at", {"step": step})]
    if values.get("kept"):
        lines.append(words.say(row.language, "failed-kept", {"kept": values["kept"], "steps": values["steps"]}))
    return lines


def _wishes(words: Localization, language: Language, values: Mapping[str, JsonValue]) -> Iterator[str]:
    wishes = [_wish(words, language, goal) for goal in _rows(values, "wishes")]
    yield words.say(language, "how-asked", {"wishes": list[JsonValue](wishes)})
    for unsaid in _rows(values, "unsaid"):
        known = f"reason-{unsaid['reason']}"
        reason = words.say(language, known if words.has(language, known) else "reason-other")
        yield words.say(language, "how-unsaid", {"capability": unsaid["capability"], "reason": reason})


def _wish(words: Localization, language: Language, goal: Mapping[str, JsonValue]) -> str:
    capability, params = str(goal["capability"]), goal["params"]
    settings = [text for name, value in _map(params).items() for text in _setting(words, language, capability, name, value)]
    if not settings:
        return name_of(language, capability)
    listed = words.say(language, "list-between").join(settings)
    return words.say(language, "how-wish", {"capability": capability, "settings": listed})


def _setting(words: Localization, language: Language, capability: str, name: str, value: JsonValue) -> Iterator[str]:
    """A setting in words, where it can be said in a few."""
    row = capabilities().get(capability)
    param = row.param(name) if row else None
    kind = param.type if param else "text" if isinstance(value, str) else "number"
    if kind == "text" and isinstance(value, str) and value:
        yield words.say(language, "how-words", {"text": value if len(value) <= _WORDS_SHOWN else f"{value[:_WORDS_SHOWN]}…"})
    elif kind in _SPANS and isinstance(value, int | float) and value > 0:
        yield words.span(language, value)
    elif kind in ("language", "languages"):
        yield from (words.say(language, f"language-{code}") for code in (value if isinstance(value, list) else [value]))
    elif kind == "factor" and not name.endswith("_size") and isinstance(value, int | float):
        yield f"×{value:g}"
    elif kind in _SAID and isinstance(value, str):
        yield value


def _steps(words: Localization, language: Language, values: Mapping[str, JsonValue]) -> Iterator[str]:
    yield words.say(language, "how-steps", {"steps": values["steps"], "took": values["took"]})
    if values["cached"]:
        yield words.say(language, "how-cached", {"cached": values["cached"]})


def _checks(words: Localization, language: Language, values: Mapping[str, JsonValue]) -> Iterator[str]:
    scores, failed = _map(values["scores"]), values["failed"]
    unmet = [name for name in scores if isinstance(failed, list) and name in failed]
    for key, names in (("how-good", [name for name in scores if name not in unmet]), ("how-unmet", unmet)):
        if names:
            told = [_score(words, language, name, _number(scores[name])) for name in names]
            yield words.say(language, key, {"criteria": list[JsonValue](told)})
    if mended := [_mend(words, language, mend) for mend in _rows(values, "mended")]:
        yield words.say(language, "how-mended", {"criteria": list[JsonValue](mended)})


def _score(words: Localization, language: Language, name: str, score: float) -> str:
    criterion = _criterion(words, language, name)
    if score >= _WHOLE:
        return criterion
    return words.say(language, "how-score", {"criterion": criterion, "percent": round(score * 100)})


def _mend(words: Localization, language: Language, mend: Mapping[str, JsonValue]) -> str:
    shares: dict[str, JsonValue] = {name: round(_number(mend[name]) * 100) for name in ("before", "after")}
    return words.say(language, "how-mend", {"criterion": _criterion(words, language, str(mend["criterion"])), **shares})


def _criterion(words: Localization, language: Language, name: str) -> str:
    """What a criterion is called; its own name for one that a newer worker has and this bot does not know."""
    return words.say(language, f"criterion-{name}") if words.has(language, f"criterion-{name}") else name


def _rows(values: Mapping[str, JsonValue], name: str) -> list[dict[str, JsonValue]]:
    return cast(list[dict[str, JsonValue]], values[name])


def _map(value: JsonValue) -> dict[str, JsonValue]:
    return value if isinstance(value, dict) else {}


def _number(value: JsonValue) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


@cache
def _phrases() -> frozenset[str]:
    """What people say to ask it, in every language."""
    return frozenset(_folded(phrase) for language in LANGUAGES for phrase in _said(language)[COMMAND]["phrases"])


def _said(language: Language) -> dict[str, Any]:
    return tomllib.loads(files("locales").joinpath(language, "commands.toml").read_text("utf-8"))


def _folded(text: str) -> str:
    """Small letters and numbers alone, without marks."""
    return "".join(_base(letter) for letter in unicodedata.normalize("NFD", text.lower()) if letter.isalnum())


def _base(letter: str) -> str:
    name = unicodedata.name(letter, "")
    return unicodedata.lookup(name.partition(" WITH ")[0]) if name.startswith("LATIN") else letter
