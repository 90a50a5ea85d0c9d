"""A platform that writes one example's wishes into a chat of its own, and keeps what comes back."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path
from uuid import uuid4

from agent_core.messages import Limits, Origin, Template
from benchmarks.gallery.example import Example
from bot.explaining import TEMPLATE
from bot.platform import Incoming, Outgoing, RemoteFile
from media.frozen import Frozen

_PATIENCE = 300.0
"""Seconds a single wish may take."""


class Told(Frozen):
    """What came of an example."""

    kind: str
    text: str
    files: tuple[str, ...] = ()
    verdict: str = ""
    """How it was made and what the check of the product found, in words."""
    took: float = 0.0


class Stage:
    """Plays examples one after the other; `told` has what came of each by its name."""

    name = "gallery"
    account = "gallery"
    limits = Limits(upload_bytes=50_000_000)
    progress_pace = 1.0

    def __init__(self, examples: Sequence[Example], sample: Path, out: Path) -> None:
        self._examples = examples
        self._sample, self._out = sample, out
        self._answers: asyncio.Queue[tuple[str, Outgoing]] = asyncio.Queue()
        self.finished: Callable[[Example, Told], None] = lambda example, told: None

    async def run(self, receive: Callable[[Incoming], Awaitable[None]]) -> None:
        """Play every example."""
        for example in self._examples:
            self.finished(example, await self._played(example, receive))

    async def _played(self, example: Example, receive: Callable[[Incoming], Awaitable[None]]) -> Told:
        """The answer to the last wish of an example."""
        last, answer, took = "", Outgoing("", kind="failure"), 0.0
        for number, wish in enumerate(example.wishes):
            started = time.monotonic()
            last, answer = await self._asked(receive, example, wish, reply_to=last or None, first=number == 0)
            took = time.monotonic() - started
            if answer.kind != "result":
                break
        saved = [await self._saved(example, answer, number) for number in range(len(answer.files))]
        verdict = await self._how(receive, example, last) if answer.kind == "result" and saved else ""
        return Told(kind=answer.kind, text=answer.text, files=tuple(saved), verdict=verdict, took=round(took, 1))

    async def _asked(
        self,
        receive: Callable[[Incoming], Awaitable[None]],
        example: Example,
        wish: str,
        *,
        reply_to: str | None,
        first: bool,
        template: Template | None = None,
    ) -> tuple[str, Outgoing]:
        chat = f"gallery-{example.name}"
        origin = Origin(platform=self.name, account=self.account, chat=chat, message=uuid4().hex, user=chat)
        sent = [_remote(self._sample / name) for name in example.files] if first else []
        await receive(Incoming(origin, wish, sent, reply_to=reply_to, locale=example.language, template=template))
        try:
            return await asyncio.wait_for(self._answers.get(), _PATIENCE)
        except TimeoutError:
            return "", Outgoing(f"no answer within {_PATIENCE:.0f} s", kind="failure")

    async def _how(self, receive: Callable[[Incoming], Awaitable[None]], example: Example, message: str) -> str:
        _, answer = await self._asked(receive, example, "", reply_to=message, first=False, template=TEMPLATE)
        return answer.text

    async def _saved(self, example: Example, answer: Outgoing, number: int) -> str:
        file = answer.files[number]
        name = f"{example.name}-{number + 1}{Path(file.product.name).suffix}"
        with (self._out / name).open("wb") as target:
            async for chunk in file.read():
                target.write(chunk)
        return name

    async def post(self, origin: Origin, message: Outgoing) -> list[str]:
        """Take a message; whatever is not a status ends the wish."""
        name = uuid4().hex
        if message.kind != "status":
            self._answers.put_nowait((name, message))
        return [name]

    async def edit(self, origin: Origin, message_id: str, message: Outgoing) -> None:
        """Progress is not kept."""


def _remote(path: Path) -> RemoteFile:
    async def read() -> AsyncIterator[bytes]:
        yield await asyncio.to_thread(path.read_bytes)

    return RemoteFile(path.name, read, path.stat().st_size)
