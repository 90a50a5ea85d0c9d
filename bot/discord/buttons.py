"""Our buttons: what their ids carry, so that they work after any restart, and who may press them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import discord

from bot.platform import Button

PREFIX = "cutroom:"
"""What our buttons' ids begin with; then come the person who asked and the button's value. They are heard as raw interactions,
so that those of messages from before a restart still work."""
SAY = "say"
"""The verb of the button that opens a window for an answer."""
_FREE_FOR_ALL = frozenset({"act:how"})
"""What looks at a result and changes nothing."""
_ROWS = 5
_A_ROW = 5
_LABEL_CHARS = 80
_STYLES = {"cancel": discord.ButtonStyle.secondary, "ans": discord.ButtonStyle.primary, SAY: discord.ButtonStyle.secondary}


@dataclass(frozen=True)
class Press:
    """A button that somebody pressed."""

    owner: str
    """The person whose wish the button belongs to."""
    value: str

    def allowed(self, user: str) -> bool:
        """Whether a person may press it: whoever asked, and anybody where nothing changes."""
        verb, _, rest = self.value.partition(":")
        return user == self.owner or f"{verb}:{rest.partition(':')[0]}" in _FREE_FOR_ALL


def custom_id(owner: str, value: str) -> str:
    """The id of a button; at most 100 characters with 64 of value."""
    return f"{PREFIX}{owner}:{value}"


def pressed(custom_id: str) -> Press | None:
    """What a button's id carries, or `None` for one that is not ours."""
    owner, colon, value = custom_id.removeprefix(PREFIX).partition(":")
    return Press(owner, value) if custom_id.startswith(PREFIX) and colon and owner.isdecimal() else None


def view(owner: str, rows: Sequence[Sequence[Button]]) -> discord.ui.View | None:
    """The buttons of a message, or `None` where there are none."""
    if not rows:
        return None
    made = discord.ui.View(timeout=None)
    for number, row in enumerate(rows[:_ROWS]):
        for button in row[:_A_ROW]:
            made.add_item(_button(owner, button, number))
    made.stop()  # discord.py need not wait for clicks
    return made


def _button(owner: str, button: Button, row: int) -> discord.ui.Button[Any]:
    style = _STYLES.get(button.value.partition(":")[0], discord.ButtonStyle.secondary)
    return discord.ui.Button(label=button.label[:_LABEL_CHARS], custom_id=custom_id(owner, button.value), row=row, style=style)
