"""Follow-ups worth a button under a result: those that this version can do with what was made."""

from collections.abc import Iterator, Sequence

from agent_core.catalogue.listing import built
from agent_core.intents import Intent
from agent_core.messages import Action, Product

_LASTING = ("video", "audio", "animation")
_SHORTEST = 4.0
"""Seconds below which nobody wants it shorter still."""


def offered(intent: Intent, products: Sequence[Product], *, chance: bool, earlier: bool) -> tuple[Action, ...]:
    """The buttons in their order.

    `chance`: another try would give something else; `earlier`: there is a version to go back to.
    """
    goals = {goal.capability for goal in intent.goals} | {unsaid.capability for unsaid in intent.implicit}
    found: list[Action] = [*_changes(goals, products[0])] if products else []
    if chance:
        found.append("retry")
    if earlier:
        found.append("undo")
    if products and "export" in built():
        found.append("export")
    return (*found, "how")


def reposted(actions: Sequence[Action], way: Action) -> tuple[Action, ...]:
    """The buttons of a result that is shown again: after an undo there is a way forward too, after a redo one back."""
    back: Action = "redo" if way == "undo" else "undo"
    others: list[Action] = [action for action in actions if action not in (back, "how")]
    return (*others, back, *(action for action in actions if action == "how"))


def _changes(goals: set[str], main: Product) -> Iterator[Action]:
    """What may be changed of the main product."""
    if main.kind in _LASTING and (main.duration or 0.0) >= _SHORTEST and _takes(goals, "duration"):
        yield "shorter"
    if main.kind == "video" and "subtitle" in built() and "subtitle" not in goals:
        yield "captions"
    if main.width and main.height and main.width > main.height and "reframe" in built():
        yield "vertical"
    if main.kind in ("video", "image", "animation") and _takes(goals, "caption_size"):
        yield from ("smaller_text", "bigger_text")


def _takes(goals: set[str], param: str) -> bool:
    """Whether one of the capabilities has a setting."""
    return any(row.param(param) is not None for name, row in built().items() if name in goals)
