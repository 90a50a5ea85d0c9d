"""A preview for people: in sentences of the wish's language, and as a picture (SVG)."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from xml.sax.saxutils import escape

from pydantic import JsonValue

from agent_core.agent import Asked, Plan
from agent_core.catalogue.examples import name_of
from agent_core.content import content
from agent_core.declared import with_declared
from agent_core.drawing import DETAIL_PX, HEIGHT, TITLE_PX, Box, Drawing, Label, Line, draw
from agent_core.labels import labels, told
from agent_core.languages import Language
from agent_core.planner import wanted
from agent_core.previews import Preview
from agent_core.tool import Tool

_WIDE, _NARROW = 1.0, 0.56
"""Width of a letter, in its size: a Chinese one, and any other on average."""
_STYLE = (
    "text{font-family:'Noto Sans','Noto Sans CJK SC',sans-serif;text-anchor:middle}"
    f".t{{font-size:{TITLE_PX}px;fill:#1c2430}}.d{{font-size:{DETAIL_PX}px;fill:#5a6675}}"
    ".b{fill:#fff;stroke:#4a6fa5;stroke-width:2}.g{fill:#eef1f5;stroke:#9aa5b1}.o{fill:#e6f4ea;stroke:#2e7d4f}"
    ".u{stroke-dasharray:6 5}.l{fill:none;stroke:#9aa5b1;stroke-width:2}"
)


def sentences(found: Preview, tools: Mapping[str, Tool]) -> Iterator[str]:
    """What a wish means and how it would be done, line by line."""
    language = found.language
    if found.intent is None:
        yield content(language, "plan-not-understood")
        return
    yield _line(language, "goals", (_goal(language, goal.capability, goal.params) for goal in found.intent.goals))
    unsaid = (_goal(language, goal.capability, goal.params) for goal in found.intent.implicit)
    lacking = found.decision.intent.missing if isinstance(found.decision, Asked) else ()
    for key, texts in (
        ("edit", [f"{name} {told(value)}" for name, value in found.intent.edit.items()]),
        ("implicit", list(unsaid)),
        ("missing", [content(language, f"plan-kind-{kind}") for kind in lacking]),
    ):
        if texts:
            yield _line(language, key, texts)
    yield from _outcome(found, with_declared(tools))


def picture(found: Preview, tools: Mapping[str, Tool]) -> str:
    """The workflow of a preview as an SVG: what was given above, what is delivered below; dashed is what cannot run yet."""
    every = with_declared(tools)
    drawing = draw(found.workflow, _labels(found, every), _width)
    unbuilt = {step.id for step in found.workflow.steps if not every[step.tool].built}
    size = f'width="{drawing.width:.0f}" height="{drawing.height:.0f}" viewBox="0 0 {drawing.width:.0f} {drawing.height:.0f}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size}><style>{_STYLE}</style>'
        '<defs><marker id="a" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0L8 4L0 8z" fill="#9aa5b1"/></marker></defs><rect width="100%" height="100%" fill="#fafbfc"/>'
        f"{''.join(_drawn(drawing, unbuilt))}</svg>\n"
    )


def _outcome(found: Preview, every: Mapping[str, Tool]) -> Iterator[str]:
    language, workflow = found.language, found.workflow
    if found.refused:
        yield content(language, "plan-refused", code=found.refused.code)
    elif isinstance(found.decision, Plan) and not workflow.steps:
        yield content(language, "plan-nothing")
    if not workflow.steps:
        return
    yield content(language, "plan-steps")
    called = _labels(found, every)
    for number, step in enumerate(workflow.steps, 1):
        sources = ", ".join(called[source].title for source in step.inputs.values())
        unbuilt = "" if every[step.tool].built else f" [{content(language, 'plan-unbuilt')}]"
        yield f"  {number}. {called[step.id].title}{f' ← {sources}' if sources else ''}{unbuilt}"
    yield _line(language, "delivers", (called[name].title for name in workflow.deliver))
    if isinstance(found.decision, Plan) and (estimate := found.decision.estimate):
        yield content(language, "plan-estimate", seconds=round(estimate.seconds), minutes=round(estimate.media_minutes, 1))


def _line(language: Language, key: str, texts: Iterable[str]) -> str:
    return content(language, f"plan-{key}", list=", ".join(texts))


def _goal(language: Language, capability: str, params: Mapping[str, JsonValue]) -> str:
    settings = ", ".join(f"{name} {told(value)}" for name, value in params.items())
    return name_of(language, capability) + (f" ({settings})" if settings else "")


def _labels(found: Preview, every: Mapping[str, Tool]) -> dict[str, Label]:
    goals = wanted(found.decision.intent) if isinstance(found.decision, Plan) else []
    return labels(found.workflow, goals, every, found.language)


def _width(text: str, size: int) -> float:
    return size * sum(_WIDE if unicodedata.east_asian_width(letter) in "WF" else _NARROW for letter in text)


def _drawn(drawing: Drawing, unbuilt: set[str]) -> Iterator[str]:
    yield from (_curve(line) for line in drawing.lines)
    for box in drawing.boxes:
        kind = "b g" if box.given else "b o" if box.delivered else "b"
        yield (
            f'<rect class="{kind}{" u" if box.source in unbuilt else ""}" x="{box.left:.1f}" y="{box.top:.1f}"'
            f' width="{box.width:.1f}" height="{HEIGHT:.0f}" rx="10"/>'
        )
        yield from _words(box)


def _words(box: Box) -> Iterator[str]:
    title = box.top + (HEIGHT / 2 + TITLE_PX / 3 if not box.label.detail else HEIGHT / 2 - 3)
    yield f'<text class="t" x="{box.middle:.1f}" y="{title:.1f}">{escape(box.label.title)}</text>'
    if box.label.detail:
        yield f'<text class="d" x="{box.middle:.1f}" y="{box.top + HEIGHT - 13:.1f}">{escape(box.label.detail)}</text>'


def _curve(line: Line) -> str:
    """A line through its points, bent so that it leaves and arrives upright."""
    (x, y), *rest = line.points
    path = [f"M{x:.1f} {y:.1f}"]
    for to_x, to_y in rest:
        middle = (y + to_y) / 2
        path.append(f"C{x:.1f} {middle:.1f} {to_x:.1f} {middle:.1f} {to_x:.1f} {to_y:.1f}")
        x, y = to_x, to_y
    return f'<path class="l" marker-end="url(#a)" d="{"".join(path)}"/>'
