"""Previews: what a wish is understood as and how it would be done, with nothing run and no file needed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import JsonValue

from agent_core.agent import Asked, LanguageHints, Plan, Refused, Wish
from agent_core.catalogue.listing import capabilities
from agent_core.decision import decide
from agent_core.declared import with_declared
from agent_core.errors import AgentError, NotUnderstood
from agent_core.grammar.understanding import read
from agent_core.intents import Goal, Intent
from agent_core.languages import DEFAULT_LANGUAGE, Language, from_locale
from agent_core.messages import AttachmentKind, Limits, Note, Question
from agent_core.projects import Revision
from agent_core.questions import given_files
from agent_core.standins import stand_ins, usual
from agent_core.tool import Tool
from agent_core.workflow import Step, Workflow

LIMITS = Limits(upload_bytes=50_000_000)
"""Room for a result where no chat sets it."""

_NOTHING = Workflow(steps=(), deliver=())


@dataclass(frozen=True)
class Asking:
    """A wish as a preview takes it: words, kinds of files, and the capability of the result that it replies to."""

    text: str
    attach: tuple[AttachmentKind, ...] = ()
    reply_to: str | None = None


@dataclass(frozen=True)
class Preview:
    """What would be done about a wish."""

    language: Language
    intent: Intent | None
    """`None` where the wish was not understood."""
    decision: Plan | Asked | Refused

    @property
    def workflow(self) -> Workflow:
        """The workflow that would run; without steps where there is nothing to run."""
        return (self.decision.workflow if isinstance(self.decision, Plan) else None) or _NOTHING

    @property
    def refused(self) -> Note | None:
        """Why nothing would be done."""
        return self.decision.note if isinstance(self.decision, Refused) else None


def preview(asking: Asking, tools: Mapping[str, Tool], languages: LanguageHints | None = None) -> Preview:
    """Understand a wish and compose its workflow over stand-ins for its files; nothing runs."""
    try:
        intent = read(asking.text, kinds=asking.attach, languages=languages or LanguageHints(), replied_to=asking.reply_to)
    except NotUnderstood as error:
        language = _language(error)
        return Preview(language, None, Refused(language=language, note=Note(code=error.code)))
    decision = _decided(asking, intent, tools)
    served = {goal.capability for goal in decision.intent.implicit} if isinstance(decision, Plan) else set[str]()
    kept = tuple(goal for goal in intent.implicit if goal.capability in served or not isinstance(decision, Plan))
    return Preview(intent.language, intent.model_copy(update={"implicit": kept}), decision)


def as_json(found: Preview, tools: Mapping[str, Tool]) -> dict[str, JsonValue]:
    """A preview as plain data: `language`, `goals`, `implicit`, `missing`, `edit`, `workflow`, `estimate`, `refused`."""
    intent = found.intent or Intent(language=found.language, goals=())
    missing = found.decision.intent.missing if isinstance(found.decision, Asked) else intent.missing
    estimate = found.decision.estimate if isinstance(found.decision, Plan) else None
    return {
        "language": found.language,
        "goals": [goal.model_dump(mode="json") for goal in intent.goals],
        "implicit": [unsaid.model_dump(mode="json") for unsaid in intent.implicit],
        "missing": list[JsonValue](intent.missing or missing[:1]),
        "edit": dict(intent.edit),
        "workflow": _plain(found.workflow, with_declared(tools)),
        "estimate": estimate.model_dump(mode="json") if estimate else None,
        "refused": found.refused.model_dump(mode="json") if found.refused else None,
    }


def _plain(workflow: Workflow, tools: Mapping[str, Tool]) -> dict[str, JsonValue]:
    given: dict[str, JsonValue] = {name: thing.artifact for name, thing in workflow.given.items()}
    steps: list[JsonValue] = [_step(step, tools[step.tool]) for step in workflow.steps]
    return {"given": given, "steps": steps, "deliver": list[JsonValue](workflow.deliver)}


def _step(step: Step, spec: Tool) -> dict[str, JsonValue]:
    return {**step.model_dump(mode="json"), "resource": spec.resource, "built": spec.built}


def _language(error: AgentError) -> Language:
    return from_locale(str(error.values.get("language"))) or DEFAULT_LANGUAGE


def _decided(asking: Asking, intent: Intent, tools: Mapping[str, Tool]) -> Plan | Asked | Refused:
    """The decision of the tools that are there; where they cannot do it, that of those which are declared beside them."""
    if intent.missing:
        asked = Question(note=Note(code=f"ask-{intent.missing[0]}"), wants=intent.missing)
        return Asked(language=intent.language, intent=intent, question=asked)
    found = _with(asking, intent, tools)
    return found if isinstance(found, Plan) else _with(asking, intent, with_declared(tools))


def _with(asking: Asking, intent: Intent, tools: Mapping[str, Tool]) -> Plan | Asked | Refused:
    wish = Wish(text=asking.text, limits=LIMITS)
    try:
        if asking.reply_to:
            history = _history(asking.reply_to, intent, tools)
            wish = wish.model_copy(update={"replied": history[1], "revisions": history})
        return decide(wish, intent, given_files(stand_ins(asking.attach)), tools)
    except AgentError as error:
        return Refused(language=intent.language, note=Note(code=error.code, values=error.values))


def _history(capability: str, change: Intent, tools: Mapping[str, Tool]) -> Sequence[Revision]:
    """Three revisions of a project that began with a plain wish for a capability, and for what the change takes away from it; the
    middle one is what is replied to."""
    without = change.edit.get("without")
    names = dict.fromkeys((capability, *(str(name) for name in without))) if isinstance(without, list) else (capability,)
    intent = Intent(language=change.language, goals=tuple(Goal(capability=name) for name in names))
    given = given_files(stand_ins(usual(capabilities()[capability])))
    found = decide(Wish(text="", limits=LIMITS), intent, given, tools)
    workflow = (found.workflow if isinstance(found, Plan) else None) or _NOTHING
    ids = ("first", "second", "third")
    return tuple(
        Revision(
            id=name,
            project="preview",
            parent=parent,
            language=change.language,
            intent=intent,
            workflow=workflow,
            products=(),
            note=Note(code=f"done-{capability}"),
        )
        for name, parent in zip(ids, (None, *ids), strict=False)
    )
