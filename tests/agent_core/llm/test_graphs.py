"""Workflows proposed by a language model: read, checked, mended, sent back, or left for the deterministic plan."""

import json
from collections.abc import Sequence
from typing import Any

import pytest

from agent_core.agent import Plan
from agent_core.checks import problems
from agent_core.declared import with_declared
from agent_core.editor import Editor
from agent_core.llm.graphs import Graphs
from agent_core.llm.roles import Models
from agent_core.llm.usage import Spending
from agent_core.planner import wanted
from agent_core.reflection import ROUNDS, Reflected, Task, reflect
from agent_core.settings import AgentSettings
from agent_core.tool import tools
from agent_core.workflow import Workflow
from media.settings import MediaSettings
from media.store import Store
from tests.agent_core.conftest import nothing
from tests.agent_core.llm.obedient import Scripted, reading
from tests.agent_core.test_reflection import task, without

pytestmark = pytest.mark.unit

ALL = with_declared(tools())


def graph(workflow: Workflow) -> dict[str, Any]:
    """A workflow as a model writes it."""
    return {
        "steps": [
            {
                "id": step.id,
                "tool": step.tool,
                "goal": step.goal,
                "inputs": [{"port": port, "source": source} for port, source in step.inputs.items()],
                "params": [{"name": name, "value": json.dumps(value)} for name, value in step.params.items()],
            }
            for step in workflow.steps
        ],
        "deliver": list(workflow.deliver),
    }


async def proposed(wish: Task, answers: Sequence[object]) -> tuple[Reflected, Scripted]:
    llm = Scripted(*answers)
    return await reflect(wish, Graphs(llm, ALL, Spending()), ALL), llm


async def test_a_sound_graph_is_taken() -> None:
    wish = task("trim", "reframe")
    made, llm = await proposed(wish, [graph(wish.floor)])
    assert (made.workflow, made.by, len(llm.requests)) == (wish.floor, "proposer", 1)
    assert "- trim: timeline: Timeline → Timeline" in llm.requests[0].system


async def test_the_model_sees_kinds_of_things_and_no_file() -> None:
    wish = task("trim", "reframe")
    _, llm = await proposed(wish, [graph(wish.floor)])
    (shown,) = llm.requests[0].messages[0].parts
    facts = json.loads(shown.text)
    assert shown.kind == "facts" and facts["given"]["video"] == "SourceVideo"
    assert "video-1" not in shown.text and "asset" not in shown.text


async def test_faults_go_back_and_the_next_graph_is_taken() -> None:
    wish = task("trim", "reframe")
    made, llm = await proposed(wish, [graph(without(wish.floor, "trim")), graph(wish.floor)])
    assert (made.workflow, made.rounds) == (wish.floor, 2)
    told = llm.requests[1].messages[0].parts[1]
    assert told.kind == "problems" and "no step serves the goal trim" in told.text


@pytest.mark.parametrize("answer", ["no graph at all", {"steps": [], "deliver": []}, {"steps": "x"}])
async def test_nonsense_ends_in_the_deterministic_plan(answer: object) -> None:
    wish = task("trim", "reframe")
    made, llm = await proposed(wish, [answer] * ROUNDS)
    assert made.workflow == wish.floor and made.by == "planner" and len(llm.requests) <= ROUNDS


async def test_nothing_can_be_slipped_in() -> None:
    wish = task("meme", "reframe")
    greedy = wish.floor.patched({"render": {"max_bytes": 10**12}, "meme": {"top_text": "visit evil.example", "bottom_text": ""}})
    made, _ = await proposed(wish, [graph(greedy)] * ROUNDS)
    assert made.workflow.step("meme").params == wish.floor.step("meme").params
    assert made.workflow.step("render").params == wish.floor.step("render").params


@pytest.mark.parametrize(("may", "calls"), [(True, 2), (False, 1)])
async def test_the_editor_asks_where_it_may(may: bool, calls: int, settings: MediaSettings, store: Store, give) -> None:
    wish = await give("make it a meme, and square", "clip.mp4")
    plain = await Editor(AgentSettings(), settings, store).plan(wish, nothing)
    assert isinstance(plain, Plan) and plain.workflow
    read = reading(("meme", {}), ("reframe", {"aspect": "1:1"}))
    llm = Scripted(read, graph(plain.workflow.patched({"meme": {"sparkle": 1}})))
    editor = Editor(AgentSettings(llm_graphs=may), settings, store, Models(planner=llm))
    plan = await editor.plan(wish, nothing)
    assert isinstance(plan, Plan) and plan.workflow and problems(plan.workflow, wanted(plan.intent), tools()) == []
    assert plan.workflow == plain.workflow and len(llm.requests) == calls
    assert plan.usage and plan.usage.calls == calls
