"""How the bot presents itself on Telegram: its commands, and what stands in an empty chat and on its page, in every language.

All of it is made of the catalogue: what is built has a command and is named. Telegram is told only what has changed.
"""

import asyncio
import hashlib
import json
import logging
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import JsonValue
from telegram import BotCommand, BotCommandScopeAllGroupChats, BotCommandScopeDefault
from telegram.error import BadRequest
from telegram.ext import ExtBot

from agent_core.catalogue.listing import built
from agent_core.languages import DEFAULT_LANGUAGE, LANGUAGES, Language
from bot import explaining, presets
from bot.localization import Localization
from bot.telegram.pacing import Priority
from bot.telegram.units import units, within

log = logging.getLogger(__name__)

Insist = Callable[[Callable[[], Awaitable[object]]], Awaitable[None]]
"""Makes a call until Telegram answers."""

_COMMAND_CHARS = 256
_DESCRIPTION_CHARS = 512
_ABOUT_CHARS = 120


@dataclass(frozen=True)
class Page:
    """What people who use Telegram in one language see of the bot."""

    language_code: str | None
    """`None` for everybody whose language we do not speak."""
    menu: tuple[tuple[str, str], ...]
    """Commands with what they do."""
    group_menu: tuple[tuple[str, str], ...]
    """Those that groups are offered: their menu is shared by several bots, and what changes a result has its buttons."""
    description: str
    """What stands in an empty chat with the bot."""
    about: str
    """What stands on the bot's page and beside links to it."""


def pages(words: Localization) -> Iterator[Page]:
    """The bot in each of our languages, and in the default one for everybody else."""
    codes: list[tuple[Language, str | None]] = [(DEFAULT_LANGUAGE, None), *((code, code) for code in LANGUAGES)]
    for language, code in codes:
        yield Page(
            code,
            _menu(words, language, (*built(), explaining.COMMAND, presets.COMMAND)),
            _menu(words, language, (*_makes(), "help", presets.COMMAND)),
            _description(words, language),
            within(words.say(language, "telegram-about"), _ABOUT_CHARS),
        )


async def publish(bot: ExtBot[Priority], words: Localization, mark: Path, insist: Insist) -> bool:
    """Tell Telegram, if anything has changed since the time that the file `mark` stands for. What Telegram does not take is
    logged, and tried again at the next start."""
    shown = list(pages(words))
    fingerprint = hashlib.sha256(json.dumps([vars(page) for page in shown]).encode()).hexdigest()
    if await asyncio.to_thread(_known, mark) == fingerprint:
        return False
    refused: list[str] = []
    for call in [call for page in shown for call in _calls(bot, page)]:
        await insist(_forgiven(call, refused))
    if refused:
        log.error("Telegram does not take how the bot presents itself: %s", "; ".join(sorted(set(refused))))
        return False
    await asyncio.to_thread(_keep, mark, fingerprint)
    return True


def _known(mark: Path) -> str:
    return mark.read_text("utf-8") if mark.exists() else ""


def _keep(mark: Path, fingerprint: str) -> None:
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.write_text(fingerprint, "utf-8")


def _calls(bot: ExtBot[Priority], page: Page) -> list[Callable[[], Awaitable[object]]]:
    code = page.language_code
    everywhere, groups = BotCommandScopeDefault(), BotCommandScopeAllGroupChats()
    return [
        lambda: bot.set_my_commands(_commands(page.menu), scope=everywhere, language_code=code),
        lambda: bot.set_my_commands(_commands(page.group_menu), scope=groups, language_code=code),
        lambda: bot.set_my_description(page.description, language_code=code),
        lambda: bot.set_my_short_description(page.about, language_code=code),
    ]


def _forgiven(call: Callable[[], Awaitable[object]], refused: list[str]) -> Callable[[], Awaitable[object]]:
    async def make() -> None:
        try:
            await call()
        except BadRequest as error:
            refused.append(error.message)

    return make


def _commands(menu: tuple[tuple[str, str], ...]) -> list[BotCommand]:
    return [BotCommand(*row) for row in menu]


def _makes() -> list[str]:
    """Capabilities that make something of what is sent."""
    return [name for name, row in built().items() if row.group != "revisions" and name != "help"]


def _menu(words: Localization, language: Language, names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((name, within(words.say(language, f"command-{name}"), _COMMAND_CHARS)) for name in names)


def _description(words: Localization, language: Language) -> str:
    """The bot in a few sentences, with as much of what it can do as there is room for."""
    names: list[JsonValue] = [*_makes()]
    counts = range(len(names), 0, -1)
    texts = (words.say(language, "telegram-description", {"capabilities": names[:count]}) for count in counts)
    return next(text for text in texts if units(text) <= _DESCRIPTION_CHARS)
