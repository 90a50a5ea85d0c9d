"""Slash commands: one per capability that takes material, with the parameters of the catalogue, described in every language."""

import hashlib
import inspect
import json
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, Literal, Optional

import discord
from discord import app_commands

from agent_core.catalogue.capability import Capability, Param
from agent_core.catalogue.listing import built
from agent_core.languages import DEFAULT_LANGUAGE, LANGUAGES, from_locale
from agent_core.messages import Template
from bot.localization import Localization

Tree = app_commands.CommandTree[discord.Client]
Quick = Callable[[discord.Interaction, Template, str, list[discord.Attachment]], Awaitable[None]]
"""Called with a command: the capability and its parameters, the wish in words, the files."""

FILES = ("file", "second_file")
_WISH = "wish"
_ASPECTS = ("9:16", "1:1", "16:9", "4:5")
_PLAIN: dict[str, type] = {
    "text": str,
    "color": str,
    "number": float,
    "seconds": float,
    "length": float,
    "flag": bool,
    "count": int,
}
_DESCRIPTION_CHARS = 100


class Translator(app_commands.Translator):
    """Gives Discord the descriptions in the languages that we speak."""

    def __init__(self, words: Localization) -> None:
        self._words = words

    async def translate(
        self, string: app_commands.locale_str, locale: discord.Locale, context: app_commands.TranslationContextTypes
    ) -> str | None:
        language, key = from_locale(locale.value), string.extras.get("key")
        if language is None or key is None:
            return None
        return _described(self._words, language, key)


def _described(words: Localization, language: Any, key: str) -> str:
    return words.say(language, key)[:_DESCRIPTION_CHARS]


def add(tree: Tree, words: Localization, quick: Quick) -> None:
    """Put the commands into the tree. A capability that only makes sense as a reply has none."""
    for capability in built().values():
        if capability.group != "revisions":
            tree.add_command(_command(capability, words, quick))


def _command(capability: Capability, words: Localization, quick: Quick) -> app_commands.Command[Any, ..., None]:
    async def callback(interaction: discord.Interaction, **options: Any) -> None:
        files = [file for name in FILES if (file := options.pop(name, None))]
        wish = options.pop(_WISH, None) or ""
        params = {name: value for name, value in options.items() if value is not None}
        await quick(interaction, Template(capability=capability.name, params=params), wish, files)

    options = _options(capability)
    # discord.py reads a command's options from its callback's signature
    first = inspect.Parameter("interaction", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=discord.Interaction)
    rest = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)
        for name, annotation in options.items()
    ]
    callback.__signature__ = inspect.Signature([first, *rest])  # pyright: ignore[reportFunctionMemberAccess]
    described = app_commands.describe(**{name: _text(words, f"option-{name}") for name in options})(callback)
    return app_commands.Command(
        name=capability.name,
        description=_text(words, f"command-{capability.name}"),
        callback=described,
    )


def _text(words: Localization, key: str) -> app_commands.locale_str:
    return app_commands.locale_str(_described(words, DEFAULT_LANGUAGE, key), key=key)


def _options(capability: Capability) -> dict[str, Any]:
    """Names and types of a command's options, in the order in which Discord offers them."""
    count = min(len(FILES), sum(need.count for need in capability.needs) or 0)
    options: dict[str, Any] = dict.fromkeys(FILES[:count], discord.Attachment | None)
    if capability.needs:
        options[_WISH] = str | None
    for param in capability.params:
        if (annotation := _annotation(param)) is not None:
            options[param.name] = annotation
    return options


def _annotation(param: Param) -> Any:
    """The option type of a parameter, or `None` for one that is better said in words."""
    choices = {"choice": param.choices, "aspect": _ASPECTS, "language": LANGUAGES}.get(param.type)
    if choices:
        return Optional[Literal[choices]]  # noqa: UP045 a union cannot be made of values known only now
    plain = _PLAIN.get(param.type)
    return plain | None if plain else None


async def sync(tree: Tree, words: Localization, home: Path) -> bool:
    """Tell Discord the commands if they changed since the last time; 200 creations a day are all that it allows."""
    mark, fingerprint = home / "discord" / "commands", _fingerprint(tree, words)
    if mark.exists() and mark.read_text() == fingerprint:
        return False
    await tree.sync()
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.write_text(fingerprint)
    return True


def _fingerprint(tree: Tree, words: Localization) -> str:
    payload: list[Mapping[str, Any]] = [command.to_dict(tree) for command in tree.get_commands()]
    keys = [f"command-{command.name}" for command in tree.get_commands()]
    said = [_described(words, language, key) for language in LANGUAGES for key in keys]
    return hashlib.sha256(json.dumps([payload, said], sort_keys=True, default=str).encode()).hexdigest()
