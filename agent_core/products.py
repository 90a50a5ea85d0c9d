"""What a run is told as: the products with their names, the sentence about them, and the follow-ups worth a button."""

from collections.abc import Mapping, Sequence

from pydantic import JsonValue

from agent_core.agent import Outcome, Plan, Wish
from agent_core.answering import answers_in, values_of
from agent_core.artifacts import (
    AnimationFile,
    ArchiveFile,
    AudioFile,
    File,
    ImageFile,
    ProjectFile,
    SubtitleFile,
    Transcripts,
    VideoFile,
)
from agent_core.inspection import Finished, delivered
from agent_core.intents import Intent
from agent_core.messages import Action, Note, Product, ProductKind
from agent_core.offers import offered
from agent_core.tool import Tool
from agent_core.unasked import told_unasked

_KINDS: Mapping[type[File], ProductKind] = {
    VideoFile: "video",
    ImageFile: "image",
    AudioFile: "audio",
    AnimationFile: "animation",
    SubtitleFile: "file",
    ArchiveFile: "file",
    ProjectFile: "file",
}
_NAMED = 3
"""Most capabilities that a file is named after."""


def told(plan: Plan, wish: Wish, finished: Finished, tools: Mapping[str, Tool]) -> Outcome:
    """The outcome of a plan that was carried out."""
    files = [file for _, file in delivered(finished.workflow, finished.ran.outputs, tools)]
    products = _numbered([_product(file, plan.intent) for file in files])
    words = values_of([*answers_in(finished, tools)], finished, wish)
    words = {**words, **({"rough": True} if products and _roughly(finished) else {})}
    return Outcome(
        products=products,
        note=_note(plan.intent, products, words, first=wish.replied is None),
        actions=_actions(plan, wish, products),
        verdict=finished.verdict.scores,
        workflow=finished.workflow,
        intent=plan.intent,
        making=finished.making,
    )


def _roughly(finished: Finished) -> bool:
    """Whether words in the files come from an engine that errs often."""
    parts = (part for output in finished.ran.outputs.values() for _, part in output)
    return any(file.rough for part in parts if isinstance(part, Transcripts) for file in part.files)


def _product(file: File, intent: Intent) -> Product:
    return Product(
        asset=file.asset,
        name=f"{_name(intent)}{file.suffix}",
        kind=_KINDS[type(file)],
        content_type=file.content_type,
        size_bytes=file.size_bytes,
        width=file.width,
        height=file.height,
        duration=file.duration,
        thumbnail=file.thumbnail,
    )


def _numbered(products: Sequence[Product]) -> tuple[Product, ...]:
    """The same, no two of one name: the second is `NAME-2`."""
    found: list[Product] = []
    for product in products:
        stem, dot, ending = product.name.rpartition(".")
        number = 1 + sum(other.name == product.name for other in products[: len(found)])
        found.append(product if number == 1 else product.model_copy(update={"name": f"{stem}-{number}{dot}{ending}"}))
    return tuple(found)


def _name(intent: Intent) -> str:
    return "-".join(goal.capability for goal in intent.goals[:_NAMED])


def _note(intent: Intent, products: Sequence[Product], words: Mapping[str, JsonValue], *, first: bool) -> Note:
    """`done-CAPABILITY` for one goal and for an export of whatever was made, `done-several` for more, `done-edit` for a changed
    result; a `first` result tells what it has without being asked for it. Answers in words stand among the values."""
    made = [goal.capability for goal in intent.goals]
    alone = made[0] if len(made) == 1 else "export" if "export" in made and len(products) == 1 else "several"
    code = "done-edit" if intent.edit else f"done-{alone}"
    values: dict[str, JsonValue] = {**words, **(_measures(products[0]) if products else {})}
    unasked: dict[str, JsonValue] = {"unasked": told_unasked(intent)} if first and intent.implicit else {}
    return Note(code=code, values={**values, "capabilities": list[JsonValue](made), **unasked})


def _measures(main: Product) -> dict[str, JsonValue]:
    return {"seconds": round(main.duration or 0.0, 1), "size_mb": round(main.size_bytes / 1e6, 2), "kind": main.kind}


def _actions(plan: Plan, wish: Wish, products: Sequence[Product]) -> tuple[Action, ...]:
    """Buttons that fit what was made."""
    steps = plan.workflow.steps if plan.workflow else ()
    chance = any("seed" in step.params for step in steps) and not _own_words(plan.intent)
    return offered(plan.intent, products, chance=chance, earlier=wish.replied is not None)


def _own_words(intent: Intent) -> bool:
    """Whether a meme has its maker's words, so that another try would give the same."""
    return any({"top_text", "bottom_text"} & set(goal.params) for goal in intent.goals if goal.capability == "meme")
