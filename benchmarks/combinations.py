"""What one person could ask for of the same material: every capability, and every sensible pair of two."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import permutations, product

from pydantic import JsonValue

from agent_core.catalogue.capability import Capability
from agent_core.catalogue.listing import capabilities
from agent_core.catalogue.shared import VIDEO
from agent_core.messages import AttachmentKind

PARAMS: Mapping[str, dict[str, JsonValue]] = {
    "ask": {"question": "When does it begin?"},
    "dub": {"language": "vi"},
    "find": {"query": "a cat"},
    "slice": {"max_duration": 1.5},
    "title": {"text": "Part one"},
    "write": {"kind": "post"},
}
"""What a wish for a capability names at least."""

SPOKEN_TO = frozenset({"help", "edit", "undo", "redo", "retry"})
"""Answered in words, or from an earlier result; these make no workflow beside another goal."""

_PIECES = frozenset({"overview", "commentary", "story", "music_video", "standup", "crosstalk", "beatsync", "meme"})
"""Each makes a piece of its own of the whole material: nobody asks for two at once."""
_PERFORMED = frozenset({"music_video", "standup", "crosstalk"})
_AFTER = frozenset(
    {
        *("trim", "speed", "adjust", "title", "reframe", "add_music", "loudness"),
        *("compress", "convert", "gif", "extract_audio", "export"),
    }
)
"""What can be done to a performance, which is not there before."""
_HEARD = frozenset(
    {"add_music", "loudness", "denoise", "separate", "slice", "voiceover", "voice_convert", "dub", "reword", "extract_audio"}
)
_APART = (
    frozenset({"dub", "reword"}),
    frozenset({"dub", "voice_convert"}),
    frozenset({"reword", "voice_convert"}),
    frozenset({"concat", "overlay"}),
    frozenset({"concat", "beatsync"}),
    frozenset({"concat", "story"}),
    frozenset({"concat", "describe"}),
)
"""Pairs that contradict each other, or where the one does the other already."""


_LONGER = (
    ("meme", "reframe", "subtitle"),
    ("reframe", "subtitle", "voiceover"),
    ("subtitle", "meme", "voiceover"),
    ("voiceover", "meme", "reframe", "subtitle"),
    ("trim", "reframe", "subtitle"),
    ("trim", "reframe", "add_music"),
    ("trim", "speed", "gif"),
    ("denoise", "loudness", "extract_audio"),
    ("highlights", "reframe", "subtitle", "add_music"),
    ("concat", "trim", "add_music", "loudness"),
    ("tighten", "subtitle", "compress"),
    ("commentary", "reframe", "subtitle"),
    ("beatsync", "reframe", "title"),
    ("dub", "subtitle", "summarize"),
    ("transcribe", "chapters", "summarize"),
    ("subtitle", "transcribe", "thumbnail", "write"),
    ("overlay", "title", "adjust", "convert"),
    ("separate", "denoise", "slice"),
    ("reword", "reframe", "title", "export"),
    ("story", "add_music", "thumbnail"),
)


@dataclass(frozen=True)
class Combination:
    """Goals in their order, and the kinds of files that come with them."""

    goals: tuple[str, ...]
    attach: tuple[AttachmentKind, ...]

    @property
    def name(self) -> str:
        return f"{'+'.join(self.goals)} of {'+'.join(self.attach) or 'nothing'}"


def singles() -> list[Combination]:
    """Every capability that makes a workflow, once for every kind of material that it takes."""
    return [
        Combination((row.name,), attach)
        for row in capabilities().values()
        if row.name not in SPOKEN_TO
        for attach in _material(row)
    ]


def pairs() -> list[Combination]:
    """Every sensible pair, in both orders, of a film; and of a sound, where both can be had of one."""
    names = [name for name in capabilities() if name not in SPOKEN_TO]
    found = [pair for pair in permutations(names, 2) if _sensible(*pair)]
    return [*(Combination(pair, _of_film(pair)) for pair in found), *_of_sound(found)]


def longer() -> list[Combination]:
    """Wishes of three goals and more as people string them together."""
    return [Combination(goals, _of_film(goals)) for goals in _LONGER]


def _sensible(first: str, second: str) -> bool:
    two = frozenset({first, second})
    if two <= _PIECES or two in _APART:
        return False
    if two & _PERFORMED:
        return bool(two & _AFTER)
    return not ("gif" in two and two & _HEARD)


def _material(row: Capability) -> Iterator[tuple[AttachmentKind, ...]]:
    """Every choice among the alternatives of what a capability needs."""
    needed = [need for need in row.needs if not need.optional] if row.group != "revisions" else [VIDEO]
    for choice in product(*(need.kinds for need in needed)):
        yield tuple(kind for need, kind in zip(needed, choice, strict=True) for _ in range(need.count))


def _of_film(goals: tuple[str, ...]) -> tuple[AttachmentKind, ...]:
    """A film, and what else either goal needs beside it; subtitles say what is spoken where that is drawn."""
    needs = [need for name in goals for need in capabilities()[name].needs if not need.optional]
    kinds: list[AttachmentKind] = ["video"]
    for kind in ("text", "audio", "midi"):
        if any(need.kinds[0] == kind and "video" not in need.kinds for need in needs):
            kinds.append(kind)
    if "concat" in goals:
        kinds.append("video")
    if "overlay" in goals:
        kinds.append("image")
    return (*kinds, "subtitle") if "subtitle" in goals else tuple(kinds)


def _of_sound(found: list[tuple[str, str]]) -> Iterator[Combination]:
    for pair in found:
        needs = [need for name in pair for need in capabilities()[name].needs if not need.optional]
        if needs and all("audio" in need.kinds and need.count == 1 for need in needs) and "write" not in pair:
            yield Combination(pair, ("audio",))
