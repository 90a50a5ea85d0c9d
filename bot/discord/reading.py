"""From Discord's messages to the conversation's."""

import discord

from agent_core.languages import Language, from_locale, from_script
from agent_core.messages import Origin
from bot.discord.files import Files
from bot.platform import Incoming

PLATFORM = "discord"
_OURS = (discord.MessageType.default, discord.MessageType.reply)


def heard(message: discord.Message, me: discord.abc.User, account: str, files: Files) -> Incoming | None:
    """What a message means for the conversation: a wish, files that may be asked for later, or nothing."""
    if message.author.bot or message.type not in _OURS:
        return None
    if addressed(message, me):
        return _wish(message, me, account, files)
    own = files.of_message(message)
    return Incoming(origin=_of(message, account), text=message.content, files=own, addressed=False) if own else None


def addressed(message: discord.Message, me: discord.abc.User) -> bool:
    """Whether a message is meant for the bot: any in private, elsewhere a mention of it or its role, or a reply to it."""
    if message.guild is None:
        return True
    role = message.guild.self_role
    if role is not None and role in message.role_mentions:
        return True  # people pick the role of the same name from the list
    return any(user.id == me.id for user in message.mentions) or own_reply(message, me) is not None


def own_reply(message: discord.Message, me: discord.abc.User) -> str | None:
    """The id of the bot's message that this one replies to."""
    replied = _replied(message)
    return str(replied.id) if replied and replied.author.id == me.id else None


def language_of(message: discord.Message) -> Language | None:
    """The language of a message as far as it can be told without understanding it."""
    server = from_locale(message.guild.preferred_locale.value) if message.guild else None
    return from_script(message.content) or server


def origin(account: str, channel: int, message: int | str, user: int, *, private: bool) -> Origin:
    """Where a message or an interaction came from; a thread is a channel of its own."""
    return Origin(platform=PLATFORM, account=account, chat=str(channel), message=str(message), user=str(user), private=private)


def _wish(message: discord.Message, me: discord.abc.User, account: str, files: Files) -> Incoming:
    """The wish in a message; the files of somebody's message that it replies to count as its own."""
    replied = _replied(message)
    own = files.of_message(message)
    if not own and replied and replied.author.id != me.id:
        own = files.of_message(replied)
    return Incoming(
        origin=_of(message, account),
        text=_without_mention(message, me),
        files=own,
        reply_to=own_reply(message, me),
        locale=from_locale(message.guild.preferred_locale.value) if message.guild else None,
    )


def _of(message: discord.Message, account: str) -> Origin:
    return origin(account, message.channel.id, message.id, message.author.id, private=message.guild is None)


def _replied(message: discord.Message) -> discord.Message | None:
    reference = message.reference
    if reference is None or reference.type is not discord.MessageReferenceType.reply:
        return None
    return reference.resolved if isinstance(reference.resolved, discord.Message) else None


def _without_mention(message: discord.Message, me: discord.abc.User) -> str:
    role = message.guild.self_role if message.guild else None
    text = message.content
    for mention in (f"<@{me.id}>", f"<@!{me.id}>", role.mention if role else ""):
        text = text.replace(mention, " ") if mention else text
    return " ".join(text.split(" ")).strip()
