"""The executor: runs a workflow's steps as their inputs become ready, and remembers every output.

An output is kept in the store under the hash of all it depends on: tool, version, engines, inputs and params. The same step is
therefore never run twice, not after a crash and not for a follow-up that changes something further down.
"""

import asyncio
import hashlib
import json
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from pydantic import JsonValue, ValidationError

from agent_core.agent import Report
from agent_core.errors import AgentError, StepFailed
from agent_core.meter import Meter
from agent_core.tool import ARTIFACTS, Context, Tool
from agent_core.workflow import GIVEN, Given, Step, Workflow
from agent_core.workshop import Workshop
from media.errors import MediaError
from media.frozen import Frozen

LEAST_PATIENCE = 300.0
"""Seconds that any step may take."""
_PATIENCE = 20.0
"""Times as long as expected that a longer step may take: one that takes longer hangs."""


@dataclass(frozen=True)
class Ran:
    """What a run gave."""

    outputs: Mapping[str, Frozen]
    """Output of every step, by its id."""
    cached: frozenset[str]
    """Steps whose output was there from an earlier run, or was made by another run just then."""


class Executor:
    """Runs workflows with the tools and engines of this installation."""

    def __init__(
        self, tools: Mapping[str, Tool], context: Context, engines: Mapping[str, str], workshop: Workshop | None = None
    ) -> None:
        """Executors with one workshop share its places, and what two of them want at once is made once."""
        self._tools = tools
        self._context = context
        self._engines = engines
        self.workshop = workshop or Workshop(context.store)
        """Where its runs meet those of others."""

    async def run(self, workflow: Workflow, report: Report) -> Ran:
        """Run every step; the workflow must have no problems.

        Raises `StepFailed` for the first step that fails; what had succeeded by then stays in the cache. Cancelling ends every
        child process; the folder for scratch files is gone however the run ends.
        """
        self._context.work.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix="run-", dir=self._context.work))
        factors = {step.tool: await self.workshop.factor(step.tool) for step in workflow.steps}
        try:
            run = _Run(workflow, self._tools, replace(self._context, work=folder), self._engines, self.workshop, factors, report)
            return await run.finish()
        finally:
            shutil.rmtree(folder, ignore_errors=True)


class _Run:
    def __init__(
        self,
        workflow: Workflow,
        tools: Mapping[str, Tool],
        context: Context,
        engines: Mapping[str, str],
        workshop: Workshop,
        factors: Mapping[str, float],
        report: Report,
    ) -> None:
        self._workflow = workflow
        self._tools = tools
        self._context = context
        self._engines = engines
        self._workshop = workshop
        self._factors = factors
        self._meter = Meter({step.id: self._cost(step) for step in workflow.steps}, report)
        self._tasks: dict[str, asyncio.Task[Frozen]] = {}
        self._cached: set[str] = set()
        self._done: set[str] = set()

    async def finish(self) -> Ran:
        started = asyncio.Event()
        try:
            async with asyncio.TaskGroup() as group:
                for step in self._workflow.steps:
                    self._tasks[step.id] = group.create_task(self._perform(step, started))
                started.set()
        except BaseExceptionGroup as failures:
            failure = _first(failures)
            if isinstance(failure, StepFailed):
                failure.kept = len(self._done)
            raise failure from failure.__cause__
        return Ran({name: task.result() for name, task in self._tasks.items()}, frozenset(self._cached))

    async def _perform(self, step: Step, started: asyncio.Event) -> Frozen:
        await started.wait()
        spec = self._tools[step.tool]
        fed = {port: await self._source(source, spec.ports[port].artifact) for port, source in step.inputs.items()}
        key = _key(spec, self._engines, fed, step.params)
        async with self._workshop.maker(key):
            output = await self._recalled(spec, key)
            if output is None:
                output = await self._made(step, spec, fed)
                await self._context.store.remember(key, output.model_dump_json().encode())
                self._meter.advance(step.id, spec.stage, 1.0)
            else:
                self._cached.add(step.id)
                self._meter.skip(step.id)
        self._done.add(step.id)
        return output

    async def _made(self, step: Step, spec: Tool, fed: Mapping[str, Frozen]) -> Frozen:
        """A step's output, made now; how long that took is remembered for the next time."""
        usual = seconds(spec, max(map(lasting, fed.values()), default=0.0) or material(self._workflow))
        expected = usual * self._factors[spec.name]
        self._meter.weigh(step.id, expected)
        async with self._workshop.place(spec.resource):
            began = time.monotonic()
            output = await self._execute(step, spec, fed, max(LEAST_PATIENCE, _PATIENCE * max(usual, expected)))
            await self._workshop.measured(spec.name, usual, time.monotonic() - began)
        return output

    async def _source(self, source: str, artifact: str) -> Frozen:
        """The artifact that feeds a port."""
        if source.startswith(GIVEN):
            given = self._workflow.given[source.removeprefix(GIVEN)]
            return ARTIFACTS[given.artifact].model_validate(given.value)
        output = await self._tasks[source]
        made = self._tools[self._workflow.step(source).tool].made(output, artifact)
        if made is None:
            raise AgentError(f"step {source} gave no {artifact}", code="internal")
        return made

    async def _execute(self, step: Step, spec: Tool, fed: Mapping[str, Frozen], patience: float) -> Frozen:
        folder = self._context.work / step.id
        folder.mkdir()
        told = partial(self._meter.advance, step.id, spec.stage)
        context = replace(self._context, work=folder, report=told)
        told(0.0)
        try:
            async with asyncio.timeout(patience):
                return await spec.run(spec.input.model_validate({**step.params, **fed}), context)
        except TimeoutError as error:
            values: dict[str, JsonValue] = {"minutes": round(patience / 60)}
            raise self._failed(step, AgentError("it hangs", code="step-timeout", values=values)) from error
        except (MediaError, AgentError) as error:
            raise self._failed(step, error) from error
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _failed(self, step: Step, cause: MediaError | AgentError) -> StepFailed:
        spec = self._tools[step.tool]
        capability = min(spec.serves, default=None)
        return StepFailed(step.id, cause, stage=spec.stage, capability=capability, steps=len(self._workflow.steps))

    async def _recalled(self, spec: Tool, key: str) -> Frozen | None:
        """An output remembered from an earlier run, if all it names is still in the store."""
        kept = await self._context.store.recall(key)
        if kept is None:
            return None
        try:
            output = spec.output.model_validate_json(kept)
            for asset in frozenset(_assets(output.model_dump(mode="json"))):
                await self._context.store.path(asset)
        except (ValidationError, KeyError):
            return None
        return output

    def _cost(self, step: Step) -> float:
        return seconds(self._tools[step.tool], material(self._workflow)) * self._factors[step.tool]


def material(workflow: Workflow) -> float:
    """Seconds of video and sound that a workflow works through."""
    used = {source.removeprefix(GIVEN) for step in workflow.steps for source in step.inputs.values() if source.startswith(GIVEN)}
    return length(thing for name, thing in workflow.given.items() if name in used)


def length(given: Iterable[Given]) -> float:
    """Seconds of video and sound in what the user gave; a file that is given in several ways counts once."""
    files = [facts for thing in given if isinstance(thing.value, dict) for facts in _files(thing.value)]
    lengths = {str(facts.get("asset")): facts.get("duration") for facts in files if isinstance(facts, dict)}
    return sum(float(duration) for duration in lengths.values() if isinstance(duration, int | float))


def _files(value: Mapping[str, JsonValue]) -> list[JsonValue]:
    several = value.get("files")
    return several if isinstance(several, list) else [value.get("facts")]


def lasting(thing: Frozen) -> float:
    """Seconds that an artifact lasts; 0 for what has no length."""
    facts = getattr(thing, "facts", None)
    known = getattr(thing if facts is None else facts, "duration", None)
    return float(known) if isinstance(known, int | float) else 0.0


def seconds(spec: Tool, length: float) -> float:
    """What a step is expected to take on `length` seconds of material."""
    return spec.cost.fixed + spec.cost.per_second * length


def _key(spec: Tool, engines: Mapping[str, str], fed: Mapping[str, Frozen], params: Mapping[str, JsonValue]) -> str:
    parts = {
        "tool": spec.name,
        "version": spec.version,
        "engines": {name: engines.get(name, "") for name in sorted(spec.engines)},
        "inputs": {name: thing.model_dump(mode="json") for name, thing in fed.items()},
        "params": dict(params),
    }
    return "step:" + hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _assets(value: object) -> Iterator[str]:
    """Every asset that a JSON value names."""
    if isinstance(value, dict):
        for name, part in value.items():  # pyright: ignore[reportUnknownVariableType]
            if name in ("asset", "thumbnail", "index") and isinstance(part, str) and part:
                yield part
            else:
                yield from _assets(part)  # pyright: ignore[reportUnknownArgumentType]
    elif isinstance(value, list):
        for part in value:  # pyright: ignore[reportUnknownVariableType]
            yield from _assets(part)  # pyright: ignore[reportUnknownArgumentType]


def _first(failures: BaseExceptionGroup[BaseException]) -> BaseException:
    """The failure to tell of: a step's own before what followed from it."""
    leaves = list(_leaves(failures))
    return next((leaf for leaf in leaves if isinstance(leaf, StepFailed)), leaves[0])


def _leaves(failure: BaseException) -> Iterator[BaseException]:
    if isinstance(failure, BaseExceptionGroup):
        for part in failure.exceptions:  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
            yield from _leaves(part)  # pyright: ignore[reportUnknownArgumentType]
    else:
        yield failure
