"""One conversation of the web chat: what a platform keeps of its messages, as an append-only file.

Every change of a message is an event with a rising number; a page that was away asks for what came after the last one it saw.
"""

import json
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

Message = dict[str, Any]
"""What the page draws: `id`, `n` (its place), `author`, `kind`, `text`, `files`, `buttons`, `reply_to`, `at`, … as JSON."""

SHOWN = 60
"""Messages of a conversation that a page gets at once; earlier ones it asks for."""
_TITLE = 60
_ENDED = frozenset({"result", "question", "refusal", "failure", "cancelled", "reply"})


class Numbers:
    """Rising numbers for the changes of all conversations. Milliseconds rise over restarts too, even when changes that were
    not kept counted further."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.clock = clock
        self._last = 0

    def next(self) -> int:
        """A number above every one before."""
        self._last = max(self._last + 1, int(self.clock() * 1000))
        return self._last

    def seen(self, number: int) -> None:
        """A number of an earlier process."""
        self._last = max(self._last, number)


class Chat:
    """One conversation: its messages in order, kept in a file."""

    def __init__(self, path: Path, numbers: Numbers | None = None) -> None:
        self._path = path
        self._numbers = numbers or Numbers()
        self._messages: dict[str, Message] = {}
        self._changed: dict[str, int] = {}
        """Number of each message's last change, the latest last."""
        self._title = ""
        self._words = ""
        """The first that its owner said."""
        self.gone = False
        """Deleted by its owner: nothing is posted here any more."""
        self._load()

    def _load(self) -> None:
        if not self._path.exists():
            return
        for line in self._path.read_text(encoding="utf-8").splitlines():
            try:
                event = json.loads(line)
            except ValueError:
                continue  # the last line of a process that was killed while writing
            self._replay(event)

    def _replay(self, event: dict[str, Any]) -> None:
        self._numbers.seen(event["seq"])
        if "message" in event:
            self._apply(event["seq"], event["message"])
        self._title = event.get("title", self._title)
        self.gone = event.get("gone", self.gone)

    def _apply(self, seq: int, message: Message) -> None:
        name = message["id"]
        earlier = self._messages.get(name)
        self._messages[name] = message | {"n": earlier["n"] if earlier else seq}
        self._changed.pop(name, None)
        self._changed[name] = seq

    def get(self, message_id: str) -> Message | None:
        """A message, or `None`."""
        return self._messages.get(message_id)

    def by_nonce(self, nonce: str) -> Message | None:
        """The message that was posted with a nonce, or `None`."""
        return next((message for message in reversed(self._messages.values()) if message.get("nonce") == nonce), None)

    def answer_to(self, message_id: str) -> Message | None:
        """The last message of ours that answers a wish, or `None`."""
        answers = (m for m in reversed(self._messages.values()) if m.get("reply_to") == message_id and m["author"] == "cutroom")
        return next(answers, None)

    def file(self, asset: str) -> dict[str, Any] | None:
        """What this conversation knows of a stored file it shows, or `None` for a file of somebody else."""
        for message in self._messages.values():
            for file in message.get("files", ()):
                if asset == file.get("asset"):
                    return file
                if asset == file.get("thumbnail"):
                    return {"asset": asset, "name": "poster.jpg", "kind": "image", "content_type": "image/jpeg"}
        return None

    def put(self, message: Message, *, keep: bool = True) -> None:
        """Add or change a message; with `keep` false only until the process ends."""
        seq = self._numbers.next()
        self._apply(seq, {"at": self._numbers.clock(), **message})
        if keep:
            self._write({"seq": seq, "message": self._messages[message["id"]]})

    def rename(self, title: str) -> None:
        """Give the conversation a title of its owner's choice."""
        self._title = title
        self._write({"seq": self._numbers.next(), "title": title})

    def delete(self) -> None:
        """Forget everything that was said."""
        self.gone = True
        self._messages.clear()
        self._changed.clear()
        self._path.unlink(missing_ok=True)
        self._write({"seq": self._numbers.next(), "gone": True})

    def _write(self, event: dict[str, Any]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(event, ensure_ascii=False) + "\n")

    def after(self, seq: int) -> list[tuple[int, Message]]:
        """What changed after a number, in the order of the changes; after 0 the last messages, as they stand."""
        names = list(islice(reversed(self._messages), SHOWN)) if seq == 0 else list(self._changed)
        found = [(self._changed[name], self._messages[name]) for name in names if self._changed[name] > seq]
        return sorted(found, key=lambda change: change[0])

    def before(self, n: int, limit: int = SHOWN) -> list[Message]:
        """The messages before a place, oldest first."""
        return [message for message in self._messages.values() if message["n"] < n][-limit:]

    def summary(self) -> dict[str, Any] | None:
        """What a list of conversations shows; `None` for one in which nothing was said."""
        if self.gone or not self._messages:
            return None
        last = next(reversed(self._messages.values()))
        answered = next((m["n"] for m in reversed(self._messages.values()) if m["kind"] in _ENDED), 0)
        return {"id": self._path.stem, "title": self._title or self._first_words(), "at": last["at"], "answered": answered}

    def _first_words(self) -> str:
        """The first words of its owner; before there are any, the name of the first file."""
        if not self._words:
            mine = [message for message in self._messages.values() if message["author"] == "me"]
            words = [line for message in mine if (line := str(message["text"]).strip().partition("\n")[0])]
            names = [str(file["name"]) for message in mine for file in message.get("files", ())]
            self._words = words[0] if words else ""
            return _short([*words, *names, ""][0])
        return _short(self._words)

    def cancels(self) -> list[tuple[str, str]]:
        """Messages with a button that ends a job, and its value."""
        buttons = [(m["id"], b["value"]) for m in self._messages.values() for b in m.get("buttons", ())]
        return [(name, value) for name, value in buttons if value.startswith("cancel:")]


def _short(title: str) -> str:
    return title if len(title) <= _TITLE else f"{title[: _TITLE - 1].rstrip()}…"
