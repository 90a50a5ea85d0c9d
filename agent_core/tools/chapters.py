"""Chapters of the material."""

from itertools import pairwise

from agent_core.answers.material import Known, excerpt, known
from agent_core.answers.outlining import topics
from agent_core.artifacts import Answer, MaterialBank, Passage
from agent_core.content import content
from agent_core.languages import Language
from agent_core.tool import Context, Cost, tool
from media.frozen import Frozen

_USUAL = 90.0
"""Seconds of a chapter where nothing is said that would tell them apart."""


class Input(Frozen):
    """What is known of the material, and how many chapters it shall have."""

    bank: MaterialBank
    count: int | None = None
    wish_language: Language = "en"


class Output(Frozen):
    """The chapters, each a title with its time."""

    answer: Answer


@tool(version=1, serves=("chapters",), layer="file", stage="look", cost=Cost(fixed=1.0, per_second=0.002))
async def chapters(given: Input, context: Context) -> Output:
    """Find where the talk turns to something else, and name each part; where nobody speaks, where the picture does."""
    material = await known(given.bank, context.store)
    found = _spoken(material, given.count) if len(material.said) > 1 else _seen(material, given)
    code = "chapters" if found else "chapters-none"
    return Output(answer=Answer(code=code, passages=found, language=material.language, rough=material.rough))


def _spoken(material: Known, count: int | None) -> tuple[Passage, ...]:
    found = topics(material.said, material.language, count, material.cuts)
    parts = [excerpt(topic.sentences, topic.title) for topic in found]
    ends = [following.start if following.asset == part.asset else part.end for part, following in pairwise(parts)]
    whole = [part.model_copy(update={"end": end}) for part, end in zip(parts, [*ends, parts[-1].end], strict=True)]
    return (whole[0].model_copy(update={"start": 0.0}), *whole[1:])


def _seen(material: Known, given: Input) -> tuple[Passage, ...]:
    """Stretches between the cuts that lie nearest to even ones."""
    index = next((index for index in material.indexes if index.facts.duration), None)
    if index is None or index.facts.duration is None:
        return ()
    whole = index.facts.duration
    count = given.count or max(1, min(12, round(whole / _USUAL)))
    cuts = [cut for cut in material.cuts if 0 < cut < whole]
    even = [whole * number / count for number in range(1, count)]
    edges = sorted({min(cuts, key=lambda cut: abs(cut - wanted)) for wanted in even} if cuts else set[float]())
    starts = [0.0, *edges]
    return tuple(
        Passage(
            text=content(given.wish_language, "chapter-title", number=number),
            start=start,
            end=end,
            asset=index.facts.asset,
            said=False,
        )
        for number, (start, end) in enumerate(zip(starts, [*edges, whole], strict=True), 1)
    )
