"""From an intent and what was given to a decision: a plan, a question or a refusal. Pure: nothing is read or run here."""

import hashlib
import json
from collections.abc import Mapping, Set

from pydantic import JsonValue

from agent_core.agent import Asked, Estimate, Plan, Refused, Resource, Wish
from agent_core.answering import answers_of, words_in
from agent_core.catalogue.listing import capabilities
from agent_core.checks import problems
from agent_core.errors import InvalidWorkflow
from agent_core.executor import length, material, seconds
from agent_core.finder import TIMELINE, Finder
from agent_core.intents import Goal, ImplicitGoal, Intent
from agent_core.messages import Note
from agent_core.planner import Lacks, compose, reach, wanted
from agent_core.projects import STEPS_OF_LENGTH, Revision, defaults, edited, patch, redone, reseeded, settled, undone, with_goals
from agent_core.questions import files_of, given_files, given_words, question
from agent_core.tool import Tool
from agent_core.unasked import lacking
from agent_core.workflow import Given, Workflow

_FEWEST_WORDS = 12
"""What is left of words that are to be fewer."""
_LASTING = ("wish_language", "seed")
"""Params that a follow-up keeps from the first workflow, whatever language it is written in."""


def decide(wish: Wish, intent: Intent, files: Mapping[str, Given], tools: Mapping[str, Tool]) -> Plan | Asked | Refused:
    """What to do about a wish that is understood. `files` holds what came with it. Raises `Impossible`.

    The estimate of a follow-up counts the steps that the result replied to has not run already.
    """
    found = _decided(wish, intent, files, tools)
    if wish.replied is None or not isinstance(found, Plan) or found.workflow is None:
        return found
    anew = found.workflow.anew(wish.replied.workflow)
    return found.model_copy(update={"estimate": _estimate(found.workflow, tools, anew)})


def _decided(wish: Wish, intent: Intent, files: Mapping[str, Given], tools: Mapping[str, Tool]) -> Plan | Asked | Refused:
    first = intent.goals[0].capability if intent.goals else "edit"
    if first == "help":
        return Plan(language=intent.language, intent=intent, reply=Note(code="help"), resource="light")
    if first in ("undo", "redo"):
        return _posted_again(first, wish, intent)
    if wish.replied is None:
        return _refused(intent, f"nothing-to-{first}") if first in ("edit", "retry") else _fresh(wish, intent, files, tools)
    if first == "retry":
        return _planned(wish.replied.intent, reseeded(wish.replied.workflow), intent, tools)
    if first != "edit" and _anew(intent, wish.replied, files, tools):
        return _fresh(wish, intent, files, tools)
    if _only_answers(intent) or _only_told(wish.replied, intent):
        return _fresh(wish, intent, _merged(wish.replied, files), tools)
    return _follow_up(wish, wish.replied, intent, files, tools)


def _refused(intent: Intent, code: str) -> Refused:
    return Refused(language=intent.language, note=Note(code=code))


def _posted_again(which: str, wish: Wish, intent: Intent) -> Plan | Refused:
    step = undone if which == "undo" else redone
    found = step(wish.replied, wish.revisions) if wish.replied else None
    if found is None:
        return _refused(intent, f"nothing-to-{which}")
    note = Note(code=f"done-{which}")
    return Plan(language=intent.language, intent=found.intent, repost=found.id, reply=note, resource="light")


def _fresh(wish: Wish, intent: Intent, files: Mapping[str, Given], tools: Mapping[str, Tool]) -> Plan | Asked:
    goals = tuple(_one_sided(settled(goal, _length(files))) for goal in intent.goals)
    whole = intent.model_copy(update={"goals": goals, "implicit": lacking(intent.implicit, goals, files_of(files))})
    return _composed(whole, intent, files, {**_defaults(wish, files), "wish_language": intent.language}, tools)


def _follow_up(
    wish: Wish, replied: Revision, intent: Intent, files: Mapping[str, Given], tools: Mapping[str, Tool]
) -> Plan | Asked:
    after = _after(replied, intent, tools)
    limits: dict[str, JsonValue] = {"max_bytes": wish.limits.upload_bytes}
    takes = {name: spec.params for name, spec in tools.items()}
    if not files:
        patched = patch(replied.workflow, replied.intent, after, takes)
        if patched is not None:
            fitted = patched.patched({step.id: limits for step in patched.steps if "max_bytes" in takes.get(step.tool, ())})
            if not problems(fitted, wanted(after), tools):
                return _planned(after, fitted, intent, tools)
    lasting = defaults(replied.workflow, _LASTING)
    files = {**replied.workflow.given, **_merged(replied, files)}
    known = {"wish_language": replied.language, **_defaults(wish, files), **lasting}
    found = _composed(after, intent, files, known, tools)
    exports = any(goal.capability == "export" for goal in after.goals)
    return _exported(found, tools) if exports and isinstance(found, Plan) else found


def _anew(intent: Intent, replied: Revision, files: Mapping[str, Given], tools: Mapping[str, Tool]) -> bool:
    """Whether a reply's own files are new material: enough for all it asks, and not a sound beside a picture that is there."""
    kinds = {facts.kind for facts in files_of(files)}
    pictured = {facts.kind for facts in files_of(replied.workflow.given)} & {"video", "image"}
    finder = Finder(files, tools)
    enough = all(any(finder.feedable(spec, goal) for spec in finder.serving(goal.capability)) for goal in intent.goals)
    return enough and bool(kinds & ({"video", "image"} if pictured else {"video", "image", "audio"}))


def _only_answers(intent: Intent) -> bool:
    """Whether a reply asks for words about the result and changes nothing of it."""
    rows = [capabilities().get(goal.capability) for goal in intent.goals]
    return not intent.edit and bool(rows) and all(row is not None and row.group == "answers" for row in rows)


def _only_told(replied: Revision, intent: Intent) -> bool:
    """Whether a reply to words wants something made: of the material, since words have nothing that could be cut."""
    told = bool(answers_of(replied.note)) and not replied.products
    return told and not intent.edit and bool(intent.goals) and intent.goals[0].capability != "edit"


def _merged(replied: Revision, files: Mapping[str, Given]) -> dict[str, Given]:
    """The files of a result and those that a reply brings; a new one takes the place of an old one of its kind, but for videos,
    and for pictures where they are the material."""
    new, old = files_of(files), files_of(replied.workflow.given)
    added = {"video"} if any(facts.kind == "video" for facts in old) else {"video", "image"}
    replaced = {facts.kind for facts in new} - added
    return given_files([*(facts for facts in old if facts.kind not in replaced), *new])


def _exports(intent: Intent) -> bool:
    return [goal.capability for goal in intent.goals] == ["export"]


def _exported(plan: Plan, tools: Mapping[str, Tool]) -> Plan:
    """The plan with what is asked for alone: what the steps of its timeline make was delivered before."""
    assert plan.workflow is not None
    workflow = plan.workflow
    made = {name: tools[workflow.step(name).tool] for name in workflow.deliver}
    ends = tuple(name for name, spec in made.items() if spec.serves and TIMELINE not in spec.makes.values())
    return plan.model_copy(update={"workflow": workflow.model_copy(update={"deliver": ends or workflow.deliver})})


def _edits(goal: Goal, tools: Mapping[str, Tool]) -> bool:
    """Whether a goal changes the timeline, and does not make another kind of thing of it."""
    return any(TIMELINE in spec.makes.values() for spec in tools.values() if goal.capability in spec.serves)


def _reformatted(replied: Revision, intent: Intent, tools: Mapping[str, Tool]) -> Intent:
    """An export in a format that the result itself can have ("as mp3" of a sound, "as srt" of a transcript) changes it."""
    form = intent.goals[0].params.get("format") if _exports(intent) else None
    made = {goal.capability for goal in replied.intent.goals} - {"export"}
    takes = [spec for spec in tools.values() if spec.serves & made and "format" in spec.params]
    if form is None or not any(spec.faulty({"format": form}) is None for spec in takes):
        return intent
    return intent.model_copy(update={"goals": (), "edit": {"format": form}})


def _counted(replied: Revision, intent: Intent) -> Intent:
    """A relative length of words as a number of them."""
    factor = STEPS_OF_LENGTH.get(str(intent.edit.get("words")))
    if factor is None:
        return intent
    count = max(_FEWEST_WORDS, round(words_in(replied.note) * factor))
    return intent.model_copy(update={"edit": {**intent.edit, "words": count}})


def _after(replied: Revision, intent: Intent, tools: Mapping[str, Tool]) -> Intent:
    """What is wanted once a follow-up is taken in: changed params, or other capabilities on top."""
    before, intent = replied.intent, _counted(replied, _reformatted(replied, intent, tools))
    lasted = next((product.duration for product in replied.products if product.duration), None)
    if intent.edit or not intent.goals or intent.goals[0].capability == "edit":
        return edited(before, _with_edit(intent), _accepts(tools), lasted)
    kept = [goal for goal in before.goals if not _exports(intent) or _edits(goal, tools)]
    goals = with_goals(kept, [settled(goal, lasted) for goal in intent.goals])
    unsaid = {goal.capability: goal for goal in (*before.implicit, *intent.implicit)}
    new: list[ImplicitGoal] = [goal for name, goal in unsaid.items() if name not in {goal.capability for goal in goals}]
    return Intent(language=intent.language, goals=goals, implicit=tuple(new), confidence=intent.confidence)


def _accepts(tools: Mapping[str, Tool]) -> dict[str, frozenset[str]]:
    """The params that a change of each capability may name."""
    reached = reach(tools)
    rows = capabilities().items()
    return {name: frozenset(param.name for param in row.params) | reached.get(name, frozenset()) for name, row in rows}


def _with_edit(intent: Intent) -> Intent:
    """The change, also where it was understood as params of the goal `edit`."""
    params = {name: value for goal in intent.goals if goal.capability == "edit" for name, value in goal.params.items()}
    return intent.model_copy(update={"edit": {**params, **intent.edit}})


def _composed(
    whole: Intent, asked: Intent, given: Mapping[str, Given], known: Mapping[str, JsonValue], tools: Mapping[str, Tool]
) -> Plan | Asked:
    found = compose(whole, {**given, **given_words(whole.goals, tools)}, known, tools)
    if isinstance(found, Lacks):
        asking = question(found)
        return Asked(language=asked.language, intent=asked.model_copy(update={"missing": asking.wants}), question=asking)
    return _planned(found.intent, found.workflow, asked, tools)


def _planned(intent: Intent, workflow: Workflow, asked: Intent, tools: Mapping[str, Tool]) -> Plan:
    faults = problems(workflow, wanted(intent), tools)
    if faults:
        raise InvalidWorkflow("; ".join(faults))
    whole = intent.model_copy(update={"language": asked.language, "edit": asked.edit, "missing": ()})
    return Plan(
        language=asked.language,
        intent=whole,
        workflow=workflow,
        resource=_resource(workflow, tools),
        estimate=_estimate(workflow, tools, {step.id for step in workflow.steps}),
    )


def replanned(plan: Plan, workflow: Workflow, tools: Mapping[str, Tool]) -> Plan:
    """The plan with another workflow for the same goals. Raises `InvalidWorkflow` for one with problems."""
    faults = problems(workflow, wanted(plan.intent), tools)
    if faults:
        raise InvalidWorkflow("; ".join(faults))
    estimate = _estimate(workflow, tools, {step.id for step in workflow.steps})
    return plan.model_copy(update={"workflow": workflow, "resource": _resource(workflow, tools), "estimate": estimate})


def lessened(plan: Plan, step: str, tools: Mapping[str, Tool]) -> Plan | None:
    """The plan without the unsaid goal that a step serves; `None` where what was asked for cannot be had without that step."""
    if plan.workflow is None:
        return None
    concerned, asked = goals_on(plan.workflow, {step}), len(plan.intent.goals)
    if not concerned or min(concerned) < asked:
        return None
    index = max(concerned)
    kept = tuple(goal for number, goal in enumerate(plan.intent.implicit) if number != index - asked)
    intent = plan.intent.model_copy(update={"implicit": kept})
    found = compose(intent, plan.workflow.given, fixed(plan.workflow), tools)
    if isinstance(found, Lacks) or problems(found.workflow, wanted(found.intent), tools):
        return None
    return plan.model_copy(update={"intent": found.intent, "workflow": found.workflow})


def goals_on(workflow: Workflow, steps: Set[str]) -> frozenset[int]:
    """The goals, by index, that some steps belong to; of one that prepares for several, those of the next steps that have any."""
    found: set[int] = set()
    waiting = [step for step in workflow.steps if step.id in steps]
    while waiting:
        step = waiting.pop()
        if step.goal is None:
            waiting += [after for after in workflow.steps if step.id in after.inputs.values()]
        else:
            found.add(step.goal)
    return frozenset(found)


def fixed(workflow: Workflow) -> dict[str, JsonValue]:
    """Values of a workflow that nobody chooses, by the names of their params: limits, luck, the wish's language."""
    return defaults(workflow, (*_LASTING, "max_bytes"))


def _resource(workflow: Workflow, tools: Mapping[str, Tool]) -> Resource:
    """The queue that a workflow belongs to: that of its heaviest step."""
    needed: set[Resource] = {tools[step.tool].resource for step in workflow.steps}
    return "gpu" if "gpu" in needed else "cpu" if "cpu" in needed else "light"


def _estimate(workflow: Workflow, tools: Mapping[str, Tool], running: Set[str]) -> Estimate:
    through = material(workflow)
    work = {step.id: seconds(tools[step.tool], through) for step in workflow.steps if step.id in running}
    gpu = sum(spent for name, spent in work.items() if tools[workflow.step(name).tool].resource == "gpu")
    return Estimate(seconds=round(sum(work.values()), 1), media_minutes=round(through / 60, 3), gpu_seconds=round(gpu, 1))


def _defaults(wish: Wish, given: Mapping[str, Given]) -> dict[str, JsonValue]:
    """What a goal leaves open. The seed follows from what was given: other material, other luck; the same, the same."""
    named = json.dumps(sorted(json.dumps(thing.value, sort_keys=True) for thing in given.values()))
    seed = int.from_bytes(hashlib.sha256(named.encode()).digest()[:3], "big")
    return {"seed": seed, "max_bytes": wish.limits.upload_bytes}


def _length(given: Mapping[str, Given]) -> float | None:
    return length(given.values()) or None


def _one_sided(goal: Goal) -> Goal:
    """A meme with words on one side keeps the other side empty, and does not get half a joke."""
    sides = {"top_text", "bottom_text"}
    if goal.capability != "meme" or not sides & set(goal.params):
        return goal
    return goal.model_copy(update={"params": {**dict.fromkeys(sorted(sides), ""), **goal.params}})
