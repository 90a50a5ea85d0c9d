"""Discord: discord.py behind the port of the conversation."""

import asyncio
import base64
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

import discord

from agent_core.languages import DEFAULT_LANGUAGE
from agent_core.messages import KeptFile, Limits, Origin
from bot.discord import posting, reading
from bot.discord.client import Client, PresetNames
from bot.discord.rights import MAY_NOT_WRITE
from bot.errors import PlatformError
from bot.localization import Localization
from bot.platform import Incoming, Outgoing, PostFailed, RemoteFile
from bot.settings import BotSettings
from workers.client import WorkerClient, WorkerError

log = logging.getLogger(__name__)

_FORM_BYTES = 65_536
"""Room for the form around the files."""
_UPLOAD_BYTES = 10 * 1024 * 1024
_CONFIDED = frozenset({"question", "refusal", "failure", "cancelled", "reply"})
"""What is said in private where the chat is closed to the bot."""

Receive = Callable[[Incoming], Awaitable[None]]


class BadToken(PlatformError):
    """What is set as the token cannot be one, or Discord does not know it."""

    code = "bad-token"


class Discord:
    """One bot account on Discord."""

    name = reading.PLATFORM
    limits = Limits(upload_bytes=_UPLOAD_BYTES - _FORM_BYTES, text_chars=posting.TEXT_CHARS, caption_chars=posting.TEXT_CHARS)
    """What every server takes."""
    progress_pace = 1.5

    def __init__(
        self,
        token: str,
        account: str,
        words: Localization,
        home: Path,
        presets: PresetNames | None = None,
        *,
        shards: int | None = None,
    ) -> None:
        self._token = token
        self.account = account
        self._words = words
        self._make = partial(Client, account, words, home, presets, shards=shards)
        self.client = self._make()

    def limits_at(self, origin: Origin) -> Limits:
        """What the server of a wish takes: its boosts raise it."""
        channel = self.client.get_channel(int(origin.chat))
        guild = channel.guild if isinstance(channel, discord.abc.GuildChannel | discord.Thread) else None
        upload = max(_UPLOAD_BYTES, guild.filesize_limit) if guild else _UPLOAD_BYTES
        return self.limits.model_copy(update={"upload_bytes": upload - _FORM_BYTES})

    def recall(self, kept: KeptFile) -> RemoteFile:
        """A file of a message from before a restart."""
        return self.client.files.recall(kept)

    async def post(self, origin: Origin, message: Outgoing) -> list[str]:
        """Post a message: as a reply, in the place of the bot's first words, or to one person alone. Raises `PostFailed`."""
        standing = self.client.standing.of(origin)
        if standing and (message.whisper or standing.private):
            said = await posting.whisper(standing, origin, message)
            if said:
                return [said] if standing.private else []
        if message.kind == "question" and message.job:
            label = self._words.say(message.language or DEFAULT_LANGUAGE, "discord-answer")
            message = posting.with_answer(message, label)
        first, *rest = posting.parts(message, self.limits_at(origin).upload_bytes)
        ids = [await self._first(origin, first)]
        return ids + [await self._send(origin, part) for part in rest]

    async def _first(self, origin: Origin, message: Outgoing) -> str:
        standing = self.client.standing.of(origin)
        if standing and standing.anchor is not None:
            taken = await posting.take_place(self.client, origin, standing.anchor, message)
            standing.anchor = None
            if taken:
                return taken
        return await self._send(origin, message)

    async def _send(self, origin: Origin, message: Outgoing) -> str:
        try:
            return await posting.send(self.client, origin, message)
        except PostFailed as error:
            if error.code != MAY_NOT_WRITE or message.kind not in _CONFIDED:
                raise
        return await posting.confide(self.client, origin, message)

    async def edit(self, origin: Origin, message_id: str, message: Outgoing) -> None:
        """Change the words and buttons of a message. Raises `PostFailed`."""
        standing = self.client.standing.of(origin)
        if standing and standing.private:
            await posting.whisper_again(standing, origin, message_id, message)
        else:
            await posting.edit(self.client, origin, message_id, message)

    async def run(self, receive: Receive) -> None:
        """Connect and serve until cancelled. Raises `BadToken`."""
        while not await self._served(receive):
            log.warning("the bot may not read what people write to others: mentions, private chats and commands still work")
            self.client = self._make(reads_all=False)

    async def _served(self, receive: Receive) -> bool:
        """Serve; false where Discord does not let this bot read what is not meant for it."""
        reads_all = True
        try:
            await self._serve(receive)
        except* discord.PrivilegedIntentsRequired:
            reads_all = False
        return reads_all

    async def _serve(self, receive: Receive) -> None:
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


def discord_chat(settings: BotSettings, words: Localization, client: WorkerClient | None = None) -> Discord:
    """The adapter that the settings ask for. Raises `BadToken` for what cannot be a token."""

    async def presets(chat: str, user: str) -> list[str]:
        try:
            return [preset.name for preset in await client.presets(reading.PLATFORM, chat, user)] if client else []
        except WorkerError:
            return []

    return Discord(settings.discord_token, account_of(settings.discord_token), words, settings.home, presets)
