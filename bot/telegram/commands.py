"""The commands of the bot: one per capability that works, described in every language."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from telegram import BotCommand
from telegram.ext import ExtBot

from agent_core.catalogue.listing import built
from agent_core.languages import DEFAULT_LANGUAGE, LANGUAGES, Language
from bot import explaining, presets
from bot.localization import Localization
from bot.telegram.pacing import Priority

_DESCRIPTION_CHARS = 256
START = "start"
"""What Telegram's own button sends when a chat with the bot is opened."""
_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]+))?(?=\s|$)")


@dataclass(frozen=True)
class Called:
    """A command that a message begins with."""

    name: str
    rest: str
    """The text after it."""
    bot: str | None
    """The username it is addressed to, where it names one."""


def called(text: str) -> Called | None:
    """The command at the start of a message: `/meme@CutroomBot top text`."""
    found = _COMMAND.match(text)
    if found is None:
        return None
    return Called(found[1].lower(), text[found.end() :].strip(), found[2].lower() if found[2] else None)


def capability(command: str) -> str | None:
    """The capability that a command names, or `None` for a command that is not ours."""
    if command == START:
        return "help"
    return command if command in _names() else None


def known(command: str) -> bool:
    """Whether a command is for the bot: one for a capability, or for saved presets."""
    return command == presets.COMMAND or capability(command) is not None


def _names() -> tuple[str, ...]:
    return (*built(), explaining.COMMAND)


def menu(words: Localization, language: Language) -> list[BotCommand]:
    """The commands as Telegram's menu shows them in one language."""
    return [
        BotCommand(name, words.say(language, f"command-{name}")[:_DESCRIPTION_CHARS]) for name in (*_names(), presets.COMMAND)
    ]


async def publish(bot: ExtBot[Priority], words: Localization) -> None:
    """Tell Telegram the commands: in each of our languages, and in the default one for everybody else."""
    codes: Sequence[tuple[Language, str | None]] = [(DEFAULT_LANGUAGE, None), *((code, code) for code in LANGUAGES)]
    for language, code in codes:
        await bot.set_my_commands(menu(words, language), language_code=code)
