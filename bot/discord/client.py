"""The library's client with our events: Discord is answered at once, and what was heard goes into a queue."""

import asyncio
import logging
import sys
import traceback
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import discord

from agent_core.catalogue.listing import built
from agent_core.languages import DEFAULT_LANGUAGE, Language, from_locale
from agent_core.messages import Template
from bot.discord import buttons, commands, reading, rights, windows
from bot.discord.files import Files, attachments
from bot.discord.standing import Interactions, Standing
from bot.localization import Localization
from bot.platform import Incoming, RemoteFile, pressed
from bot.presets import COMMAND

log = logging.getLogger(__name__)

Interaction = discord.Interaction[Any]
PresetNames = Callable[[str, str], Awaitable[list[str]]]
"""Names of the presets that a person may use in a chat: chat and user."""


class Client(discord.AutoShardedClient):
    """One connection to Discord, of as many shards as it asks for."""

    def __init__(
        self,
        account: str,
        words: Localization,
        home: Path,
        presets: PresetNames | None = None,
        *,
        shards: int | None = None,
        reads_all: bool = True,
    ) -> None:
        intents = discord.Intents.default()
        intents.message_content = reads_all
        nobody = discord.AllowedMentions.none()
        super().__init__(intents=intents, allowed_mentions=nobody, max_messages=None, shard_count=shards)
        self._account = account
        self._words = words
        self._home = home
        self._presets = presets
        self.files = Files(self)
        self.heard: asyncio.Queue[Incoming] = asyncio.Queue()
        self.standing = Interactions()
        self.tree = commands.tree(self, words, self)

    async def setup_hook(self) -> None:
        await commands.sync(self.tree, self._account, self._home)

    async def close(self) -> None:
        await super().close()
        await self.files.close()

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """What nobody foresaw is logged by its type alone: its words may hold a person's."""
        error = sys.exception()
        frames = "".join(traceback.format_tb(error.__traceback__ if error else None))
        log.error("event %s failed: %s\n%s", event_method, type(error).__name__, frames)

    # -- messages

    async def on_message(self, message: discord.Message) -> None:
        incoming = reading.heard(message, self.user, self._account, self.files) if self.user else None
        if incoming is None:
            return
        lacking = rights.missing_for(message, files=bool(incoming.files)) if incoming.addressed else None
        if lacking:
            await self._tell(message, lacking)
        else:
            self.heard.put_nowait(incoming)

    async def _tell(self, message: discord.Message, lacking: str) -> None:
        """Say in private what the bot may not do there; in the channel where only files are forbidden and private is closed."""
        text = self._words.say(reading.language_of(message) or DEFAULT_LANGUAGE, f"error-{lacking}")
        try:
            await message.author.send(text)
        except discord.HTTPException:
            if lacking == rights.MAY_NOT_ATTACH:
                with suppress(discord.HTTPException):
                    await message.reply(text, mention_author=False)

    # -- buttons and windows

    async def on_interaction(self, interaction: Interaction) -> None:
        """Hear our buttons and windows; commands go through the tree."""
        data: Any = interaction.data or {}
        if interaction.type is discord.InteractionType.component:
            if press := buttons.pressed(str(data.get("custom_id") or "")):
                await self._pressed(interaction, press)
        elif interaction.type is discord.InteractionType.modal_submit and (filled := windows.filled(data)):
            await self._filled(interaction, filled)

    async def _pressed(self, interaction: Interaction, press: buttons.Press) -> None:
        language, message = _language(interaction), interaction.message
        if not press.allowed(str(interaction.user.id)):
            await self._refuse(interaction, "not-allowed")
        elif press.value.startswith(f"{buttons.SAY}:"):
            job = press.value.partition(":")[2]
            await interaction.response.send_modal(windows.answer(self._words, language, job))
        elif message is not None:
            await interaction.response.defer()
            self._hear(interaction, message.id, value=press.value, reply_to=str(message.id))

    async def _filled(self, interaction: Interaction, filled: windows.Filled) -> None:
        if filled.about == windows.ANSWER:
            await self._answered(interaction, filled)
        elif filled.about == windows.SAVE:
            name = filled.fields.get("name", "").replace('"', "'")
            await self._privately(interaction, text=f'/{COMMAND} save "{name}"', reply_to=filled.subject)
        elif filled.about == windows.MAKE:
            capability, _, message = filled.subject.partition("/")
            template = Template.model_validate({"capability": capability, "params": dict(filled.fields)})
            await self._make(interaction, template, int(message))

    async def _answered(self, interaction: Interaction, filled: windows.Filled) -> None:
        text = filled.fields.get("text", "").strip()
        files = [self.files.uploaded(each) for each in filled.files]
        if not text and not files:
            await self._refuse(interaction, "empty-answer")
            return
        await interaction.response.defer()
        place = interaction.message.id if interaction.message else interaction.id
        self._hear(interaction, place, value=f"ans:{filled.subject}:", text=text, files=files)

    async def _make(self, interaction: Interaction, template: Template, message_id: int) -> None:
        """A capability with the words that somebody wrote into its window, for the files of the message that it was opened on."""
        first = await self._greet(interaction)
        try:
            message = await self.get_partial_messageable(interaction.channel_id or 0).fetch_message(message_id)
        except discord.HTTPException:
            await interaction.delete_original_response()
            await self._refuse(interaction, "file-gone-from-platform")
            return
        standing = Standing(interaction, anchor=first)
        self._hear(interaction, first, standing, files=self.files.of_message(message), template=template)

    # -- commands and menus

    async def quick(self, interaction: Interaction, template: Template, wish: str, files: Sequence[discord.Attachment]) -> None:
        """A slash command: answered at once with words of the bot's own, whose place the job's status takes."""
        if not built()[template.capability].needs:
            await self._privately(interaction, text=wish, template=template)
        elif lacking := rights.missing_here(interaction, files=True):
            await self._refuse(interaction, lacking)
        else:
            remote = [self.files.remote(file) for file in files]
            await self._openly(interaction, text=wish, files=remote, template=template)

    async def preset(self, interaction: Interaction, text: str, files: Sequence[discord.Attachment]) -> None:
        """A preset saved, listed or deleted is one person's business; one used is a wish."""
        if not text.startswith(f"/{COMMAND} use"):
            await self._privately(interaction, text=text)
        elif lacking := rights.missing_here(interaction, files=True):
            await self._refuse(interaction, lacking)
        else:
            await self._openly(interaction, text=text, files=[self.files.remote(file) for file in files])

    async def chosen(self, interaction: Interaction, menu: str, message: discord.Message) -> None:
        """An entry of a message's menu."""
        if menu == commands.SAVE_MENU:
            await self._save(interaction, message)
        elif not attachments(message):
            await self._refuse(interaction, "no-material")
        elif lacking := rights.missing_here(interaction, files=True):
            await self._refuse(interaction, lacking)
        elif menu in windows.TEXTS:
            await interaction.response.send_modal(windows.texts(self._words, _language(interaction), menu, message.id))
        else:
            await self._openly(interaction, files=self.files.of_message(message), template=Template(capability=menu))

    async def _save(self, interaction: Interaction, message: discord.Message) -> None:
        if self.user is None or message.author.id != self.user.id:
            await self._refuse(interaction, "nothing-to-save")
        else:
            await interaction.response.send_modal(windows.preset(self._words, _language(interaction), message.id))

    async def failed(self, interaction: Interaction) -> None:
        """Say that something broke, to whoever used the command."""
        await self._refuse(interaction, "internal")

    async def preset_names(self, interaction: Interaction) -> list[str]:
        """The presets that the person may use here."""
        if self._presets is None:
            return []
        return await self._presets(str(interaction.channel_id), str(interaction.user.id))

    # -- answers to Discord

    async def _openly(self, interaction: Interaction, **heard: Any) -> None:
        first = await self._greet(interaction)
        self._hear(interaction, first, Standing(interaction, anchor=first), **heard)

    async def _greet(self, interaction: Interaction) -> int:
        """Answer at once with words whose place the status takes; the id of that message."""
        answered = await interaction.response.send_message(self._words.say(_language(interaction), "status-received"))
        return answered.message_id or interaction.id

    async def _privately(self, interaction: Interaction, **heard: Any) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        self._hear(interaction, interaction.id, Standing(interaction, private=True), **heard)

    async def _refuse(self, interaction: Interaction, code: str) -> None:
        """Say to one person why nothing happens."""
        text = self._words.say(_language(interaction), f"error-{code}")
        with suppress(discord.HTTPException):
            if interaction.response.is_done():
                await interaction.followup.send(text, ephemeral=True)
            else:
                await interaction.response.send_message(text, ephemeral=True)

    def _hear(
        self,
        interaction: Interaction,
        place: int,
        standing: Standing | None = None,
        *,
        files: Sequence[RemoteFile] = (),
        **heard: Any,
    ) -> None:
        """Hand on what an interaction asks for; `place` is the message that answers hang on."""
        name = self.standing.keep(standing or Standing(interaction))
        private = interaction.guild_id is None
        chat = interaction.channel_id or place
        origin = reading.origin(self._account, chat, pressed(str(place), name), interaction.user.id, private=private)
        self.heard.put_nowait(Incoming(origin=origin, files=files, locale=_language(interaction), **heard))


def _language(interaction: Interaction) -> Language:
    return from_locale(interaction.locale.value) or DEFAULT_LANGUAGE
