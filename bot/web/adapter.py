"""The web chat as a platform of the conversation core."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

from aiohttp import web

from agent_core.catalogue.examples import examples, name_of
from agent_core.catalogue.listing import built
from agent_core.languages import Language
from agent_core.messages import KeptFile, Limits, Origin
from bot.localization import Localization
from bot.platform import Incoming, Outgoing, OutgoingFile, PostFailed, RemoteFile, anchor
from bot.settings import BotSettings
from bot.web.accounts import Accounts
from bot.web.chats import Chats
from bot.web.hooks import Hooks
from bot.web.server import House, Words, application
from bot.web.sessions import Sessions
from bot.web.shelf import Stock
from bot.web.talk import ACCOUNT, PLATFORM
from bot.web.uploads import Uploads
from workers.client import WorkerClient

log = logging.getLogger(__name__)

EXAMPLES = 4
"""Wishes offered to somebody who has not written yet."""
IDEAS = 2
"""Wishes shown for each thing that can be asked for."""


class Web:
    """The web chat: keeps its own messages, shows them on the page, posts at once."""

    name = PLATFORM
    account = ACCOUNT
    limits = Limits(upload_bytes=2_000_000_000, text_chars=20_000, caption_chars=20_000)
    progress_pace = 0.4

    def __init__(self, settings: BotSettings, stock: Stock, words: Words, hooks: Hooks | None = None) -> None:
        self._settings = settings
        home = settings.home / "web"
        accounts = Accounts(home)
        self._chats = Chats(home / "chats")
        self._uploads = Uploads(home / "uploads", self.limits.upload_bytes)
        self._house = House(
            self._chats,
            self._uploads,
            accounts,
            Sessions(settings, accounts),
            stock,
            words,
            hooks or Hooks(),
            settings.public_url,
        )
        self.port = settings.http_port
        """The port it listens on; known once `run` has started when the settings say 0."""

    def recall(self, kept: KeptFile) -> RemoteFile:
        """A file that waits for its wish, from before a restart."""
        return self._uploads.recall(kept)

    async def post(self, origin: Origin, message: Outgoing) -> list[str]:
        """Add a message to the conversation; the one that was posted with the same nonce stays. Raises `PostFailed` where the
        conversation was deleted."""
        chat = self._chats[origin.chat]
        if chat.gone:
            raise PostFailed("post-failed", None)
        if message.nonce and (earlier := chat.by_nonce(message.nonce)):
            return [earlier["id"]]
        name = f"c{uuid4().hex[:16]}"
        posted = {"id": name, "author": "cutroom", "reply_to": anchor(origin), "nonce": message.nonce}
        self._chats.put(origin.chat, posted | _drawn(message))
        return [name]

    async def edit(self, origin: Origin, message_id: str, message: Outgoing) -> None:
        """Change a message; progress on its way is shown but not kept."""
        if earlier := self._chats[origin.chat].get(message_id):
            passing = message.kind == "status" and message.fraction is not None and message.fraction < 1
            self._chats.put(origin.chat, earlier | _drawn(message), keep=not passing)

    async def run(self, receive: Callable[[Incoming], Awaitable[None]]) -> None:
        """Serve until cancelled."""
        app = application(self._house, receive)
        runner = web.AppRunner(app, handler_cancellation=False, shutdown_timeout=1.0, access_log=None)
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
        "language": message.language,
        "jumps": message.values.get("jumps", []),
    }


def _file(file: OutgoingFile) -> dict[str, Any]:
    return file.product.model_dump(exclude_none=True)


def web_chat(settings: BotSettings, client: WorkerClient, words: Localization, hooks: Hooks | None = None) -> Web:
    """The adapter that the settings ask for; `hooks` are the webhooks that its server passes on."""
    return Web(settings, client, lambda language: page_words(words, language), hooks)


def page_words(words: Localization, language: Language) -> dict[str, Any]:
    """What the page says in a language, with wishes to begin with and a few for each thing that can be asked for."""
    shown = [row.name for row in built().values() if row.group != "revisions" and row.name != "help"]
    wishes = [wish for name in shown for wish in examples(language, name)[:1]]
    ideas = [{"name": name_of(language, name), "wishes": examples(language, name)[:IDEAS]} for name in shown]
    return {
        "words": words.all(language, "web-"),
        "problems": words.all(language, "error-web-"),
        "examples": wishes[:EXAMPLES],
        "ideas": [idea for idea in ideas if idea["wishes"]],
    }
