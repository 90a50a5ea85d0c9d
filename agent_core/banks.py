"""The material bank opened for searching."""

import asyncio
import logging
from collections.abc import Sequence

from agent_core.artifacts import MaterialBank
from agent_core.surveys import index_of
from agent_core.tool import Context
from media.bank.search import Bank
from media.bank.units import Known
from media.embedding.likeness import Scores, likeness
from media.embedding.siglip import embedder
from media.errors import MediaError
from media.facts import MediaFacts
from media.senses.index import Index
from media.store import Store
from media.transcription.transcript import Transcript

log = logging.getLogger(__name__)


async def open_bank(material: MaterialBank, store: Store) -> Bank:
    """All that is known of the material, ready to be searched. Raises as `index_of` does."""
    said = {transcript.asset: transcript for transcript in material.transcripts}
    files = {file.facts.asset: file for file in material.files}
    lone = said.pop("", None) if len(files) == 1 else None
    known = [Known(await index_of(file, store), said.get(asset, lone)) for asset, file in files.items()]
    known += [_heard_of(transcript) for asset, transcript in said.items() if asset not in files]
    return await asyncio.to_thread(Bank, known)


def _heard_of(transcript: Transcript) -> Known:
    """A transcript whose film nobody looked through: only its words are known."""
    end = max((line.end for line in transcript.lines), default=0.0)
    facts = MediaFacts(asset=transcript.asset, kind="subtitle", container="srt", size_bytes=0, duration=end)
    return Known(Index(facts=facts), transcript)


async def likeness_of(bank: Bank, texts: Sequence[str], context: Context) -> Scores | None:
    """How much each unit's picture is like each text, `float32[texts, units]`, by the embedder that the settings name.

    `None` where there is none, or where it fails: words and measured facts are searched all the same.
    """
    engine = embedder(context.settings)
    if engine is None or not texts:
        return None
    try:
        return await likeness(bank, texts, engine, context.store, context.report)
    except (MediaError, KeyError) as error:
        log.warning("%s did not look at the pictures: %s", engine.name, type(error).__name__)
        return None
