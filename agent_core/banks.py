"""The material bank opened for searching."""

import asyncio

from agent_core.artifacts import MaterialBank
from agent_core.surveys import index_of
from media.bank.search import Bank
from media.bank.units import Known
from media.facts import MediaFacts
from media.senses.index import Index
from media.store import Store
from media.transcription.transcript import Transcript


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
