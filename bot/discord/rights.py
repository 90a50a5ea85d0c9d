"""What a server allows the bot in a channel, before a wish is begun that could not be answered there."""

import discord

MAY_NOT_WRITE = "may-not-write"
MAY_NOT_ATTACH = "may-not-attach"


def missing(allowed: discord.Permissions, *, thread: bool, files: bool) -> str | None:
    """The code of what the bot lacks to answer, `files` with a file; `None` where it lacks nothing."""
    writes = allowed.send_messages_in_threads if thread else allowed.send_messages
    if not (allowed.view_channel and writes and allowed.read_message_history):
        return MAY_NOT_WRITE
    return MAY_NOT_ATTACH if files and not allowed.attach_files else None


def missing_for(message: discord.Message, *, files: bool) -> str | None:
    """The same for the channel of a message; nothing is known to be missing where the channel is not."""
    channel = message.channel
    if message.guild is None or isinstance(channel, discord.PartialMessageable | discord.DMChannel | discord.GroupChannel):
        return None
    return missing(channel.permissions_for(message.guild.me), thread=isinstance(channel, discord.Thread), files=files)


def missing_here(interaction: discord.Interaction, *, files: bool) -> str | None:
    """The same for the channel of an interaction, as Discord says it."""
    if interaction.guild_id is None:
        return None
    return missing(interaction.app_permissions, thread=isinstance(interaction.channel, discord.Thread), files=files)
