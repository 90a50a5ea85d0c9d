"""What a result has without being asked for it, said in one sentence, with the words that take it out again."""

from collections.abc import Iterator, Mapping
from typing import cast

from pydantic import JsonValue

from agent_core.languages import Language
from agent_core.messages import Delivery
from bot.localization import Localization

_SHAPES = {"9:16": "vertical", "16:9": "wide"}
_SHAPED = "reframe"


def told(words: Localization, row: Delivery) -> Iterator[str]:
    """The sentence, or none where a result has only what was asked for; what a newer worker adds stays unsaid."""
    added = [goal for goal in _goals(row.note.values.get("unasked")) if words.has(row.language, f"unasked-done-{_key(goal)}")]
    if not added:
        return
    done = words.join(row.language, [words.say(row.language, f"unasked-done-{_key(goal)}") for goal in added], "unasked-and")
    off = words.join(row.language, [_switch(words, row.language, goal) for goal in added], "unasked-or")
    place = next((place for goal in added if (place := goal.get("place"))), None)
    values: dict[str, JsonValue] = {"done": done, "words": off}
    yield words.say(row.language, "unasked-place" if place else "unasked", {**values, "place": place} if place else values)


def _switch(words: Localization, language: Language, goal: Mapping[str, JsonValue]) -> str:
    off = words.say(language, f"unasked-off-{_key(goal)}")
    return words.say(language, "unasked-words", {"words": off})


def _key(goal: Mapping[str, JsonValue]) -> str:
    """What the sentences of an unsaid goal are called by."""
    capability = str(goal.get("capability"))
    return _SHAPES.get(str(goal.get("aspect")), "shape") if capability == _SHAPED else capability


def _goals(value: JsonValue) -> list[Mapping[str, JsonValue]]:
    return [cast(Mapping[str, JsonValue], goal) for goal in value if isinstance(goal, dict)] if isinstance(value, list) else []
