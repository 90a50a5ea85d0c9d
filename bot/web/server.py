"""The web chat: one page, its files, and the routes that the page calls. aiohttp only."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from aiohttp import BodyPartReader, hdrs, web
from pydantic import BaseModel, ValidationError

from agent_core.languages import DEFAULT_LANGUAGE, Language, from_locale
from agent_core.messages import Origin
from bot.errors import FileRefused
from bot.platform import Incoming, pressed
from bot.web.chats import Chats
from bot.web.hooks import PREFIX as HOOKS
from bot.web.hooks import Hooks
from bot.web.sessions import COOKIE, MAX_AGE, Sessions, is_loopback
from bot.web.uploads import Login, Press, Uploads, Wish

Receive = Callable[[Incoming], Awaitable[None]]
Read = Callable[[str, int, int | None], AsyncIterator[bytes]]
"""Bytes of an asset from a start up to an end."""
Words = Callable[[Language], dict[str, Any]]
"""The page's own words and example wishes in a language."""

PLATFORM = "web"
ACCOUNT = "web"
BEAT = 15.0
"""Seconds between two signs of life on a silent event stream."""
_Model = TypeVar("_Model", bound=BaseModel)
_PAGE = files("bot.web") / "page"
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".html": "text/html"}
_INLINE = ("video/", "audio/", "image/png", "image/jpeg", "image/webp", "image/gif")
_USER: web.RequestKey[str] = web.RequestKey("user", str)
_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' blob:; media-src 'self' blob:; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


class WebServer:
    """The routes of the web chat over its conversations; `receive` gets every wish."""

    def __init__(
        self, chats: Chats, uploads: Uploads, sessions: Sessions, read: Read, words: Words, receive: Receive, hooks: Hooks
    ) -> None:
        self._hooks = hooks
        self._chats = chats
        self._uploads = uploads
        self._sessions = sessions
        self._read = read
        self._words = words
        self._receive = receive

    def app(self) -> web.Application:
        """The aiohttp application."""
        app = web.Application(middlewares=[self._guard])
        app.add_routes(
            [
                web.get("/", self._page),
                web.get("/static/{name}", self._static),
                web.get("/api/words", self._speak),
                web.get("/api/session", self._session),
                web.post("/api/session", self._login),
                web.get("/api/events", self._events),
                web.post("/api/messages", self._message),
                web.post("/api/press", self._press),
                web.get("/api/files/{asset}/{name}", self._file),
                web.post(HOOKS + "{name}", self._hooks.handle),
            ]
        )
        return app

    @web.middleware
    async def _guard(self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> Any:
        """No foreign page may speak for the user, and no name that was bent to loopback may reach an open server."""
        if request.path.startswith(HOOKS):
            return await handler(request)
        host = urlsplit(f"//{request.host}")
        if not self._sessions.needs_token and not is_loopback(host.hostname or ""):
            raise web.HTTPForbidden(text="unknown host")
        origin = request.headers.get(hdrs.ORIGIN)
        if request.method == hdrs.METH_POST and origin and urlsplit(origin).netloc != request.host:
            raise web.HTTPForbidden(text="foreign origin")
        user = self._sessions.user(request.cookies.get(COOKIE))
        public = not request.path.startswith("/api/") or request.path in ("/api/words", "/api/session")
        if user is None and not public:
            raise web.HTTPUnauthorized(text="no session")
        request[_USER] = user or ""
        response = await handler(request)
        if not response.prepared:
            response.headers.update(_HEADERS)
        return response

    async def _page(self, request: web.Request) -> web.Response:
        return _static("index.html")

    async def _static(self, request: web.Request) -> web.Response:
        return _static(request.match_info["name"])

    async def _speak(self, request: web.Request) -> web.Response:
        return web.json_response(self._words(from_locale(request.query.get("language")) or DEFAULT_LANGUAGE))

    async def _session(self, request: web.Request) -> web.Response:
        if request[_USER]:
            return web.Response(status=204)
        if self._sessions.needs_token:
            raise web.HTTPUnauthorized(text="a token is needed")
        return self._welcome(request)

    async def _login(self, request: web.Request) -> web.Response:
        if not self._sessions.accepts((await _json(Login, request)).token):
            await asyncio.sleep(0.5)  # slows guessing
            raise web.HTTPUnauthorized(text="wrong token")
        return self._welcome(request)

    def _welcome(self, request: web.Request) -> web.Response:
        response = web.Response(status=204)
        secure = request.headers.get("X-Forwarded-Proto", request.scheme) == "https"
        response.set_cookie(COOKIE, self._sessions.new(), max_age=MAX_AGE, httponly=True, samesite="Strict", secure=secure)
        return response

    async def _events(self, request: web.Request) -> web.StreamResponse:
        after = request.headers.get("Last-Event-ID") or request.query.get("after", "0")
        if not after.isdigit():
            raise web.HTTPBadRequest(text="after is a number")
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store", **_HEADERS})
        await response.prepare(request)
        await response.write(b": hello\n\n")
        with contextlib.suppress(ConnectionError):
            async for change in self._chats[request[_USER]].follow(int(after), BEAT):
                if change is None:
                    await response.write(b": beat\n\n")
                    continue
                seq, message = change
                data = json.dumps({"seq": seq, "message": _shown(message)}, ensure_ascii=False)
                await response.write(f"id: {seq}\ndata: {data}\n\n".encode())
        return response

    async def _message(self, request: web.Request) -> web.Response:
        """A wish: a multipart form with `wish` (JSON) first and then its files."""
        if not request.content_type.startswith("multipart/"):
            raise web.HTTPBadRequest(text="a multipart form is expected")
        reader = await request.multipart()
        first = await reader.next()
        if not isinstance(first, BodyPartReader) or first.name != "wish":
            raise web.HTTPBadRequest(text="the wish comes first")
        wish = _parsed(Wish, await first.text())
        mine = {"id": wish.id, "author": "me", "kind": "wish", "text": wish.text, "reply_to": wish.reply_to}
        chat = self._chats[request[_USER]]
        try:
            uploads = await self._uploads.receive(reader, wish.files)
        except FileRefused as error:
            raise web.HTTPRequestEntityTooLarge(1, 1, text=error.code) from error
        chat.put(mine | {"files": [upload.shown() for upload in uploads]})
        incoming = Incoming(
            origin=self._origin(request, wish.id),
            text=wish.text,
            files=[upload.remote_file() for upload in uploads],
            reply_to=wish.reply_to,
            locale=from_locale(wish.language),
        )
        await self._receive(incoming)
        if wish.text.strip():  # files without words wait for theirs
            for upload in uploads:
                upload.drop()
        return web.Response(status=204)

    async def _press(self, request: web.Request) -> web.Response:
        press = await _json(Press, request)
        origin = self._origin(request, pressed(press.message, press.id))
        locale = from_locale(press.language)
        await self._receive(Incoming(origin=origin, value=press.value, reply_to=press.message, locale=locale))
        return web.Response(status=204)

    def _origin(self, request: web.Request, message: str) -> Origin:
        user = request[_USER]
        return Origin(platform=PLATFORM, account=ACCOUNT, chat=user, message=message, user=user)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        asset = request.match_info["asset"]
        file = self._chats[request[_USER]].file(asset)
        if file is None:
            raise web.HTTPNotFound
        content_type = str(file.get("content_type") or "")
        inline = content_type.startswith(_INLINE)
        headers = {
            "Content-Type": content_type if inline else "application/octet-stream",
            "Content-Disposition": "inline" if inline else "attachment",
            "Cache-Control": "private, max-age=31536000, immutable",
            "Accept-Ranges": "bytes",
            **_HEADERS,
        }
        size = file.get("size_bytes")
        start, end, status = _range(request, size)
        if size is not None:
            headers["Content-Length"] = str(end - start)
        if status == 206:
            headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
        response = web.StreamResponse(status=status, headers=headers)
        await response.prepare(request)
        with contextlib.suppress(ConnectionError):
            async for chunk in self._read(asset, start, end if size is not None else None):
                await response.write(chunk)
        return response


def _shown(message: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in message.items() if key != "nonce"}


def _range(request: web.Request, size: int | None) -> tuple[int, int, int]:
    """Start, end and status of the part of a file that is asked for. Raises 416 for one that is not there."""
    if size is None:
        return 0, 0, 200
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


async def _json(model: type[_Model], request: web.Request) -> _Model:
    if request.content_type != "application/json":
        raise web.HTTPBadRequest(text="JSON is expected")
    return _parsed(model, await request.text())


def _parsed(model: type[_Model], text: str) -> _Model:
    try:
        return model.model_validate_json(text)
    except ValidationError as error:
        raise web.HTTPBadRequest(text="not understood") from error


def _static(name: str) -> web.Response:
    path = _PAGE / name
    suffix = Path(name).suffix
    if suffix not in _TYPES or "/" in name or not path.is_file():
        raise web.HTTPNotFound
    return web.Response(
        body=path.read_bytes(), content_type=_TYPES[suffix], charset="utf-8", headers={"Cache-Control": "no-cache"}
    )
