"""Words in a wish that are material, as the capabilities want them: above and below, spoken, drawn, sought, new lines."""

import re
from collections.abc import Mapping

from pydantic import JsonValue

from agent_core.catalogue.listing import capabilities
from agent_core.grammar.material import Material

_HALVES = re.compile(r"\s*(?:\n+|\s[/|]\s|[|｜])\s*")
_QUOTED = {"thumbnail": "text", "find": "query", "highlights": "query", "beatsync": "query", "music_video": "title"}
"""What quoted words are to a capability that takes them as they are."""


def words_for(capability: str, material: Material) -> dict[str, JsonValue]:
    """The words in the wish that a capability draws, speaks, sings or looks for."""
    if capability == "meme":
        return {**meme_words(material)}
    if capability == "reword":
        return _lines(material)
    if capability == "voiceover":
        spoken = material.dictated or material.said.get("text") or max(material.loose, key=len, default=None)
        return {"text": spoken} if spoken else {}
    if capability == "title":
        return _drawn(material)
    if capability in _QUOTED:
        quoted = next((words for words in (*material.loose, *material.said.values()) if words), None)
        return {_QUOTED[capability]: quoted} if quoted else {}
    return {}


def _drawn(material: Material) -> dict[str, JsonValue]:
    """Words on the picture, and where they stand when their place is named."""
    words = next((words for words in (*material.said.values(), *material.loose) if words), None)
    place = next((role.removesuffix("_text") for role in ("top_text", "bottom_text") if role in material.said), None)
    return {**({"text": words} if words else {}), **({"caption_position": place} if place else {})}


def _lines(material: Material) -> dict[str, JsonValue]:
    """New lines, and those that stay as they are."""
    said, kept = material.said.get("text"), material.said.get("keep")
    lines: list[JsonValue] = [*([said] if said else ()), *material.loose]
    return {**({"lines": lines} if lines else {}), **({"keep": [kept]} if kept else {})}


def meme_words(material: Material) -> dict[str, str]:
    """Top and bottom text: labelled, else two quotes or two lines, else one that stands on top."""
    said = {role: words for role, words in material.said.items() if role in ("top_text", "bottom_text")}
    if said:
        return said
    free = [words for words in (material.said.get("text"), *material.loose, material.dictated) if words]
    return halves(free[0]) if len(free) == 1 else dict(zip(("top_text", "bottom_text"), free, strict=False))


def halves(words: str) -> dict[str, str]:
    """`up | down`, or two lines, as top and bottom; one line is the top."""
    parts = _HALVES.split(words.strip(), maxsplit=1)
    return dict(zip(("top_text", "bottom_text"), (part for part in parts if part), strict=False))


def template_words(capability: str, text: str, material: Material) -> Mapping[str, JsonValue]:
    """The words of a command's text: those that are marked as such, else the text as it is."""
    marked = words_for(capability, material)
    if marked or not text.strip():
        return marked
    if capability == "meme":
        return {**halves(text)}
    main = next((param.name for param in capabilities()[capability].params if param.type == "text" and param.required), None)
    if capability == "voiceover":
        main = "text"
    return {main: text.strip()} if main else {}
