"""Moments of the material that show or say what is looked for."""

import asyncio

from agent_core.answers.lexicon import lexicon
from agent_core.answers.material import owned
from agent_core.answers.sentences import language_in
from agent_core.answers.telling import shot_at
from agent_core.answers.terms import Reading, words
from agent_core.artifacts import Answer, MaterialBank, Passage
from agent_core.languages import Language
from agent_core.surveys import index_of
from agent_core.tool import Context, Cost, tool
from media.bank.search import Bank, Finding
from media.bank.units import Known
from media.frozen import Frozen

_MOST = 5
"""Moments, where nobody says how many."""


class Input(Frozen):
    """What is known of the material, and what is looked for."""

    bank: MaterialBank
    query: str = ""
    count: int | None = None
    wish_language: Language = "en"


class Output(Frozen):
    """Where it is."""

    answer: Answer


@tool(version=1, serves=("find",), layer="file", stage="look", cost=Cost(fixed=1.0, per_second=0.002))
async def find(given: Input, context: Context) -> Output:
    """Find the moments, best first, with their times; or say that there are none."""
    said = {transcript.asset: transcript for transcript in owned(given.bank)}
    indexes = [await index_of(file, context.store) for file in given.bank.files]
    files = [Known(index, said.get(index.facts.asset)) for index in indexes]
    found = await asyncio.to_thread(_search, files, given.query, given.count or _MOST)
    passages = tuple(
        Passage(
            text=match.text or shot_at(indexes, match.asset, match.start, given.wish_language),
            start=match.start,
            end=match.end,
            asset=match.asset,
            said="said" in match.why,
        )
        for match in found.matches
    )
    rough = any(transcript.rough for transcript in said.values())
    return Output(answer=Answer(code="moments-found" if passages else "moments-none", passages=passages, rough=rough))


def _search(files: list[Known], query: str, most: int) -> Finding:
    """What the bank finds; where it finds nothing, by the words alone that carry something ("where they talk about the oven")."""
    bank = Bank(files)
    found = bank.search(query, most)
    return found if found.matches else bank.search(_bare(query), most)


def _bare(query: str) -> str:
    language = language_in(query)
    idle = lexicon(language).idle
    return " ".join(word for word in words(query, Reading(language)) if word not in idle)
