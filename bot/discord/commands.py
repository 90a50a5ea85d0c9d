"""Slash commands and the entries of a message's menu, all made of the catalogue: what is built has them, what is not has none."""

import hashlib
import inspect
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import discord
from discord import app_commands

from agent_core.catalogue.capability import Capability
from agent_core.catalogue.examples import name_of
from agent_core.catalogue.listing import built
from agent_core.languages import DEFAULT_LANGUAGE, LANGUAGES, from_locale
from agent_core.messages import Template
from bot.discord.options import FILES, SUGGESTIONS, WISH, Option, any_file, options
from bot.discord.wording import Translator, described, named, option_name, spoken, table
from bot.localization import Localization
from bot.presets import COMMAND

log = logging.getLogger(__name__)

Interaction = discord.Interaction[Any]
Tree = app_commands.CommandTree[Any]
Command = app_commands.Command[Any, ..., None]
Done = Awaitable[None]

MENUS = ("meme", "summarize", "subtitle")
"""Capabilities worth an entry in a message's menu."""
SAVE_MENU = "preset"
_PRESET_VERBS = {"save": True, "share": True, "use": True, "delete": True, "list": False}
"""What can be done with presets, and whether it takes a name."""
_CONTEXTS = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=False)
_INSTALLS = app_commands.AppInstallationType(guild=True, user=False)


class Handler(Protocol):
    """What happens when somebody uses a command or a menu."""

    def quick(self, interaction: Interaction, template: Template, wish: str, files: Sequence[discord.Attachment]) -> Done:
        """A capability with its options."""
        ...

    def preset(self, interaction: Interaction, text: str, files: Sequence[discord.Attachment]) -> Done:
        """The words that `/preset …` stands for."""
        ...

    def chosen(self, interaction: Interaction, menu: str, message: discord.Message) -> Done:
        """An entry of a message's menu."""
        ...

    def failed(self, interaction: Interaction) -> Done:
        """A command went wrong in a way that nobody foresaw."""
        ...

    def preset_names(self, interaction: Interaction) -> Awaitable[list[str]]:
        """The presets that the person may use here."""
        ...


class _Tree(app_commands.CommandTree[Any]):
    def __init__(self, client: Any, handler: Handler) -> None:
        super().__init__(client, allowed_contexts=_CONTEXTS, allowed_installs=_INSTALLS)
        self._handler = handler

    async def on_error(self, interaction: Interaction, error: app_commands.AppCommandError, /) -> None:
        cause = error.__cause__ or error
        log.error("command %s failed: %s", interaction.id, type(cause).__name__)
        await self._handler.failed(interaction)


def tree(client: Any, words: Localization, handler: Handler) -> Tree:
    """All commands of this version."""
    made = _Tree(client, handler)
    for capability in built().values():
        if capability.group != "revisions":
            made.add_command(command(capability, words, handler))
    made.add_command(_presets(words, handler))
    for name in (*(name for name in MENUS if name in built()), SAVE_MENU):
        made.add_command(_menu(name, handler))
    return made


def command(capability: Capability, words: Localization, handler: Handler) -> Command:
    """The slash command of a capability: its files, the wish in words, its parameters."""
    offered = options(capability, words)
    reads = {option.name: option.read for option in offered}

    async def callback(interaction: Interaction, **given: Any) -> None:
        files = [file for name in FILES if (file := given.pop(name, None))]
        wish = str(given.pop(WISH, None) or "")
        params = {name: reads[name](value) for name, value in given.items() if value is not None}
        await handler.quick(interaction, Template(capability=capability.name, params=params), wish, files)

    return app_commands.Command(
        name=_called(capability.name),
        description=_description(capability.name, words),
        callback=_with_options(callback, offered),
    )


def _description(capability: str, words: Localization) -> app_commands.locale_str:
    key = f"command-{capability}"
    return described(words, key) if words.has(DEFAULT_LANGUAGE, key) else spoken(lambda language: name_of(language, capability))


def _called(capability: str) -> app_commands.locale_str:
    """A command's name: the capability's own, and what it is called in the other languages unless another one is called so."""
    taken = {language: [name_of(language, other) for other in built()] for language in LANGUAGES}

    def said(language: Any) -> str:
        name = name_of(language, capability)
        return name if taken[language].count(name) == 1 else ""

    return named(capability, said)


def _with_options(callback: Callable[..., Done], offered: Sequence[Option]) -> Any:
    """The callback as discord.py wants it: options are the parameters of its signature, the rest is said by decorators."""
    first = inspect.Parameter("interaction", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=Interaction)
    rest = [
        inspect.Parameter(
            option.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=inspect.Parameter.empty if option.required else None,
            annotation=option.annotation,
        )
        for option in offered
    ]
    whole: Any = callback
    whole.__signature__ = inspect.Signature([first, *rest])
    app_commands.rename(**{option.name: option.title for option in offered})(whole)
    app_commands.describe(**{option.name: option.description for option in offered})(whole)
    choices: dict[str, Any] = {option.name: option.choices for option in offered if option.choices}
    app_commands.choices(**choices)(whole)
    app_commands.autocomplete(**{option.name: _suggestions(option) for option in offered if option.suggest})(whole)
    return whole


def _suggestions(option: Option) -> Any:
    async def suggest(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        language = from_locale(interaction.locale.value) or DEFAULT_LANGUAGE
        found = option.suggest(language, typed) if option.suggest else []
        return [app_commands.Choice(name=said, value=value) for said, value in found]

    return suggest


def _presets(words: Localization, handler: Handler) -> app_commands.Group:
    group = app_commands.Group(name=option_name(COMMAND), description=described(words, f"command-{COMMAND}"))
    for verb, takes_name in _PRESET_VERBS.items():
        group.add_command(_preset(verb, words, handler, takes_name=takes_name))
    return group


def _preset(verb: str, words: Localization, handler: Handler, *, takes_name: bool) -> Command:
    async def callback(interaction: Interaction, name: str = "", wish: str = "", file: discord.Attachment | None = None) -> None:
        quoted = name.replace('"', "'")
        said = f'"{quoted}"' if name else ""
        text = " ".join(part for part in (f"/{COMMAND} {verb}", said, wish) if part)
        await handler.preset(interaction, text, [file] if file else [])

    async def known(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        names = [name for name in await handler.preset_names(interaction) if typed.casefold() in name.casefold()]
        return [app_commands.Choice(name=name[:100], value=name[:100]) for name in names[:SUGGESTIONS]]

    offered = [Option("name", str, option_name("name"), described(words, "option-name"), required=True)] if takes_name else []
    if verb in ("save", "share"):
        # a result is saved from its own menu; here are only words to save
        offered.append(Option(WISH, str, option_name(WISH), described(words, f"option-{WISH}"), required=True))
    if verb == "use":
        offered.append(any_file(FILES[0], words))
    whole = _with_options(callback, offered)
    if verb in ("use", "delete"):
        app_commands.autocomplete(name=known)(whole)
    return app_commands.Command(name=option_name(verb), description=described(words, f"discord-preset-{verb}"), callback=whole)


def _menu(name: str, handler: Handler) -> app_commands.ContextMenu:
    async def callback(interaction: Interaction, message: discord.Message) -> None:
        await handler.chosen(interaction, name, message)

    return app_commands.ContextMenu(name=spoken(lambda language: table(language, "menus")[name]), callback=callback)


async def sync(tree: Tree, account: str, home: Path) -> bool:
    """Tell Discord the commands if they changed since the last time; 200 creations a day are all that it allows. What Discord
    does not take is logged, and tried again at the next start."""
    await tree.set_translator(Translator())
    mark, fingerprint = home / "discord" / f"commands-{account}", await _fingerprint(tree)
    if mark.exists() and mark.read_text() == fingerprint:
        return False
    try:
        await tree.sync()
    except (discord.HTTPException, app_commands.AppCommandError) as error:
        log.error("Discord does not take the commands: %s", type(error).__name__)  # noqa: TRY400 its words are a page long
        return False
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.write_text(fingerprint)
    return True


async def _fingerprint(tree: Tree) -> str:
    commands = tree.get_commands(type=None)
    payload = [await command.get_translated_payload(tree, Translator()) for command in commands]
    return hashlib.sha256(json.dumps(payload, sort_keys=True, default=str).encode()).hexdigest()
