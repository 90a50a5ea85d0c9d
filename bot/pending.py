"""Files that came without a wish: a reference is kept for a while, so that the next words find them. Never bytes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.clock import Clock
from bot.platform import Incoming, RemoteFile


@dataclass(frozen=True)
class _Kept:
    files: tuple[RemoteFile, ...]
    at: float
    hint: str | None


class Pending:
    """The files each person last sent without a word, per chat, kept for `keep` seconds."""

    _MOST = 1000

    def __init__(self, clock: Clock, keep: float = 600.0) -> None:
        self._clock = clock
        self._keep = keep
        self._kept: dict[tuple[str, str], _Kept] = {}

    def remember(self, incoming: Incoming, files: Sequence[RemoteFile], hint: str | None) -> None:
        """Keep the files of a message that asked for nothing; `hint` is the message in which the bot asked for the wish."""
        key = (incoming.origin.chat, incoming.origin.user)
        self._kept.pop(key, None)
        while len(self._kept) >= self._MOST:
            del self._kept[next(iter(self._kept))]
        self._kept[key] = _Kept(tuple(files), self._clock.now(), hint)

    def complete(self, incoming: Incoming) -> Incoming:
        """The wish with the files its sender sent just before, when it brings none and replies to nothing else."""
        key = (incoming.origin.chat, incoming.origin.user)
        kept = self._kept.get(key)
        if kept is None or not _means_earlier_files(incoming, kept):
            return incoming
        del self._kept[key]
        if self._clock.now() - kept.at > self._keep:
            return incoming
        return replace(incoming, files=kept.files, reply_to=None)


def _means_earlier_files(incoming: Incoming, kept: _Kept) -> bool:
    if incoming.files or incoming.reply_to not in (None, kept.hint):
        return False
    return incoming.template is None or incoming.template.capability != "help"
