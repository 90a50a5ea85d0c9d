"""A workflow is data: steps, what feeds their ports, and their settings."""

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

    def patched(self, changes: dict[str, dict[str, JsonValue]]) -> "Workflow":
        """The same workflow with params changed: step id to the params that take a new value."""
        steps = tuple(
            step.model_copy(update={"params": {**step.params, **changes[step.id]}}) if step.id in changes else step
            for step in self.steps
        )
        return self.model_copy(update={"steps": steps})
