"""Interactions that still wait: what may be said to one person alone, and the first words that later ones take the place of."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

import discord

from agent_core.messages import Origin
from bot.platform import press_of

_MOST = 1024


@dataclass
class Standing:
    """One command, menu entry, window or button that somebody used. Discord lets it be answered for 15 minutes."""

    interaction: discord.Interaction[Any]
    private: bool = False
    """Everything said to it is for one person."""
    anchor: int | None = None
    """The bot's first words, whose place the first message about the wish takes; `None` once that has happened."""


class Interactions:
    """The latest interactions, by the press that a wish's origin names."""

    def __init__(self) -> None:
        self._standing: OrderedDict[str, Standing] = OrderedDict()

    def keep(self, standing: Standing) -> str:
        """Remember one; its id, which the wish's origin carries."""
        name = str(standing.interaction.id)
        self._standing[name] = standing
        while len(self._standing) > _MOST:
            self._standing.popitem(last=False)
        return name

    def of(self, origin: Origin) -> Standing | None:
        """The interaction behind a wish, if it came from one and is not forgotten."""
        return self._standing.get(press_of(origin) or "")
