"""The answer to "How did you make this?": what a revision keeps of its making, as codes and values, and its workflow drawn.

Nothing is planned, run or rendered for it; the chat words it.
"""

import asyncio
import tempfile
from collections.abc import Mapping
from pathlib import Path

from pydantic import JsonValue

from agent_core.agent import Plan, Refused
from agent_core.content import content
from agent_core.criteria import GOOD
from agent_core.diagram import write_png
from agent_core.drawing import draw
from agent_core.labels import labels
from agent_core.languages import Language
from agent_core.making import Making
from agent_core.messages import Note, Product
from agent_core.planner import wanted
from agent_core.projects import Revision
from agent_core.tool import Tool
from media.errors import EngineMissing
from media.fonts import find_fonts
from media.settings import MediaSettings
from media.store import Store

HOW = "how"
"""What the command, the button and the note are called."""


async def explained(
    revision: Revision | None, language: Language, tools: Mapping[str, Tool], store: Store, settings: MediaSettings
) -> Plan | Refused:
    """How a result was made, for a person of that language."""
    if revision is None or not revision.workflow.steps:
        return Refused(language=language, note=Note(code=f"nothing-to-{HOW}"))
    return Plan(
        language=language,
        intent=revision.intent,
        reply=Note(code=HOW, values=told(revision)),
        products=tuple([picture] if (picture := await _picture(revision, language, tools, store, settings)) else ()),
        resource="light",
    )


def told(revision: Revision) -> dict[str, JsonValue]:
    """What there is to tell: `wishes`, `unsaid`, `steps`, and what the making is known by."""
    intent, making = revision.intent, revision.making or Making()
    goals: list[JsonValue] = [goal.model_dump(mode="json") for goal in intent.goals]
    unsaid: list[JsonValue] = [{"capability": goal.capability, "reason": goal.reason} for goal in intent.implicit]
    known: dict[str, JsonValue] = {
        "wishes": goals,
        "unsaid": unsaid,
        "steps": len(revision.workflow.steps),
        "cached": len(making.cached),
        "took": making.seconds,
        "scores": dict(making.scores),
        "failed": [name for name, score in making.scores.items() if score < GOOD],
        "mended": [mended.model_dump(mode="json") for mended in making.mended],
    }
    if making.usage is not None and making.usage.calls:
        known |= {"tokens": making.usage.tokens, "dollars": making.usage.cost}
    return known


async def _picture(
    revision: Revision, language: Language, tools: Mapping[str, Tool], store: Store, settings: MediaSettings
) -> Product | None:
    """The workflow as a PNG in the store; `None` where it cannot be drawn: a step is of an older version, or there is no font."""
    if any(step.tool not in tools for step in revision.workflow.steps):
        return None
    work = settings.home / "work"
    await asyncio.to_thread(work.mkdir, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="how-", dir=work) as folder:
        target = Path(folder) / "how.png"
        try:
            width, height = await asyncio.to_thread(_draw, revision, language, tools, settings, target)
        except EngineMissing:
            return None
        asset = await store.adopt(target)
    return Product(
        asset=asset.id,
        name=f"{HOW}.png",
        kind="image",
        content_type="image/png",
        size_bytes=asset.size_bytes,
        width=width,
        height=height,
    )


def _draw(
    revision: Revision, language: Language, tools: Mapping[str, Tool], settings: MediaSettings, target: Path
) -> tuple[int, int]:
    fonts = find_fonts(settings)
    called = labels(revision.workflow, wanted(revision.intent), tools, language)
    drawing = draw(revision.workflow, called, lambda text, size: fonts.width(text) * size)
    marked = frozenset(revision.making.cached if revision.making else ())
    return write_png(drawing, fonts, target, marked=marked, legend=content(language, "step-cached"))
