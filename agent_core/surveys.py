"""Surveys of the material, and the indexes they name."""

from collections.abc import Sequence

from pydantic import ValidationError

from agent_core.artifacts import Survey, Surveyed
from agent_core.errors import AgentError
from agent_core.files import local
from agent_core.llm.captions import VERSION, captioned
from agent_core.tool import Context
from media.facts import MediaFacts
from media.senses.index import Index
from media.senses.survey import keep, load
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


async def described(files: Sequence[Surveyed], context: Context) -> tuple[Surveyed, ...]:
    """The same files, with captions in their indexes where there is an eye. What was described once is found in the store.

    Raises as `index_of` does.
    """
    llm = context.models.eye
    if llm is None:
        return tuple(files)
    who = context.models.identities["eye"]
    found = {file.index: await _recalled(_key(file, who), context.store) for file in files}
    new = [file for file in {file.index: file for file in files}.values() if found[file.index] is None]
    indexes = [await index_of(file, context.store) for file in new]
    for file, before, after in zip(new, indexes, await captioned(indexes, llm, context.store, context.spending), strict=True):
        if after != before:
            found[file.index] = await keep(after, context.store, context.work)
            await context.store.remember(_key(file, who), (found[file.index] or "").encode())
    return tuple(file.model_copy(update={"index": found[file.index] or file.index}) for file in files)


def _key(file: Surveyed, who: str) -> str:
    return f"captions:{VERSION}:{who}:{file.index}"


async def _recalled(key: str, store: Store) -> str | None:
    """A remembered asset that is still there."""
    kept = await store.recall(key)
    try:
        if kept is not None:
            await store.path(kept.decode())
            return kept.decode()
    except KeyError:
        pass
    return None


async def index_of(surveyed: Surveyed, store: Store) -> Index:
    """What was found in a file. Raises `AgentError` with code `asset-gone` when the store does not have it any more."""
    try:
        return await load(surveyed.index, store)
    except (KeyError, ValidationError) as error:
        raise AgentError("an index is gone from the store", code="asset-gone") from error
