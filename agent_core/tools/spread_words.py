"""Captions from a text without times."""

import re
from itertools import accumulate, pairwise

from agent_core.artifacts import Cues, SourceText, SourceVideo
from agent_core.files import check_language, read_text
from agent_core.languages import Language
from agent_core.tool import Context, tool
from media.errors import BadCaptions
from media.frozen import Frozen
from media.subtitles import Cue
from media.syllables import syllable_count

_SENTENCE = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])\s*")
_LONGEST = 84
"""Letters that a caption holds with ease; a longer line is told sentence by sentence."""


class Input(Frozen):
    """A text, the video that it belongs to, and the language that its words shall have."""

    source: SourceText
    video: SourceVideo
    language: Language | None = None


class Output(Frozen):
    """Its lines, one after the other."""

    cues: Cues


@tool(version=2)
async def spread_words(given: Input, context: Context) -> Output:
    """Give every line its share of the video, by its syllables and the rests at its marks: a guess, for want of times."""
    text = await read_text(context.store, given.source.facts.asset) or ""
    check_language(text, given.language)
    lines = [part.strip() for line in text.splitlines() for part in _parts(line) if part.strip()]
    if not lines:
        raise BadCaptions("a text without words", code="empty-captions", values={"format": "txt"})
    length = given.video.facts.duration or 0.0
    weights = [max(1.0, syllable_count(line)) for line in lines]
    edges = [length * reached / sum(weights) for reached in accumulate(weights, initial=0.0)]
    cues = (Cue(start=start, end=end, text=line) for (start, end), line in zip(pairwise(edges), lines, strict=True))
    return Output(cues=Cues(cues=tuple(cues)))


def _parts(line: str) -> list[str]:
    return _SENTENCE.split(line) if len(line) > _LONGEST else [line]
