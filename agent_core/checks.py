"""What is wrong with a workflow, before anything runs: its own soundness, and whether it does what was asked and no more.

Problems are sentences, in English: they go back to whoever proposed the workflow.
"""

from collections.abc import Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from pydantic import ValidationError

from agent_core.finder import TIMELINE
from agent_core.tool import Port, Tool
from agent_core.workflow import GIVEN, Step, Workflow


def problems(workflow: Workflow, wanted: Sequence[str], tools: Mapping[str, Tool]) -> list[str]:
    """What keeps a workflow from starting; empty when it may. `wanted` holds the capability of each goal, by index."""
    unknown = [f"step {step.id} uses the tool {step.tool}, which does not exist" for step in _unknown(workflow, tools)]
    structural = [*_ids(workflow), *unknown]
    if structural:
        return structural
    return [
        *(line for step in workflow.steps for line in _step_problems(workflow, step, tools)),
        *_cycles(workflow),
        *_delivery(workflow),
        *_unused(workflow),
        *_unseen(workflow, tools),
        *_coverage(workflow, wanted, tools),
    ]


def upstream(workflow: Workflow, ends: Sequence[str]) -> frozenset[str]:
    """The steps that the named ones stand on, they themselves among them."""
    steps = {step.id: step for step in workflow.steps}
    seen: set[str] = set()
    waiting = [end for end in ends if end in steps]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting.extend(source for source in steps[name].inputs.values() if source in steps)
    return frozenset(seen)


def _unknown(workflow: Workflow, tools: Mapping[str, Tool]) -> Iterator[Step]:
    return (step for step in workflow.steps if step.tool not in tools)


def _ids(workflow: Workflow) -> Iterator[str]:
    ids = [step.id for step in workflow.steps]
    yield from (f"the id {name} belongs to more than one step" for name in sorted({name for name in ids if ids.count(name) > 1}))
    yield from (f"the step id {name} is not allowed" for name in ids if name.startswith(GIVEN))


def _step_problems(workflow: Workflow, step: Step, tools: Mapping[str, Tool]) -> Iterator[str]:
    spec = tools[step.tool]
    yield from (f"step {step.id}: {step.tool} has no port {name}" for name in step.inputs if name not in spec.ports)
    for port in spec.ports.values():
        yield from _port_problems(workflow, step, port, tools)
    yield from _param_problems(step, spec)


def _port_problems(workflow: Workflow, step: Step, port: Port, tools: Mapping[str, Tool]) -> Iterator[str]:
    source = step.inputs.get(port.name)
    if source is None:
        if port.required or (port.when and tools[step.tool].uses(port, step.params)):
            yield f"step {step.id}: nothing feeds the port {port.name}, which takes {port.artifact}"
        return
    offered = offers(workflow, source, tools)
    if offered is None:
        yield f"step {step.id}: the port {port.name} is fed by {source}, which does not exist"
    elif port.artifact not in offered:
        yield f"step {step.id}: the port {port.name} takes {port.artifact}, but {source} gives {' and '.join(sorted(offered))}"


def offers(workflow: Workflow, source: str, tools: Mapping[str, Tool]) -> frozenset[str] | None:
    """The artifact types that a source gives, or `None` where there is no such source."""
    if source.startswith(GIVEN):
        given = workflow.given.get(source.removeprefix(GIVEN))
        known = {port.artifact for spec in tools.values() for port in spec.ports.values()}
        return frozenset({given.artifact}) & known if given else None
    step = next((step for step in workflow.steps if step.id == source), None)
    return frozenset(tools[step.tool].makes.values()) if step and step.tool in tools else None


def _param_problems(step: Step, spec: Tool) -> Iterator[str]:
    for name in step.params:
        if name not in spec.params:
            yield f"step {step.id}: {spec.name} has no param {name}"
    known = {name: value for name, value in step.params.items() if name in spec.params}
    try:
        spec.input.model_validate(known)
    except ValidationError as error:
        for fault in error.errors():
            name = str(fault["loc"][0]) if fault["loc"] else ""
            if name in spec.params:
                yield f"step {step.id}: the param {name} is not valid: {fault['msg']}"


def _cycles(workflow: Workflow) -> Iterator[str]:
    steps = {step.id for step in workflow.steps}
    graph = {step.id: [source for source in step.inputs.values() if source in steps] for step in workflow.steps}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        yield f"the steps {' → '.join(error.args[1])} wait for one another"


def _delivery(workflow: Workflow) -> Iterator[str]:
    steps = {step.id for step in workflow.steps}
    if not workflow.deliver:
        yield "the workflow delivers nothing"
    yield from (f"the workflow delivers {name}, which does not exist" for name in workflow.deliver if name not in steps)


def _unused(workflow: Workflow) -> Iterator[str]:
    used = upstream(workflow, workflow.deliver)
    yield from (f"step {step.id} leads to nothing that is delivered" for step in workflow.steps if step.id not in used)


def _unseen(workflow: Workflow, tools: Mapping[str, Tool]) -> Iterator[str]:
    """A step that delivers a file beside its timeline (captions and their file) edits in vain when nobody takes the timeline."""
    taken = {source for step in workflow.steps for source in step.inputs.values()}
    for step in workflow.steps:
        if step.id in workflow.deliver and TIMELINE in tools[step.tool].makes.values() and step.id not in taken:
            yield f"step {step.id} gives a Timeline that nothing shows"


def _coverage(workflow: Workflow, wanted: Sequence[str], tools: Mapping[str, Tool]) -> Iterator[str]:
    served = {step.goal for step in workflow.steps if step.goal is not None and serves(step, wanted, tools)}
    yield from (f"no step serves the goal {name}" for index, name in enumerate(wanted) if index not in served)
    for step in workflow.steps:
        if step.goal is not None and not 0 <= step.goal < len(wanted):
            yield f"step {step.id} serves goal {step.goal}, which does not exist"
        elif tools[step.tool].serves and not serves(step, wanted, tools):
            yield f"step {step.id}: nobody asked for what {step.tool} does"


def serves(step: Step, wanted: Sequence[str], tools: Mapping[str, Tool]) -> bool:
    """Whether a step fulfils the goal it names."""
    return step.goal is not None and 0 <= step.goal < len(wanted) and wanted[step.goal] in tools[step.tool].serves
