"""The stages: the platform of the tests, Telegram on its double, and the web chat over HTTP."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp

from bot.conversation import Conversation
from bot.platform import pressed
from bot.settings import BotSettings
from bot.telegram.adapter import Telegram
from bot.web.adapter import Web, web_chat
from tests.bot.conftest import FakeClient, RecallingPlatform, incoming, remote
from tests.bot.contract.stage import ANN, BOB, WORDS, Quickly, Shown, Stage
from tests.bot.telegram.conftest import adapter
from tests.bot.telegram.double import ANN as TELEGRAM_ANN
from tests.bot.telegram.double import BotApi

Files = Sequence[tuple[str, bytes]]


class Running:
    """Something that runs until it is stopped, and may be started again."""

    def __init__(self) -> None:
        self._task: asyncio.Future[None] | None = None

    def go(self, work: Awaitable[None]) -> None:
        self._task = asyncio.ensure_future(work)

    async def end(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None


class DoubleStage:
    """The recording platform: the core alone."""

    groups = True

    def __init__(self, client: FakeClient) -> None:
        self.client = client
        self._platform = RecallingPlatform(Quickly())  # pyright: ignore[reportArgumentType]
        self._platform.limits = self._platform.limits.model_copy(update={"upload_bytes": 100_000})
        self._bot = Running()
        self._talk: Conversation | None = None

    async def start(self) -> None:
        self._talk = Conversation(self.client, self._platform, words=WORDS, clock=Quickly())
        self._bot.go(self._talk.run())

    async def stop(self) -> None:
        await self._bot.end()

    async def say(
        self,
        text: str = "",
        *,
        files: Files = (),
        to: Shown | None = None,
        who: str = ANN,
        group: bool = False,
        aside: bool = False,
    ) -> str:
        name = uuid4().hex[:8]
        sent = [remote(content, file) for file, content in files]
        if not aside or sent:
            told = incoming(
                text, name, files=sent, reply_to=to.id if to else None, origin=_where(who, group), addressed=not aside
            )
            await self._talk.receive(told) if self._talk else None
        return name

    async def press(self, shown: Shown, label: str, *, who: str = ANN, group: bool = False) -> None:
        button = next(b for row in self._platform.messages[shown.id].buttons for b in row if b.label == label)
        press = incoming(
            message=pressed(shown.id, uuid4().hex[:8]), value=button.value, reply_to=shown.id, origin=_where(who, group)
        )
        await self._talk.receive(press) if self._talk else None

    async def shown(self, *, group: bool = False) -> list[Shown]:
        chat = _where(ANN, group)["chat"]
        return [self._shown(name) for name, origin in self._platform.origins.items() if origin.chat == chat]

    def _shown(self, name: str) -> Shown:
        message, origin = self._platform.messages[name], self._platform.origins[name]
        labels = tuple(button.label for row in message.buttons for button in row)
        return Shown(name, message.text, labels, tuple(self._platform.bytes[name]), origin.message.partition("/")[0])

    async def whispered(self) -> list[str]:
        return [message.text for message in self._platform.messages.values() if message.whisper]


def _where(who: str, group: bool) -> dict[str, Any]:
    return {"chat": "group" if group else who, "user": who, "private": not group}


class TelegramStage:
    """The real python-telegram-bot, polling the Bot API's double."""

    groups = True
    _GROUP = -100
    _PEOPLE: Mapping[str, Mapping[str, Any]] = {ANN: TELEGRAM_ANN, BOB: {**TELEGRAM_ANN, "id": 8, "first_name": "Bob"}}

    def __init__(self, client: FakeClient, api: BotApi) -> None:
        self.client = client
        self._api = api
        self._bot = Running()

    async def start(self) -> None:
        platform = self._platform()
        platform.progress_pace = 0.5
        reached = self._api.reached
        self._bot.go(Conversation(self.client, platform, words=WORDS, clock=Quickly()).run())
        for _ in range(300):
            if self._api.reached > reached:
                return
            await asyncio.sleep(0.01)

    def _platform(self) -> Telegram:
        return adapter(self._api, marks=self.client)

    async def stop(self) -> None:
        await self._bot.end()

    async def say(
        self,
        text: str = "",
        *,
        files: Files = (),
        to: Shown | None = None,
        who: str = ANN,
        group: bool = False,
        aside: bool = False,
    ) -> str:
        fields: dict[str, Any] = {"reply_to_message": to.raw} if to else {}
        for name, content in files:
            sent = self._api.file(content, file_name=name)
            fields |= {"video": self._api.video(content, name=name)} if name.endswith(".mp4") else {"document": sent}
        words = f"@CutroomBot {text}" if group and not aside and not to else text
        chat = self._GROUP if group else 7
        return str(self._api.say(words, chat=chat, user=self._PEOPLE[who], **fields)["message_id"])

    async def press(self, shown: Shown, label: str, *, who: str = ANN, group: bool = False) -> None:
        now = self._api.messages[self._GROUP if group else 7, int(shown.id)]
        value = next(b["callback_data"] for row in now["reply_markup"]["inline_keyboard"] for b in row if b["text"] == label)
        self._api.press(now, value, user=self._PEOPLE[who])

    async def shown(self, *, group: bool = False) -> list[Shown]:
        return [self._shown(message) for message in self._api.posted(self._GROUP if group else 7)]

    def _shown(self, message: dict[str, Any]) -> Shown:
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        media = next((message[kind] for kind in ("video", "animation", "document", "audio") if kind in message), None)
        target = message.get("reply_to_message")
        return Shown(
            str(message["message_id"]),
            message.get("text") or message.get("caption", ""),
            tuple(button["text"] for row in rows for button in row),
            (self._api.files[media["file_id"]],) if media else (),
            str(target["message_id"]) if target else None,
            message,
        )

    async def whispered(self) -> list[str]:
        return [text for text in self._api.answered.values() if text]


class WebStage:
    """The web chat's server, spoken to as its page does."""

    groups = False

    def __init__(self, client: FakeClient, home: Path) -> None:
        self.client = client
        self._home = home
        self._bot = Running()
        self._follower = Running()
        self._messages: dict[str, dict[str, Any]] = {}
        self._content: dict[str, bytes] = {}
        self._jar = aiohttp.CookieJar(unsafe=True)
        self._session: aiohttp.ClientSession | None = None
        self._web: Web | None = None

    async def start(self) -> None:
        settings = BotSettings(http_port=0, home=self._home)
        self._web = web_chat(settings, self.client, WORDS)  # pyright: ignore[reportArgumentType]
        self._bot.go(Conversation(self.client, self._web, words=WORDS, clock=Quickly()).run())  # pyright: ignore[reportArgumentType]
        while not self._web.port:
            await asyncio.sleep(0.01)
        timeout = aiohttp.ClientTimeout(10)
        self._session = aiohttp.ClientSession(f"http://127.0.0.1:{self._web.port}", cookie_jar=self._jar, timeout=timeout)
        assert (await self._session.get("/api/session")).status == 200
        self._follower.go(self._follow(self._session))

    async def stop(self) -> None:
        await self._follower.end()
        if self._session is not None:
            await self._session.close()
        await self._bot.end()

    async def _follow(self, session: aiohttp.ClientSession) -> None:
        async with session.get("/api/events?after=0", timeout=aiohttp.ClientTimeout(None)) as response:
            async for line in response.content:
                if line.startswith(b'data: {"seq"'):
                    message = json.loads(line[6:])["message"]
                    for file in message.get("files", ()) if message["author"] == "cutroom" else ():
                        await self._fetch(session, file)
                    self._messages[message["id"]] = message

    async def _fetch(self, session: aiohttp.ClientSession, file: dict[str, Any]) -> None:
        if file["asset"] not in self._content:
            async with session.get(f"/api/files/{file['asset']}/{file['name']}") as response:
                self._content[file["asset"]] = await response.read() if response.status == 200 else b""

    async def say(
        self,
        text: str = "",
        *,
        files: Files = (),
        to: Shown | None = None,
        who: str = ANN,
        group: bool = False,
        aside: bool = False,
    ) -> str:
        assert self._session and not group
        name = f"u{uuid4().hex[:12]}"
        uploads = [await upload(self._session, file, content) for file, content in files]
        wish = {"id": name, "text": text, "reply_to": to.id if to else None, "language": "en", "uploads": uploads}
        async with self._session.post("/api/messages", json=wish) as response:
            assert response.status == 204, await response.text()
        return name

    async def press(self, shown: Shown, label: str, *, who: str = ANN, group: bool = False) -> None:
        assert self._session
        value = next(b["value"] for b in self._messages[shown.id]["buttons"] if b["label"] == label)
        press = {"id": uuid4().hex[:12], "message": shown.id, "value": value, "language": "en"}
        async with self._session.post("/api/press", json=press) as response:
            assert response.status == 204, await response.text()

    async def shown(self, *, group: bool = False) -> list[Shown]:
        mine = [message for message in self._messages.values() if message["author"] == "cutroom"]
        return [
            Shown(
                message["id"],
                message["text"],
                tuple(button["label"] for button in message["buttons"]),
                tuple(self._content[file["asset"]] for file in message["files"]),
                message["reply_to"],
            )
            for message in mine
        ]

    async def whispered(self) -> list[str]:
        return [shown.text for shown in await self.shown()]


async def upload(session: aiohttp.ClientSession, name: str, content: bytes) -> str:
    """Send a file as the page does; its id."""
    async with session.post("/api/uploads", json={"name": name, "size_bytes": len(content)}) as response:
        assert response.status == 201, await response.text()
        begun = (await response.json())["id"]
    async with session.patch(f"/api/uploads/{begun}", data=content, headers={"Upload-Offset": "0"}) as response:
        assert response.status == 204, await response.text()
    return begun


@asynccontextmanager
async def open_stage(name: str, home: Path) -> AsyncIterator[Stage]:
    """A stage with its bot running."""
    client = FakeClient(Quickly())  # pyright: ignore[reportArgumentType]
    async with contextlib.AsyncExitStack() as stack:
        if name == "telegram":
            api = BotApi()
            await api.start()
            stack.push_async_callback(api.stop)
            stage: Stage = TelegramStage(client, api)
        else:
            stage = WebStage(client, home) if name == "web" else DoubleStage(client)
        await stage.start()
        stack.push_async_callback(stage.stop)
        yield stage
