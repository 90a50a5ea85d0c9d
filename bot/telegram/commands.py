"""The commands of the bot: one per capability that works."""

import re
from dataclasses import dataclass

from agent_core.catalogue.listing import built
from bot import explaining, presets

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
