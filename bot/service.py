"""The bot for good: every platform whose token is set, each in its own conversation, over one client of the workers."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from functools import partial
from typing import TYPE_CHECKING

from bot.clock import Clock, SystemClock
from bot.conversation import Conversation
from bot.edge import survive
from bot.localization import Localization
from bot.platform import Platform
from bot.settings import BotSettings
from workers.client import Unavailable, WorkerClient, WorkerSettings, connect

if TYPE_CHECKING:
    from bot.web.hooks import Hooks

log = logging.getLogger(__name__)

Make = Callable[[], Platform]

_PATIENCE = 60.0
"""Seconds to wait for Redis and the ledger at the start."""
_LONGEST_PAUSE = 60.0
_STEADY = 120.0
"""Seconds an adapter must run for its next pause to be short again."""


def platforms(settings: BotSettings, client: WorkerClient, words: Localization) -> dict[str, Make]:
    """How to make each platform that the settings switch on. What is switched off is not even imported."""
    makes: dict[str, Make] = {}
    hooks = _hooks() if settings.http_port else None
    if settings.telegram_token:
        makes["telegram"] = partial(_telegram, settings, client, words, hooks)
    if settings.discord_token:
        makes["discord"] = partial(_discord, settings, client, words)
    if settings.http_port:
        makes["web"] = partial(_web, settings, client, words, hooks)
    return makes


async def serve(bot: BotSettings, workers: WorkerSettings) -> None:
    """Serve until cancelled. Raises `Unavailable` when the workers' ground does not answer, `PlatformError` for settings that
    cannot be."""
    words, clock = Localization(), SystemClock()
    async with AsyncExitStack() as stack:
        client = await _connected(stack, workers, clock)
        makes = platforms(bot, client, words)
        first = {name: make() for name, make in makes.items()}
        log.info("serving %s", ", ".join(first) or "nothing: no token is set and the web chat is off")
        async with asyncio.TaskGroup() as group:
            for name, platform in first.items():
                group.create_task(keep(name, platform, makes[name], lambda p: Conversation(client, p, words=words).run(), clock))


async def keep(name: str, platform: Platform, make: Make, talk: Callable[[Platform], Awaitable[None]], clock: Clock) -> None:
    """Run a platform's conversation; when it dies, make it anew after a pause that grows while it dies at once."""
    pause = 1.0
    while True:
        born = clock.now()
        if await survive(talk(platform), "adapter", name):
            return
        pause = 1.0 if clock.now() - born > _STEADY else pause
        await clock.sleep(pause)
        pause = min(_LONGEST_PAUSE, pause * 2)
        platform = make()


async def _connected(stack: AsyncExitStack, settings: WorkerSettings, clock: Clock) -> WorkerClient:
    deadline = clock.now() + _PATIENCE
    while True:
        try:
            return await stack.enter_async_context(connect(settings))
        except Unavailable:
            if clock.now() > deadline:
                raise
        await clock.sleep(0.2)


def _telegram(settings: BotSettings, client: WorkerClient, words: Localization, hooks: "Hooks | None") -> Platform:
    from bot.telegram.adapter import telegram

    return telegram(settings, words, marks=client, hooks=hooks)


def _discord(settings: BotSettings, client: WorkerClient, words: Localization) -> Platform:
    from bot.discord.adapter import discord_chat

    return discord_chat(settings, words, client)


def _web(settings: BotSettings, client: WorkerClient, words: Localization, hooks: "Hooks | None") -> Platform:
    from bot.web.adapter import web_chat

    return web_chat(settings, client, words, hooks)


def _hooks() -> "Hooks":
    """The webhooks that pass through the web chat's server."""
    from bot.web.hooks import Hooks

    return Hooks()
