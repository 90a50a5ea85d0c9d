"""Whether what a plan wants to hear can be heard here, found out before anything is queued. Pure: nothing is listened to.

A step that listens is handed the language that is spoken: the wish says it, or an answer, or (where no engine here finds it out)
the language that the words of the result shall have, since nothing here translates them. Else it is asked, with buttons.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from agent_core.agent import Asked, Plan, Refused, Wish
from agent_core.decision import goals_on, lessened
from agent_core.errors import Impossible
from agent_core.grammar.spoken import named_in, spoken_in
from agent_core.intents import Goal, Intent
from agent_core.languages import LANGUAGES, Language, from_locale
from agent_core.messages import AttachmentKind, Note, Option, Question
from agent_core.tool import Tool
from agent_core.workflow import Step, Workflow
from media.transcription.recognisers import Recognisers

_HEARD = "Transcripts"
_LISTENED = "Survey"
_WORD_FOR_WORD = frozenset({"subtitle", "transcribe"})
"""Capabilities whose result says what is said, and in the language in which it is said."""
_ABOUT_SPEECH = frozenset({"ask", "summarize", "chapters", "highlights", "find", "write"})
"""Capabilities that live on speech where there is any, but can do with what is seen."""


@dataclass(frozen=True)
class Hearing:
    """What can be heard here, and what can be said of it in another language."""

    recognisers: Recognisers
    translates: bool = False
    """Whether there is a language model that writes."""

    def can(self, language: Language | None) -> bool:
        """Whether a language is understood here; `None` asks for one that is found out."""
        return bool(self.recognisers.hearing(language))


def heard(found: Plan | Asked | Refused, wish: Wish, hearing: Hearing, tools: Mapping[str, Tool]) -> Plan | Asked | Refused:
    """A plan whose listening steps know the language that is spoken; or a question, where that is not known, or where what is
    said has to come from the user. Raises `Impossible` (`needs-translation`)."""
    if not isinstance(found, Plan) or found.workflow is None:
        return found
    spoken = _spoken(found.intent, wish, hearing)
    found = _unasked(found, spoken, hearing, tools)
    listening = _listening(found, tools)
    if not listening or found.workflow is None:
        return found
    _check_words(found.intent, spoken, hearing)
    if hearing.can(spoken):
        return _told(found, listening, spoken) if spoken else found
    if spoken is None and hearing.recognisers.engines and _concerned(found, listening, tools):
        return _asked(found, Note(code="ask-spoken"), options=True)
    if _needed(found.workflow, listening, tools):
        language = spoken or found.language
        code = "ask-subtitle" if spoken is None else "cannot-hear"
        return _asked(found, Note(code=code, values={"language": language} if spoken else {}), options=False)
    return _told(found, listening, spoken) if spoken else found


def _listening(plan: Plan, tools: Mapping[str, Tool]) -> list[Step]:
    return [step for step in plan.workflow.steps if _listens(tools[step.tool])] if plan.workflow else []


def _unasked(plan: Plan, spoken: Language | None, hearing: Hearing, tools: Mapping[str, Tool]) -> Plan:
    """The plan without what nobody asked for and only a rough engine, or none, would hear: it is worth neither a question nor
    captions full of mistakes."""
    while (steps := _listening(plan, tools)) and plan.workflow is not None:
        engines = hearing.recognisers.hearing(spoken)
        concerned = goals_on(plan.workflow, {step.id for step in steps})
        less = None if engines and not engines[0].rough else lessened(plan, steps[0].id, tools)
        if less is None or not concerned or min(concerned) < len(plan.intent.goals):
            break
        plan = less
    return plan


def _listens(spec: Tool) -> bool:
    """Whether a tool makes words of sound."""
    return _HEARD in spec.makes.values() and any(port.artifact == _LISTENED for port in spec.ports.values()) and spec.built


def _spoken(intent: Intent, wish: Wish, hearing: Hearing) -> Language | None:
    """The language that is spoken, as far as anybody has said."""
    besides = _dubbed(intent)
    answered = next(_answers(wish), None) if wish.partial is not None else None
    replied = wish.replied.intent.spoken if wish.replied is not None else None
    told = intent.spoken or answered or spoken_in(wish.text, besides) or replied
    if told is not None or hearing.can(None):
        return told
    return next((language for goal in intent.goals if goal.capability != "dub" and (language := _language(goal))), None)


def _answers(wish: Wish) -> Iterator[Language]:
    """The languages that answers name, the last answer's first."""
    for answer in reversed(wish.answers):
        if language := from_locale(answer.value) or named_in(answer.text):
            yield language


def _dubbed(intent: Intent) -> Language | None:
    """The language that is to be spoken in the result, which is not the one that is spoken now."""
    goals = [goal for goal in intent.goals if goal.capability == "dub"]
    return _language(goals[0]) if goals else None


def _language(goal: Goal) -> Language | None:
    """The one language that a goal's words shall have."""
    wanted = goal.params.get("language")
    return from_locale(wanted) if isinstance(wanted, str) else None


def _check_words(intent: Intent, spoken: Language | None, hearing: Hearing) -> None:
    """Words in another language than the one that is spoken would have to be translated. Raises `Impossible`."""
    for goal in intent.goals:
        wanted = goal.params.get("language")
        several = wanted if isinstance(wanted, list) else [wanted]
        if goal.capability in _WORD_FOR_WORD:
            other = next((language for language in several if language is not None and spoken not in (None, language)), None)
            other = other or (several[-1] if len(several) > 1 else None)
        else:
            other = (
                wanted if goal.capability in _ABOUT_SPEECH and not hearing.translates and spoken not in (None, wanted) else None
            )
        if other is not None:
            raise Impossible(code="needs-translation", values={"language": other})


def _told(plan: Plan, listening: list[Step], spoken: Language | None) -> Plan:
    assert plan.workflow is not None
    workflow = plan.workflow.patched({step.id: {"spoken": spoken} for step in listening})
    return plan.model_copy(update={"workflow": workflow, "intent": plan.intent.model_copy(update={"spoken": spoken})})


def _asked(plan: Plan, note: Note, *, options: bool) -> Asked:
    """A question that subtitles answer as well, and a text of what is said where it is to be written down."""
    worded = all(goal.capability in _WORD_FOR_WORD for goal in plan.intent.goals)
    wants: tuple[AttachmentKind, ...] = ("subtitle", "text") if worded else ("subtitle",)
    buttons = tuple(Option(value=language, label=f"spoken-{language}") for language in LANGUAGES) if options else ()
    intent = plan.intent.model_copy(update={"missing": wants})
    return Asked(language=plan.language, intent=intent, question=Question(note=note, options=buttons, wants=wants))


def _concerned(plan: Plan, listening: list[Step], tools: Mapping[str, Tool]) -> bool:
    """Whether the speech matters enough to ask about it: the best moments of a film are found without words."""
    assert plan.workflow is not None
    goals = {goal.capability for goal in plan.intent.goals if goal.capability != "highlights" or "query" in goal.params}
    return bool(goals & _ABOUT_SPEECH) or _needed(plan.workflow, listening, tools)


def _needed(workflow: Workflow, listening: list[Step], tools: Mapping[str, Tool]) -> bool:
    """Whether a step that cannot do without stands on what is heard; or there is nothing to see instead."""
    if not any(thing.artifact in ("SourceVideo", "SourceImage", "Footage") for thing in workflow.given.values()):
        return True
    names = {step.id for step in listening}
    return any(
        source in names and tools[step.tool].ports[port].required
        for step in workflow.steps
        for port, source in step.inputs.items()
    )
