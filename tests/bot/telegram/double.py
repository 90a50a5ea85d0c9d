"""A stand-in for Telegram's Bot API on loopback: it checks every call, keeps chats, files and flood limits, and can be told to
fail, to repeat itself and to restart."""

import asyncio
import io
import itertools
import json
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web
from PIL import Image

from tests.bot.telegram.description import Refused, bad, checked

TOKEN = "424242:AAsecret-token-that-no-log-may-hold"
BOT = {"id": 424242, "is_bot": True, "first_name": "Cutroom", "username": "CutroomBot"}
ANN = {"id": 7, "is_bot": False, "first_name": "Ann", "language_code": "en"}
MEDIA = {
    "sendVideo": "video",
    "sendPhoto": "photo",
    "sendAudio": "audio",
    "sendDocument": "document",
    "sendAnimation": "animation",
}


@dataclass(frozen=True)
class Call:
    """A call that the server answered."""

    method: str
    params: Mapping[str, Any]
    at: float
    files: Mapping[str, bytes] = field(default_factory=dict)
    status: int = 200


@dataclass(frozen=True)
class Flood:
    """How fast messages may come, in seconds; 0 for no limit."""

    chat_gap: float = 0.0
    group_messages: int = 20
    group_window: float = 0.0
    overall_gap: float = 0.0


@dataclass
class _Failure:
    method: str
    status: int
    description: str
    times: int
    retry_after: int | None = None
    chat: int | None = None


class BotApi:
    """One bot's Bot API server."""

    def __init__(self, flood: Flood | None = None) -> None:
        self.flood = flood or Flood()
        self.calls: list[Call] = []
        self.messages: dict[tuple[int, int], dict[str, Any]] = {}
        """Every message of every chat, as it stands now."""
        self.files: dict[str, bytes] = {}
        self.sizes: dict[str, int] = {}
        self.upload_bytes = 50 * 1024 * 1024
        self.download_bytes = 20 * 1024 * 1024
        self.local_paths: dict[str, str] = {}
        """Files that a server in local mode names by their path."""
        self.answered: dict[str, str | None] = {}
        self.menus: dict[str, list[dict[str, str]]] = {}
        """What the bot's menu offers by language, and under `group:` and the language what groups are offered."""
        self.descriptions: dict[str, str] = {}
        """What the bot says of itself, by the parameter's name and the language."""
        self._folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.home = Path(self._folder.name)
        """A data folder for the bots of this server."""
        self.moved: dict[int, int] = {}
        self.topics: dict[int, set[int]] = {}
        """The topics of forums."""
        self.webhook: dict[str, Any] | None = None
        self.takes_http = True
        """Only a server of one's own takes an address without TLS."""
        self.trouble: dict[str, Any] = {}
        """What the server tells of calls of our webhook that failed."""
        self.refusals: list[int] = []
        """What our webhook answered instead of success."""
        self._callers: set[asyncio.Task[None]] = set()
        self.polls = 0
        """How often updates were asked for, be the answer still open."""
        self.reached = 0
        """How often a bot began to listen: asked for updates, or named its webhook."""
        self.port = 0
        self.late = 0.0
        """Seconds that an upload takes."""
        self._updates: list[dict[str, Any]] = []
        self._presses: set[str] = set()
        self._news = asyncio.Event()
        self._numbers = itertools.count(100)
        self._update_numbers = itertools.count(5000)
        self._failures: list[_Failure] = []
        self._sent: dict[int, list[float]] = defaultdict(list)
        self._all_sent = 0.0
        self._closed: dict[int, float] = {}
        self._poll: asyncio.Task[Any] | None = None
        self._runner: web.AppRunner | None = None

    # -- the server

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        app = web.Application(client_max_size=60 * 1024 * 1024)
        app.router.add_route("*", "/bot{token}/{method}", self._serve)
        app.router.add_get("/file/bot{token}/{path:.+}", self._download)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1, handler_cancellation=True, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        for caller in list(self._callers):
            caller.cancel()
        await asyncio.gather(*self._callers, return_exceptions=True)
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def restart(self, *, forget: bool = False) -> None:
        """Go away and come back on the same port, with what was unconfirmed or, forgetting, without."""
        await self.stop()
        if forget:
            self._updates.clear()
        await self.start()

    # -- what people do

    def say(self, text: str = "", *, chat: int = 7, user: Mapping[str, Any] = ANN, **fields: Any) -> dict[str, Any]:
        """Somebody writes; `fields` are those of Telegram's message. Group chats have negative ids."""
        message = self.message(text, chat=chat, user=user, **fields)
        self.push({"message": message})
        return message

    def message(self, text: str = "", *, chat: int = 7, user: Mapping[str, Any] = ANN, **fields: Any) -> dict[str, Any]:
        """A message in a chat that the bot is not told of."""
        number = next(self._numbers)
        kind = {"id": chat, "type": "private"} if chat > 0 else {"id": chat, "type": "supergroup", "title": "Friends"}
        media = fields.keys() & {"video", "photo", "audio", "voice", "document", "animation", "video_note"}
        key = "caption" if media else "text"
        message: dict[str, Any] = {"message_id": number, "date": int(time.time()), "chat": kind, "from": dict(user), **fields}
        if text:
            message[key] = text
            message["caption_entities" if media else "entities"] = _entities(text)
        self.messages[chat, number] = message
        return message

    def reword(self, message: Mapping[str, Any], text: str) -> dict[str, Any]:
        """Somebody changes the words of a message."""
        known = self.messages[message["chat"]["id"], message["message_id"]]
        key = "text" if "text" in known else "caption"
        known |= {key: text, "edit_date": int(time.time()) + next(self._numbers)}
        known["entities" if key == "text" else "caption_entities"] = _entities(text)
        self.push({"edited_message": dict(known)})
        return known

    def press(self, message: Mapping[str, Any], data: str, user: Mapping[str, Any] = ANN) -> str:
        """Somebody presses a button of a message that stands in a chat; the id of the press."""
        shown = [b["callback_data"] for row in message["reply_markup"]["inline_keyboard"] for b in row]
        assert data in shown, shown
        press = f"press{next(self._update_numbers)}"
        self._presses.add(press)
        query = {"id": press, "from": dict(user), "message": dict(message), "chat_instance": "1", "data": data}
        self.push({"callback_query": query})
        return press

    def file(self, content: bytes, size: int | None = None, **fields: Any) -> dict[str, Any]:
        """A file on Telegram's side, as a message shows it. `size` may lie about its length."""
        identifier = f"file{len(self.files) + 1}"
        self.files[identifier] = content
        self.sizes[identifier] = len(content) if size is None else size
        return {"file_id": identifier, "file_unique_id": f"u-{identifier}", "file_size": self.sizes[identifier], **fields}

    def video(self, content: bytes = b"clip", size: int | None = None, name: str = "clip.mp4") -> dict[str, Any]:
        picture = {"width": 640, "height": 360, "duration": 3}
        return self.file(content, size, file_name=name, mime_type="video/mp4", **picture)

    def push(self, content: Mapping[str, Any], times: int = 1) -> None:
        """Put an update into the queue, or the same one several times."""
        update = {"update_id": next(self._update_numbers), **content}
        self.repeat(update, times)

    def repeat(self, update: Mapping[str, Any], times: int = 1) -> None:
        fresh = [dict(update) for _ in range(times)]
        self._updates.extend(fresh)
        self._news.set()
        for each in fresh if self.webhook else ():
            self._call_out(each)

    @property
    def unconfirmed(self) -> list[dict[str, Any]]:
        return self._updates

    # -- what goes wrong

    def fail(
        self,
        method: str,
        status: int,
        words: str = "",
        *,
        times: int = 1,
        retry_after: int | None = None,
        chat: int | None = None,
    ) -> None:
        """Refuse the next calls of a method; `times` < 0 is for ever."""
        usual = {429: f"Too Many Requests: retry after {retry_after}", 502: "Bad Gateway", 500: "Internal Server Error"}
        self._failures.append(_Failure(method, status, words or usual[status], times, retry_after, chat))

    def mend(self) -> None:
        """Nothing fails any more."""
        self._failures.clear()

    # -- what tests look at

    def called(self, method: str, status: int = 200) -> list[Call]:
        return [call for call in self.calls if call.method == method and call.status == status]

    def posted(self, chat: int = 7) -> list[dict[str, Any]]:
        """The bot's messages in a chat, as they stand."""
        return [m for (where, _), m in self.messages.items() if where == chat and m["from"]["id"] == BOT["id"]]

    # -- answering calls

    async def _serve(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        raw: dict[str, Any] = {}
        uploads: dict[str, web.FileField] = {}
        for name, value in {**request.query, **await request.post()}.items():
            (uploads if isinstance(value, web.FileField) else raw)[name] = value
        files = {name: upload.file.read() for name, upload in uploads.items()}
        status, answer = 200, {}
        params: dict[str, Any] = dict(raw)
        try:
            if request.match_info["token"] != TOKEN:
                raise Refused("Unauthorized", 401)
            params = checked(method, raw, {name: uploads[name].filename for name in uploads if not name.startswith("attached")})
            self._injected(method, params)
            answer = {"ok": True, "result": await self._answer(method, params, files)}
        except Refused as refused:
            status = refused.status
            answer = {"ok": False, "error_code": status, "description": refused.description}
            if refused.parameters:
                answer["parameters"] = refused.parameters
        self.calls.append(Call(method, params, time.monotonic(), files, status))
        return web.json_response(answer, status=status)

    def _injected(self, method: str, params: Mapping[str, Any]) -> None:
        for failure in list(self._failures):
            if failure.method not in (method, "*") or failure.times == 0:
                continue
            if failure.chat is not None and failure.chat != params.get("chat_id"):
                continue
            failure.times -= 1
            extra = {} if failure.retry_after is None else {"retry_after": failure.retry_after}
            raise Refused(failure.description, failure.status, **extra)

    async def _answer(self, method: str, params: dict[str, Any], files: Mapping[str, bytes]) -> Any:
        if method == "getMe":
            return BOT | {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}
        if method == "getUpdates":
            return await self._get_updates(**params)
        if method == "setWebhook":
            self._set_webhook(params)
        if method == "deleteWebhook":
            self.webhook = None
        if method == "getWebhookInfo":
            url = self.webhook["url"] if self.webhook else ""
            return {"url": url, "has_custom_certificate": False, "pending_update_count": len(self._updates)} | self.trouble
        if method == "setMyCommands":
            scope = {"default": "", "all_group_chats": "group:"}[params.get("scope", {"type": "default"})["type"]]
            self.menus[scope + params.get("language_code", "")] = params["commands"]
        for name in ("description", "short_description"):
            if method.startswith("setMy") and name in params:
                self.descriptions[f"{name}:{params.get('language_code', '')}"] = params[name]
        if method == "answerCallbackQuery":
            self._answer_press(params)
        if method == "getFile":
            return self._get_file(params["file_id"])
        if method.startswith(("send", "edit")):
            if moved := self.moved.get(params["chat_id"]):
                raise Refused("Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=moved)
            if method == "sendChatAction" and "message_thread_id" in params:
                self._check_topic(params["chat_id"], params["message_thread_id"])
            if method != "sendChatAction":
                self._count(params["chat_id"])
                return await self._message(method, params, files)
        return True

    def _set_webhook(self, params: Mapping[str, Any]) -> None:
        url = params["url"]
        if not url.startswith("https://") and not self.takes_http:
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        token = params.get("secret_token", "")
        if not token.replace("_", "a").replace("-", "a").isalnum() or not token.isascii() or len(token) > 256:
            raise bad("secret token contains unallowed characters")
        if not 1 <= params.get("max_connections", 40) <= 100:
            raise bad("max_connections must be from 1 to 100")
        self.webhook = dict(params)
        self.reached += 1
        for update in self._updates:
            self._call_out(update)

    def _call_out(self, update: dict[str, Any]) -> None:
        caller = asyncio.create_task(self._call(update))
        self._callers.add(caller)
        caller.add_done_callback(self._callers.discard)

    async def _call(self, update: dict[str, Any]) -> None:
        """Call the webhook with an update until it is taken."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(10)) as session:
            while hook := self.webhook:
                if not any(kind in update for kind in hook["allowed_updates"]):
                    break
                try:
                    secret = {"X-Telegram-Bot-Api-Secret-Token": hook["secret_token"]}
                    async with session.post(hook["url"], json=update, headers=secret) as response:
                        if response.status == 200:
                            break
                        self.refusals.append(response.status)
                except (aiohttp.ClientError, TimeoutError):
                    pass
                await asyncio.sleep(0.03)
            else:
                return
        self._updates = [other for other in self._updates if other is not update]

    async def _get_updates(
        self, offset: int = 0, limit: int = 100, timeout: int = 0, allowed_updates: list[str] | None = None
    ) -> list[dict[str, Any]]:
        self.polls += 1
        self.reached += 1
        if self.webhook:
            raise Refused("Conflict: can't use getUpdates method while webhook is active; use deleteWebhook first", 409)
        if self._poll is not None and not self._poll.done():
            self._poll.cancel()
        self._updates = [update for update in self._updates if update["update_id"] >= offset]
        if not self._updates and timeout:
            self._poll = asyncio.create_task(self._wait_for_news())
            try:
                await asyncio.wait_for(asyncio.shield(self._poll), timeout)
            except TimeoutError:
                return []
            except asyncio.CancelledError:
                if not self._poll.cancelled():
                    raise
                raise Refused("Conflict: terminated by other getUpdates request", 409) from None
        kinds = allowed_updates or []
        return [update for update in self._updates if not kinds or any(kind in update for kind in kinds)][:limit]

    async def _wait_for_news(self) -> None:
        while not self._updates:
            self._news.clear()
            await self._news.wait()

    def _answer_press(self, params: Mapping[str, Any]) -> None:
        press = params["callback_query_id"]
        if press not in self._presses or press in self.answered:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        self.answered[press] = params.get("text")

    def _get_file(self, identifier: str) -> dict[str, Any]:
        if identifier not in self.files:
            raise bad("wrong file_id or the file is temporarily unavailable")
        if self.sizes[identifier] > self.download_bytes:
            raise bad("file is too big")
        path = self.local_paths.get(identifier, f"videos/{identifier}.mp4")
        return {
            "file_id": identifier,
            "file_unique_id": f"u-{identifier}",
            "file_size": self.sizes[identifier],
            "file_path": path,
        }

    async def _download(self, request: web.Request) -> web.Response:
        identifier = request.match_info["path"].rpartition("/")[2].removesuffix(".mp4")
        if request.match_info["token"] != TOKEN or identifier not in self.files:
            return web.Response(status=404)
        return web.Response(body=self.files[identifier])

    def _count(self, chat: int) -> None:
        """Hold a message against the flood limits. One too many closes the chat for a second."""
        now = time.monotonic()
        sent, flood = self._sent[chat], self.flood
        window = [at for at in sent if at > now - flood.group_window]
        crowded = chat < 0 and flood.group_window and len(window) >= flood.group_messages
        hurried = bool(sent) and now - sent[-1] < flood.chat_gap
        if now < self._closed.get(chat, 0) or crowded or hurried or now - self._all_sent < flood.overall_gap:
            self._closed[chat] = now + 1
            raise Refused("Too Many Requests: retry after 1", 429, retry_after=1)
        sent.append(now)
        self._all_sent = now

    async def _message(self, method: str, params: dict[str, Any], files: Mapping[str, bytes]) -> dict[str, Any]:
        if method.startswith("edit"):
            return self._edit(method, params)
        chat = params["chat_id"]
        reply = params.get("reply_parameters")
        target = self.messages.get((chat, reply["message_id"])) if reply else None
        if reply and target is None and not reply.get("allow_sending_without_reply"):
            raise bad("message to be replied not found")
        fields: dict[str, Any] = {"reply_to_message": target} if target else {}
        if params.get("reply_markup"):
            fields["reply_markup"] = params["reply_markup"]
        if "message_thread_id" in params:
            self._check_topic(chat, params["message_thread_id"])
            fields |= {"message_thread_id": params["message_thread_id"], "is_topic_message": True}
        if method in MEDIA:
            await asyncio.sleep(self.late)
            fields |= self._media(method, params, files)
        return self.message(params.get("text") or params.get("caption", ""), chat=chat, user=BOT, **fields)

    def _check_topic(self, chat: int, topic: int) -> None:
        if topic not in self.topics.get(chat, ()):
            raise bad("message thread not found")

    def _edit(self, method: str, params: Mapping[str, Any]) -> dict[str, Any]:
        message = self.messages.get((params["chat_id"], params["message_id"]))
        if message is None:
            raise bad("message to edit not found")
        if message["from"]["id"] != BOT["id"]:
            raise bad("message can't be edited")
        key = "caption" if method == "editMessageCaption" else "text"
        if key == "text" and "text" not in message:
            raise bad("there is no text in the message to edit")
        if (message.get(key), message.get("reply_markup")) == (params.get(key), params.get("reply_markup")):
            raise bad("message is not modified: specified new message content and reply markup are exactly the same")
        message[key] = params[key]
        message.pop("reply_markup", None)
        if params.get("reply_markup"):
            message["reply_markup"] = params["reply_markup"]
        return message

    def _media(self, method: str, params: Mapping[str, Any], files: Mapping[str, bytes]) -> dict[str, Any]:
        kind = MEDIA[method]
        if sum(len(content) for content in files.values()) > self.upload_bytes:
            raise Refused("Request Entity Too Large", 413)
        if kind in files:
            stored = self.file(files[kind], file_name=params[kind])
        elif params[kind] in self.files:
            stored = self._known(params[kind])
        else:
            raise bad("wrong file identifier/HTTP URL specified")
        if "thumbnail" in params:
            self._thumbnail(params["thumbnail"], files)
        if kind == "photo":
            return {"photo": [self._photo(stored, files.get("photo"))]}
        shown = {name: params.get(name, 0) for name in ("width", "height", "duration")}
        return {kind: stored | (shown if kind in ("video", "animation", "audio") else {})}

    def _known(self, identifier: str) -> dict[str, Any]:
        return {"file_id": identifier, "file_unique_id": f"u-{identifier}", "file_size": self.sizes[identifier]}

    def _photo(self, stored: dict[str, Any], content: bytes | None) -> dict[str, Any]:
        size = (0, 0)
        if content is not None:
            try:
                size = Image.open(io.BytesIO(content)).size
            except OSError:
                raise bad("IMAGE_PROCESS_FAILED") from None
            if sum(size) > 10_000 or max(size) > 20 * min(size):
                raise bad("PHOTO_INVALID_DIMENSIONS")
        stored.pop("file_name", None)
        return stored | {"width": size[0], "height": size[1]}

    def _thumbnail(self, named: str, files: Mapping[str, bytes]) -> None:
        content = files.get(named.removeprefix("attach://"))
        if not named.startswith("attach://") or content is None:
            raise bad("a thumbnail must be uploaded")
        try:
            picture = Image.open(io.BytesIO(content))
        except OSError:
            raise bad("the thumbnail is no picture") from None
        if picture.format != "JPEG" or max(picture.size) > 320 or len(content) >= 200_000:
            raise bad(f"the thumbnail is {picture.format} {picture.size} {len(content)} bytes")


def _entities(text: str) -> list[dict[str, Any]]:
    """Commands and mentions, where Telegram would mark them; offsets count UTF-16 units."""
    found: list[dict[str, Any]] = []
    at = 0
    for word in text.split(" "):
        kind = {"/": "bot_command", "@": "mention"}.get(word[:1])
        if kind and len(word) > 1:
            name = word[0] + "".join(itertools.takewhile(lambda c: c.isascii() and (c.isalnum() or c in "_@"), word[1:]))
            found.append({"type": kind, "offset": at, "length": len(name)})
        at += len(word.encode("utf-16-le")) // 2 + 1
    return found


def dump(value: Any) -> str:
    """A record as text, for searching."""
    return json.dumps(value, default=str, ensure_ascii=False)
