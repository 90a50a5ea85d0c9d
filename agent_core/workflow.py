"""A workflow is data: steps, what feeds their ports, and their settings."""

from pydantic import JsonValue

from media.frozen import Frozen


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
    """Index of the goal it serves; `None` for steps that several goals share."""


class Workflow(Frozen):
    """A directed acyclic graph of steps; `deliver` names the steps whose outputs are the product."""

    given: dict[str, Given] = {}
    steps: tuple[Step, ...]
    deliver: tuple[str, ...]
