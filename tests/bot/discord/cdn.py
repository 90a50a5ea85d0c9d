"""Discord's file server on loopback: signed addresses that can expire, and faults."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer


@dataclass
class FileServer:
    """Serves what SimCord has stored."""

    env: Any = None
    expired: set[str] = field(default_factory=set)
    """Addresses that no longer hold."""
    refuse: list[int] = field(default_factory=list)
    """Statuses of the next answers."""
    broken: bool = False
    """The connection ends in the middle of a file."""
    chunks: list[int] = field(default_factory=list)
    served: list[str] = field(default_factory=list)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        address = str(request.url.with_query(None))
        self.served.append(address)
        if self.refuse:
            return web.Response(status=self.refuse.pop(0))
        blob = self.env.backend.cdn.get(address)
        if blob is None or address in self.expired:
            return web.Response(status=404)
        response = web.StreamResponse(headers={"Content-Length": str(len(blob))})
        await response.prepare(request)
        whole = blob[: len(blob) // 2] if self.broken else blob
        for start in range(0, len(whole), 65536):
            await response.write(whole[start : start + 65536])
        if self.broken and request.transport:
            request.transport.close()
        return response


@asynccontextmanager
async def file_server(patch: pytest.MonkeyPatch) -> AsyncIterator[FileServer]:
    """A running file server whose addresses SimCord gives out."""
    files = FileServer()
    application = web.Application()
    application.router.add_get("/{path:.*}", files.serve)
    server = TestServer(application)
    await server.start_server()
    patch.setattr("simcord.backend.cdn.CDN_BASE", str(server.make_url("")).rstrip("/"))
    yield files
    await server.close()
