"""Discord: discord.py behind the port of the conversation."""

import asyncio
import base64
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import discord
from discord import app_commands

from agent_core.languages import DEFAULT_LANGUAGE, from_locale
from agent_core.messages import Limits, Origin, Template
from bot.discord import commands, posting, reading
from bot.errors import PlatformError
from bot.localization import Localization
from bot.platform import Incoming, Outgoing, press_of, pressed
from bot.settings import BotSettings

log = logging.getLogger(__name__)

LIMITS = Limits(upload_bytes=10 * 1024 * 1024 - 65_536, text_chars=posting.TEXT_CHARS, caption_chars=posting.TEXT_CHARS)
"""What every server takes, less room for the form around the file."""
_PRESSES = 256
"""Pressed buttons whose whisper may still come."""

Receive = Callable[[Incoming], Awaitable[None]]


class BadToken(PlatformError):
    """What is set as the token cannot be one, or Discord does not know it."""

    code = "bad-token"


class Client(discord.Client):
    """The library's client with our events; what it hears goes into a queue, so that Discord is answered at once."""

    def __init__(self, account: str, words: Localization, home: Path) -> None:
        intents = discord.Intents.default()
        intents.message_content = True
        super().__init__(intents=intents, allowed_mentions=discord.AllowedMentions.none())
        self._account = account
        self._words = words
        self._home = home
        self.heard: asyncio.Queue[Incoming] = asyncio.Queue()
        self.presses: OrderedDict[str, discord.Interaction] = OrderedDict()
        self.tree: commands.Tree = app_commands.CommandTree(self)
        commands.add(self.tree, words, self._quick)

    async def setup_hook(self) -> None:
        await self.tree.set_translator(commands.Translator(self._words))
        await commands.sync(self.tree, self._words, self._home)

    async def on_message(self, message: discord.Message) -> None:
        if self.user and reading.addressed(message, self.user):
            self.heard.put_nowait(reading.incoming(message, self.user, self._account))

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Hear our buttons; slash commands go through the tree."""
        custom_id = str((interaction.data or {}).get("custom_id") or "")
        if interaction.type is not discord.InteractionType.component or not custom_id.startswith(posting.BUTTON):
            return
        await interaction.response.defer()
        message, press = interaction.message, str(interaction.id)
        if message is None or interaction.channel_id is None:
            return
        self.presses[press] = interaction
        while len(self.presses) > _PRESSES:
            self.presses.popitem(last=False)
        self.heard.put_nowait(
            Incoming(
                origin=self._origin(interaction, interaction.channel_id, pressed(str(message.id), press)),
                value=custom_id.removeprefix(posting.BUTTON),
                reply_to=str(message.id),
                locale=from_locale(interaction.locale.value),
            )
        )

    async def _quick(
        self, interaction: discord.Interaction, template: Template, wish: str, files: list[discord.Attachment]
    ) -> None:
        """A slash command: answered at once with a message of the bot's own, which the wish then hangs on."""
        language = from_locale(interaction.locale.value) or DEFAULT_LANGUAGE
        await interaction.response.send_message(self._words.say(language, "status-received"))
        anchor = await interaction.original_response()
        self.heard.put_nowait(
            Incoming(
                origin=self._origin(interaction, anchor.channel.id, str(anchor.id)),
                text=wish,
                files=reading.remote_files(files),
                locale=language,
                template=template,
            )
        )

    def _origin(self, interaction: discord.Interaction, channel: int, message: str) -> Origin:
        private = interaction.guild_id is None
        return reading.origin(self._account, channel, message, interaction.user.id, private=private)


class Discord:
    """One bot account on Discord."""

    name = reading.PLATFORM
    limits = LIMITS
    progress_pace = 1.5

    def __init__(self, token: str, account: str, words: Localization, home: Path) -> None:
        self._token = token
        self.account = account
        self.client = Client(account, words, home)

    async def post(self, origin: Origin, message: Outgoing) -> list[str]:
        """Post a message; a whisper to somebody who pressed a button is seen by them alone."""
        interaction = self.client.presses.pop(press_of(origin) or "", None) if message.whisper else None
        if interaction and not interaction.is_expired():
            with suppress(discord.HTTPException):
                await interaction.followup.send(message.text[: posting.TEXT_CHARS], ephemeral=True)
            return []
        return [await posting.send(self.client, origin, message)]

    async def edit(self, origin: Origin, message_id: str, message: Outgoing) -> None:
        """Change the words and buttons of a message."""
        await posting.edit(self.client, origin, message_id, message)

    async def run(self, receive: Receive) -> None:
        """Connect and serve until cancelled. Raises `BadToken`."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.hand_on(receive))
            try:
                await self.client.start(self._token)
            except discord.LoginFailure as error:
                raise BadToken("Discord does not know CUTROOM_DISCORD_TOKEN") from error
            finally:
                await self.client.close()

    async def hand_on(self, receive: Receive) -> None:
        """Hand what the client hears to the conversation, several wishes at a time, until cancelled."""
        async with asyncio.TaskGroup() as group:
            while True:
                group.create_task(_received(receive, await self.client.heard.get()))


async def _received(receive: Receive, incoming: Incoming) -> None:
    await receive(incoming)


def account_of(token: str) -> str:
    """The bot's user id, which is the first part of its token. Raises `BadToken`."""
    head = token.partition(".")[0]
    try:
        account = base64.b64decode(head + "=" * (-len(head) % 4), validate=True).decode("ascii")
    except ValueError as error:
        raise BadToken("CUTROOM_DISCORD_TOKEN is not a bot token") from error
    if not account.isdecimal():
        raise BadToken("CUTROOM_DISCORD_TOKEN is not a bot token")
    return account


def discord_chat(settings: BotSettings, words: Localization) -> Discord:
    """The adapter that the settings ask for. Raises `BadToken` for what cannot be a token."""
    return Discord(settings.discord_token, account_of(settings.discord_token), words, settings.home)
