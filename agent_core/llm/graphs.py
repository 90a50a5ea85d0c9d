"""The language model as a proposer of workflows: what it says is a graph over the tools, held to the same checks as any other.

It sees goals, the kinds of things given and the deterministic plan; never a file, a name or a word out of the material. What it
proposes is mended, sent back or thrown away by `agent_core.reflection`, which has the deterministic plan to fall to.
"""

import json
from collections.abc import Mapping, Sequence

from pydantic import JsonValue

from agent_core.errors import LLMFailed
from agent_core.llm.prompts import prompt
from agent_core.llm.request import LLM, Material, Message, Request
from agent_core.llm.schema import shaped
from agent_core.llm.usage import Spending
from agent_core.reflection import Task
from agent_core.tool import Tool
from agent_core.workflow import Step, Workflow
from media.frozen import Frozen

_MOST_STEPS = 60
_TOLD = 12
"""Problems that are sent back at once."""


class Feed(Frozen):
    """What feeds one port."""

    port: str
    source: str


class Value(Frozen):
    """One param, its value as JSON."""

    name: str
    value: str


class Node(Frozen):
    """One step."""

    id: str
    tool: str
    goal: int | None
    inputs: tuple[Feed, ...]
    params: tuple[Value, ...]


class Graph(Frozen):
    """A workflow as the model writes it."""

    steps: tuple[Node, ...]
    deliver: tuple[str, ...]


class Graphs:
    """Proposes workflows by a language model."""

    def __init__(self, llm: LLM, tools: Mapping[str, Tool], spending: Spending) -> None:
        self._llm = llm
        self._spending = spending
        self._system = prompt("planner", "graphs") + "\n".join(_row(spec) for spec in tools.values()) + "\n"

    async def propose(self, task: Task, faults: Sequence[str]) -> Workflow | None:
        """The model's workflow; `None` where it gives none, or the job may spend no more."""
        parts = [Material("facts", _facts(task))]
        if faults:
            parts.append(Material("problems", "\n".join(faults[:_TOLD])))
        request = Request(system=self._system, messages=(Message(tuple(parts)),), shape=shaped(Graph, _form, "workflow"))
        try:
            graph = (await self._llm.complete(request, self._spending)).value
        except LLMFailed:
            return None
        return Workflow(steps=tuple(_step(node) for node in graph.steps), deliver=graph.deliver)


def _row(spec: Tool) -> str:
    ports = ", ".join(f"{port.name}{'' if port.required else '?'}: {port.artifact}" for port in spec.ports.values()) or "nothing"
    params = ", ".join(sorted(spec.params)) or "none"
    return f"- {spec.name}: {ports} → {', '.join(spec.makes.values())}; {params}; {', '.join(sorted(spec.serves)) or '-'}"


def _facts(task: Task) -> str:
    goals = [*task.intent.goals, *task.intent.implicit]
    facts: dict[str, JsonValue] = {
        "goals": [{"index": index, "capability": goal.capability, "params": goal.params} for index, goal in enumerate(goals)],
        "given": {name: thing.artifact for name, thing in task.floor.given.items()},
        "simpler_plan": {
            "steps": [step.model_dump(mode="json") for step in task.floor.steps],
            "deliver": list[JsonValue](task.floor.deliver),
        },
    }
    return json.dumps(facts, ensure_ascii=False)


def _form(graph: Graph) -> list[str]:
    """What keeps a graph from being read at all."""
    if len(graph.steps) > _MOST_STEPS:
        return [f"A workflow has {_MOST_STEPS} steps at most."]
    return [
        f"step {node.id[:40]}: the value of {param.name[:40]} is not JSON"
        for node in graph.steps
        for param in node.params
        if _value(param.value) is _NO_JSON
    ]


_NO_JSON = object()


def _value(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return _NO_JSON


def _step(node: Node) -> Step:
    return Step.model_validate(
        {
            "id": node.id,
            "tool": node.tool,
            "goal": node.goal,
            "inputs": {feed.port: feed.source for feed in node.inputs},
            "params": {param.name: _value(param.value) for param in node.params},
        }
    )
