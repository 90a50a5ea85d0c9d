"""The best moments of the material, in order."""

from collections.abc import Iterator, Sequence
from typing import Literal

from pydantic import Field

from agent_core.artifacts import MaterialBank
from agent_core.banks import likeness_of, open_bank
from agent_core.edits import framed
from agent_core.errors import Impossible
from agent_core.tool import Context, Cost, tool
from media.bank.highlights import PIECE, Piece, usual_length
from media.bank.highlights import highlights as best
from media.bank.search import Bank
from media.frozen import Frozen
from media.timeline import Timeline


class Input(Frozen):
    """A timeline, what is known of its sources, how long the best of it may last in all, of how many pieces it is made, what must
    be in them, and the feeling that they shall have."""

    timeline: Timeline
    bank: MaterialBank
    duration: float | None = Field(default=None, gt=0)
    count: int | None = Field(default=None, ge=1, le=100)
    query: str = ""
    mood: Literal["happy", "chill", "epic", "sad", "tense", "funny"] | None = None
    aspect: Literal["9:16", "1:1", "16:9", "4:5"] | None = None


class Output(Frozen):
    """What is left."""

    timeline: Timeline


@tool(version=1, resource="cpu", serves=("highlights",), layer="cut", gathers=True, engines=("embedder",), cost=Cost(fixed=1.0))
async def highlights(given: Input, context: Context) -> Output:
    """Keep the best moments where they stand, and take out everything between them.

    Raises `Impossible`: `no-picture`, `no-such-moments` (value `query`) where nothing has what was asked for, and `nothing-left`.
    """
    timeline = given.timeline
    if not timeline.video:
        raise Impossible(code="no-picture")
    length = given.duration or (given.count * PIECE if given.count else usual_length(timeline.duration))
    kept = timeline
    if length < timeline.duration:
        bank = await open_bank(given.bank, context.store)
        spans = _frames(timeline, await _pieces(bank, given, length, context))
        if not spans:
            raise Impossible(code="nothing-left")
        kept = timeline.without(_between(spans, timeline.frames))
        kept = kept.kept(0, min(kept.frames, max(1, timeline.to_frames(length))))
    return Output(timeline=kept if given.aspect is None else framed(kept, given.aspect, "blur", None))


async def _pieces(bank: Bank, given: Input, length: float, context: Context) -> list[Piece]:
    query = given.query.strip()
    if not query:
        return best(bank, length, given.count, mood=given.mood)
    likeness = await likeness_of(bank, [query], context)
    like = None if likeness is None else likeness[0]
    if not bank.search(query, likeness=like).matches:
        raise Impossible(code="no-such-moments", values={"query": query})
    return best(bank, length, given.count, asked=bank.scores(query, like), mood=given.mood)


def _frames(timeline: Timeline, pieces: Sequence[Piece]) -> list[tuple[int, int]]:
    """Where the timeline shows the pieces, in its order."""
    return sorted(span for piece in pieces for span in _shown(timeline, piece))


def _shown(timeline: Timeline, piece: Piece) -> Iterator[tuple[int, int]]:
    for clip in timeline.video:
        if clip.source.asset == piece.asset and clip.card is None:
            ends = [round(clip.placed(timeline.to_frames(second))) for second in (piece.start, piece.end)]
            start, end = max(clip.at, min(ends)), min(clip.end, max(ends))
            if start < end:
                yield start, end


def _between(spans: Sequence[tuple[int, int]], frames: int) -> list[tuple[int, int]]:
    """All that lies in none of the spans."""
    gaps, reached = list[tuple[int, int]](), 0
    for start, end in spans:
        if start > reached:
            gaps.append((reached, start))
        reached = max(reached, end)
    return [*gaps, (reached, frames)]
