"""Files that came without a wish: a reference is kept for a while, so that the next words find them. Never bytes.

They are kept for each person in each chat, in memory and, where the platform can find a file again, in the ledger, so that a wish
finds them over a restart too.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent_core.messages import KeptFile, KeptFiles, Origin
from bot.clock import Clock
from bot.platform import Incoming, Platform, Recalls, RemoteFile
from workers.client import WorkerClient, WorkerError

log = logging.getLogger(__name__)

WINDOW = 600.0
"""Seconds for which files wait for their wish, and an unanswered question in a group for its file."""
_TOGETHER = 60.0
"""Files sent this soon after one another, in seconds, belong together."""
_MOST_FILES = 10
_MOST_PEOPLE = 1000


@dataclass(frozen=True)
class _Kept:
    files: tuple[RemoteFile, ...]
    at: float
    """Unix time."""
    hint: str | None


class Pending:
    """The files each person last sent without a word, per chat."""

    def __init__(self, client: WorkerClient, platform: Platform, clock: Clock) -> None:
        self._client = client
        self._platform = platform
        self._clock = clock
        self._born = clock.unix()
        self._kept: dict[tuple[str, str], _Kept] = {}

    async def remember(self, incoming: Incoming) -> None:
        """Keep the files of a message that asked for nothing."""
        before = await self._known(incoming.origin)
        now = self._clock.unix()
        together = before.files if before and now - before.at <= _TOGETHER else ()
        self._forget(incoming.origin)
        while len(self._kept) >= _MOST_PEOPLE:
            del self._kept[next(iter(self._kept))]
        files = (*together, *incoming.files)[-_MOST_FILES:]
        await self._keep(incoming.origin, _Kept(files, now, before.hint if before and together else None))

    async def hinted(self, origin: Origin, hint: str) -> None:
        """The bot has asked for the wish, in this message: a reply to it is about the files."""
        if kept := self._kept.get(_whose(origin)):
            await self._keep(origin, replace(kept, hint=hint))

    async def complete(self, incoming: Incoming) -> Incoming:
        """The wish with the files its sender sent just before, when it brings none and replies to nothing else."""
        if not _may_mean_files(incoming):
            return incoming
        kept = await self._known(incoming.origin)
        if kept is None or incoming.reply_to not in (None, kept.hint):
            return incoming
        self._forget(incoming.origin)
        await self._write(incoming.origin, None)
        return replace(incoming, files=(*kept.files, *incoming.files), reply_to=None)

    async def _known(self, origin: Origin) -> _Kept | None:
        """What is kept and not too old: in memory, or on record from before a restart."""
        kept = self._kept.get(_whose(origin)) or await self._recalled(origin)
        return kept if kept and self._clock.unix() - kept.at <= WINDOW else None

    async def _recalled(self, origin: Origin) -> _Kept | None:
        if not isinstance(self._platform, Recalls) or self._clock.unix() - self._born > WINDOW:
            return None  # since the start everything is in memory
        try:
            record = await self._client.kept_files(origin)
        except WorkerError as error:
            log.warning("files kept before not read: %s", error.code)
            return None
        return _Kept(tuple(map(self._platform.recall, record.files)), record.at, record.hint) if record else None

    async def _keep(self, origin: Origin, kept: _Kept) -> None:
        self._kept[_whose(origin)] = kept
        await self._write(origin, _on_record(kept))

    def _forget(self, origin: Origin) -> None:
        self._kept.pop(_whose(origin), None)

    async def _write(self, origin: Origin, record: KeptFiles | None) -> None:
        if not isinstance(self._platform, Recalls):
            return
        try:
            await self._client.keep_files(origin, record)
        except WorkerError as error:
            log.warning("kept files not recorded: %s", error.code)


def _whose(origin: Origin) -> tuple[str, str]:
    return origin.chat, origin.user


def _may_mean_files(incoming: Incoming) -> bool:
    """Whether a wish may be about files sent before it: a voice note is words, not material."""
    if not all(file.voice for file in incoming.files):
        return False
    return incoming.template is None or incoming.template.capability != "help"


def _on_record(kept: _Kept) -> KeptFiles | None:
    files = _references(kept.files)
    return KeptFiles(files=files, at=kept.at, hint=kept.hint) if files else None


def _references(files: Sequence[RemoteFile]) -> tuple[KeptFile, ...]:
    return tuple(
        KeptFile(
            name=file.name,
            reference=file.reference,
            size_bytes=file.size_bytes,
            content_type=file.content_type,
            voice=file.voice,
        )
        for file in files
        if file.reference
    )
