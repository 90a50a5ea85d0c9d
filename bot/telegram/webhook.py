"""Updates by webhook: Telegram calls our server, and a call is answered when its update was handled.

A call that is not answered with success comes again, for a day: so nothing is lost over a restart. Calls come beside each other
and may overtake one another: the sequence is restored from the updates' numbers, as far as the missing ones come soon.
"""

import asyncio
import hashlib
import hmac
import json
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

from aiohttp import web
from telegram import Update
from telegram.error import BadRequest, TelegramError
from telegram.ext import ExtBot

from bot.telegram.pacing import Priority
from bot.telegram.updates import KINDS, Updates
from bot.web.hooks import PREFIX, Hooks

log = logging.getLogger(__name__)

NAME = "telegram"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
_CONNECTIONS = 40
_PATIENCE = 25.0
"""Seconds that a call waits for its update's end; then Telegram may call again, and finds the same handling."""
_LOOK = 300.0
"""Seconds between two looks at whether Telegram reaches us."""


def secret(token: str) -> str:
    """What Telegram shows us with every call: made of the bot's token, which cannot be read from it."""
    return hmac.new(token.encode(), b"cutroom webhook", hashlib.sha256).hexdigest()


class Webhook:
    """Has Telegram call us for as long as `run` lasts."""

    def __init__(
        self,
        bot: ExtBot[Priority],
        updates: Updates,
        hooks: Hooks,
        public_url: str,
        *,
        gap: float = 0.5,
        patience: float = _PATIENCE,
    ) -> None:
        """`gap`: seconds to wait for an update that others have overtaken."""
        self._bot = bot
        self._updates = updates
        self._hooks = hooks
        self._url = f"{public_url.rstrip('/')}{PREFIX}{NAME}"
        self._secret = secret(bot.token)
        self._gap = gap
        self._patience = patience
        self._next: int | None = None
        self._moved = asyncio.Event()

    async def run(self, insist: Callable[[Callable[[], Awaitable[object]]], Awaitable[None]]) -> bool:
        """Serve until cancelled; `insist` makes a call until Telegram answers. False when Telegram does not take the address."""
        self._hooks.put(NAME, self.handle)
        try:
            if not await self._set(insist):
                return False
            log.info("Telegram: called at %s", self._url)
            while True:
                await asyncio.sleep(_LOOK)
                await self._look()
        finally:
            self._hooks.drop(NAME, self.handle)
            await self._updates.close()

    async def handle(self, request: web.Request) -> web.Response:
        """One call of Telegram's."""
        shown = request.headers.get(HEADER, "").encode()
        if not hmac.compare_digest(shown, self._secret.encode()):
            raise web.HTTPForbidden(text="wrong secret")
        update = self._read(await request.text())
        if update is None:
            return web.Response()
        await self._in_sequence(update.update_id)
        task = self._updates.begin(update)
        self._passed(update.update_id)
        done, _ = await asyncio.wait([task], timeout=self._patience)
        if not done or task.cancelled():
            raise web.HTTPServiceUnavailable(text="not handled yet")
        return web.Response()

    def _read(self, content: str) -> Update | None:
        """The update in a call; `None` for what the library does not understand: sent again it would be no clearer."""
        try:
            return Update.de_json(json.loads(content), self._bot)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            log.warning("a call of Telegram's was not understood: %s", type(error).__name__)
            return None

    async def _in_sequence(self, number: int) -> None:
        """Wait while an earlier update is missing, for a moment at most."""
        end = asyncio.get_running_loop().time() + self._gap
        while self._next is not None and number > self._next:
            moved = self._moved
            with suppress(TimeoutError):
                await asyncio.wait_for(moved.wait(), max(0.0, end - asyncio.get_running_loop().time()))
            if not moved.is_set():
                return

    def _passed(self, number: int) -> None:
        if self._next is None or number >= self._next:
            self._next = number + 1
            self._moved.set()
            self._moved = asyncio.Event()

    async def _set(self, insist: Callable[[Callable[[], Awaitable[object]]], Awaitable[None]]) -> bool:
        async def ask() -> None:
            try:
                await self._bot.set_webhook(
                    self._url, allowed_updates=KINDS, secret_token=self._secret, max_connections=_CONNECTIONS
                )
            except BadRequest as error:
                refused.append(error.message)

        refused: list[str] = []
        await insist(ask)
        if refused:
            log.error("Telegram does not take the address of our webhook, so we poll: %s", refused[0])
        return not refused

    async def _look(self) -> None:
        """Say so when Telegram does not reach us, and take the webhook back from whoever has taken it."""
        try:
            info = await self._bot.get_webhook_info()
            if info.url != self._url:
                log.warning("another program has set or deleted this bot's webhook; setting it again")
                await self._bot.set_webhook(
                    self._url, allowed_updates=KINDS, secret_token=self._secret, max_connections=_CONNECTIONS
                )
            elif info.last_error_message and info.pending_update_count:
                log.warning("Telegram does not reach our webhook: %s", info.last_error_message)
        except TelegramError as error:
            log.info("Telegram does not tell of our webhook (%s)", type(error).__name__)
