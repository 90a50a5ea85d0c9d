"""Projects: every result is a revision; a follow-up makes the next one, undo goes back to its parent. Pure functions."""

from collections.abc import Iterable, Mapping, Sequence

from pydantic import JsonValue

from agent_core.catalogue.listing import capabilities
from agent_core.errors import Impossible
from agent_core.intents import Goal, Intent
from agent_core.languages import Language
from agent_core.making import Making
from agent_core.messages import Note, Product
from agent_core.workflow import Given, Workflow
from media.frozen import Frozen

STEPS_OF_SIZE = {"up": 1.25, "down": 0.8}
STEPS_OF_LENGTH = {"shorter": 2 / 3, "longer": 1.5}
SIZES = (0.25, 4.0)
"""Least and greatest factor that relative wishes lead to."""

HOMES = {
    **dict.fromkeys(("aspect", "fit"), "reframe"),
    **dict.fromkeys(("rotate", "flip", "reverse", "mute", "grayscale", "stabilize"), "adjust"),
    **dict.fromkeys(("volume", "brightness", "contrast", "saturation"), "adjust"),
    "factor": "speed",
    "duration": "trim",
}
"""Params that bring their capability with them, when no goal so far has them."""


class Revision(Frozen):
    """One state of a project: what was wanted, how it was made, what came out."""

    id: str
    project: str
    parent: str | None
    language: Language
    intent: Intent
    workflow: Workflow
    products: tuple[Product, ...]
    note: Note
    making: Making | None = None
    """How it came about; `None` for one that was kept before anybody asked."""


def undone(replied: Revision, revisions: Sequence[Revision]) -> Revision | None:
    """The revision that undoing one leads back to, if there is one."""
    return next((revision for revision in revisions if revision.id == replied.parent), None)


def redone(replied: Revision, revisions: Sequence[Revision]) -> Revision | None:
    """The newest revision made from one, if there is one."""
    return next((revision for revision in reversed(revisions) if revision.parent == replied.id), None)


def edited(intent: Intent, change: Intent, accepts: Mapping[str, frozenset[str]], duration: float | None) -> Intent:
    """What is wanted after a follow-up: the earlier goals with `change.edit` taken in; what is named outright is unsaid no more.

    `accepts` names the params of each capability, `duration` is the product's length so far. Raises `Impossible` with code
    `nothing-left` when every goal is taken away, `no-such-part` for one alone that was never there, `param-not-yet` for a param
    that nothing here has.
    """
    params = dict(change.edit)
    without, also = _names(params.pop("without", None)), _names(params.pop("also", None))
    goals = _less(intent.goals, without, [unsaid.capability for unsaid in intent.implicit], alone=not (params or also))
    goals = with_goals(goals, [Goal(capability=name) for name in also])
    for name, value in _respelled(goals, params, accepts).items():
        goals = _with_param(goals, name, value, accepts, duration)
    gone = {*without, *(goal.capability for goal in goals)}
    kept = tuple(unsaid for unsaid in intent.implicit if unsaid.capability not in gone)
    return intent.model_copy(update={"language": change.language, "goals": goals, "implicit": kept, "edit": change.edit})


def with_goals(goals: Sequence[Goal], more: Iterable[Goal]) -> tuple[Goal, ...]:
    """Goals with others on top; one that is there already takes the new params."""
    found = {goal.capability: goal for goal in goals}
    for goal in more:
        known = found.get(goal.capability)
        found[goal.capability] = goal if known is None else known.model_copy(update={"params": {**known.params, **goal.params}})
    return tuple(found.values())


def settled(goal: Goal, duration: float | None = None) -> Goal:
    """A goal whose relative values are numbers, measured from the capability's usual size and the material's length; levels,
    which have no number, stay `up` and `down`."""
    params = {name: _settled(goal.capability, name, value, None, duration) for name, value in goal.params.items()}
    return goal.model_copy(update={"params": params})


def patch(workflow: Workflow, before: Intent, after: Intent, takes: Mapping[str, frozenset[str]]) -> Workflow | None:
    """The workflow with the params that differ between two intents changed; `None` when that takes more than new params.

    `takes` names the params of each tool.
    """
    old, new = _all(before), _all(after)
    if [goal.capability for goal in old] != [goal.capability for goal in new]:
        return None
    for index, (was, now) in enumerate(zip(old, new, strict=True)):
        for name, value in now.params.items():
            if was.params.get(name) == value:
                continue
            patched = _patched(workflow, index, name, value, takes)
            if patched is None:
                return None
            workflow = patched
    return workflow


def defaults(workflow: Workflow, names: Iterable[str]) -> dict[str, JsonValue]:
    """The values that a workflow's steps have for params of those names."""
    return {name: step.params[name] for name in names for step in workflow.steps if name in step.params}


def reseeded(workflow: Workflow) -> Workflow:
    """The same workflow, left to chance anew."""
    seeds = {step.id: step.params["seed"] for step in workflow.steps if "seed" in step.params}
    return workflow.patched({name: {"seed": int(seed) + 1} for name, seed in seeds.items() if isinstance(seed, int)})


def _all(intent: Intent) -> list[Goal]:
    return [*intent.goals, *(Goal(capability=unsaid.capability, params=unsaid.params) for unsaid in intent.implicit)]


def _patched(workflow: Workflow, index: int, name: str, value: JsonValue, takes: Mapping[str, frozenset[str]]) -> Workflow | None:
    """With one param of a goal changed: in the words given for it, or in the steps of the goal and in those goals share."""
    given = workflow.given.get(name)
    if given is not None and isinstance(given.value, dict):
        words = Given(artifact=given.artifact, value={**given.value, "text": value})
        return workflow.model_copy(update={"given": {**workflow.given, name: words}})
    touched = [step.id for step in workflow.steps if step.goal in (index, None) and name in takes.get(step.tool, ())]
    return workflow.patched({step: {name: value} for step in touched}) if touched else None


def _less(goals: Sequence[Goal], without: Sequence[str], unsaid: Sequence[str], *, alone: bool) -> tuple[Goal, ...]:
    """The goals that stay; beside other changes, what was never there may be taken away again."""
    there = {*(goal.capability for goal in goals), *unsaid}
    unknown = next((name for name in without if name not in there), None)
    if unknown and alone:
        raise Impossible(code="no-such-part", values={"capability": unknown})
    kept = tuple(goal for goal in goals if goal.capability not in without)
    if not kept:
        raise Impossible(code="nothing-left")
    return kept


def _respelled(
    goals: Sequence[Goal], params: Mapping[str, JsonValue], accepts: Mapping[str, frozenset[str]]
) -> dict[str, JsonValue]:
    """`text` for a result whose words stand above and below: it takes the place of the only line, or of both."""
    told = dict(params)
    lined = next((goal for goal in goals if "top_text" in accepts.get(goal.capability, ())), None)
    if "text" not in told or lined is None or any("text" in accepts.get(goal.capability, ()) for goal in goals):
        return told
    text = told.pop("text")
    below = lined.params.get("bottom_text") and not lined.params.get("top_text")
    return {**told, **({"bottom_text": text} if below else {"top_text": text, "bottom_text": ""})}


def _with_param(
    goals: Sequence[Goal], name: str, value: JsonValue, accepts: Mapping[str, frozenset[str]], duration: float | None
) -> tuple[Goal, ...]:
    if not any(name in accepts.get(goal.capability, ()) for goal in goals):
        home = HOMES.get(name)
        if home is None:
            raise Impossible(code="param-not-yet", values={"capability": goals[0].capability, "param": name, "value": str(value)})
        return with_goals(goals, [settled(Goal(capability=home, params={name: value}), duration)])
    return tuple(_changed(goal, name, value, duration) if name in accepts.get(goal.capability, ()) else goal for goal in goals)


def _changed(goal: Goal, name: str, value: JsonValue, duration: float | None) -> Goal:
    settled_value = _settled(goal.capability, name, value, goal.params.get(name), duration)
    return goal.model_copy(update={"params": {**goal.params, name: settled_value}})


def _settled(capability: str, name: str, value: JsonValue, current: JsonValue, duration: float | None) -> JsonValue:
    return value if name in _levels(capability) else _absolute(name, value, current, duration)


def _absolute(name: str, value: JsonValue, current: JsonValue, duration: float | None) -> JsonValue:
    """A relative value as a number."""
    if isinstance(value, str) and value in STEPS_OF_LENGTH and name == "duration":
        start = duration if duration is not None else current
        return round(float(start) * STEPS_OF_LENGTH[value], 2) if isinstance(start, int | float) else value
    if isinstance(value, str) and value in STEPS_OF_SIZE:
        start = float(current) if isinstance(current, int | float) else 1.0
        return round(min(SIZES[1], max(SIZES[0], start * STEPS_OF_SIZE[value])), 4)
    return value


def _levels(capability: str) -> frozenset[str]:
    """The params of a capability that only know more and less."""
    row = capabilities().get(capability)
    return frozenset(param.name for param in row.params if param.type == "level") if row else frozenset()


def _names(value: JsonValue) -> list[str]:
    return [str(name) for name in value] if isinstance(value, list) else []
