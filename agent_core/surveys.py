"""Surveys of the material, and the indexes they name."""

from collections.abc import Sequence

from pydantic import ValidationError

from agent_core.artifacts import Survey, Surveyed
from agent_core.errors import AgentError
from agent_core.files import local
from agent_core.tool import Context
from media.facts import MediaFacts
from media.senses.index import Index
from media.senses.survey import load
from media.senses.survey import surveyed as surveyed_file
from media.store import Store

_STILL = 2.0
"""Seconds of film that a picture takes as long as, to be looked at."""


async def look_through(files: Sequence[MediaFacts], context: Context) -> Survey:
    """Survey files one after the other, each once however often it was given. Raises `MediaError`, and as `local` does."""
    weights = [facts.duration or _STILL for facts in files]
    found: dict[str, Surveyed] = {}
    for number, facts in enumerate(files):
        before, weight, whole = sum(weights[:number]), weights[number], sum(weights)

        def report(fraction: float, before: float = before, weight: float = weight, whole: float = whole) -> None:
            context.report((before + fraction * weight) / whole)

        if facts.asset not in found:
            path = await local(context.store, facts.asset)
            index = await surveyed_file(
                path, facts, settings=context.settings, store=context.store, work=context.work, report=report
            )
            found[facts.asset] = Surveyed(facts=facts, index=index)
        report(1.0)
    return Survey(files=tuple(found[facts.asset] for facts in files))


async def index_of(surveyed: Surveyed, store: Store) -> Index:
    """What was found in a file. Raises `AgentError` with code `asset-gone` when the store does not have it any more."""
    try:
        return await load(surveyed.index, store)
    except (KeyError, ValidationError) as error:
        raise AgentError("an index is gone from the store", code="asset-gone") from error
