"""The routes of files: to the person whose conversation shows them, and to whoever holds a sealed link; in parts, so that a film
plays before it is there whole and a download goes on where it broke off."""

import contextlib
from collections.abc import AsyncIterator, Callable
from functools import partial
from mimetypes import guess_type
from typing import Protocol

from aiohttp import hdrs, web

from agent_core.languages import DEFAULT_LANGUAGE, Language, from_locale
from bot.web.chats import Chats
from bot.web.guard import HEADERS, LINKS, USER
from bot.web.uploads import Uploads
from workers.client import WorkerError

_INLINE = ("video/", "audio/", "image/png", "image/jpeg", "image/webp", "image/gif")
_Span = Callable[[int, int], AsyncIterator[bytes]]
"""Bytes from a start up to an end."""
_ALONE = "default-src 'none'; media-src 'self'; img-src 'self'; style-src 'unsafe-inline'; sandbox"
"""What a file may do that is opened as a page of its own."""


class Stock(Protocol):
    """What the shelf asks of the workers."""

    def open(self, asset: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """The bytes of an asset from `start` up to, not including, `end`."""
        ...

    async def size(self, asset: str) -> int:
        """The size of an asset in bytes. Raises `WorkerError` when it is not there."""
        ...

    async def seal_holds(self, asset: str, name: str, until: int, seal: str) -> bool:
        """Whether a sealed link is ours and has not expired."""
        ...


class Shelf:
    """The routes over the store."""

    def __init__(self, chats: Chats, uploads: Uploads, stock: Stock, gone: Callable[[Language], str]) -> None:
        """`gone`: what somebody reads whose link does not work any more."""
        self._chats = chats
        self._uploads = uploads
        self._stock = stock
        self._gone = gone

    def routes(self) -> list[web.RouteDef]:
        """What it answers."""
        return [
            web.get("/api/files/{asset}/{name}", self._own),
            web.get(LINKS + "{asset}/{name}", self._linked),
        ]

    async def _own(self, request: web.Request) -> web.StreamResponse:
        file = self._chats.file(request[USER], request.match_info["asset"])
        if file is None:
            raise web.HTTPNotFound
        content_type = str(file.get("content_type") or "")
        waiting = self._uploads.find(request[USER], str(file.get("upload") or ""))
        if waiting and waiting.whole and file["asset"] == request.match_info["asset"]:
            return await _hand_out(request, content_type, "private, no-cache", waiting.announced.size_bytes, waiting.span)
        return await self._stored(request, content_type, "private, max-age=31536000, immutable")

    async def _linked(self, request: web.Request) -> web.StreamResponse:
        asset, name, until = request.match_info["asset"], request.match_info["name"], request.query.get("until", "")
        known = until.isdecimal() and len(until) < 12
        if not known or not await self._stock.seal_holds(asset, name, int(until), request.query.get("seal", "")):
            raise web.HTTPForbidden(text=self._gone(_language(request)))
        return await self._stored(request, guess_type(name)[0] or "", "private, no-store")

    async def _stored(self, request: web.Request, content_type: str, keep: str) -> web.StreamResponse:
        asset = request.match_info["asset"]
        try:
            size = await self._stock.size(asset)
        except WorkerError as error:
            raise web.HTTPNotFound from error
        return await _hand_out(request, content_type, keep, size, partial(self._stock.open, asset))


async def _hand_out(request: web.Request, content_type: str, keep: str, size: int, read: _Span) -> web.StreamResponse:
    """Send a file, or the part of it that is asked for."""
    inline = content_type.startswith(_INLINE) and "download" not in request.query
    start, end, status = _range(request, size)
    headers = {
        **HEADERS,
        "Content-Security-Policy": _ALONE,
        "Content-Type": content_type if inline else "application/octet-stream",
        "Content-Disposition": "inline" if inline else "attachment",
        "Content-Length": str(end - start),
        "Cache-Control": keep,
        "Accept-Ranges": "bytes",
    }
    if status == 206:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    response = web.StreamResponse(status=status, headers=headers)
    if request.method == hdrs.METH_HEAD:
        return response
    with contextlib.suppress(ConnectionError):
        await response.prepare(request)
        async for chunk in read(start, end):
            await response.write(chunk)
    return response


def _language(request: web.Request) -> Language:
    """The first of the browser's languages that is one of ours."""
    codes = [part.partition(";")[0].strip() for part in request.headers.get("Accept-Language", "").split(",")]
    for code in codes:
        if known := from_locale(code):
            return known
    return DEFAULT_LANGUAGE


def _range(request: web.Request, size: int) -> tuple[int, int, int]:
    """Start, end and status of the part of a file that is asked for. Raises 416 for one that is not there."""
    try:
        asked = request.http_range
    except ValueError as error:
        raise web.HTTPRequestRangeNotSatisfiable(headers={"Content-Range": f"bytes */{size}"}) from error
    if asked.start is None and asked.stop is None:
        return 0, size, 200
    start, end, _ = asked.indices(size)
    if start >= end:
        raise web.HTTPRequestRangeNotSatisfiable(headers={"Content-Range": f"bytes */{size}"})
    return start, end, 206
