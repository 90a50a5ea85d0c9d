"""The routes of the conversation: wishes and presses go in, changes come out, conversations are kept in order."""

import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from typing import Any

from aiohttp import web

from agent_core.languages import from_locale
from agent_core.messages import Origin
from bot.platform import Incoming, RemoteFile, pressed
from bot.web.chat import Chat, Message
from bot.web.chats import Changed, Chats, Listed
from bot.web.guard import HEADERS, USER, Guard
from bot.web.uploads import Upload, Uploads
from bot.web.wire import Press, Title, Wish, read_json, refused

Receive = Callable[[Incoming], Awaitable[None]]
Read = Callable[[str, int, int | None], AsyncIterator[bytes]]
"""Bytes of an asset from a start up to an end."""

PLATFORM = "web"
ACCOUNT = "web"
_REMEMBERED = 10_000
BEAT = 15.0
"""Seconds between two signs of life on a silent event stream."""
_STREAM = {"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}


class Talk:
    """The routes over one web chat's conversations; `receive` gets every wish."""

    def __init__(self, chats: Chats, uploads: Uploads, read: Read, receive: Receive, guard: Guard) -> None:
        self._guard = guard
        self._chats = chats
        self._uploads = uploads
        self._read = read
        self._receive = receive
        self._heard: dict[tuple[str, str], None] = {}
        """Wishes that this process has heard or is hearing: a page that lost the answer sends them again."""

    def routes(self) -> list[web.RouteDef]:
        """What they answer."""
        return [
            web.get("/api/events", self._events, allow_head=False),
            web.post("/api/messages", self._message),
            web.post("/api/press", self._press),
            web.get("/api/chats/{chat}/messages", self._earlier),
            web.patch("/api/chats/{chat}", self._rename),
            web.delete("/api/chats/{chat}", self._delete),
        ]

    def _name(self, request: web.Request, chat: str | None) -> str:
        """A conversation of whoever asks. Raises 404 for any other."""
        if self._chats.owned(request[USER], chat) is None:
            raise refused(web.HTTPNotFound, "chat-gone")
        return chat or request[USER]

    async def _events(self, request: web.Request) -> web.StreamResponse:
        after = request.headers.get("Last-Event-ID") or request.query.get("after", "0")
        if not after.isdecimal():
            raise web.HTTPBadRequest(text="after is a number")
        name = self._name(request, request.query.get("chat"))
        response = web.StreamResponse(headers={**HEADERS, **_STREAM})
        with contextlib.suppress(ConnectionError):
            await response.prepare(request)
            await response.write(b"retry: 1000\n\n")
            async for change in self._chats.follow(request[USER], name, int(after), BEAT):
                if self._guard.user(request) != request[USER]:
                    break  # the account was taken away
                await response.write(_event(change))
        return response

    async def _message(self, request: web.Request) -> web.Response:
        """A wish; one that was heard before is not heard again."""
        wish = await read_json(Wish, request)
        name = self._name(request, wish.chat)
        chat = self._chats[name]
        uploads = [self._uploads.find(request[USER], each) for each in wish.uploads]
        sent = [upload for upload in uploads if upload and upload.whole]
        known = chat.get(wish.id)
        if (name, wish.id) in self._heard or (known and len(sent) < len(uploads)):
            return web.Response(status=204)
        if len(sent) < len(uploads):
            raise refused(web.HTTPConflict, "upload-gone")
        self._heard[name, wish.id] = None
        while len(self._heard) > _REMEMBERED:
            del self._heard[next(iter(self._heard))]
        try:
            await self._hear(request, name, wish, sent)
        except BaseException:
            self._heard.pop((name, wish.id), None)
            raise
        return web.Response(status=204)

    async def _hear(self, request: web.Request, name: str, wish: Wish, sent: list[Upload]) -> None:
        chat = self._chats[name]
        mine = {"id": wish.id, "author": "me", "kind": "wish", "text": wish.text, "reply_to": wish.reply_to}
        self._chats.put(name, mine | {"files": [await upload.shown() for upload in sent]})
        files, reply_to = self._meant(chat, wish, request[USER])
        incoming = Incoming(
            origin=_origin(request, name, wish.id),
            text=wish.text,
            files=[*files, *(upload.remote_file() for upload in sent)],
            reply_to=reply_to,
            locale=from_locale(wish.language),
        )
        await self._receive(incoming)
        if wish.text.strip():  # files without words wait for theirs
            for upload in sent:
                self._uploads.drop(upload)

    def _meant(self, chat: Chat, wish: Wish, user: str) -> tuple[list[RemoteFile], str | None]:
        """What a reply is about: a message of ours; of one's own its files, or else what came of it."""
        replied = chat.get(wish.reply_to) if wish.reply_to else None
        if replied is None or replied["author"] == "cutroom":
            return [], wish.reply_to
        if files := replied.get("files"):
            return [self._again(user, file) for file in files], None
        answer = chat.answer_to(replied["id"])
        return [], answer["id"] if answer else None

    def _again(self, user: str, file: dict[str, Any]) -> RemoteFile:
        """A file that was sent before: where it still waits, or in the store."""
        if upload := self._uploads.find(user, file.get("upload", "")):
            return upload.remote_file()
        read = partial(self._read, file["asset"], 0, None)
        return RemoteFile(file["name"], read, file["size_bytes"], file.get("content_type") or None)

    async def _press(self, request: web.Request) -> web.Response:
        press = await read_json(Press, request)
        name = self._name(request, press.chat)
        origin = _origin(request, name, pressed(press.message, press.id))
        await self._receive(
            Incoming(origin=origin, value=press.value, reply_to=press.message, locale=from_locale(press.language))
        )
        return web.Response(status=204)

    async def _earlier(self, request: web.Request) -> web.Response:
        before = request.query.get("before", "")
        if not before.isdecimal():
            raise web.HTTPBadRequest(text="before is a number")
        chat = self._chats[self._name(request, request.match_info["chat"])]
        return web.json_response([_shown(message) for message in chat.before(int(before))])

    async def _rename(self, request: web.Request) -> web.Response:
        title = await read_json(Title, request)
        self._chats.rename(self._name(request, request.match_info["chat"]), title.title)
        return web.Response(status=204)

    async def _delete(self, request: web.Request) -> web.Response:
        """Forget a conversation; what is still made for it is ended."""
        name = self._name(request, request.match_info["chat"])
        for message, value in self._chats[name].cancels():
            origin = _origin(request, name, pressed(message, "deleted"))
            await self._receive(Incoming(origin=origin, value=value, reply_to=message))
        self._chats.delete(name)
        return web.Response(status=204)


def _origin(request: web.Request, chat: str, message: str) -> Origin:
    return Origin(platform=PLATFORM, account=ACCOUNT, chat=chat, message=message, user=request[USER])


def _shown(message: Message) -> Message:
    return {key: value for key, value in message.items() if key != "nonce"}


def _event(change: Changed | Listed | None) -> bytes:
    if change is None:
        return b"event: beat\ndata:\n\n"
    if isinstance(change, Listed):
        return f"event: chats\ndata: {json.dumps(change.chats, ensure_ascii=False)}\n\n".encode()
    data = json.dumps({"seq": change.seq, "message": _shown(change.message)}, ensure_ascii=False)
    return f"id: {change.seq}\ndata: {data}\n\n".encode()
