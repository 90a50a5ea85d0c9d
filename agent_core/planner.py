"""The deterministic planner: from goals and what was given to one workflow.

It chains backward over artifact types: a tool that serves the goal is chosen, each of its ports is fed by something given, by a
step already there, or by the cheapest tool whose own ports can be fed in turn. Tools that edit a `Timeline` are folded over one
timeline, in the order of their layers and within a layer in the user's order, and a single render stands at the end.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import JsonValue, ValidationError

from agent_core.errors import Impossible
from agent_core.intents import Goal, Intent
from agent_core.tool import LAYERS, Port, Tool
from agent_core.workflow import GIVEN, Given, Step, Workflow

TIMELINE = "Timeline"
DELIVERABLES = frozenset({"VideoFile", "ImageFile", "AudioFile", "SubtitleFile"})
PASSING = frozenset({"SourceVideo", "SourceAudio", "Narration"})
"""Artifacts that have a length: with one of them in it, a timeline becomes a video and not a picture."""


@dataclass(frozen=True)
class Composed:
    """A workflow, and the intent as far as it is served: implicit goals that nothing here can serve are left out."""

    workflow: Workflow
    intent: Intent


@dataclass(frozen=True)
class Lacks:
    """A goal cannot be reached from what was given; one of these artifacts would help."""

    capability: str
    artifacts: frozenset[str]


def compose(
    intent: Intent, given: Mapping[str, Given], defaults: Mapping[str, JsonValue], tools: Mapping[str, Tool]
) -> Composed | Lacks:
    """One workflow for all goals of an intent.

    `defaults` fills params of any tool that has one of that name, where the goal leaves it open. Raises `Impossible` with code
    `not-yet` when no tool serves a goal, and `param-not-yet` when no step takes a param or its value.
    """
    finder = _Finder(given, tools)
    choices = [_chosen(goal, finder, tools) for goal in intent.goals]
    lacking = next((choice for choice in choices if isinstance(choice, Lacks)), None)
    if lacking is not None:
        return lacking
    kept = [unsaid for unsaid in intent.implicit if _servable(unsaid.capability, finder, tools)]
    served = intent.model_copy(update={"implicit": tuple(kept)})
    goals = (*intent.goals, *(Goal(capability=unsaid.capability, params=unsaid.params) for unsaid in kept))
    pairs = [(index, goal, _chosen(goal, finder, tools)) for index, goal in enumerate(goals)]
    folded = sorted(
        ((index, goal, spec) for index, goal, spec in pairs if isinstance(spec, Tool)), key=lambda item: _rank(item[2], item[0])
    )
    return Composed(workflow=_drawn(folded, finder, defaults), intent=served)


def wanted(intent: Intent) -> list[str]:
    """The capability of each goal by the index that steps use: explicit goals, then implicit ones."""
    return [goal.capability for goal in (*intent.goals, *intent.implicit)]


def reach(tools: Mapping[str, Tool]) -> dict[str, frozenset[str]]:
    """The params that the steps of each capability take: those of the tools that serve it and of what prepares their inputs."""
    finder = _Finder({}, tools)
    reached: dict[str, frozenset[str]] = {}
    for spec in tools.values():
        for capability in spec.serves:
            reached[capability] = reached.get(capability, frozenset()) | _reached(spec, finder, frozenset())
    return reached


def _reached(spec: Tool, finder: "_Finder", trail: frozenset[str]) -> frozenset[str]:
    beyond = trail | {spec.name}
    makers = [maker for port in spec.ports.values() for maker in finder.makers(port.artifact) if maker.name not in beyond]
    return spec.params.union(*(_reached(maker, finder, beyond) for maker in makers))


def _rank(spec: Tool, index: int) -> tuple[int, int]:
    return LAYERS.index(spec.layer), index


def _servable(capability: str, finder: "_Finder", tools: Mapping[str, Tool]) -> bool:
    return any(capability in spec.serves and finder.feedable(spec) for spec in tools.values())


def _chosen(goal: Goal, finder: "_Finder", tools: Mapping[str, Tool]) -> Tool | Lacks:
    """The tool that serves a goal: of those that can be fed, one that works on the timeline before one that does not."""
    serving = [spec for spec in tools.values() if goal.capability in spec.serves]
    if not serving:
        raise Impossible(code="not-yet", values={"capability": goal.capability})
    feedable = [spec for spec in serving if finder.feedable(spec)]
    if feedable:
        return min(feedable, key=lambda spec: (TIMELINE not in spec.makes.values(), spec.name))
    lacking = [finder.unfed(spec) for spec in serving]
    fewest = min(lacking, key=lambda unfed: (len(unfed), unfed))
    return Lacks(goal.capability, finder.roots(fewest[0]))


class _Finder:
    """Answers whether artifacts can be had, from the given ones and by the tools that prepare others."""

    def __init__(self, given: Mapping[str, Given], tools: Mapping[str, Tool]) -> None:
        self.given = given
        self.tools = tools
        self._names: dict[str, str] = {}
        for name, thing in given.items():
            self._names.setdefault(thing.artifact, name)

    def named(self, artifact: str) -> str | None:
        """The source of the first thing given of a type."""
        return f"{GIVEN}{self._names[artifact]}" if artifact in self._names else None

    def makers(self, artifact: str) -> list[Tool]:
        """Tools that prepare an artifact and serve no goal by themselves, cheapest first."""
        found = (spec for spec in self.tools.values() if artifact in spec.makes.values() and not spec.serves)
        return sorted(found, key=lambda spec: (len(spec.ports), spec.cost.per_second, spec.name))

    def maker(self, artifact: str, trail: frozenset[str] = frozenset()) -> Tool | None:
        """The first of them that can be fed."""
        return next((spec for spec in self.makers(artifact) if spec.name not in trail and self.feedable(spec, trail)), None)

    def had(self, artifact: str, trail: frozenset[str] = frozenset()) -> bool:
        return artifact in self._names or self.maker(artifact, trail) is not None

    def feedable(self, spec: Tool, trail: frozenset[str] = frozenset()) -> bool:
        """Whether every port that must be fed can be."""
        return not self.unfed(spec, trail)

    def unfed(self, spec: Tool, trail: frozenset[str] = frozenset()) -> list[str]:
        """Artifact types of the ports that cannot be fed."""
        beyond = trail | {spec.name}
        return [port.artifact for port in spec.ports.values() if port.required and not self.had(port.artifact, beyond)]

    def roots(self, artifact: str, trail: frozenset[str] = frozenset()) -> frozenset[str]:
        """What a user could give so that an artifact can be had, less what is given already."""
        makers = [spec for spec in self.makers(artifact) if spec.name not in trail]
        if not makers:
            return frozenset() if artifact in self._names else frozenset({artifact})
        found = (
            self.roots(port.artifact, trail | {spec.name}) for spec in makers for port in spec.ports.values() if port.required
        )
        return frozenset[str]().union(*found)


@dataclass
class _Draft:
    """A workflow while it is drawn."""

    finder: _Finder
    defaults: Mapping[str, JsonValue]
    steps: list[Step] = field(default_factory=list[Step])
    made: dict[str, str] = field(default_factory=dict[str, str])
    """Latest source of each artifact type."""

    def add(self, spec: Tool, goal: Goal | None, index: int | None) -> str:
        """A step with that tool, after the steps that feed it; its id."""
        params = self._params(spec, goal)
        used = (port for port in spec.ports.values() if spec.uses(port, params))
        inputs = {port.name: source for port in used if (source := self._fed(spec, port, goal, index))}
        taken = sum(step.tool == spec.name for step in self.steps)
        name = spec.name if not taken else f"{spec.name}-{taken + 1}"
        self.steps.append(Step(id=name, tool=spec.name, inputs=inputs, params=params, goal=index))
        self.made.update(dict.fromkeys(spec.makes.values(), name))
        return name

    def source(self, artifact: str, trail: frozenset[str], goal: Goal | None, index: int | None) -> str | None:
        """Something that gives an artifact: made before, given, or made now."""
        there = self.made.get(artifact) or self.finder.named(artifact)
        if there:
            return there
        spec = self.finder.maker(artifact, trail)
        if spec is None:
            return None
        prepared = spec.params & frozenset(goal.params) if goal else frozenset[str]()
        return self.add(spec, goal, index if prepared else None)

    def _fed(self, spec: Tool, port: Port, goal: Goal | None, index: int | None) -> str | None:
        return self.source(port.artifact, frozenset({spec.name}), goal, index)

    def _params(self, spec: Tool, goal: Goal | None) -> dict[str, JsonValue]:
        asked = {name: value for name, value in (goal.params if goal else {}).items() if name in spec.params}
        if goal:
            _accepted(spec, goal, asked)
        return {**{name: value for name, value in self.defaults.items() if name in spec.params}, **asked}


def _drawn(folded: Sequence[tuple[int, Goal, Tool]], finder: _Finder, defaults: Mapping[str, JsonValue]) -> Workflow:
    draft = _Draft(finder, defaults)
    deliver: list[str] = []
    for index, goal, spec in folded:
        name = draft.add(spec, goal, index)
        _all_taken(goal, draft.steps, finder)
        if DELIVERABLES & frozenset(spec.makes.values()):
            deliver.append(name)
    if any(TIMELINE in spec.makes.values() for _, _, spec in folded):
        deliver.insert(0, _finish(draft))
    used = {source.removeprefix(GIVEN) for step in draft.steps for source in step.inputs.values() if source.startswith(GIVEN)}
    kept = {name: thing for name, thing in finder.given.items() if name in used}
    return Workflow(given=kept, steps=tuple(draft.steps), deliver=tuple(deliver))


def _finish(draft: _Draft) -> str:
    """The one render at the end."""
    sources = (source.removeprefix(GIVEN) for step in draft.steps for source in step.inputs.values() if source.startswith(GIVEN))
    artifacts = {draft.finder.given[name].artifact for name in sources} | set(draft.made)
    kind = "VideoFile" if artifacts & PASSING else "ImageFile"
    return draft.add(draft.finder.makers(kind)[0], None, None)


def _accepted(spec: Tool, goal: Goal, asked: Mapping[str, JsonValue]) -> None:
    """Hold a goal's values against what its tool takes."""
    try:
        spec.input.model_validate(asked)
    except ValidationError as error:
        faulty = next((str(fault["loc"][0]) for fault in error.errors() if fault["loc"] and fault["loc"][0] in asked), None)
        if faulty:
            raise _not_yet(goal, faulty) from None


def _all_taken(goal: Goal, steps: Sequence[Step], finder: _Finder) -> None:
    """A param that no step takes would be dropped without a word."""
    taken = {name for step in steps for name in step.params} | set(finder.given)
    missed = next((name for name in goal.params if name not in taken), None)
    if missed:
        raise _not_yet(goal, missed)


def _not_yet(goal: Goal, name: str) -> Impossible:
    values: dict[str, JsonValue] = {"capability": goal.capability, "param": name, "value": str(goal.params[name])}
    return Impossible(code="param-not-yet", values=values)
