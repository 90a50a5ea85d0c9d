"""The web chat's own conversations: what a platform keeps of its messages, as append-only files, one per chat.

Every change of a message is an event with a rising number; a page that was away asks for what came after the last one it saw.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

Message = dict[str, Any]
"""What the page draws: `id`, `author`, `kind`, `text`, `files`, `buttons`, `reply_to`, `at`, … as JSON."""

SHOWN = 200
"""Messages of a chat that a page gets to see."""


class Chat:
    """One conversation: its messages in order, kept in a file, and the pages that follow it."""

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        self._path = path
        self._clock = clock
        self._messages: dict[str, Message] = {}
        self._changed: dict[str, int] = {}
        self._last = 0
        self._followers: set[asyncio.Event] = set()
        self._load()

    def _load(self) -> None:
        if not self._path.exists():
            return
        for line in self._path.read_text(encoding="utf-8").splitlines():
            try:
                event = json.loads(line)
            except ValueError:
                continue  # the last line of a process that was killed while writing
            self._apply(event["seq"], event["message"])

    def _apply(self, seq: int, message: Message) -> None:
        self._messages[message["id"]] = message
        self._changed[message["id"]] = seq
        self._last = max(self._last, seq)

    def get(self, message_id: str) -> Message | None:
        """A message, or `None`."""
        return self._messages.get(message_id)

    def by_nonce(self, nonce: str) -> Message | None:
        """The message that was posted with a nonce, or `None`."""
        return next((message for message in reversed(self._messages.values()) if message.get("nonce") == nonce), None)

    def file(self, asset: str) -> dict[str, Any] | None:
        """What this chat knows of a stored file it shows, or `None` for a file of somebody else."""
        for message in self._messages.values():
            for file in message.get("files", ()):
                if asset == file.get("asset"):
                    return file
                if asset == file.get("thumbnail"):
                    return {"asset": asset, "name": "poster.jpg", "kind": "image", "content_type": "image/jpeg"}
        return None

    def put(self, message: Message, *, keep: bool = True) -> None:
        """Add or change a message and tell the followers; with `keep` false only until the process ends."""
        # milliseconds rise over restarts too, even when the changes that were not kept counted further
        seq = max(self._last + 1, int(self._clock() * 1000))
        message = {"at": self._clock(), **message}
        self._apply(seq, message)
        if keep:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"seq": seq, "message": message}, ensure_ascii=False) + "\n")
        for follower in self._followers:
            follower.set()

    def _after(self, seq: int) -> list[tuple[int, Message]]:
        recent = list(self._messages.items())[-SHOWN:]
        return [(self._changed[key], message) for key, message in recent if self._changed[key] > seq]

    async def follow(self, after: int, beat: float) -> AsyncIterator[tuple[int, Message] | None]:
        """Changes after a number, in the order of the messages, for ever; `None` every `beat` seconds without one."""
        wake = asyncio.Event()
        self._followers.add(wake)
        try:
            while True:
                wake.clear()
                news = self._after(after)
                for change in news:
                    yield change
                after = max([after, *(seq for seq, _ in news)])
                if not news and not await _set_within(wake, beat):
                    yield None
        finally:
            self._followers.discard(wake)


async def _set_within(event: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return False
    return True


class Chats:
    """All conversations of one web chat, under a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[str, Chat] = {}

    def __getitem__(self, chat: str) -> Chat:
        if chat not in self._open:
            self._open[chat] = Chat(self._folder / f"{chat}.jsonl")
        return self._open[chat]
