"""FFmpeg filter graphs as immutable nodes: streams are values, and compiling writes FFmpeg's own language once, escaped.

A stream may be used any number of times; where FFmpeg wants a `split` for that, `compile_graph` puts one in.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

StreamKind = Literal["v", "a"]
Value = str | int | float | Path

_OPTION_SPECIAL = re.compile(r"([\\':])")
_GRAPH_SPECIAL = re.compile(r"([\\'\[\],;\s])")


@dataclass(frozen=True)
class Input:
    """A file to read, with the options that stand before its `-i`. Two equal inputs are one."""

    path: Path
    options: tuple[str, ...] = ()

    def stream(self, specifier: str) -> "Stream":
        """One stream of the file by FFmpeg's specifier: `V:0` (a picture that is no cover art), `v:0`, `a:0`."""
        return Stream(self, "a" if specifier.startswith("a") else "v", specifier=specifier)


@dataclass(frozen=True, eq=False)
class Filter:
    """One filter with its incoming streams and options; `outputs` says what kind of stream leaves each of its pads."""

    name: str
    inputs: tuple["Stream", ...]
    options: tuple[tuple[str, str], ...]
    outputs: tuple[StreamKind, ...]

    def stream(self, pad: int = 0) -> "Stream":
        return Stream(self, self.outputs[pad], pad)


@dataclass(frozen=True)
class Stream:
    """What leaves a node: a value to be filtered on, joined, or mapped to the output."""

    node: Input | Filter
    kind: StreamKind
    pad: int = 0
    specifier: str = ""

    def filter(self, name: str, **options: Value) -> "Stream":
        """This stream after a filter with one way in and one way out."""
        return combine(name, self, **options)


class Compiled(NamedTuple):
    """A graph in FFmpeg's words."""

    args: tuple[str, ...]
    """Inputs and `-filter_complex`, to stand before the output options."""
    labels: tuple[str, ...]
    """What to `-map`, one for each output asked for."""


def combine(name: str, *streams: Stream, **options: Value) -> Stream:
    """The single output of a filter over several streams, of the first one's kind."""
    return Filter(name, streams, _options(options), (streams[0].kind,)).stream()


def source(name: str, kind: StreamKind, **options: Value) -> Stream:
    """A stream that a filter makes from nothing (`color`, `anullsrc`, …)."""
    return Filter(name, (), _options(options), (kind,)).stream()


def concat(streams: Sequence[Stream]) -> Stream:
    """Streams of one kind, one after another."""
    if len(streams) == 1:
        return streams[0]
    picture = streams[0].kind == "v"
    return combine("concat", *streams, n=len(streams), v=int(picture), a=int(not picture))


def compile_graph(*outputs: Stream) -> Compiled:
    """FFmpeg's arguments for a graph that ends in `outputs`. Raises `ValueError` for an output that no filter made."""
    if any(isinstance(output.node, Input) for output in outputs):
        raise ValueError("an output of the graph passes through at least one filter")
    return _Writer(outputs).compiled()


def escape_value(value: str) -> str:
    """A filter option's value as it must stand in `-filter_complex`: once for the filter, once more for the graph.

    See "Notes on filtergraph escaping" in FFmpeg's manual.
    """
    return _GRAPH_SPECIAL.sub(r"\\\1", _OPTION_SPECIAL.sub(r"\\\1", value))


def _options(options: dict[str, Value]) -> tuple[tuple[str, str], ...]:
    return tuple((name, _text(value)) for name, value in options.items())


def _text(value: Value) -> str:
    return f"{value:.9f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


class _Writer:
    """Names the streams of one graph and writes its filters in an order in which each follows what feeds it."""

    def __init__(self, outputs: tuple[Stream, ...]) -> None:
        self._outputs = outputs
        self._inputs: dict[Input, int] = {}
        self._names: dict[Filter, int] = {}
        self._filters: list[Filter] = []
        for output in outputs:
            self._visit(output)
        fed = [stream for node in self._filters for stream in node.inputs]
        self._uses = Counter(stream for stream in (*fed, *outputs) if isinstance(stream.node, Filter))
        self._taken: Counter[Stream] = Counter()

    def compiled(self) -> Compiled:
        chains = [chain for node in self._filters for chain in self._chains(node)]
        labels = tuple(self._take(output) for output in self._outputs)
        opened = (arg for item in self._inputs for arg in (*item.options, "-i", str(item.path)))
        return Compiled((*opened, "-filter_complex", ";".join(chains)), labels)

    def _visit(self, stream: Stream) -> None:
        node = stream.node
        if isinstance(node, Input):
            self._inputs.setdefault(node, len(self._inputs))
        elif node not in self._names:
            for fed in node.inputs:
                self._visit(fed)
            self._names[node] = len(self._names)
            self._filters.append(node)

    def _chains(self, node: Filter) -> Iterator[str]:
        """The filter itself, and a `split` behind each pad that several filters read."""
        taken = "".join(self._take(stream) for stream in node.inputs)
        options = ":".join(f"{name}={escape_value(value)}" for name, value in node.options)
        pads = [node.stream(pad) for pad in range(len(node.outputs))]
        yield f"{taken}{node.name}{'=' if options else ''}{options}{''.join(map(self._label, pads))}"
        for pad in pads:
            if (uses := self._uses[pad]) > 1:
                copies = "".join(self._label(pad, copy) for copy in range(uses))
                yield f"{self._label(pad)}{'split' if pad.kind == 'v' else 'asplit'}=outputs={uses}{copies}"

    def _take(self, stream: Stream) -> str:
        """The label by which the next reader of a stream gets it."""
        if isinstance(stream.node, Input):
            return f"[{self._inputs[stream.node]}:{stream.specifier}]"
        copy = self._taken[stream] if self._uses[stream] > 1 else None
        self._taken[stream] += 1
        return self._label(stream, copy)

    def _label(self, stream: Stream, copy: int | None = None) -> str:
        assert isinstance(stream.node, Filter)
        suffix = "" if copy is None else f"c{copy}"
        return f"[f{self._names[stream.node]}p{stream.pad}{suffix}]"
