"""Windows with fields (modals): the words of a meme, an answer to a question, the name of a preset.

What a window is about stands in its id, and what was written in it is read from the raw interaction, so that a window that was
open over a restart is heard all the same.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import discord

from agent_core.languages import Language
from bot.discord.wording import table
from bot.localization import Localization

PREFIX = "cutroom-window:"
ANSWER = "answer"
MAKE = "make"
SAVE = "save"
TEXTS: Mapping[str, tuple[str, ...]] = {"meme": ("top_text", "bottom_text")}
"""Capabilities that ask for words before they start, from a message's menu."""
_TITLE_CHARS = 45
_LONGEST = 2000
_SHORT = 200
_NAME = 60
_FILES = 5


@dataclass(frozen=True)
class Filled:
    """A window that somebody sent off."""

    about: str
    """`answer`, `make` or `save`."""
    subject: str
    """What it is about: the job, the capability and the message, or the message."""
    fields: Mapping[str, str]
    files: tuple[Mapping[str, Any], ...]
    """Attachments as Discord describes them."""


def answer(words: Localization, language: Language, job: str) -> discord.ui.Modal:
    """Words or files that answer a question."""
    text = discord.ui.TextInput[Any](custom_id="text", style=discord.TextStyle.paragraph, required=False, max_length=_LONGEST)
    files = discord.ui.FileUpload[Any](custom_id="files", required=False, min_values=0, max_values=_FILES)
    fields = {"discord-answer-text": text, "discord-answer-files": files}
    labelled = {words.say(language, key): item for key, item in fields.items()}
    return _window(words.say(language, "discord-answer-title"), f"{ANSWER}:{job}", labelled)


def texts(words: Localization, language: Language, capability: str, message: int) -> discord.ui.Modal:
    """The words that a capability draws; all may stay empty."""
    hint = words.say(language, "discord-texts-hint")
    fields = {
        words.say(language, f"option-{name}"): discord.ui.TextInput[Any](
            custom_id=name, required=False, max_length=_SHORT, placeholder=hint[:100]
        )
        for name in TEXTS[capability]
    }
    return _window(table(language, "menus")[capability], f"{MAKE}:{capability}/{message}", fields)


def preset(words: Localization, language: Language, message: int) -> discord.ui.Modal:
    """The name under which a result is kept."""
    field = discord.ui.TextInput[Any](custom_id="name", required=True, max_length=_NAME)
    return _window(table(language, "menus")["preset"], f"{SAVE}:{message}", {words.say(language, "option-name"): field})


def filled(data: Mapping[str, Any]) -> Filled | None:
    """What was written in a window, or `None` for one that is not ours."""
    custom_id = str(data.get("custom_id") or "")
    if not custom_id.startswith(PREFIX):
        return None
    about, _, subject = custom_id.removeprefix(PREFIX).partition(":")
    items = list(_items(data.get("components") or []))
    resolved: Mapping[str, Any] = data.get("resolved") or {}
    known: Mapping[str, Mapping[str, Any]] = resolved.get("attachments") or {}
    chosen: list[str] = [str(value) for item in items for value in item.get("values") or ()]
    fields = {str(item["custom_id"]): str(item["value"]) for item in items if item.get("value")}
    return Filled(about, subject, fields, tuple(known[value] for value in chosen if value in known))


def _window(title: str, about: str, fields: Mapping[str, discord.ui.Item[Any]]) -> discord.ui.Modal:
    made = discord.ui.Modal(title=title[:_TITLE_CHARS], custom_id=PREFIX + about, timeout=None)
    for label, item in fields.items():
        made.add_item(discord.ui.Label[Any](text=label[:_TITLE_CHARS], component=item))
    made.stop()  # heard as a raw interaction
    return made


def _items(components: Any) -> Iterator[Mapping[str, Any]]:
    """Every field, however deep it lies."""
    for component in components:
        if "custom_id" in component:
            yield component
        yield from _items(component.get("components") or [])
        if inner := component.get("component"):
            yield from _items([inner])
