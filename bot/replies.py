"""What the bot posts, made of what the workers say: pure functions from wire data to localized messages."""

import logging
from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial

from agent_core.catalogue.examples import examples, name_of
from agent_core.catalogue.listing import built
from agent_core.languages import Language
from agent_core.messages import FINAL_STATES, Delivery, Note, Product, Progress, Question, Template
from bot import answers, explaining, unasked
from bot.errors import MissingSentence
from bot.localization import Localization
from bot.platform import Button, Outgoing, OutgoingFile

log = logging.getLogger(__name__)

Open = Callable[[str], AsyncIterator[bytes]]
Link = tuple[Product, str]
"""A product too large to post, and the address where it can be fetched."""

ACTIONS: dict[str, Template] = {
    "undo": Template(capability="undo"),
    "redo": Template(capability="redo"),
    "retry": Template(capability="retry"),
    "smaller_text": Template(capability="edit", params={"caption_size": "down"}),
    "bigger_text": Template(capability="edit", params={"caption_size": "up"}),
    "vertical": Template(capability="edit", params={"aspect": "9:16"}),
    "captions": Template(capability="edit", params={"also": ["subtitle"]}),
    "shorter": Template(capability="edit", params={"duration": "shorter"}),
    "export": Template(capability="export"),
    explaining.COMMAND: explaining.TEMPLATE,
}
"""What each follow-up button asks for, as a wish replying to the result."""

_PREFIXES = {"result": "result", "question": "question", "refusal": "error", "failure": "error", "cancelled": "error"}
_TROUBLE = frozenset({"refusal", "failure", "cancelled"})
"""What a group need not see."""
_HEAD = 300
"""Letters of a long text that are shown above its file."""
_BUTTONS_A_ROW = 3
_OPTIONS_A_ROW = 1
"""The options of a question have longer words."""


def action_template(action: str) -> Template | None:
    """What a follow-up button asks for, or `None` for one that we do not know (any more)."""
    return ACTIONS.get(action) or explaining.without(action) or answers.clip(action)


def sentence(words: Localization, language: Language, prefix: str, note: Note) -> str:
    """A note in words. A code without a sentence, or a sentence without its values, is a defect: it is logged, and the person
    gets the plainest one instead."""
    key = f"{prefix}-{note.code}"
    try:
        return words.say(language, key, note.values)
    except MissingSentence as error:
        log.error("no sentence: %s", error)  # noqa: TRY400
    return words.say(language, "result-done" if prefix == "result" else "error-internal")


def status(words: Localization, progress: Progress, took: float) -> Outgoing:
    """The status message of a job: where it stands, and a button to cancel while there is something to cancel."""
    final = progress.state in FINAL_STATES
    cancel = Button(words.say(progress.language, "button-cancel"), f"cancel:{progress.job}")
    return Outgoing(
        text=_standing(words, progress, took),
        buttons=() if final else ((cancel,),),
        kind="status",
        fraction=1.0 if progress.state == "delivered" else None if final else progress.fraction,
        time_left=progress.time_left,
        took=took if final else None,
        job=progress.job,
    )


def _standing(words: Localization, progress: Progress, took: float) -> str:
    language = progress.language
    if progress.state == "queued":
        return words.say(language, "status-queued", {"place": progress.queue_place})
    if progress.state in ("running", "checked"):
        known = progress.stage and words.has(language, f"stage-{progress.stage}")
        stage = words.say(language, f"stage-{progress.stage if known else 'edit'}")
        values = {"stage": stage, "percent": min(99, round(progress.fraction * 100)), "left": progress.time_left or 0.0}
        return words.say(language, "status-running-left" if progress.time_left else "status-running", values)
    return words.say(language, f"status-{progress.state}", {"took": took})


def delivery(words: Localization, row: Delivery, read: Open, links: Sequence[Link] = (), text: str | None = None) -> Outgoing:
    """The message that an outbox row becomes. `links` stand in for products too large to post, `text` for its own words."""
    linked = {product.asset for product, _ in links}
    files = [_file(product, read) for product in row.products if product.asset not in linked]
    return Outgoing(
        text=delivery_text(words, row, links) if text is None else text,
        files=files,
        buttons=_question_buttons(words, row) if row.question else _action_buttons(words, row),
        kind=row.kind,
        nonce=row.nonce,
        took=row.took,
        whisper=row.kind in _TROUBLE and not row.origin.private,
        job=row.job,
        language=row.language,
        values={"jumps": answers.jumps(row.note)} if answers.of(row.note) else {},
    )


def delivery_text(words: Localization, row: Delivery, links: Sequence[Link] = (), limit: int | None = None) -> str:
    """The words of an outbox row, however many; only help can be shortened to a `limit`."""
    if row.note.code == "help":
        text = help_text(words, row.language, limit)
    else:
        text = explaining.told(words, row) if row.note.code == explaining.COMMAND else _sentence_of(words, row)
    return "\n".join([text, *(words.say(row.language, "link", {"name": p.name, "url": url}) for p, url in links)])


def head(words: Localization, language: Language, text: str) -> str:
    """What stands above a text that is too long for a message and so became a file."""
    first = clip(text.strip().partition("\n\n")[0], _HEAD).rstrip("… .。")
    return words.say(language, "text-file-head", {"head": first})


def beginning(words: Localization, row: Delivery, text: str, limit: int) -> str:
    """What stands above the file of a text that is too long for a message: of an answer as much as fits."""
    return answers.within(words, row, text, limit) if answers.of(row.note) else head(words, row.language, text)


def help_text(words: Localization, language: Language, limit: int | None = None) -> str:
    """What can be asked for in this version, with an example wish for each while that fits."""
    shown = [row.name for row in built().values() if row.group != "revisions" and row.name != "help"]
    rows = [_help_row(words, language, name) for name in shown]
    head, foot = words.say(language, "help-head"), words.say(language, "help-foot")
    text = "\n".join([head, *rows, foot])
    if limit is None or len(text) <= limit:
        return text
    return "\n".join([head, words.join(language, [name_of(language, name) for name in shown]), foot])


def _help_row(words: Localization, language: Language, capability: str) -> str:
    name = name_of(language, capability)
    if wishes := examples(language, capability):
        return words.say(language, "help-row", {"name": name, "example": wishes[0]})
    return words.say(language, "help-row-plain", {"name": name})


def _sentence_of(words: Localization, row: Delivery) -> str:
    alone = row.kind == "result" and bool(answers.of(row.note)) and not row.products
    told = [] if alone else [sentence(words, row.language, _PREFIXES[row.kind], answers.bare(row.note))]
    rough = [words.say(row.language, "heard-rough")] if row.note.values.get("rough") else []
    return "\n".join([*told, *rough, *answers.told(words, row), *unasked.told(words, row), *explaining.trouble(words, row)])


def undeliverable(words: Localization, row: Delivery, note: Note, links: Sequence[Link]) -> Outgoing:
    """The plain words that stand in for a message the platform does not take."""
    lines = [sentence(words, row.language, "error", note)]
    lines += [words.say(row.language, "link", {"name": product.name, "url": url}) for product, url in links]
    return Outgoing(text="\n".join(lines), kind="failure", job=row.job)


def clip(text: str, limit: int) -> str:
    """The text, cut at a word's end where it is longer than a message may be."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    space = head.rfind(" ", len(head) * 3 // 4)
    return (head[:space] if space > 0 else head).rstrip() + "…"


def _file(product: Product, read: Open) -> OutgoingFile:
    thumbnail = partial(read, product.thumbnail) if product.thumbnail else None
    return OutgoingFile(product, partial(read, product.asset), thumbnail)


def _action_buttons(words: Localization, row: Delivery) -> list[list[Button]]:
    subject = row.revision or row.job
    buttons = [Button(words.say(row.language, f"action-{action}"), f"act:{action}:{subject}") for action in row.actions]
    buttons = [*answers.buttons(words, row), *buttons]
    if row.note.code == explaining.COMMAND:
        buttons += explaining.switches(words, row)
    return _rows(buttons, _BUTTONS_A_ROW)


def _question_buttons(words: Localization, row: Delivery) -> list[list[Button]]:
    question: Question | None = row.question
    options = question.options if question else ()
    labels = [words.say(row.language, o.label) if words.has(row.language, o.label) else o.value for o in options]
    values = [f"ans:{row.job}:{option.value}" for option in options]
    return _rows([Button(*pair) for pair in zip(labels, values, strict=True)], _OPTIONS_A_ROW)


def _rows(buttons: list[Button], width: int) -> list[list[Button]]:
    return [buttons[start : start + width] for start in range(0, len(buttons), width)]
