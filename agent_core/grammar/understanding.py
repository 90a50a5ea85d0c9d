"""From a wish to an `Intent`, with no model: the embedded brain's front door."""

from collections.abc import Sequence

from pydantic import JsonValue

from agent_core.agent import LanguageHints
from agent_core.catalogue.capability import Capability
from agent_core.catalogue.listing import capabilities
from agent_core.catalogue.values import valid_params
from agent_core.errors import Impossible, NotUnderstood
from agent_core.grammar.choosing import meant, taken
from agent_core.grammar.doubt import in_doubt
from agent_core.grammar.finding import (
    Found,
    clauses_in,
    command_in,
    hints_in,
    is_courtesy,
    settings_in,
)
from agent_core.grammar.followups import another, changes
from agent_core.grammar.goals import NARRATED, drawn, fitted, merged, missing, settled, sounding, taken_by, with_settings
from agent_core.grammar.likeness import likeness
from agent_core.grammar.opening import Wish, everything, open_wish
from agent_core.grammar.times import STRETCH
from agent_core.grammar.unsaid import implied, less, turned_off
from agent_core.grammar.wording import template_words, words_for
from agent_core.intents import Goal, Intent
from agent_core.messages import AttachmentKind, Template

_BACK = ("undo", "redo")
_COMMANDS = (*_BACK, "retry", "export")
_GUESS = 0.6
"""Confidence of an intent that only the material suggests."""
_UNLIKE, _LIKE = -0.95, -0.72
"""Likeness to a capability of a wish for something else, and of a reply that may be a command."""
_OWN_WORDS = {"ask": "question", "find": "query", "write": "brief"}
"""Params that hold the wish itself."""
_OUTRIGHT = 1.1
"""How much likelier than what a reply names a command must be."""


def understand(
    text: str,
    *,
    kinds: Sequence[AttachmentKind],
    languages: LanguageHints,
    template: Template | None = None,
    replied_to: str | None = None,
    partial: Intent | None = None,
) -> Intent:
    """The intent of a wish that came with attachments of `kinds`; `replied_to` is the capability of the result replied to.

    With `partial`, the intent found before a question was asked, `text` is the answer to that question. Raises `NotUnderstood`
    (value `language`), and `Impossible` with code `not-yet` (values `language`, `capability`) for a capability that this version
    does not have, or `bad-param` for a template's setting that does not fit.
    """
    intent = read(text, kinds=kinds, languages=languages, template=template, replied_to=replied_to, partial=partial)
    asked = [goal.capability for goal in intent.goals]
    if asked == ["edit"] and not intent.edit:
        raise NotUnderstood(values={"language": intent.language})
    also = intent.edit.get("also")
    asked += [str(name) for name in also] if isinstance(also, list) else []
    lacking = next((name for name in asked if not capabilities()[name].built), None)
    if lacking and not intent.likely:
        raise Impossible(code="not-yet", values={"language": intent.language, "capability": lacking})
    return intent


def read_as(capability: str, text: str, *, kinds: Sequence[AttachmentKind], languages: LanguageHints) -> Intent:
    """The intent of a wish that names nothing, once it is known which capability it means."""
    wish = open_wish(text, languages)
    intent = _intended(wish, kinds, [Found(0, len(wish.body), capability)])
    goals = tuple(goal for goal in intent.goals if goal.capability == capability)
    unsaid = implied(goals, wish.body, wish.lexicons, kinds)
    return intent.model_copy(update={"goals": goals, "implicit": unsaid, "missing": missing(goals, kinds)})


def read(
    text: str,
    *,
    kinds: Sequence[AttachmentKind],
    languages: LanguageHints,
    template: Template | None = None,
    replied_to: str | None = None,
    partial: Intent | None = None,
) -> Intent:
    """What a wish means, built or not. Arguments and errors are those of `understand`, but for `not-yet`."""
    if partial is not None:
        return _answered(partial, text, kinds, languages)
    wish = open_wish(text, languages)
    if template is not None:
        return _from_template(wish, template, kinds)
    command = command_in(wish.body, wish.lexicons) or command_in(wish.whole, wish.lexicons)
    if command is None and not kinds and is_courtesy(wish.whole, everything()):
        command = "help"
    if replied_to is not None and (command or not _anew(wish, kinds)):
        return _replied(wish, _commanded(wish, command) if command else _reply(wish, replied_to))
    if command and (command in _BACK or not _wants(wish)):
        return _commanded(wish, command)
    return _fresh(wish, kinds)


def _anew(wish: Wish, kinds: Sequence[AttachmentKind]) -> bool:
    """A reply that brings its own material and names a capability that needs just that is a wish of its own."""
    goals = [Goal(capability=found.name, params=words_for(found.name, wish.material)) for found in wish.named]
    return "video" in kinds and bool(goals) and not missing(goals, kinds)


def _fresh(wish: Wish, kinds: Sequence[AttachmentKind]) -> Intent:
    """A wish of its own, with what it leaves unsaid."""
    intent = _named(wish, kinds)
    unsaid = implied(intent.goals, wish.body, wish.lexicons, kinds)
    return intent.model_copy(update={"implicit": unsaid, "likely": _likely(wish, kinds, intent)})


def _likely(wish: Wish, kinds: Sequence[AttachmentKind], intent: Intent) -> tuple[str, ...]:
    """What a wish may mean that names nothing, where its likeness does not tell."""
    if intent.confidence == 1.0 or wish.named or _guessed(wish, kinds):
        return ()
    scores = likeness(wish.whole, wish.language, kinds)
    return in_doubt({name: score for name, score in scores.items() if _fits(capabilities()[name], kinds)})


def _named(wish: Wish, kinds: Sequence[AttachmentKind]) -> Intent:
    """What a wish asks for by its phrases, its likeness to others and the settings it names, weighed."""
    intent = _phrased(wish, kinds) or _guessed(wish, kinds)
    named = [goal.capability for goal in intent.goals] if intent else []
    scores = {
        name: score
        for name, score in likeness(wish.material.wording, wish.language, kinds).items()
        if name in named or (score > _UNLIKE and _fits(capabilities()[name], kinds) and not _spoken(name, wish))
    }
    settings = wish.settings
    chosen = meant(named, {setting.name for setting in settings}, scores)
    if intent is not None and {*chosen} == {*named}:
        return intent
    if not chosen:
        raise NotUnderstood(values={"language": wish.language})
    return _chosen(wish, kinds, chosen)


def _chosen(wish: Wish, kinds: Sequence[AttachmentKind], chosen: Sequence[str]) -> Intent:
    """Those goals in the order of the wish."""
    if [*chosen] == ["help"]:
        return _helped(wish)
    said = {found.name: found for found in (*_asking(wish, kinds), *wish.named)}
    places = [said.get(name) or _placed(name, wish, kinds, chosen) for name in chosen]
    intent = _intended(wish, kinds, sorted(places, key=lambda found: found.start))
    goals = tuple(goal for goal in intent.goals if goal.capability in chosen)
    return intent.model_copy(update={"goals": goals, "missing": missing(goals, kinds), "confidence": _GUESS})


def _placed(name: str, wish: Wish, kinds: Sequence[AttachmentKind], chosen: Sequence[str]) -> Found:
    """Where a wish speaks of a goal that no phrase names: at a setting that it alone takes, at a stretch that it cuts, or in the
    clause that is likest to it."""
    settings = {setting.name for setting in wish.settings}
    own = taken(name, settings).difference(*(taken(other, settings) for other in chosen if other != name))
    own |= {STRETCH} & settings if name == "trim" else frozenset()
    start = next((setting.start for setting in wish.settings if setting.name in own), None)
    if start is None:
        start = _likest(name, wish, kinds)
    return Found(start, start, name)


def _likest(name: str, wish: Wish, kinds: Sequence[AttachmentKind]) -> int:
    """The start of the clause that is likest to a capability, of several the first; the end where none is like it."""
    clauses = clauses_in(wish.body, wish.lexicons)
    scores = [(likeness(clause, wish.language, kinds).get(name, 2 * _UNLIKE), -start) for start, clause in clauses]
    best, start = max(scores, default=(2 * _UNLIKE, 0))
    return -start if best > _UNLIKE else len(wish.body)


def _phrased(wish: Wish, kinds: Sequence[AttachmentKind]) -> Intent | None:
    """What the phrases of a wish say; `None` where none names a capability."""
    found = _asking(wish, kinds)
    if not kinds and (wish.says("ability") or (wish.says("chat") and not found)):
        return _helped(wish)
    intent = _intended(wish, kinds, found)
    return intent if intent.goals else None


def _asking(wish: Wish, kinds: Sequence[AttachmentKind]) -> list[Found]:
    """What the phrases of a wish ask for."""
    named = fitted(drawn(wish.named, wish.material), kinds)
    found = settled(named, inquiry=wish.inquires) or _titled(wish)
    if any(goal.name == "convert" for goal in found):
        found = sounding(found, settings_in(wish.body, wish.lexicons, taken=taken_by(found)), kinds)
    asks = all(goal.name == "ask" for goal in found) and not wish.inquires
    return (hints_in(wish.body, wish.lexicons) if asks else []) or found


def _intended(wish: Wish, kinds: Sequence[AttachmentKind], found: Sequence[Found]) -> Intent:
    """The capabilities found, with the settings that the wish names for them."""
    asks = wish.inquires and bool(found) and all(goal.name == "ask" for goal in found)
    settings = [] if asks else settings_in(wish.body, wish.lexicons, taken=taken_by(found))
    goals = with_settings(found, settings, wish.platforms, wish.material)
    goals = tuple(_asked(goal, wish) for goal in _acts(goals))
    return Intent(language=wish.language, goals=goals, missing=missing(goals, kinds))


def _wants(wish: Wish) -> bool:
    """Whether anything is asked for but an answer."""
    return any(goal.name not in ("ask", "help") for goal in wish.named)


def _titled(wish: Wish) -> list[Found]:
    """A title where nothing is asked for and the name of a place for words says that they are one ("the heading is …")."""
    named = hints_in(wish.material.wording, wish.lexicons) if [*wish.material.said] == ["text"] else []
    return [hint for hint in named if hint.name == "title"]


def _spoken(name: str, wish: Wish) -> bool:
    """Whether a capability would find words of its own to speak, where they are dictated."""
    return wish.material.dictated is not None and name in NARRATED


def _fits(row: Capability, kinds: Sequence[AttachmentKind]) -> bool:
    """Whether what was sent, where anything was, is what a capability needs."""
    if row.group == "revisions":
        return False
    return not kinds or all(need.optional or need.param or set(need.kinds) & set(kinds) for need in row.needs)


def _acts(goals: Sequence[Goal]) -> Sequence[Goal]:
    """Goals without a question that stands beside what is to be done."""
    return [goal for goal in goals if goal.capability not in ("ask", "help")] or goals[:1]


def _asked(goal: Goal, wish: Wish) -> Goal:
    """A question is asked in the person's own words, and so is what is to be found or written where nothing says it shorter."""
    name = _OWN_WORDS.get(goal.capability)
    if name is None or (goal.capability != "ask" and name in goal.params):
        return goal
    return goal.model_copy(update={"params": {**goal.params, name: wish.original}})


def _guessed(wish: Wish, kinds: Sequence[AttachmentKind]) -> Intent | None:
    """What the material suggests where no capability is named: a platform, words for a picture, a question about a video."""
    platforms = wish.platforms
    seen = "video" in kinds or "image" in kinds
    goal: Goal | None = None
    if platforms and seen:
        goal = Goal(capability="reframe", params={"aspect": platforms[0].value})
    elif wish.material.dictated is not None:
        goal = Goal(capability="voiceover", params={**_set_for("voiceover", wish), **words_for("voiceover", wish.material)})
    elif wish.words and (seen or "top_text" in wish.material.said or "bottom_text" in wish.material.said):
        goal = Goal(capability="meme", params={**_set_for("meme", wish), **words_for("meme", wish.material)})
    elif wish.is_question:
        goal = Goal(capability="ask", params={"question": wish.original}) if kinds else Goal(capability="help")
    if goal is None and wish.says("chat"):
        return _helped(wish)
    if goal is None:
        return None
    return Intent(language=wish.language, goals=(goal,), missing=missing((goal,), kinds), confidence=_GUESS)


def _set_for(capability: str, wish: Wish) -> dict[str, JsonValue]:
    return merged(wish.settings, capabilities()[capability])


def _helped(wish: Wish) -> Intent:
    return Intent(language=wish.language, goals=(Goal(capability="help"),))


def _commanded(wish: Wish, command: str) -> Intent:
    return Intent(language=wish.language, goals=(Goal(capability=command, params=_set_for(command, wish)),))


def _replied(wish: Wish, phrased: Intent | None) -> Intent:
    """What a reply says, or the command that it is like where its phrases say nothing or something quite unlike."""
    scores = likeness(wish.material.wording, wish.language, (), reply=True)
    named = phrased.goals[0].capability if phrased else None
    among = (*_COMMANDS, "help", "edit") if named is None else (*_COMMANDS, named)
    likest = max(among, key=lambda name: scores.get(name, 2 * _UNLIKE))
    least = _LIKE if named is None else max(scores.get(named, _UNLIKE) + _OUTRIGHT, 0.0)
    if scores.get(likest, 2 * _UNLIKE) > least and not {likest, named} <= {*_BACK}:
        return _commanded(wish, likest).model_copy(update={"confidence": _GUESS})
    if phrased is None:
        raise NotUnderstood(values={"language": wish.language})
    return phrased


def _reply(wish: Wish, replied_to: str) -> Intent | None:
    """What the phrases of a reply say; `None` where they say nothing."""
    if wish.inquires and any(goal.name == "ask" for goal in wish.named):
        return Intent(language=wish.language, goals=(_asked(Goal(capability="ask"), wish),))
    anew = another(wish.body, wish.material, replied_to, wish.lexicons)
    if anew:
        settings = settings_in(wish.body, wish.lexicons, taken=taken_by(anew))
        goals = with_settings(anew, settings, wish.platforms, wish.material)
        implicit = implied(goals, wish.body, wish.lexicons, ())
        return Intent(language=wish.language, goals=tuple(_asked(goal, wish) for goal in goals), implicit=implicit)
    edit, answers = changes(wish.body, wish.material, replied_to, wish.lexicons)
    edit = less(edit, turned_off(wish.body, wish.lexicons))
    if edit:
        return Intent(language=wish.language, goals=(Goal(capability="edit"),), edit=edit)
    named = wish.named
    if answers:
        goals = tuple(_asked(Goal(capability=name), wish) for name in answers)
        return Intent(language=wish.language, goals=goals)
    if any(goal.name == replied_to for goal in named):
        return Intent(language=wish.language, goals=(Goal(capability="retry"),))
    if wish.is_question:
        return Intent(
            language=wish.language, goals=(Goal(capability="ask", params={"question": wish.original}),), confidence=_GUESS
        )
    if wish.says("chat"):
        return _helped(wish)
    return None


def _from_template(wish: Wish, template: Template, kinds: Sequence[AttachmentKind]) -> Intent:
    row = capabilities().get(template.capability)
    if row is None:
        raise NotUnderstood(values={"language": wish.language})
    settings = settings_in(wish.body, wish.lexicons, reply=template.capability == "edit")
    found = merged([*settings, *wish.platforms], row)
    told_params = valid_params(row, template.params)
    if template.capability == "edit":
        return Intent(language=wish.language, goals=(Goal(capability="edit"),), edit={**found, **told_params})
    free = "" if found and not wish.words else wish.original
    params: dict[str, JsonValue] = {**found, **template_words(row.name, free, wish.material), **told_params}
    goal = Goal(capability=row.name, params=params)
    return Intent(language=wish.language, goals=(goal,), missing=missing((goal,), kinds))


def _answered(partial: Intent, text: str, kinds: Sequence[AttachmentKind], languages: LanguageHints) -> Intent:
    """The partial intent with what the answer adds: words or settings that a goal still lacks, and attachments."""
    goals = partial.goals
    if text.strip():
        wish = open_wish(text, languages)
        goals = tuple(_completed(goal, wish) for goal in goals)
    return partial.model_copy(update={"goals": goals, "missing": missing(goals, kinds)})


def _completed(goal: Goal, wish: Wish) -> Goal:
    row = capabilities()[goal.capability]
    settings = merged([*wish.settings, *wish.platforms], row)
    added = {**settings, **template_words(row.name, wish.original if not settings else "", wish.material)}
    return goal.model_copy(update={"params": {**added, **goal.params}})
