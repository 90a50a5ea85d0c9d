"""The stage of the contract on Discord: the real discord.py in SimCord."""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import discord
import pytest
import simcord

from bot.conversation import Conversation
from bot.discord.adapter import Discord
from tests.bot.conftest import FakeClient
from tests.bot.contract.stage import ANN, BOB, WORDS, Quickly, Shown
from tests.bot.discord.cdn import file_server
from tests.bot.discord.conftest import mention
from tests.bot.discord.strict import install

_ESCAPED = re.compile(r"\\([^\w\s])")


class DiscordStage:
    """Ann's private chat with the bot, and a channel of a server where Bob is too."""

    groups = True

    def __init__(self, client: FakeClient, home: Path) -> None:
        self.client = client
        self._home = home
        self._platform = self._made()
        self.env = simcord.Env(self._platform.client)
        self._bot: asyncio.Task[None] | None = None
        self.people: dict[str, Any] = {}
        self.channel: Any = None

    def _made(self) -> Discord:
        platform = Discord("token", "1", WORDS, self._home, shards=1)
        platform.progress_pace = 0.5
        platform.run = platform.hand_on  # type: ignore[method-assign] SimCord has connected the client itself
        return platform

    async def open(self) -> None:
        """Connect, and let people in."""
        await self.env.start()
        guild = self.env.create_guild()
        self.channel = guild.create_text_channel("general")
        self.people = {name: guild.add_member(self.env.create_user(name)) for name in (ANN, BOB)}
        await self.env.settle()
        await self._talk()

    async def start(self) -> None:
        self._platform = self._made()
        await self.env.restart_bot(self._platform.client)
        await self._talk()

    async def _talk(self) -> None:
        conversation = Conversation(self.client, self._platform, words=WORDS, clock=Quickly())  # type: ignore[arg-type]
        self._bot = asyncio.create_task(conversation.run())
        await asyncio.sleep(0.02)  # it reads what was left open first

    async def stop(self) -> None:
        if self._bot is not None:
            self._bot.cancel()
            await asyncio.gather(self._bot, return_exceptions=True)
            self._bot = None
        await self._platform.client.files.close()

    async def say(
        self,
        text: str = "",
        *,
        files: Sequence[tuple[str, bytes]] = (),
        to: Shown | None = None,
        who: str = ANN,
        group: bool = False,
        aside: bool = False,
    ) -> str:
        person = self.people[who]
        if group:
            words = f"{mention(self._platform)} {text}" if not aside and not to else text
            sent = await person.send(self.channel, words, attachments=list(files), reply_to=to.raw if to else None)
            return str(sent.id)
        chat = person.user.dm_channel.id
        stored = self.env.backend.store_attachments(chat, list(files))
        reference = {"channel_id": str(chat), "message_id": to.id} if to else None
        sent = await person.user.send_dm(text, attachments=stored, reference=reference)
        return str(sent.id)

    async def press(self, shown: Shown, label: str, *, who: str = ANN, group: bool = False) -> None:
        person = self.people[who]
        await (person if group else person.user).click(shown.raw, label=label)

    async def shown(self, *, group: bool = False) -> list[Shown]:
        channel = self.channel if group else self.people[ANN].user.dm_channel
        return [self._shown(each) for each in channel.history() if each.author.bot]

    async def whispered(self) -> list[str]:
        private = self.people[ANN].user.dm_channel.id
        stored = [each for chat in (self.channel.id, private) for each in self.env.backend.messages.get(chat, {}).values()]
        return [_plain(each.content) for each in stored if each.is_ephemeral]

    def _shown(self, message: discord.Message) -> Shown:
        rows = [row for row in message.components if isinstance(row, discord.ActionRow)]
        labels = [button.label for row in rows for button in row.children if isinstance(button, discord.Button)]
        files = [self.env.backend.cdn.get(file.url) or b"" for file in message.attachments]
        target = message.reference.message_id if message.reference else None
        labels = [label for label in labels if label != WORDS.say("en", "discord-answer")]
        return Shown(
            str(message.id),
            _plain(message.content),
            tuple(map(str, labels)),
            tuple(files),
            str(target) if target else None,
            message,
        )


def _plain(text: str) -> str:
    """Words as people see them."""
    return _ESCAPED.sub(r"\1", text)


@asynccontextmanager
async def discord_stage(client: FakeClient, home: Path) -> AsyncIterator[DiscordStage]:
    """A stage with its bot running, held to what Discord refuses."""
    patch = pytest.MonkeyPatch()
    strict = install(patch)
    next(strict)
    try:
        async with file_server(patch) as files:
            stage = DiscordStage(client, home)
            files.env = stage.env
            await stage.open()
            yield stage
            await stage.stop()
            await stage.env.shutdown()
    finally:
        patch.undo()
