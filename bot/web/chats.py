"""The web chat's conversations: which are whose, and what a page that follows them gets to know."""

import asyncio
import re
from collections.abc import AsyncIterator, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.web.chat import Chat, Message, Numbers

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)?")


@dataclass(frozen=True)
class Changed:
    """A message was added or changed."""

    seq: int
    message: Message


@dataclass(frozen=True)
class Listed:
    """A person's conversations as they stand, the latest first."""

    chats: list[dict[str, Any]]


class Chats:
    """All conversations of one web chat, under a folder. A person's first one bears their name, the others begin with it;
    any such name is a conversation, kept once something is said in it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = Numbers()
        self._open: dict[str, dict[str, Chat]] = {}
        """By person and name."""
        self._followers: dict[str, set[asyncio.Event]] = {}
        self._read: set[str] = set()
        """Whose conversations are all open: only this process begins new ones."""
        self._closed = False

    def __getitem__(self, name: str) -> Chat:
        mine = self._open.setdefault(_owner(name), {})
        if name not in mine:
            mine[name] = Chat(self._folder / f"{name}.jsonl", self._numbers)
        return mine[name]

    def owned(self, user: str, name: str | None) -> Chat | None:
        """A person's conversation, the first one where none is named; `None` for somebody else's and for one that is gone."""
        name = name or user
        if not _NAME.fullmatch(name) or _owner(name) != user or self[name].gone:
            return None
        return self[name]

    def of(self, user: str) -> list[Chat]:
        """Everything a person has said something in."""
        if user not in self._read:
            self._read.add(user)
            self[user]  # opened by being asked for
            for path in self._folder.glob(f"{user}-*.jsonl"):
                self[path.stem]
        return [chat for chat in self._open[user].values() if not chat.gone]

    def list(self, user: str) -> list[dict[str, Any]]:
        """A person's conversations, the latest first."""
        found = [summary for chat in self.of(user) if (summary := chat.summary())]
        return sorted(found, key=lambda summary: summary["at"], reverse=True)

    def file(self, user: str, asset: str) -> dict[str, Any] | None:
        """What a person's conversations know of a stored file, or `None` for a file of somebody else."""
        return next((file for chat in self.of(user) if (file := chat.file(asset))), None)

    def put(self, name: str, message: Message, *, keep: bool = True) -> None:
        """Add or change a message of a conversation and tell whoever follows its owner; with `keep` false only until the
        process ends."""
        self[name].put(message, keep=keep)
        self._tell(name)

    def rename(self, name: str, title: str) -> None:
        """Give a conversation a title."""
        self[name].rename(title)
        self._tell(name)

    def delete(self, name: str) -> None:
        """Forget a conversation."""
        self[name].delete()
        self._tell(name)

    def close(self) -> None:
        """End what follows."""
        self._closed = True
        for follower in [each for followers in self._followers.values() for each in followers]:
            follower.set()

    def _tell(self, name: str) -> None:
        for follower in self._followers.get(_owner(name), ()):
            follower.set()

    async def follow(self, user: str, name: str, after: int, beat: float) -> AsyncIterator[Changed | Listed | None]:
        """Changes of a conversation after a number and the list of all, until the end; `None` at each `beat`, in seconds."""
        listed: list[dict[str, Any]] | None = None
        with self._following(user) as wake:
            while not self._closed:
                wake.clear()
                news = self[name].after(after)
                for seq, message in news:
                    yield Changed(seq, message)
                    after = seq
                if (now := self.list(user)) != listed:
                    listed = now
                    yield Listed(now)
                elif not news and not await _set_within(wake, beat):
                    yield None

    @contextmanager
    def _following(self, user: str) -> Generator[asyncio.Event]:
        wake = asyncio.Event()
        followers = self._followers.setdefault(user, set())
        followers.add(wake)
        try:
            yield wake
        finally:
            followers.discard(wake)


def _owner(name: str) -> str:
    return name.partition("-")[0]


async def _set_within(event: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return False
    return True
