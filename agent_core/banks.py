"""The material bank opened for searching."""

import asyncio

from agent_core.artifacts import MaterialBank
from agent_core.surveys import index_of
from media.bank.search import Bank
from media.bank.units import Known
from media.store import Store


async def open_bank(material: MaterialBank, store: Store) -> Bank:
    """All that is known of the material, ready to be searched. Raises as `index_of` does."""
    said = {transcript.asset: transcript for transcript in material.transcripts}
    files = {file.facts.asset: file for file in material.files}
    lone = said.get("") if len(files) == 1 else None
    known = [Known(await index_of(file, store), said.get(asset, lone)) for asset, file in files.items()]
    return await asyncio.to_thread(Bank, known)
