"""Small files: texts read from the store and kept in it."""

import asyncio
from pathlib import Path

from agent_core.artifacts import SubtitleFile
from agent_core.errors import AgentError, Impossible
from agent_core.languages import Language, from_script
from agent_core.tool import Context
from media.store import Store
from media.text import LIMIT_BYTES, decode


async def local(store: Store, asset: str) -> Path:
    """The local file of an asset. Raises `AgentError` with code `asset-gone` when the store does not have it any more."""
    try:
        return await store.path(asset)
    except KeyError as error:
        raise AgentError("an asset is gone from the store", code="asset-gone") from error


async def read_text(store: Store, asset: str) -> str | None:
    """The text of an asset as far as it is read, or `None` when it is none. Raises as `local` does."""
    path = await local(store, asset)
    return decode(await asyncio.to_thread(_start, path))


def _start(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LIMIT_BYTES)


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
