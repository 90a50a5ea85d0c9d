"""From Discord's messages and files to the conversation's."""

from collections.abc import AsyncIterator, Sequence

import discord

from agent_core.languages import from_locale
from agent_core.messages import Origin
from bot.errors import FileRefused
from bot.platform import Incoming, RemoteFile

PLATFORM = "discord"
_LARGEST_BYTES = 100_000_000
"""discord.py holds a file in memory while it reads it."""
_CHUNK = 256 * 1024


def addressed(message: discord.Message, me: discord.abc.User) -> bool:
    """Whether a message is meant for the bot: any in private, elsewhere a mention or a reply to one of its own."""
    if message.author.bot or message.type not in (discord.MessageType.default, discord.MessageType.reply):
        return False
    if message.guild is None:
        return True
    return any(user.id == me.id for user in message.mentions) or own_reply(message, me) is not None


def own_reply(message: discord.Message, me: discord.abc.User) -> str | None:
    """The id of the bot's message that this one replies to."""
    replied = _replied(message)
    return str(replied.id) if replied and replied.author.id == me.id else None


def _replied(message: discord.Message) -> discord.Message | None:
    resolved = message.reference.resolved if message.reference else None
    return resolved if isinstance(resolved, discord.Message) else None


def incoming(message: discord.Message, me: discord.abc.User, account: str) -> Incoming:
    """The wish in a message; the files of somebody's message that it replies to count as its own."""
    replied = _replied(message)
    attachments = list(message.attachments)
    if not attachments and replied and replied.author.id != me.id:
        attachments = list(replied.attachments)
    return Incoming(
        origin=origin(account, message.channel.id, message.id, message.author.id, private=message.guild is None),
        text=_without_mention(message.content, me),
        files=remote_files(attachments),
        reply_to=own_reply(message, me),
        locale=from_locale(message.guild.preferred_locale.value) if message.guild else None,
    )


def origin(account: str, channel: int, message: int | str, user: int, *, private: bool) -> Origin:
    """Where a message or an interaction came from; a thread is a channel of its own."""
    return Origin(platform=PLATFORM, account=account, chat=str(channel), message=str(message), user=str(user), private=private)


def remote_files(attachments: Sequence[discord.Attachment]) -> list[RemoteFile]:
    """Files as the conversation reads them. Their signed addresses expire and never leave this module."""
    return [
        RemoteFile(attachment.filename, lambda attachment=attachment: _read(attachment), attachment.size, attachment.content_type)
        for attachment in attachments
    ]


async def _read(attachment: discord.Attachment) -> AsyncIterator[bytes]:
    if attachment.size > _LARGEST_BYTES:
        values = {"size_mb": attachment.size // 1_000_000, "limit_mb": _LARGEST_BYTES // 1_000_000}
        raise FileRefused("file-too-big-for-platform", values)
    try:
        content = await attachment.read()
    except discord.HTTPException as error:
        raise FileRefused("file-gone-from-platform") from error
    for start in range(0, len(content), _CHUNK):
        yield content[start : start + _CHUNK]


def _without_mention(text: str, me: discord.abc.User) -> str:
    for mention in (f"<@{me.id}>", f"<@!{me.id}>"):
        text = text.replace(mention, " ")
    return " ".join(text.split(" ")).strip()
