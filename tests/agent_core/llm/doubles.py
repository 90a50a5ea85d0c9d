"""What both doubles share: a server on loopback with a script of answers and faults, and the calls it took."""

import asyncio
import base64
import json
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

KEY = "sk-secret-that-no-log-may-hold"
_MAGIC = {"image/jpeg": b"\xff\xd8", "image/png": b"\x89PNG"}


@dataclass(frozen=True)
class Answer:
    """What the model says."""

    text: str
    output: int = 20


@dataclass(frozen=True)
class Status:
    """An HTTP error before anything is streamed."""

    status: int
    kind: str = "api_error"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Cut:
    """The connection breaks after some of the answer; `politely`, it merely ends."""

    text: str = '{"half'
    politely: bool = False


@dataclass(frozen=True)
class Garbled:
    """A line of the stream is no JSON."""


@dataclass(frozen=True)
class InStream:
    """An error told inside the stream, under status 200."""

    kind: str = "overloaded_error"


@dataclass(frozen=True)
class Refusal:
    """The model will not."""


@dataclass(frozen=True)
class TooLong:
    """The model ran into the limit on its answer."""


@dataclass(frozen=True)
class Hang:
    """Nothing comes."""


Turn = Answer | Status | Cut | Garbled | InStream | Refusal | TooLong | Hang


class Bad(Exception):
    """A request that the real server would refuse."""

    def __init__(self, message: str, status: int = 400, kind: str = "invalid_request_error") -> None:
        super().__init__(message)
        self.status = status
        self.kind = kind


def need(condition: object, message: str) -> None:
    """Refuse the request unless the condition holds."""
    if not condition:
        raise Bad(message)


def known(value: Mapping[str, Any], names: set[str], where: str = "") -> None:
    """Refuse fields that the real server does not know."""
    extra = sorted(set(value) - names)
    need(not extra, f"{where}{', '.join(extra)}: Extra inputs are not permitted")


def picture(media_type: str, data: str) -> None:
    """Refuse what is no picture of its type."""
    need(media_type in _MAGIC, f"media type {media_type}")
    need(base64.b64decode(data, validate=True).startswith(_MAGIC[media_type]), "not a picture of that type")


def tokens(text: str) -> int:
    """As many as such a text may have."""
    return len(text.encode()) // 4 + 1


@dataclass(frozen=True)
class Taken:
    """A request as it came."""

    headers: Mapping[str, str]
    body: dict[str, Any]


class Double:
    """A server of one wire format."""

    path = ""

    def __init__(self) -> None:
        self.script: deque[Turn] = deque()
        """Turns before `answers` is asked."""
        self.answers: Callable[[dict[str, Any]], str] = lambda body: "ok"
        self.calls: list[Taken] = []
        self.refused: list[str] = []
        """Why requests were refused."""
        self.said: list[str] = []
        """What `answers` gave."""
        self.cache: set[str] = set()
        self.address = ""

    def check(self, request: web.Request, body: dict[str, Any]) -> None:
        """Refuse what the real server would."""
        raise NotImplementedError

    def error(self, message: str, status: int, kind: str) -> dict[str, Any]:
        """An error's body."""
        raise NotImplementedError

    async def stream(self, reply: web.StreamResponse, body: dict[str, Any], turn: Turn) -> None:
        """Play a turn."""
        raise NotImplementedError

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Take a request."""
        try:
            body = json.loads(await request.read())
            self.calls.append(Taken(dict(request.headers), body))
            self.check(request, body)
        except (Bad, ValueError, KeyError, TypeError) as wrong:
            status, kind = (wrong.status, wrong.kind) if isinstance(wrong, Bad) else (400, "invalid_request_error")
            self.refused.append(f"{type(wrong).__name__}: {wrong}")
            return web.json_response(self.error(str(wrong), status, kind), status=status)
        turn = self.script.popleft() if self.script else self._answered(body)
        if isinstance(turn, Status):
            return web.json_response(self.error("no", turn.status, turn.kind), status=turn.status, headers=turn.headers)
        reply = web.StreamResponse(headers={"content-type": "text/event-stream; charset=utf-8"})
        reply.enable_chunked_encoding()
        await reply.prepare(request)
        await self.stream(reply, body, turn)
        if isinstance(turn, Cut) and not turn.politely and request.transport:
            request.transport.abort()
            return reply
        await reply.write_eof()
        return reply

    def _answered(self, body: dict[str, Any]) -> Answer:
        self.said.append(self.answers(body))
        return Answer(self.said[-1])

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Double"]:
        """Serve on loopback."""
        app = web.Application(client_max_size=32 * 2**20)
        app.router.add_post(self.path, self.answer)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        self.address = f"http://{host}:{port}{self.path.removesuffix('/messages').removesuffix('/chat/completions')}"
        self.address = self.address.removesuffix("/v1") if self.path == "/v1/messages" else self.address
        try:
            yield self
        finally:
            await runner.cleanup()


async def hang() -> None:
    """Longer than any test waits."""
    await asyncio.sleep(60)


def pieces(text: str) -> list[str]:
    """A text as it streams."""
    return [text[place : place + 9] for place in range(0, len(text), 9)]
