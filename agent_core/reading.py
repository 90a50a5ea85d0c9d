"""Understanding a wish: by the language model where there is one, else by the grammar, which is always there and always right
about the plain commands."""

from collections.abc import Sequence

from agent_core.agent import Wish
from agent_core.catalogue.listing import capabilities
from agent_core.errors import Impossible, NotUnderstood
from agent_core.grammar.understanding import read, read_as, understand
from agent_core.intents import Goal, Intent
from agent_core.languages import DEFAULT_LANGUAGE, Language, from_locale, from_script
from agent_core.llm.intents import Heard, read_by
from agent_core.llm.request import LLM
from agent_core.llm.usage import Spending
from agent_core.messages import AttachmentKind
from agent_core.questions import WORDS
from media.facts import MediaFacts

_PLAIN = ("undo", "redo", "retry", "help")
"""Commands that the grammar knows for certain: no model is asked about them."""


async def understood(
    wish: Wish, files: Sequence[MediaFacts], names: Sequence[str], planner: LLM | None, spending: Spending
) -> Intent:
    """The intent: read from the words the first time, completed by the answers after that. `names` are those of the files.

    Raises `NotUnderstood` and `Impossible`, never for what a language model did.
    """
    if wish.partial is not None:
        return _completed(wish.partial, wish, files)
    if planner is None or wish.template is not None or not wish.text.strip():
        return _by_grammar(wish, files)
    hint = _hint(wish, files)
    if isinstance(hint, Intent) and _is_plain(hint):
        return hint
    found = await read_by(planner, _heard(wish, files, names, hint), spending)
    return _by_grammar(wish, files) if found is None else _built(found)


def language_of(wish: Wish, found: object) -> Language:
    """The language to speak in: the one the wish was read in, else what its letters and the person's habits say."""
    hints = wish.languages
    asked = wish.partial.language if wish.partial else from_locale(str(found))
    return asked or hints.chosen or from_script(wish.text) or hints.last or hints.locale or DEFAULT_LANGUAGE


def _is_plain(hint: Intent) -> bool:
    return len(hint.goals) == 1 and hint.goals[0].capability in _PLAIN and hint.confidence == 1.0


def _by_grammar(wish: Wish, files: Sequence[MediaFacts]) -> Intent:
    """What the embedded brain understands. Raises `NotUnderstood` and `Impossible`."""
    return understand(
        wish.text,
        kinds=[facts.kind for facts in files],
        languages=wish.languages,
        template=wish.template,
        replied_to=_replied_to(wish),
    )


def _hint(wish: Wish, files: Sequence[MediaFacts]) -> Intent | NotUnderstood:
    """What the embedded brain makes of the words, built or not, for the language model to better."""
    try:
        return read(
            wish.text, kinds=[facts.kind for facts in files], languages=wish.languages, replied_to=_replied_to(wish)
        )  # fmt: skip
    except NotUnderstood as error:
        return error


def _heard(wish: Wish, files: Sequence[MediaFacts], names: Sequence[str], hint: Intent | NotUnderstood) -> Heard:
    language = hint.language if isinstance(hint, Intent) else language_of(wish, hint.values.get("language"))
    return Heard(
        text=wish.text,
        language=language,
        kinds=tuple(facts.kind for facts in files),
        names=tuple(names),
        replied=wish.replied.intent if wish.replied else None,
        hint=hint if isinstance(hint, Intent) else None,
    )


def _replied_to(wish: Wish) -> str | None:
    return next((goal.capability for goal in wish.replied.intent.goals), None) if wish.replied else None


def _built(intent: Intent) -> Intent:
    """The intent, if this version has all that it asks for. Raises `Impossible` with code `not-yet`."""
    also = intent.edit.get("also")
    asked = [goal.capability for goal in intent.goals] + [str(name) for name in (also if isinstance(also, list) else [])]
    lacking = next((name for name in asked if not capabilities()[name].built), None)
    if lacking:
        raise Impossible(code="not-yet", values={"language": intent.language, "capability": lacking})
    return intent


def _completed(partial: Intent, wish: Wish, files: Sequence[MediaFacts]) -> Intent:
    """An intent with the words that were asked for; other answers are attachments, and what is said with them is courtesy."""
    if partial.likely:
        return _chosen(partial, wish, files)
    text = next((answer.text.strip() for answer in reversed(wish.answers) if answer.text.strip()), None)
    if text is None or partial.missing != ("text",):
        return partial
    if partial.goals[0].capability == "edit":
        return partial.model_copy(update={"edit": {**partial.edit, WORDS: text}})
    found = understand(text, kinds=[facts.kind for facts in files], languages=wish.languages, partial=partial)
    return found.model_copy(update={"goals": tuple(_worded(goal, text) for goal in found.goals)})


def _chosen(partial: Intent, wish: Wish, files: Sequence[MediaFacts]) -> Intent:
    """What the person says a wish means, by a button or in other words, which are a wish of their own. Raises `NotUnderstood` and
    `Impossible`."""
    kinds: list[AttachmentKind] = [facts.kind for facts in files]
    answer = next((answer for answer in reversed(wish.answers) if answer.value or answer.text.strip()), None)
    if answer is None:
        return partial
    if answer.value in partial.likely:
        return _built(read_as(answer.value, wish.text, kinds=kinds, languages=wish.languages))
    return understand(answer.text, kinds=kinds, languages=wish.languages)


def _worded(goal: Goal, text: str) -> Goal:
    """A goal that takes words, with these where it has none."""
    row = capabilities().get(goal.capability)
    if row is None or row.param(WORDS) is None or WORDS in goal.params:
        return goal
    return goal.model_copy(update={"params": {**goal.params, WORDS: text}})
