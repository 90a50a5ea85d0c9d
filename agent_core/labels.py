"""What the boxes of a workflow's picture say, in a person's language."""

from collections.abc import Mapping, Sequence

from pydantic import JsonValue

from agent_core.catalogue.examples import name_of
from agent_core.content import content
from agent_core.drawing import Label
from agent_core.languages import Language
from agent_core.questions import KINDS
from agent_core.tool import Tool
from agent_core.workflow import GIVEN, Step, Workflow

_OWN = frozenset({"seed", "wish_language", "max_bytes", "lufs", "copies"})
"""Params that nobody named."""
_FILES = {"VideoFile": "video", "AudioFile": "audio", "ImageFile": "image"}
"""What a step that only finishes makes."""


def labels(workflow: Workflow, wanted: Sequence[str], tools: Mapping[str, Tool], language: Language) -> dict[str, Label]:
    """The label of every step, by its id, and of everything given, by `given:NAME`. `wanted` has the capability of each goal."""
    steps = {step.id: _label(step, wanted, tools[step.tool], language) for step in workflow.steps}
    return {**steps, **_given(workflow, language)}


def told(value: JsonValue) -> str:
    """A setting's value in a few letters."""
    return "/".join(told(part) for part in value) if isinstance(value, list) else str(value)


def _label(step: Step, wanted: Sequence[str], spec: Tool, language: Language) -> Label:
    """A step that serves a goal bears its name, one that makes the file the file's, any other its own; below, its settings."""
    serves = next((name for name in spec.serves if step.goal is not None and wanted[step.goal : step.goal + 1] == [name]), None)
    named = ", ".join(told(value) for name, value in step.params.items() if name not in _OWN and value not in ("", None))
    if serves:
        return Label(name_of(language, serves), named)
    file = next((_FILES[artifact] for artifact in spec.makes.values() if artifact in _FILES), None)
    name = _name(step.tool, language)
    return Label(content(language, f"plan-kind-{file}"), name) if file else Label(name, named)


def _name(tool: str, language: Language) -> str:
    """What a step that only prepares or finishes is called; the tool's own name where the language has none."""
    try:
        return content(language, f"step-{tool}")
    except KeyError:
        return tool.replace("_", " ")


def _given(workflow: Workflow, language: Language) -> dict[str, Label]:
    """What each thing given is called: its kind, and its number where there are several."""
    used = {source.removeprefix(GIVEN) for step in workflow.steps for source in step.inputs.values() if source.startswith(GIVEN)}
    kinds = {name: KINDS.get(thing.artifact, "text") for name, thing in workflow.given.items() if name in used}
    numbers = {name: name.strip("abcdefghijklmnopqrstuvwxyz_") for name in kinds}
    titles = {name: f"{content(language, f'plan-kind-{kind}')} {numbers[name]}".strip() for name, kind in kinds.items()}
    return {f"{GIVEN}{name}": Label(title) for name, title in titles.items()}
