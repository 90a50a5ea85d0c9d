"""The deterministic planner: from goals and what was given to one workflow.

It chains backward over artifact types: a tool that serves the goal is chosen, each of its ports is fed by something given, by a
step already there, or by the cheapest tool whose own ports can be fed in turn. Tools that edit a `Timeline` are folded over one
timeline, in the order of their layers and within a layer in the user's order, and a single render stands at the end, unless a
file of another kind is all that was wanted of that timeline.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import JsonValue

from agent_core.errors import Impossible
from agent_core.finder import TIMELINE, Finder
from agent_core.intents import Goal, Intent
from agent_core.tool import LAYERS, Ending, Port, Tool
from agent_core.workflow import Given, Step, Workflow

DELIVERABLES = frozenset(
    {
        *("VideoFile", "ImageFile", "AudioFile", "SubtitleFile"),
        *("Answer", "TextFile", "AnimationFile", "Covers", "ArchiveFile", "ProjectFile"),
    }
)
PASSING = frozenset({"SourceVideo", "SideVideo", "Clips", "SourceAudio", "SideAudio", "Narration", "Music", "Performance"})
"""Artifacts that have a length: with one of them in it, a timeline becomes a film or a sound and not a picture."""
SEEN = frozenset({"SourceVideo", "SourceImage", "Clips", "Footage", "Inset"})
"""Artifacts that there is something to see of."""


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


@dataclass(frozen=True)
class _Chosen:
    """A goal, its index, and the tool that serves it."""

    index: int
    goal: Goal
    spec: Tool

    @property
    def edits(self) -> bool:
        """It gives the timeline back."""
        return TIMELINE in self.spec.makes.values()

    @property
    def rank(self) -> tuple[int, int]:
        return LAYERS.index(self.spec.layer), self.index


def compose(
    intent: Intent, given: Mapping[str, Given], defaults: Mapping[str, JsonValue], tools: Mapping[str, Tool]
) -> Composed | Lacks:
    """One workflow for all goals of an intent.

    `defaults` fills params of any tool that has one of that name, where the goal leaves it open. Raises `Impossible` with code
    `not-yet` when no tool serves a goal, and `param-not-yet` when no step takes a param or its value.
    """
    finder = Finder(given, tools)
    choices = [_choice(goal, finder) for goal in intent.goals]
    lacking = next((choice for choice in choices if isinstance(choice, Lacks)), None)
    if lacking is not None:
        return lacking
    kept = [unsaid for unsaid in intent.implicit if _servable(unsaid.capability, finder)]
    served = intent.model_copy(update={"implicit": tuple(kept)})
    goals = (*intent.goals, *(Goal(capability=unsaid.capability, params=unsaid.params) for unsaid in kept))
    found = (_Chosen(index, goal, spec) for index, goal in enumerate(goals) if isinstance(spec := _choice(goal, finder), Tool))
    folded = sorted(found, key=lambda chosen: chosen.rank)
    return Composed(workflow=_drawn(folded, len(intent.goals), finder, defaults), intent=served)


def wanted(intent: Intent) -> list[str]:
    """The capability of each goal by the index that steps use: explicit goals, then implicit ones."""
    return [goal.capability for goal in (*intent.goals, *intent.implicit)]


def reach(tools: Mapping[str, Tool]) -> dict[str, frozenset[str]]:
    """The params that the steps of each capability take: those of the tools that serve it and of what prepares their inputs."""
    finder = Finder({}, tools)
    reached: dict[str, frozenset[str]] = {}
    for spec in tools.values():
        for capability in spec.serves:
            goal = Goal(capability=capability)
            reached[capability] = reached.get(capability, frozenset()) | _reached(spec, finder, goal, frozenset())
    return reached


def _reached(spec: Tool, finder: Finder, goal: Goal, trail: frozenset[str]) -> frozenset[str]:
    beyond = trail | {spec.name}
    makers = [maker for port in spec.ports.values() for maker in finder.makers(port.artifact, goal) if maker.name not in beyond]
    return spec.params.union(*(_reached(maker, finder, goal, beyond) for maker in makers))


def _servable(capability: str, finder: Finder) -> bool:
    return any(finder.feedable(spec, Goal(capability=capability)) for spec in finder.serving(capability))


def _choice(goal: Goal, finder: Finder) -> Tool | Lacks:
    """The tool that serves a goal: of those that can be fed the first that takes all its values, is written, and works on the
    timeline."""
    serving = finder.serving(goal.capability)
    if not serving:
        raise Impossible(code="not-yet", values={"capability": goal.capability})
    feedable = [spec for spec in serving if finder.feedable(spec, goal)]
    if feedable:
        return min(feedable, key=lambda spec: _preference(spec, goal))
    lacking = [finder.unfed(spec, goal) for spec in serving]
    fewest = min(lacking, key=lambda unfed: (len(unfed), unfed))
    return Lacks(goal.capability, finder.roots(fewest[0], goal))


def _preference(spec: Tool, goal: Goal) -> tuple[bool, bool, bool, str]:
    return spec.faulty(goal.params) is not None, not spec.built, TIMELINE not in spec.makes.values(), spec.name


@dataclass
class _Draft:
    """A workflow while it is drawn."""

    finder: Finder
    defaults: Mapping[str, JsonValue]
    gathers: bool = False
    steps: list[Step] = field(default_factory=list[Step])
    timeline: str | None = None
    """The step that gave the timeline its latest state."""

    def add(self, spec: Tool, goal: Goal | None, index: int | None, *, bound: bool = True) -> str:
        """A step with that tool, after the steps that feed it; its id. A step that is `bound` belongs to the goal; two goals that
        want the same done share it."""
        params = self._params(spec, goal)
        used = (port for port in spec.ports.values() if spec.uses(port, params))
        inputs = {port.name: source for port in used if (source := self.source(port, spec, goal, index))}
        same = next((step for step in self.steps if (step.tool, step.inputs, step.params) == (spec.name, inputs, params)), None)
        owner = index if bound else None
        return self._shared(same, owner) if same and not spec.serves else self._new(spec, inputs, params, owner)

    def source(self, port: Port, spec: Tool, goal: Goal | None, index: int | None) -> str | None:
        """Something that feeds a port: the timeline as it stands, something given, or a step made now."""
        if port.artifact == TIMELINE and self.timeline:
            return self.timeline
        if named := self.finder.named(port.artifact):
            return named
        maker = self.finder.maker(port.artifact, goal, frozenset({spec.name}), gathers=self.gathers)
        if maker is None:
            return None
        bound = goal is not None and bool(maker.helps or maker.params & frozenset(goal.params))
        return self.add(maker, goal, index, bound=bound)

    def _new(self, spec: Tool, inputs: dict[str, str], params: dict[str, JsonValue], index: int | None) -> str:
        taken = sum(step.tool == spec.name for step in self.steps)
        name = spec.name if not taken else f"{spec.name}-{taken + 1}"
        self.steps.append(Step(id=name, tool=spec.name, inputs=inputs, params=params, goal=index))
        if TIMELINE in spec.makes.values():
            self.timeline = name
        return name

    def _shared(self, step: Step, index: int | None) -> str:
        """A step that is there already; it belongs to no single goal any more where another wants it too."""
        if step.goal not in (None, index):
            self.steps[self.steps.index(step)] = step.model_copy(update={"goal": None})
        return step.id

    def _params(self, spec: Tool, goal: Goal | None) -> dict[str, JsonValue]:
        asked = {name: value for name, value in (goal.params if goal else {}).items() if name in spec.params}
        if goal and (faulty := spec.faulty(asked)):
            raise _not_yet(goal, faulty)
        return {**{name: value for name, value in self.defaults.items() if name in spec.params}, **asked}


def _drawn(folded: Sequence[_Chosen], explicit: int, finder: Finder, defaults: Mapping[str, JsonValue]) -> Workflow:
    draft = _Draft(finder, defaults, gathers=any(chosen.spec.gathers for chosen in folded))
    deliver: dict[int, str] = {}
    for chosen in folded:
        name = draft.add(chosen.spec, chosen.goal, chosen.index)
        _all_taken(chosen.goal, draft.steps, finder)
        if DELIVERABLES & frozenset(chosen.spec.makes.values()):
            deliver[chosen.index] = name
    film = [_finish(draft, folded)] if _needs_film(folded, explicit) else []
    return Workflow(
        given=dict(finder.given), steps=tuple(draft.steps), deliver=(*film, *(deliver[index] for index in sorted(deliver)))
    )


def _needs_film(folded: Sequence[_Chosen], explicit: int) -> bool:
    """Whether the timeline becomes a film of its own: some edit that was asked for is not carried by another file made of it."""
    files = [
        chosen for chosen in folded if not chosen.edits and TIMELINE in {port.artifact for port in chosen.spec.ports.values()}
    ]
    carried = frozenset[str]().union(*(chosen.spec.carries for chosen in files))
    edits = [chosen for chosen in folded if chosen.edits]
    return any(chosen.spec.layer not in carried and (chosen.index < explicit or not files) for chosen in edits)


def _finish(draft: _Draft, folded: Sequence[_Chosen]) -> str:
    """The one render at the end."""
    makers = draft.finder.makers(_kind(draft, folded), None)
    if not makers:
        raise Impossible(code="not-yet", values={"capability": folded[0].goal.capability})
    return draft.add(makers[0], None, None)


def _kind(draft: _Draft, folded: Sequence[_Chosen]) -> str:
    """The kind of file that the timeline ends in: what its steps say, else what the material is."""
    endings: set[Ending] = {chosen.spec.ending for chosen in folded if chosen.edits and chosen.spec.ending}
    pictured = any(chosen.edits and chosen.spec.layer in ("picture", "words") for chosen in folded)
    artifacts = _touched(draft)
    if "VideoFile" in endings or (endings and pictured and artifacts & SEEN):
        return "VideoFile"
    if endings or not artifacts & SEEN:
        return "AudioFile"
    return "VideoFile" if artifacts & PASSING else "ImageFile"


def _touched(draft: _Draft) -> frozenset[str]:
    """Every artifact that a step takes."""
    specs = draft.finder.tools
    return frozenset(
        specs[step.tool].ports[port].artifact for step in draft.steps for port in step.inputs if port in specs[step.tool].ports
    )


def _all_taken(goal: Goal, steps: Sequence[Step], finder: Finder) -> None:
    """A param that no step takes would be dropped without a word."""
    taken = {name for step in steps for name in step.params} | set(finder.given)
    missed = next((name for name in goal.params if name not in taken), None)
    if missed:
        raise _not_yet(goal, missed)


def _not_yet(goal: Goal, name: str) -> Impossible:
    values: dict[str, JsonValue] = {"capability": goal.capability, "param": name, "value": str(goal.params[name])}
    return Impossible(code="param-not-yet", values=values)
