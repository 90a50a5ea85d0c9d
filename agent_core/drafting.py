"""Whether the words that a plan wants can be written here, found out before anything is queued."""

from agent_core.agent import Asked, Plan, Refused
from agent_core.answers.sentences import language_in
from agent_core.errors import AgentError, Impossible
from agent_core.files import read_text
from agent_core.intents import Goal
from agent_core.workflow import Workflow
from media.facts import MediaFacts
from media.store import Store

_WORDED = ("ask", "summarize", "write")
"""Capabilities whose words are those of the material where no language model writes them."""
_TEXTS = ("SourceText", "SourceSubtitle")


async def drafted(found: Plan | Asked | Refused, store: Store, *, writes: bool) -> Plan | Asked | Refused:
    """What was decided, unless it is a plan that only a language model could write for, and none `writes` here.

    Raises `Impossible`: `needs-writer` for a text about nothing that was given, `needs-translation` for one in another language
    than the text or the subtitles that were given.
    """
    if writes or not isinstance(found, Plan) or found.workflow is None:
        return found
    for index, goal in enumerate(found.intent.goals):
        step = next((step for step in found.workflow.steps if step.goal == index and step.tool == "write"), None)
        if step is not None and not step.inputs:
            raise Impossible(code="needs-writer")
        if goal.capability in _WORDED and await _other(goal, found.workflow, store):
            raise Impossible(code="needs-translation", values={"language": goal.params["language"]})
    return found


async def _other(goal: Goal, workflow: Workflow, store: Store) -> bool:
    """Whether a goal wants another language than that of the words that were given."""
    wanted = goal.params.get("language")
    given = next((thing.value for thing in workflow.given.values() if thing.artifact in _TEXTS), None)
    if wanted is None or not isinstance(given, dict):
        return False
    try:
        text = await read_text(store, MediaFacts.model_validate(given["facts"]).asset)
    except AgentError:
        return False  # the step that reads it says that it is gone
    return bool(text) and language_in(text or "") != wanted
