"""Stretches of the material that a wish names ("from 0:12 to 0:47", "the last five seconds"), and what they set.

`[times]` of a grammar file says how a language names them: `span` with the slots `{from}` and `{to}`, `head` and `tail` with
`{duration}` ("the first 5 seconds") or `{unit}` ("the last minute"), `since` and `until` with `{time}`. `[relations]` tells
what shall happen to a stretch: `drop` and `keep`, and `cut` for verbs that drop an edge of the material but take a stretch out
of its middle to keep it.
"""

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from pydantic import JsonValue

from agent_core.grammar.lexicon import Lexicon

Fate = Literal["drop", "keep", "cut"]
STRETCH = "stretch"
"""The name under which a stretch stands among the settings of a wish; its value is since, until and fate."""
TAKERS = ("trim", "gif", "title", "overlay")
"""Capabilities that a stretch may belong to."""
_AFTER = 4
"""A verb after a stretch counts as so many letters farther off than one before it."""
_MARKS = ",.;!?\n，。；！？、"
_REACH = 48
"""Letters between a verb and the stretch that it speaks of."""


class Stretch(NamedTuple):
    """A stretch in the wish: its place there, and its edges in seconds; `None` is the material's own end."""

    start: int
    end: int
    since: float | None
    until: float | None


def stretches_in(text: str, lexicon: Lexicon) -> Iterator[Stretch]:
    """The stretches that a wish names; phrases may overlap."""
    for kind, found in lexicon.times.found(text):
        edges = _edges(kind, found.groupdict(), lexicon)
        if edges is not None:
            yield Stretch(*found.span(), *edges)


def fate_of(text: str, start: int, end: int, lexicons: Sequence[Lexicon]) -> Fate | None:
    """What shall happen to the stretch at `start`–`end` of the wish: the nearest verb of its clause says it, else one beyond
    ("the first 8 seconds are black, remove them")."""
    first = max(0, start - _REACH, *(text.rfind(mark, 0, start) + 1 for mark in _MARKS))
    last = min((place for mark in _MARKS if (place := text.find(mark, end)) >= 0), default=len(text))
    return _nearest(text, (start, end), (first, last), lexicons) or _nearest(text, (start, end), (0, len(text)), lexicons)


def _nearest(text: str, stretch: tuple[int, int], clause: tuple[int, int], lexicons: Sequence[Lexicon]) -> Fate | None:
    (start, end), (first, last) = stretch, clause
    near: list[tuple[int, int, Fate]] = []
    for lexicon in lexicons:
        for rank, name in enumerate[Fate](("drop", "keep", "cut")):
            verbs = lexicon.relations.get(name)
            for found in verbs.finditer(text, first, min(last, end + _REACH)) if verbs else ():
                if start < found.start() and found.end() <= end:
                    continue  # a word of the stretch's own name ("at the start")
                away = start - found.end() if found.start() < start else found.start() - end + _AFTER
                near.append((away, rank - 4 * (found.end() - found.start()), name))
    return min(near)[2] if near else None


def timed(stretches: Sequence[JsonValue], capability: str) -> dict[str, JsonValue]:
    """What stretches (since, until, fate) set for a capability: `start`, `end`, `duration` or `remove`."""
    edges = [_edges_of(stretch) for stretch in stretches]
    if capability not in ("gif", "title", "overlay"):
        return _cut(edges)
    shape = _short if capability == "gif" else _drawn
    return shape(*edges[0][:2]) if edges else {}


def _edges(kind: str, said: dict[str, str], lexicon: Lexicon) -> tuple[float | None, float | None] | None:
    if kind == "span":
        return lexicon.stretch(said["from"], said["to"])
    seconds = lexicon.seconds(said.get("duration") or said.get("unit") or said.get("time") or "")
    if seconds is None:
        return None
    if kind == "tail":
        return -seconds, None
    return (seconds, None) if kind == "since" else (None, seconds)


def _edges_of(stretch: JsonValue) -> tuple[float | None, float | None, JsonValue]:
    since, until, fate = stretch if isinstance(stretch, list) else (None, None, None)
    return since if isinstance(since, int | float) else None, until if isinstance(until, int | float) else None, fate


def _cut(stretches: Sequence[tuple[float | None, float | None, JsonValue]]) -> dict[str, JsonValue]:
    """The edges of what stays, and the holes in it."""
    params: dict[str, JsonValue] = {}
    remove: list[JsonValue] = []
    fate: JsonValue = None
    for since, until, said in stretches:
        fate = said or fate
        inner = since is not None and until is not None
        dropped = fate == "drop" or (fate == "cut" and not inner and (since is None or since < 0))
        if dropped and inner:
            remove.append([since, until])
        elif dropped:
            params.update({"end": since} if since is not None else {"start": until})
        else:
            _kept(params, remove, since, until)
    return {**params, "remove": remove} if remove else params


def _kept(params: dict[str, JsonValue], remove: list[JsonValue], since: float | None, until: float | None) -> None:
    """Add a stretch that stays; between two of them is a hole."""
    if "end" in params and since is not None and until is not None:
        remove.append([params["end"], since])
        params["end"] = until
        return
    if since is not None:
        params["start"] = since
    if until is not None:
        params["end"] = until


def _drawn(since: float | None, until: float | None) -> dict[str, JsonValue]:
    return {"start": since or 0} if until is None else {"start": since or 0, "end": until}


def _short(since: float | None, until: float | None) -> dict[str, JsonValue]:
    """A piece by its start and its length."""
    if since is None:
        return {"duration": until}
    if until is None:
        return {"start": since, "duration": -since} if since < 0 else {"start": since}
    return {"start": since, "duration": round(until - since, 3)}
