"""Unsaid goals beside the material: which of them it still lacks, and what is told about those that were served."""

from collections.abc import Sequence

from pydantic import JsonValue

from agent_core.intents import Goal, ImplicitGoal, Intent
from media.facts import MediaFacts
from media.timeline import ASPECTS

_ALIKE = 0.02
"""Share by which a shape may miss an aspect and still be taken for it."""
_SOUNDING = frozenset({"add_music", "voiceover", "overview", "commentary", "story", "beatsync", "music_video"})
"""Goals that bring a sound with them."""


def lacking(unsaid: Sequence[ImplicitGoal], goals: Sequence[Goal], files: Sequence[MediaFacts]) -> tuple[ImplicitGoal, ...]:
    """The unsaid goals that change anything: no new shape for what has it already, no loudness for what is silent."""
    heard = any(facts.has_sound for facts in files) or any(goal.capability in _SOUNDING for goal in goals)
    idle = {name for name, needless in (("reframe", _shaped(unsaid, files)), ("loudness", not heard)) if needless}
    return tuple(goal for goal in unsaid if goal.capability not in idle)


def told_unasked(intent: Intent) -> list[JsonValue]:
    """What a person hears about the unsaid goals that were served: `capability`, `reason`, `place`, and its `aspect`."""
    return [
        {
            "capability": goal.capability,
            "reason": goal.reason,
            "place": goal.place,
            "aspect": goal.params.get("aspect"),
        }
        for goal in intent.implicit
    ]


def _shaped(unsaid: Sequence[ImplicitGoal], files: Sequence[MediaFacts]) -> bool:
    """Whether the material has the shape that would be given to it."""
    wanted = next((ASPECTS[str(goal.params["aspect"])] for goal in unsaid if "aspect" in goal.params), None)
    main = next((facts for facts in files if facts.width and facts.height), None)
    if wanted is None or main is None:
        return False
    shape = (main.width or 1) / (main.height or 1)
    return abs(shape / float(wanted) - 1) <= _ALIKE
