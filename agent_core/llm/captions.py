"""The eye: key frames described in words by a language model, few enough to be paid for and unlike enough to tell the most.

Without a model nothing is asked. Captions are strangers' pictures retold: wherever they reach a model again, they are material.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from agent_core.errors import LLMFailed
from agent_core.llm.fence import visible
from agent_core.llm.prompts import prompt
from agent_core.llm.request import LLM, Material, Message, Part, Picture, Request
from agent_core.llm.schema import shaped
from agent_core.llm.usage import Spending
from media.frozen import Frozen
from media.senses.index import Index, KeyFrame, Scene
from media.store import Store

MOST = 24
"""Pictures described for one wish."""
VERSION = 1
"""Raised whenever the same pictures get other captions."""
_AT_ONCE = 8
"""Pictures in one request."""
_TOKENS = 1_800
"""What one picture takes, its caption included, rather too many."""
_SHARE = 0.5
"""Of the tokens that a job has left, what its pictures may take."""
_ALIKE = 8
"""Bits of 64 in which the hashes of two pictures differ at most that are taken for one."""
_LETTERS = 300
_WRITTEN = 4_000
_TIMEOUT = 90.0


class Captions(Frozen):
    """What the pictures show, in their order."""

    captions: tuple[str, ...]


@dataclass(frozen=True)
class _Shown:
    """A key frame of one of several files."""

    file: int
    frame: KeyFrame
    text: str
    """Words on the screen at that time."""


async def captioned(indexes: Sequence[Index], llm: LLM, store: Store, spending: Spending) -> tuple[Index, ...]:
    """The indexes with captions of their most telling key frames, as far as the job's tokens reach.

    Pictures that look like a described one share its caption. Where no model answers, the rest goes without.
    """
    frames = [shown for file, index in enumerate(indexes) for shown in _pictures(file, index)]
    left = spending.left
    most = MOST if left is None else min(MOST, int(left * _SHARE / _TOKENS))
    chosen = _varied(frames, most)
    told: dict[str, str] = {}
    for start in range(0, len(chosen), _AT_ONCE):
        part = chosen[start : start + _AT_ONCE]
        try:
            captions = await _asked(part, llm, store, spending)
        except (LLMFailed, KeyError):
            break
        told |= {shown.frame.asset or "": caption for shown, caption in zip(part, captions, strict=True)}
    known = [(shown.frame, told[shown.frame.asset or ""]) for shown in chosen if (shown.frame.asset or "") in told]
    return tuple(_with_captions(index, known) for index in indexes)


def unlike(one: KeyFrame, other: KeyFrame) -> int:
    """Bits in which two pictures' hashes differ."""
    return (int(one.hash, 16) ^ int(other.hash, 16)).bit_count()


def _pictures(file: int, index: Index) -> list[_Shown]:
    if index.seen is None:
        return []
    frames = [frame for scene in index.seen.scenes for frame in scene.key_frames if frame.asset]
    written = index.seen.writing
    return [
        _Shown(file, frame, " | ".join(part.text for part in written if part.start <= frame.time < part.end)) for frame in frames
    ]


def _varied(frames: Sequence[_Shown], most: int) -> list[_Shown]:
    """At most so many, each the least like those before it (farthest-point sampling), in order of file and time."""
    if not frames or most <= 0:
        return []
    chosen = [max(frames, key=lambda shown: shown.frame.sharpness)]
    apart = [_apart(shown, chosen[0]) for shown in frames]
    while len(chosen) < most:
        index = max(range(len(frames)), key=apart.__getitem__)
        if apart[index] <= _ALIKE:
            break
        chosen.append(frames[index])
        apart = [min(before, _apart(shown, frames[index])) for before, shown in zip(apart, frames, strict=True)]
    return sorted(chosen, key=lambda shown: (shown.file, shown.frame.time))


def _apart(one: _Shown, other: _Shown) -> int:
    return unlike(one.frame, other.frame)


async def _asked(shown: Sequence[_Shown], llm: LLM, store: Store, spending: Spending) -> tuple[str, ...]:
    parts: list[Part] = []
    for number, each in enumerate(shown, 1):
        path = await store.path(each.frame.asset or "")
        parts += [f"Picture {number}:", Picture(await asyncio.to_thread(path.read_bytes))]
    written = "\n".join(f"{number}: {each.text}" for number, each in enumerate(shown, 1) if each.text)
    if written:
        parts.append(Material("on_screen_text", written, 2_000))
    request = Request(
        system=prompt("eye", "captions"),
        messages=(Message(tuple(parts)),),
        shape=shaped(Captions, lambda answer: _problems(answer, len(shown)), "captions"),
        max_tokens=_WRITTEN,
        timeout=_TIMEOUT,
    )
    reply = await llm.complete(request, spending)
    return tuple(_tidy(caption) for caption in reply.value.captions)


def _problems(answer: Captions, wanted: int) -> list[str]:
    found = len(answer.captions)
    return [] if found == wanted else [f"There are {wanted} pictures, but {found} captions."]


def _tidy(caption: str) -> str:
    return " ".join(visible(caption).split())[:_LETTERS]


def _with_captions(index: Index, known: Sequence[tuple[KeyFrame, str]]) -> Index:
    if index.seen is None:
        return index
    scenes = tuple(_scene_with_captions(scene, known) for scene in index.seen.scenes)
    return index.model_copy(update={"seen": index.seen.model_copy(update={"scenes": scenes})})


def _scene_with_captions(scene: Scene, known: Sequence[tuple[KeyFrame, str]]) -> Scene:
    frames = tuple(frame.model_copy(update={"caption": _nearest(frame, known) or frame.caption}) for frame in scene.key_frames)
    return scene.model_copy(update={"key_frames": frames})


def _nearest(frame: KeyFrame, known: Sequence[tuple[KeyFrame, str]]) -> str:
    """The caption of this picture, or of the one most like it if that is like enough."""
    told = min(known, key=lambda pair: (pair[0].asset != frame.asset, unlike(pair[0], frame)), default=None)
    same = told is not None and (told[0].asset == frame.asset or unlike(told[0], frame) <= _ALIKE)
    return told[1] if told is not None and same else ""
