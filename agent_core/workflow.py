"""A workflow is data: steps, what feeds their ports, and their settings."""

import hashlib
import json

from pydantic import JsonValue

from media.frozen import Frozen

GIVEN = "given:"
"""What a source that names something given starts with."""


class Given(Frozen):
    """Something the user gave, as a source for ports: its artifact type and its value."""

    artifact: str
    value: JsonValue


class Step(Frozen):
    """One use of one tool."""

    id: str
    tool: str
    inputs: dict[str, str] = {}
    """Port name to source: the id of another step, or `given:NAME`."""
    params: dict[str, JsonValue] = {}
    goal: int | None = None
    """Index of the goal it serves, implicit goals counted on after the explicit; `None` for steps that several goals share."""


class Workflow(Frozen):
    """A directed acyclic graph of steps; `deliver` names the steps whose outputs are the product."""

    given: dict[str, Given] = {}
    steps: tuple[Step, ...]
    deliver: tuple[str, ...]

    def step(self, name: str) -> Step:
        """The step with an id. Raises `KeyError`."""
        found = next((step for step in self.steps if step.id == name), None)
        if found is None:
            raise KeyError(name)
        return found

    def anew(self, before: "Workflow") -> frozenset[str]:
        """The steps that have to run although `before` has run: their tool, their params or something above them is another."""
        known = {before.making(step.id) for step in before.steps}
        return frozenset(step.id for step in self.steps if self.making(step.id) not in known)

    def making(self, source: str) -> str:
        """All that a source hangs on, as one line: two that are equal give the same. The workflow must have no cycle."""
        if source.startswith(GIVEN):
            return self.given[source.removeprefix(GIVEN)].model_dump_json()
        step = self.step(source)
        inputs = {port: self.making(feed) for port, feed in sorted(step.inputs.items())}
        return hashlib.sha256(json.dumps([step.tool, step.params, inputs], sort_keys=True).encode()).hexdigest()

    def patched(self, changes: dict[str, dict[str, JsonValue]]) -> "Workflow":
        """The same workflow with params changed: step id to the params that take a new value."""
        steps = tuple(
            step.model_copy(update={"params": {**step.params, **changes[step.id]}}) if step.id in changes else step
            for step in self.steps
        )
        return self.model_copy(update={"steps": steps})
