"""Local repairs of a proposed workflow: what has one right answer is put right without asking anybody.

Steps with unknown tools go, and so does what nobody asked for; ports are fed by the only source of their type; a missing step
that prepares one is put in; values that do not fit give way to those of the wish. What has several answers stays as it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import JsonValue

from agent_core.checks import offers, serves, upstream
from agent_core.finder import TIMELINE, Finder
from agent_core.intents import Goal, Intent
from agent_core.planner import DELIVERABLES
from agent_core.tool import Port, Tool
from agent_core.workflow import GIVEN, Step, Workflow

_MOST_STEPS = 60
"""Steps that a workflow may grow to while it is mended."""


def mended(workflow: Workflow, intent: Intent, fixed: Mapping[str, JsonValue], tools: Mapping[str, Tool]) -> Workflow:
    """The workflow with every repair that is plain; it may still have problems. `fixed` holds values of params by name."""
    goals = [*intent.goals, *(Goal(capability=unsaid.capability, params=unsaid.params) for unsaid in intent.implicit)]
    mender = _Mender(workflow, goals, fixed, tools)
    for repair in (mender.keep_known, mender.assign, mender.settle, mender.bypass, mender.feed, mender.deliver, mender.prune):
        repair()
    return mender.workflow


@dataclass
class _Mender:
    workflow: Workflow
    goals: Sequence[Goal]
    fixed: Mapping[str, JsonValue]
    tools: Mapping[str, Tool]

    @property
    def wanted(self) -> list[str]:
        return [goal.capability for goal in self.goals]

    def keep_known(self) -> None:
        """Only steps with tools that there are, one of each id, and only ports that their tools have."""
        steps: dict[str, Step] = {}
        for step in self.workflow.steps:
            spec = self.tools.get(step.tool)
            if spec is not None and not step.id.startswith(GIVEN):
                known = {port: source for port, source in step.inputs.items() if port in spec.ports}
                steps.setdefault(step.id, step.model_copy(update={"inputs": known}))
        self._replace(list(steps.values()))

    def assign(self) -> None:
        """A step that serves a goal names it: the first that it can serve and that no step before it serves."""
        taken: set[int] = set()
        steps: list[Step] = []
        for step in self.workflow.steps:
            spec = self.tools[step.tool]
            if spec.serves and (not serves(step, self.wanted, self.tools) or step.goal in taken):
                free = (index for index, name in enumerate(self.wanted) if name in spec.serves and index not in taken)
                step = step.model_copy(update={"goal": next(free, None)})
            elif not spec.serves and step.goal is not None and not 0 <= step.goal < len(self.goals):
                step = step.model_copy(update={"goal": None})
            if spec.serves and step.goal is not None:
                taken.add(step.goal)
            steps.append(step)
        self._replace(steps)

    def settle(self) -> None:
        """Params that the tool has and the wish or the fixed values name, with a value that they give and the tool takes."""
        self._replace([self._settled(step) for step in self.workflow.steps])

    def _settled(self, step: Step) -> Step:
        spec = self.tools[step.tool]
        goal = self.goals[step.goal] if step.goal is not None and 0 <= step.goal < len(self.goals) else None
        asked = {**(goal.params if goal else {}), **self.fixed}
        named = {name: value for name, value in step.params.items() if self._named(name, value)}
        params = {name: value for name, value in {**named, **asked}.items() if name in spec.params}
        while faulty := spec.faulty(params):
            del params[faulty]
        return step.model_copy(update={"params": params})

    def _named(self, name: str, value: JsonValue) -> bool:
        return any(name in goal.params and goal.params[name] == value for goal in self.goals)

    def bypass(self) -> None:
        """Steps that do what nobody asked for go; who took their timeline takes the one that they took."""
        for step in self.workflow.steps:
            spec = self.tools[step.tool]
            if spec.serves and not serves(step, self.wanted, self.tools):
                port = next((port.name for port in spec.ports.values() if port.artifact == TIMELINE), "")
                self._remove(step, step.inputs.get(port))

    def feed(self) -> None:
        """Every port that is used and has no source of its type gets the only one there is, or a step that prepares it."""
        for step in self.workflow.steps:
            spec = self.tools[step.tool]
            for port in spec.ports.values():
                source = self.workflow.step(step.id).inputs.get(port.name)
                fits = source is not None and port.artifact in (offers(self.workflow, source, self.tools) or ())
                if not fits or self._circular(step.id, source):
                    self._link(step.id, port, self._source(step, port) if spec.uses(port, step.params) else None)

    def deliver(self) -> None:
        """What is delivered exists and is a finished file; so is the file of every step that serves a goal, and one at least."""
        files = [step for step in self.workflow.steps if DELIVERABLES & frozenset(self.tools[step.tool].makes.values())]
        named = [name for name in dict.fromkeys(self.workflow.deliver) if any(step.id == name for step in files)]
        serving = [step.id for step in files if self.tools[step.tool].serves and step.id not in named]
        ends = [*named, *serving] or [step.id for step in files]
        self.workflow = self.workflow.model_copy(update={"deliver": tuple(ends)})

    def prune(self) -> None:
        """Steps that lead to nothing that is delivered go, and of several that finish one timeline all but the first."""
        seen: set[tuple[str, tuple[tuple[str, str], ...]]] = set()
        for name in self.workflow.deliver:
            step = self.workflow.step(name)
            same = (step.tool, tuple(sorted(step.inputs.items())))
            if same in seen and not self.tools[step.tool].serves:
                self._remove(step, None)
            seen.add(same)
        used = upstream(self.workflow, self.workflow.deliver)
        self._replace([step for step in self.workflow.steps if step.id in used])

    def _source(self, step: Step, port: Port) -> str | None:
        """The only thing that can feed a port; of timelines the one that nothing takes yet."""
        finder = Finder(self.workflow.given, self.tools)
        if named := finder.named(port.artifact):
            return named
        makers = [other.id for other in self.workflow.steps if port.artifact in self.tools[other.tool].makes.values()]
        makers = [name for name in makers if name != step.id and not self._circular(step.id, name)]
        if port.artifact == TIMELINE and len(makers) > 1:
            taken = {source for other in self.workflow.steps if other.id != step.id for source in other.inputs.values()}
            makers = [name for name in makers if name not in taken]
        return makers[0] if len(makers) == 1 else None if makers else self._prepared(step, port, finder)

    def _prepared(self, step: Step, port: Port, finder: Finder) -> str | None:
        """A new step that makes an artifact."""
        goal = self.goals[step.goal] if step.goal is not None else None
        spec = finder.maker(port.artifact, goal, frozenset({step.tool}))
        if spec is None or len(self.workflow.steps) >= _MOST_STEPS:
            return None
        taken = {other.id for other in self.workflow.steps}
        name = next(name for number in range(1, _MOST_STEPS + 2) if (name := f"{spec.name}-{number}") not in taken)
        bound = goal is not None and bool(spec.helps or spec.params & frozenset(goal.params))
        new = self._settled(Step(id=name, tool=spec.name, goal=step.goal if bound else None))
        self._replace([*self.workflow.steps, new])
        for need in spec.ports.values():
            if spec.uses(need, new.params):
                self._link(name, need, self._source(new, need))
        return name

    def _circular(self, name: str, source: str | None) -> bool:
        """Whether a source stands on the very step that would take it."""
        return source is not None and name in upstream(self.workflow, [source])

    def _link(self, name: str, port: Port, source: str | None) -> None:
        step = self.workflow.step(name)
        inputs = {other: feed for other, feed in step.inputs.items() if other != port.name}
        changed = step.model_copy(update={"inputs": {**inputs, port.name: source} if source else inputs})
        self._replace([changed if other.id == name else other for other in self.workflow.steps])

    def _remove(self, step: Step, instead: str | None) -> None:
        """Take a step out; who took from it takes from `instead`."""

        def without(other: Step) -> Step:
            moved = {port: instead if source == step.id else source for port, source in other.inputs.items()}
            return other.model_copy(update={"inputs": {port: source for port, source in moved.items() if source}})

        self._replace([without(other) for other in self.workflow.steps if other.id != step.id])
        left = tuple(name for name in self.workflow.deliver if name != step.id)
        self.workflow = self.workflow.model_copy(update={"deliver": left})

    def _replace(self, steps: Sequence[Step]) -> None:
        self.workflow = self.workflow.model_copy(update={"steps": tuple(steps)})
