"""Small files: texts read from the store and kept in it."""

import asyncio

from agent_core.artifacts import SubtitleFile
from agent_core.errors import Impossible
from agent_core.languages import Language, from_script
from agent_core.tool import Context
from media.store import Store
from media.text import LIMIT_BYTES, decode


async def read_text(store: Store, asset: str) -> str | None:
    """The text of an asset, or `None` when it is none. Raises `KeyError` for an unknown asset."""
    content = bytearray()
    async for chunk in store.read(asset, 0, LIMIT_BYTES):
        content += chunk
    return decode(bytes(content))


def check_language(text: str, language: Language | None) -> None:
    """Whether words may be in the language that was asked for, as far as their letters tell.

    Raises `Impossible` with code `needs-translation` (value `language`) when they are not.
    """
    written = from_script(text)
    differs = written != language if language in ("zh", "en") and written else language == "zh"
    if differs or (language == "vi" and written == "zh"):
        raise Impossible(code="needs-translation", values={"language": language})


async def keep_text(context: Context, text: str, suffix: str, content_type: str) -> SubtitleFile:
    """Keep a text as a finished file."""
    path = context.work / f"text{suffix}"
    await asyncio.to_thread(path.write_text, text, encoding="utf-8")
    asset = await context.store.adopt(path)
    return SubtitleFile(asset=asset.id, suffix=suffix, content_type=content_type, size_bytes=asset.size_bytes)
