"""Our buttons: what they carry (64 bytes at most), and who may press them."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from agent_core.messages import Origin
from bot.platform import Button

log = logging.getLogger(__name__)

_BYTES = 64
_OWNER = "|"
"""Stands between the id of the person whose wish a button belongs to, and its value. In private there is only one person."""
_FREE_FOR_ALL = ("act:how:",)
"""What looks at a result and changes nothing."""


@dataclass(frozen=True)
class Press:
    """A button that somebody pressed."""

    owner: str | None
    """The person whose wish it belongs to."""
    value: str

    def allowed(self, user: str) -> bool:
        """Whether a person may press it: whoever asked, and anybody where nothing changes. Who writes in the name of a group
        cannot be told from its other members."""
        anonymous = self.owner is not None and self.owner.startswith("-")
        return self.owner in (None, user) or anonymous or self.value.startswith(_FREE_FOR_ALL)


def pressed(data: str) -> Press:
    """What a button carries."""
    owner, bar, value = data.partition(_OWNER)
    return Press(owner, value) if bar and owner.removeprefix("-").isdecimal() else Press(None, data)


def keyboard(origin: Origin, rows: Sequence[Sequence[Button]]) -> InlineKeyboardMarkup | None:
    """Buttons under a message about a wish."""
    drawn = [[made for button in row if (made := _button(origin, button))] for row in rows]
    drawn = [row for row in drawn if row]
    return InlineKeyboardMarkup(drawn) if drawn else None


def _button(origin: Origin, button: Button) -> InlineKeyboardButton | None:
    """A button; where its owner does not fit, anybody may press it, and where it itself does not, the words must do."""
    owned = button.value if origin.private else f"{origin.user}{_OWNER}{button.value}"
    data = owned if len(owned.encode()) <= _BYTES else button.value
    if len(data.encode()) > _BYTES:
        log.error("a button's value of %d bytes is too long for Telegram", len(data.encode()))
        return None
    return InlineKeyboardButton(button.label, callback_data=data)
