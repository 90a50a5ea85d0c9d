"""A tool: one typed async function in `agent_core/tools/`, with what a planner and an executor need to know of it.

The function takes an `Input` and a `Context` and returns an `Output`. Fields of `Input` that are artifacts are its ports; the
others are its params. What an output depends on stands in ports and params; the context holds only the means to make it. Nothing
is registered by hand: the package is walked, and each module holds the tool that bears its name.
"""

import importlib
import pkgutil
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import JsonValue, ValidationError

from agent_core.agent import Resource
from agent_core.artifacts import Artifact
from agent_core.llm.roles import Models
from agent_core.llm.usage import Spending
from media.ffmpeg import FFmpeg
from media.frozen import Frozen
from media.settings import MediaSettings
from media.speech.port import Speaker
from media.store import Store
from media.transcription.recognisers import Recognisers

Stage = Literal["look", "speak", "edit", "render"]
Layer = Literal["join", "cut", "picture", "voice", "sound", "words", "finish", "file"]
Ending = Literal["VideoFile", "AudioFile"]
LAYERS: tuple[Layer, ...] = get_args(Layer)
ARTIFACTS: Mapping[str, type[Frozen]] = {kind.__name__: kind for kind in get_args(Artifact)}


@dataclass(frozen=True)
class Context:
    """The means a tool works with."""

    store: Store
    ffmpeg: FFmpeg
    settings: MediaSettings
    speaker: Speaker
    work: Path
    """Folder for scratch files; gone when the run ends."""
    report: Callable[[float], None]
    """Takes the fraction of the step that is done, 0 to 1."""
    models: Models = field(default_factory=Models)
    """Language models by role; a tool that asks one names the role among its `engines` and works without it too."""
    spending: Spending = field(default_factory=Spending)
    """What the job has spent on them."""
    recognisers: Recognisers = field(default_factory=Recognisers)
    """Engines that hear words; without any nothing is heard."""


@dataclass(frozen=True)
class Cost:
    """What a step is expected to take."""

    fixed: float = 0.05
    """Seconds, whatever the length."""
    per_second: float = 0.0
    """Seconds for a second of the material it works through."""


@dataclass(frozen=True)
class When:
    """Marks a port that is used only while a param has a value, and must then be fed:
    `Annotated[Subjects | None, When("fit", "crop")]`."""

    param: str
    value: JsonValue


@dataclass(frozen=True)
class Port:
    """An input that carries an artifact."""

    name: str
    artifact: str
    required: bool
    when: When | None = None


@dataclass(frozen=True)
class Tool:
    """A tool as planner, checks and executor see it."""

    name: str
    run: Callable[[Any, Context], Awaitable[Frozen]]
    input: type[Frozen]
    output: type[Frozen]
    resource: Resource
    version: int
    """Raised whenever the same input gives another output; cached outputs of earlier versions are then not used."""
    stage: Stage
    serves: frozenset[str]
    """Capabilities that a step with this tool fulfils; empty for steps that only prepare or finish."""
    layer: Layer
    """Where its edit stands in a workflow of several: first what lays the material out, then what cuts it, the picture, the
    voices in it, the sound that is added, words on top, how the file shall be, and at last files made of the whole."""
    engines: frozenset[str]
    """Engines whose identity belongs to what it makes."""
    cost: Cost
    ports: Mapping[str, Port]
    params: frozenset[str]
    makes: Mapping[str, str]
    """Artifact type of each output field; a tool makes at most one of each type."""
    helps: frozenset[str] = frozenset()
    """Capabilities that it prepares for, and no other; empty for any."""
    carries: frozenset[str] = frozenset()
    """For a tool that makes a file of a timeline: layers whose edits are wanted in that file and not in a film beside it (a GIF
    shows what was cut, framed and written, but lets nothing be heard)."""
    gathers: bool = False
    """It works on all videos and pictures that were given, one after the other, and not on the first alone."""
    ending: Ending | None = None
    """The file that a timeline it has worked on shall end in; `None` leaves it to the material and the other steps."""
    built: bool = True
    """It can run. A tool that is only declared takes its place in a plan, and such a plan never starts."""

    def uses(self, port: Port, params: Mapping[str, JsonValue]) -> bool:
        """Whether a step with these params looks at a port at all."""
        if port.when is None:
            return True
        return params.get(port.when.param, self.input.model_fields[port.when.param].default) == port.when.value

    def faulty(self, params: Mapping[str, JsonValue]) -> str | None:
        """The first of some params whose value it does not take; those that it does not have are not looked at."""
        asked = {name: value for name, value in params.items() if name in self.params}
        try:
            self.input.model_validate(asked)
        except ValidationError as error:
            return next((str(fault["loc"][0]) for fault in error.errors() if fault["loc"] and fault["loc"][0] in asked), None)
        return None

    def made(self, output: Frozen, artifact: str) -> Frozen | None:
        """The artifact of a type in an output of this tool."""
        field = next((name for name, kind in self.makes.items() if kind == artifact), None)
        return None if field is None else getattr(output, field)


def tool(
    *,
    version: int,
    resource: Resource = "light",
    stage: Stage = "edit",
    serves: tuple[str, ...] = (),
    layer: Layer = "picture",
    engines: tuple[str, ...] = (),
    cost: Cost | None = None,
    helps: tuple[str, ...] = (),
    carries: tuple[Layer, ...] = (),
    gathers: bool = False,
    ending: Ending | None = None,
) -> Callable[[Callable[[Any, Context], Awaitable[Frozen]]], Tool]:
    """Make a tool of an async function `name(given: Input, context: Context) -> Output`."""

    def made(function: Callable[[Any, Context], Awaitable[Frozen]]) -> Tool:
        hints = get_type_hints(function)
        taken: type[Frozen] = hints["given"]
        given: type[Frozen] = hints["return"]
        ports = _ports(taken)
        return Tool(
            name=function.__name__,
            run=function,
            input=taken,
            output=given,
            resource=resource,
            version=version,
            stage=stage,
            serves=frozenset(serves),
            layer=layer,
            engines=frozenset(engines),
            cost=cost or Cost(),
            ports=ports,
            params=frozenset(taken.model_fields) - frozenset(ports),
            makes={name: kind for name, field in given.model_fields.items() if (kind := _artifact(field.annotation))},
            helps=frozenset(helps),
            carries=frozenset(carries),
            gathers=gathers,
            ending=ending,
        )

    return made


@cache
def tools() -> Mapping[str, Tool]:
    """Every tool of the package, by name."""
    from agent_core import tools as package

    names = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    return {name: getattr(importlib.import_module(f"{package.__name__}.{name}"), name) for name in names}


def _ports(taken: type[Frozen]) -> Mapping[str, Port]:
    ports: dict[str, Port] = {}
    for name, entry in taken.model_fields.items():
        if kind := _artifact(entry.annotation):
            when = next((mark for mark in entry.metadata if isinstance(mark, When)), None)
            ports[name] = Port(name=name, artifact=kind, required=entry.is_required(), when=when)
    return ports


def _artifact(annotation: Any) -> str | None:
    """The name of the artifact type that an annotation means, alone or beside `None`."""
    if get_origin(annotation) in (Union, UnionType):
        kinds = [kind for kind in get_args(annotation) if kind is not type(None)]
        annotation = kinds[0] if len(kinds) == 1 else None
    return annotation.__name__ if annotation in ARTIFACTS.values() else None
