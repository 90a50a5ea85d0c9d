"""The web chat as a platform of the conversation core."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

from aiohttp import web

from agent_core.catalogue.examples import examples
from agent_core.catalogue.listing import built
from agent_core.languages import Language
from agent_core.messages import Limits, Origin
from bot.errors import PlatformError
from bot.localization import Localization
from bot.platform import Incoming, Outgoing, OutgoingFile, anchor
from bot.settings import BotSettings
from bot.web.chats import Chats
from bot.web.hooks import Hooks
from bot.web.server import ACCOUNT, PLATFORM, Read, WebServer, Words
from bot.web.sessions import Sessions, is_loopback
from bot.web.uploads import Uploads
from workers.client import WorkerClient

log = logging.getLogger(__name__)

EXAMPLES = 4
"""Wishes offered to somebody who has not written yet."""
PAGE_WORDS = (
    "tagline",
    "welcome",
    "welcome-how",
    "language",
    "offline",
    "placeholder",
    "attach",
    "send",
    "reply",
    "stop-replying",
    "remove",
    "drop",
    "uploading",
    "send-failed",
    "too-large",
    "login",
    "login-go",
    "login-wrong",
    "download",
)
"""Keys of the page's own words, `web-…` in `chat.ftl`."""


class TokenNeeded(PlatformError):
    """The web chat was told to listen beyond loopback without a token."""

    code = "web-token-needed"


class Web:
    """The web chat: keeps its own messages, shows them on the page, posts at once."""

    name = PLATFORM
    account = ACCOUNT
    limits = Limits(upload_bytes=2_000_000_000, text_chars=20_000, caption_chars=20_000)
    progress_pace = 0.4

    def __init__(self, settings: BotSettings, read: Read, words: Words, hooks: Hooks | None = None) -> None:
        if not is_loopback(settings.http_host) and not settings.http_token:
            raise TokenNeeded("the web chat listens beyond loopback only with CUTROOM_HTTP_TOKEN set")
        self._settings = settings
        home = settings.home
        self._chats = Chats(home / "web" / "chats")
        self._uploads = Uploads(home / "web" / "uploads", self.limits.upload_bytes)
        self._sessions = Sessions(settings.http_token, home / "web")
        self._read = read
        self._words = words
        self._hooks = hooks or Hooks()
        self.port = settings.http_port
        """The port it listens on; known once `run` has started when the settings say 0."""

    async def post(self, origin: Origin, message: Outgoing) -> list[str]:
        """Add a message to the conversation; the one that was posted with the same nonce stays."""
        chat = self._chats[origin.chat]
        if message.nonce and (earlier := chat.by_nonce(message.nonce)):
            return [earlier["id"]]
        message_id = f"c{uuid4().hex[:16]}"
        chat.put({"id": message_id, "author": "cutroom", "reply_to": anchor(origin), "nonce": message.nonce} | _drawn(message))
        return [message_id]

    async def edit(self, origin: Origin, message_id: str, message: Outgoing) -> None:
        """Change a message; progress on its way is shown but not kept."""
        chat = self._chats[origin.chat]
        if earlier := chat.get(message_id):
            passing = message.kind == "status" and message.fraction is not None and message.fraction < 1
            chat.put(earlier | _drawn(message), keep=not passing)

    async def run(self, receive: Callable[[Incoming], Awaitable[None]]) -> None:
        """Serve until cancelled."""
        server = WebServer(self._chats, self._uploads, self._sessions, self._read, self._words, receive, self._hooks)
        runner = web.AppRunner(server.app(), handler_cancellation=False, shutdown_timeout=1.0, access_log=None)
        await runner.setup()
        try:
            site = web.TCPSite(runner, self._settings.http_host, self._settings.http_port)
            await site.start()
            self.port = runner.addresses[0][1]
            log.info("web chat on http://%s:%d", self._settings.http_host, self.port)
            await asyncio.Event().wait()
        finally:
            await runner.cleanup()


def _drawn(message: Outgoing) -> dict[str, Any]:
    return {
        "kind": message.kind,
        "text": message.text,
        "files": [_file(file) for file in message.files],
        "buttons": [{"label": button.label, "value": button.value} for row in message.buttons for button in row],
        "fraction": message.fraction,
        "took": message.took,
    }


def _file(file: OutgoingFile) -> dict[str, Any]:
    return file.product.model_dump(exclude_none=True)


def web_chat(settings: BotSettings, client: WorkerClient, words: Localization, hooks: Hooks | None = None) -> Web:
    """The adapter that the settings ask for; `hooks` are the webhooks that its server passes on. Raises `TokenNeeded`."""
    return Web(settings, client.open, lambda language: _page_words(words, language), hooks)


def _page_words(words: Localization, language: Language) -> dict[str, Any]:
    said = {key: words.say(language, f"web-{key}") for key in PAGE_WORDS}
    wishes = [wish for name in built() for wish in examples(language, name)[:1]]
    return {"words": said, "examples": wishes[:EXAMPLES]}
