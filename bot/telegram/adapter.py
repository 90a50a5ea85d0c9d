"""Telegram: python-telegram-bot behind the port of the conversation."""

import asyncio
import logging
import ssl
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
from telegram import CallbackQuery, Message, Update
from telegram.constants import ChatAction
from telegram.error import InvalidToken, RetryAfter, TelegramError
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

from agent_core.languages import DEFAULT_LANGUAGE
from agent_core.messages import KeptFile, Limits, Origin
from bot.errors import PlatformError
from bot.localization import Localization
from bot.platform import Incoming, Outgoing, RemoteFile, press_of
from bot.settings import BotSettings
from bot.telegram import buttons, profile
from bot.telegram.bundles import Bundles
from bot.telegram.failures import post_failed
from bot.telegram.files import Files
from bot.telegram.memory import Marks, Memory
from bot.telegram.pacing import Pace, Pacer, Priority, seconds
from bot.telegram.polling import Polling, bad_token
from bot.telegram.posting import CAPTION_CHARS, TEXT_CHARS, Poster
from bot.telegram.reading import Reader, Self, move
from bot.telegram.units import within
from bot.telegram.updates import Updates

if TYPE_CHECKING:
    from bot.web.hooks import Hooks

log = logging.getLogger(__name__)

CLOUD = Limits(upload_bytes=50_000_000, text_chars=TEXT_CHARS, caption_chars=CAPTION_CHARS)
"""What Telegram's own server takes."""
LOCAL = Limits(upload_bytes=2_000_000_000, text_chars=TEXT_CHARS, caption_chars=CAPTION_CHARS)
"""What a Bot API server of one's own takes in local mode."""
_ANSWER_CHARS = 200
_TOAST_CHARS = 60
_LONGEST_PAUSE = 30.0

Receive = Callable[[Incoming], Awaitable[None]]


@dataclass(frozen=True)
class Timing:
    """How long the adapter waits, in seconds."""

    pace: Pace = field(default_factory=Pace)
    """Between messages."""
    album: float = 1.5
    """For the next message of an album."""
    together: float = 0.2
    """For the next message of those that are sent in one go, such as a comment and what it forwards."""
    glance: float = 0.3
    """Between two looks for news while something is under way."""
    press: float = 2.0
    """For words to answer a pressed button with, before it is answered without."""
    retry: float = 1.0
    """Before the first new attempt to reach Telegram."""
    overtaken: float = 0.5
    """For an update that later ones have overtaken, where Telegram calls us."""


@dataclass(frozen=True)
class Calls:
    """Where Telegram may call us."""

    hooks: "Hooks"
    """Our server's webhooks."""
    public_url: str
    """The address under which that server is reached from outside."""


class Telegram:
    """One bot account on Telegram, by polling or by webhook."""

    name = "telegram"

    def __init__(
        self,
        token: str,
        words: Localization,
        *,
        api_url: str = "",
        cloud: bool = True,
        timing: Timing | None = None,
        marks: Marks | None = None,
        calls: Calls | None = None,
        home: Path = Path("data"),
    ) -> None:
        """`cloud`: behind the address stands Telegram's own server with its limits, which need not be tried out; `marks`: where
        to keep what is to be known after a restart; `calls`: where Telegram may call us, instead of being asked for news;
        `home`: the data folder."""
        quiet()
        self._timing = timing or Timing()
        self._calls = calls
        self._words = words
        self._bot = _bot(token, api_url, self._timing.pace)
        self._me = Self(int(token.partition(":")[0]), "")
        self.account = str(self._me.id)
        self._memory = Memory(self.account, marks)
        self._mark = home / "telegram" / f"profile-{self.account}"
        self._files = Files(self._bot, cloud=cloud, pause=self._timing.retry)
        self._files.on_local = self._found_local
        self._reader = Reader(self._files, lambda: self._me)
        self._poster = Poster(self._bot, self._memory)
        self._unanswered: set[str] = set()
        self.limits = CLOUD
        self.progress_pace = 4.0

    def recall(self, kept: KeptFile) -> RemoteFile:
        """A file of a message from before a restart."""
        return self._files.recall(kept)

    async def post(self, origin: Origin, message: Outgoing) -> list[str]:
        """Post a message; a whisper to somebody who pressed a button is the answer to that press and no message."""
        press = press_of(origin)
        if message.whisper and press in self._unanswered:
            await self._answer(press, message.text)
            return []
        try:
            posted = await self._poster.post(origin, message)
        except TelegramError as error:
            raise post_failed(error) from None
        self._show_work(origin, message)
        return posted

    async def edit(self, origin: Origin, message_id: str, message: Outgoing) -> None:
        """Change a message's words and buttons; an edit that a newer one overtakes while it waits is not sent."""
        try:
            await self._poster.edit(origin, message_id, message)
        except TelegramError as error:
            raise post_failed(error) from None
        self._show_work(origin, message)

    def _show_work(self, origin: Origin, message: Outgoing) -> None:
        """Beside a status that tells of work under way, in private: a group has others to look at."""
        if message.kind == "status" and message.fraction and message.took is None and origin.private:
            self._poster.acting(origin, ChatAction.RECORD_VIDEO)

    async def run(self, receive: Receive) -> None:
        """Connect, publish the commands and listen. Raises `PlatformError` with code `bad-token`."""
        timing = self._timing
        bundles = Bundles(lambda parts: self._hear(parts, receive), album=timing.album, together=timing.together)

        async def handle(update: Update) -> None:
            if update.callback_query is not None:
                await self._press(update.callback_query, receive)
            elif update.edited_message is not None:
                if parts := bundles.reworded(update.edited_message):
                    await self._hear(parts, receive, edited=update.edited_message)
            elif update.message is not None and (moved := move(update.message)):
                await self._poster.move(*moved)
            elif update.message is not None:
                await bundles.add(update.message)

        menu = None
        self._poster.on_move = lambda old, new: receive(self._reader.moved(old, new))
        try:
            await self._insist(self._bot.initialize)
            self._me = replace(self._me, username=self._bot.username)
            if await self._memory.is_local():
                self.limits = LOCAL
            menu = asyncio.create_task(profile.publish(self._bot, self._words, self._mark, self._insist))
            await self._listen(Updates(handle))
        finally:
            if menu is not None:
                menu.cancel()
            await bundles.close()
            with suppress(TelegramError):
                await self._bot.shutdown()

    async def _listen(self, updates: Updates) -> None:
        """Be called where that was asked for and Telegram takes the address, else ask."""
        if self._calls is not None:
            from bot.telegram.webhook import Webhook  # a server is needed for nothing else here

            webhook = Webhook(self._bot, updates, self._calls.hooks, self._calls.public_url, gap=self._timing.overtaken)
            if await webhook.run(self._insist):
                return
        await self._insist(self._bot.delete_webhook)
        log.info("Telegram: polling as bot %s", self.account)
        await Polling(self._bot, updates, glance=self._timing.glance, pause=self._timing.retry).run()

    async def _hear(self, parts: list[Message], receive: Receive, edited: Message | None = None) -> None:
        incoming = self._reader.message(parts, edited)
        if incoming is not None:
            if incoming.addressed:
                self._poster.acting(incoming.origin, ChatAction.TYPING)
            await receive(incoming)

    async def _press(self, query: CallbackQuery, receive: Receive) -> None:
        """Hear a pressed button. Its answer stops the button's clock: words for the presser if they come soon, else none."""
        self._unanswered.add(query.id)
        incoming = self._reader.press(query)
        if incoming is None:
            await self._answer(query.id)
            return
        press = buttons.pressed(incoming.value or "")
        if not press.allowed(incoming.origin.user):
            await self._answer(query.id, self._words.say(incoming.locale or DEFAULT_LANGUAGE, "error-not-allowed"))
            return
        hearing = asyncio.ensure_future(receive(replace(incoming, value=press.value)))
        try:
            await asyncio.wait([hearing], timeout=self._timing.press)
            await self._answer(query.id)
            await hearing
        finally:
            hearing.cancel()

    async def _answer(self, press: str | None, text: str | None = None) -> None:
        """Answer a press, once. One that is too old to be answered is let go."""
        if press is None or press not in self._unanswered:
            return
        self._unanswered.discard(press)
        words = within(text, _ANSWER_CHARS) if text else None
        with suppress(TelegramError):
            await self._bot.answer_callback_query(press, words, show_alert=len(text or "") > _TOAST_CHARS)

    async def _insist(self, call: Callable[[], Awaitable[object]]) -> None:
        """Call until Telegram answers. Raises `PlatformError` with code `bad-token`."""
        pause = self._timing.retry
        while True:
            try:
                await call()
            except InvalidToken:
                raise bad_token() from None
            except RetryAfter as error:
                await asyncio.sleep(seconds(error))
            except TelegramError as error:
                log.warning("Telegram does not answer (%s), trying again in %.0f s", type(error).__name__, pause)
                await asyncio.sleep(pause)
                pause = min(_LONGEST_PAUSE, pause * 2)
            else:
                return

    async def _found_local(self) -> None:
        if self.limits is not LOCAL:
            self.limits = LOCAL
            await self._memory.keep_local()


def quiet() -> None:
    """Keep the libraries' loggers still: their lines hold addresses with the token in them, and users' words."""
    for name in ("httpx", "httpcore", "telegram"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def telegram(
    settings: BotSettings,
    words: Localization,
    timing: Timing | None = None,
    marks: Marks | None = None,
    hooks: "Hooks | None" = None,
) -> Telegram:
    """The adapter that the settings ask for; `hooks` are the webhooks of our server, where there is one.

    Raises `PlatformError` with code `bad-token` for what cannot be a token, and `webhook-needs-address`.
    """
    if not settings.telegram_token.partition(":")[0].isdecimal():
        raise bad_token()
    if settings.telegram_webhook and not (settings.public_url and hooks):
        message = "CUTROOM_TELEGRAM_WEBHOOK needs CUTROOM_PUBLIC_URL, and the web chat's server behind it (CUTROOM_HTTP_PORT)"
        raise PlatformError(message, code="webhook-needs-address")
    calls = Calls(hooks, settings.public_url) if settings.telegram_webhook and hooks else None
    api_url = settings.telegram_api_url
    return Telegram(
        settings.telegram_token,
        words,
        api_url=api_url,
        cloud=not api_url,
        timing=timing,
        marks=marks,
        calls=calls,
        home=settings.home,
    )


@cache
def _trust() -> ssl.SSLContext:
    """The certificates to trust: reading them is most of what a client costs to make, so all share one reading."""
    return httpx.create_ssl_context()


def _bot(token: str, api_url: str, pace: Pace) -> ExtBot[Priority]:
    base = (api_url or "https://api.telegram.org").rstrip("/")
    trust = {"verify": _trust()}
    return ExtBot(
        token,
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=HTTPXRequest(
            connection_pool_size=64,
            connect_timeout=15.0,
            read_timeout=30.0,
            write_timeout=30.0,
            pool_timeout=60.0,
            media_write_timeout=120.0,
            httpx_kwargs=trust,
        ),
        get_updates_request=HTTPXRequest(
            connection_pool_size=2, connect_timeout=15.0, read_timeout=15.0, pool_timeout=15.0, httpx_kwargs=trust
        ),
        rate_limiter=Pacer(pace),
    )
