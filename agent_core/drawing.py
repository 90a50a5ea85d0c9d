"""How a workflow looks as a picture: boxes in layers from what was given down to what is delivered, and the lines between them.

Pure geometry in pixels, for whoever draws it. Layers, stand-ins for long lines and their order by barycentres follow Sugiyama,
Tagawa and Toda, "Methods for visual understanding of hierarchical system structures" (1981); the places within a layer are the
least squares fit that keeps the order (pool adjacent violators).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from agent_core.workflow import GIVEN, Workflow

TITLE_PX = 20
"""Size of a box's first line."""
DETAIL_PX = 14
"""Size of its second."""
HEIGHT = 64.0
"""Of a box, in pixels, whatever it says."""
_LEAST, _MOST = 130.0, 300.0
"""Width of a box."""
_PADDING = 18.0
_GAP = 28.0
_BETWEEN = 46.0
"""Height between two layers."""
_BEND = 12.0
"""Width that a line takes where it passes a layer."""
_MARGIN = 24.0
_SWEEPS = 6

Measure = Callable[[str, int], float]
"""Width of a line of text in a size, both in pixels."""


class Label(NamedTuple):
    """What a box says."""

    title: str
    detail: str = ""


class Box(NamedTuple):
    """Something given, or a step."""

    source: str
    """The step's id, or `given:NAME`."""
    label: Label
    left: float
    top: float
    width: float
    given: bool
    delivered: bool

    @property
    def middle(self) -> float:
        return self.left + self.width / 2


class Line(NamedTuple):
    """From a box to one that it feeds, by the points that it passes."""

    source: str
    target: str
    points: tuple[tuple[float, float], ...]


class Drawing(NamedTuple):
    """A workflow as a picture."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


def draw(workflow: Workflow, labels: Mapping[str, Label], measure: Measure) -> Drawing:
    """The picture of a workflow; `labels` has what each step (by its id) and each thing given (`given:NAME`) is called."""
    edges = list(
        dict.fromkeys((source, step.id) for step in workflow.steps for source in step.inputs.values() if source in labels)
    )
    graph = _layered(workflow, edges)
    shown = {name: _fitted(labels.get(name, Label(name)), measure) for name in graph.layer_of}
    widths = {name: _width(label, measure) for name, label in shown.items()}
    graph.arrange(widths)
    left = min((graph.x[name] - widths[name] / 2 for name in widths), default=0.0) - _MARGIN
    right = max((graph.x[name] + widths[name] / 2 for name in widths), default=0.0) + _MARGIN
    boxes = tuple(
        Box(
            source=name,
            label=label,
            left=graph.x[name] - left - widths[name] / 2,
            top=_top(graph.layer_of[name]),
            width=widths[name],
            given=name.startswith(GIVEN),
            delivered=name in workflow.deliver,
        )
        for name, label in shown.items()
    )
    height = _top(len(graph.layers)) - _BETWEEN + _MARGIN
    return Drawing(right - left, height, boxes, _lines(boxes, graph, -left))


@dataclass
class _Graph:
    """Boxes in layers, with bends where a line passes a layer."""

    layers: list[list[str]]
    layer_of: dict[str, int]
    """Of boxes alone, not of bends."""
    paths: dict[tuple[str, str], list[str]]
    """The bends of each line, from above to below."""
    x: dict[str, float] = field(default_factory=dict[str, float])
    """Middle of each box and bend."""

    def arrange(self, widths: Mapping[str, float]) -> None:
        """Order every layer by where its neighbours stand, then give each box its place."""
        above, below = self._neighbours()
        for sweep in range(_SWEEPS):
            downward = sweep % 2 == 0
            known = range(len(self.layers)) if downward else reversed(range(len(self.layers)))
            place = {name: index for layer in self.layers for index, name in enumerate(layer)}
            for depth in known:
                _sort(self.layers[depth], above if downward else below, place)
        self._place(widths, {name: [*above.get(name, ()), *below.get(name, ())] for layer in self.layers for name in layer})

    def _neighbours(self) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
        above: dict[str, list[str]] = {}
        below: dict[str, list[str]] = {}
        for (source, target), bends in self.paths.items():
            chain = [source, *bends, target]
            for upper, lower in pairwise(chain):
                above.setdefault(lower, []).append(upper)
                below.setdefault(upper, []).append(lower)
        return above, below

    def _place(self, widths: Mapping[str, float], near: Mapping[str, list[str]]) -> None:
        for layer in self.layers:
            self.x.update(_spread(layer, widths, dict.fromkeys(layer, 0.0)))
        for _ in range(_SWEEPS * 2):
            for layer in self.layers:
                wished = {name: _mean([self.x[other] for other in near[name]], self.x[name]) for name in layer}
                self.x.update(_spread(layer, widths, wished))


def _layered(workflow: Workflow, edges: list[tuple[str, str]]) -> _Graph:
    """The boxes by their longest way from what was given, which stands right above what it feeds first."""
    depth: dict[str, int] = {}
    feeds = {step.id: [source for source, target in edges if target == step.id] for step in workflow.steps}

    def deep(name: str, trail: frozenset[str]) -> int:
        if name not in depth:
            steps = [source for source in feeds.get(name, ()) if not source.startswith(GIVEN) and source not in trail]
            depth[name] = 1 + max((deep(source, trail | {name}) for source in steps), default=0)
        return depth[name]

    for step in workflow.steps:
        deep(step.id, frozenset({step.id}))
    for source, _ in edges:
        if source.startswith(GIVEN):
            depth[source] = min(depth[target] for other, target in edges if other == source) - 1
    ground = min(depth.values(), default=0)
    layer_of = {name: deep - ground for name, deep in depth.items()}
    layers: list[list[str]] = [[] for _ in range(max(layer_of.values(), default=0) + 1)]
    for name, layer in layer_of.items():
        layers[layer].append(name)
    return _Graph(layers, layer_of, {edge: _bends(edge, layer_of, layers) for edge in edges})


def _bends(edge: tuple[str, str], layer_of: Mapping[str, int], layers: list[list[str]]) -> list[str]:
    """Stand-ins in the layers that a line passes."""
    passed = range(layer_of[edge[0]] + 1, layer_of[edge[1]])
    bends = [f"{edge[0]}>{edge[1]}@{layer}" for layer in passed]
    for layer, bend in zip(passed, bends, strict=True):
        layers[layer].append(bend)
    return bends


def _sort(layer: list[str], neighbours: Mapping[str, list[str]], place: dict[str, int]) -> None:
    """Order a layer by the mean place of each box's neighbours in the layer beside it."""
    layer.sort(key=lambda name: _mean([place[other] for other in neighbours.get(name, ())], place[name]))
    place.update({name: index for index, name in enumerate(layer)})


def _spread(layer: list[str], widths: Mapping[str, float], wished: Mapping[str, float]) -> dict[str, float]:
    """The places nearest to the wished ones at which the boxes keep their order and a gap."""
    offset = 0.0
    offsets: dict[str, float] = {}
    before: str | None = None
    for name in layer:
        if before is not None:
            offset += (widths.get(before, _BEND) + widths.get(name, _BEND)) / 2 + _GAP
        offsets[name], before = offset, name
    pools: list[tuple[float, list[str]]] = []
    for name in layer:
        pools.append((wished[name] - offsets[name], [name]))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (upper, more), (lower, names) = pools.pop(), pools.pop()
            joined = [*names, *more]
            pools.append(((lower * len(names) + upper * len(more)) / len(joined), joined))
    return {name: level + offsets[name] for level, names in pools for name in names}


def _lines(boxes: tuple[Box, ...], graph: _Graph, shift: float) -> tuple[Line, ...]:
    """The lines, fanned out along the upper edge of the box that they end at."""
    box_of = {box.source: box for box in boxes}
    arriving: dict[str, list[str]] = {}
    for source, target in graph.paths:
        arriving.setdefault(target, []).append(source)
    found: list[Line] = []
    for (source, target), bends in graph.paths.items():
        order = sorted(arriving[target], key=lambda name: graph.x[(graph.paths[name, target] or [name])[-1]])
        end = box_of[target]
        entry = end.left + end.width * (order.index(source) + 1) / (len(order) + 1)
        first = graph.layer_of[source] + 1
        passed = [
            (graph.x[bend] + shift, y) for layer, bend in enumerate(bends, first) for y in (_top(layer), _top(layer) + HEIGHT)
        ]
        start = box_of[source]
        found.append(Line(source, target, ((start.middle, start.top + HEIGHT), *passed, (entry, end.top))))
    return tuple(found)


def _fitted(label: Label, measure: Measure) -> Label:
    room = _MOST - 2 * _PADDING
    return Label(_cut(label.title, TITLE_PX, room, measure), _cut(label.detail, DETAIL_PX, room, measure))


def _cut(text: str, size: int, room: float, measure: Measure) -> str:
    """The text, with its end left out where it is too long."""
    if measure(text, size) <= room:
        return text
    kept = next((text[:end] for end in range(len(text) - 1, 0, -1) if measure(f"{text[:end]}…", size) <= room), "")
    return f"{kept.rstrip()}…"


def _width(label: Label, measure: Measure) -> float:
    words = max(measure(label.title, TITLE_PX), measure(label.detail, DETAIL_PX))
    return min(_MOST, max(_LEAST, words + 2 * _PADDING))


def _top(layer: int) -> float:
    return _MARGIN + layer * (HEIGHT + _BETWEEN)


def _mean(values: list[int] | list[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise
