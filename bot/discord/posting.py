"""From the conversation's messages to Discord's: words, files, buttons, and what goes wrong with them."""

import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import replace
from typing import IO, Any

import discord

from agent_core.messages import Origin
from bot.discord import buttons
from bot.discord.rights import MAY_NOT_WRITE, missing
from bot.discord.standing import Standing
from bot.platform import Button, Outgoing, OutgoingFile, PostFailed, anchor

TEXT_CHARS = 2000
FILES_A_MESSAGE = 10
_IN_MEMORY = 8_000_000
_SOON = 5.0
_NONCE_CHARS = 22
_DENIED = frozenset({50001, 50013, 50083, 160002})
"""Discord's codes for: no access, no permission, a thread that is closed, no reply without reading the history."""
_TOO_LARGE = 40005


def parts(message: Outgoing, limit: int) -> list[Outgoing]:
    """The message as Discord takes it: at most ten files and `limit` bytes of files at a time, buttons under the last."""
    groups = list(_groups(message.files, limit)) or [[]]
    first, last = 0, len(groups) - 1
    return [
        replace(
            message,
            text=message.text if number == first else "",
            files=files,
            buttons=message.buttons if number == last else (),
            nonce=_nonce(message.nonce, number),
        )
        for number, files in enumerate(groups)
    ]


def _groups(files: Sequence[OutgoingFile], limit: int) -> Iterator[list[OutgoingFile]]:
    group: list[OutgoingFile] = []
    for file in files:
        size = sum(each.product.size_bytes for each in group) + file.product.size_bytes
        if group and (len(group) == FILES_A_MESSAGE or size > limit):
            yield group
            group = []
        group.append(file)
    if group:
        yield group


def _nonce(nonce: str | None, number: int) -> str | None:
    return f"{nonce[:_NONCE_CHARS]}-{number}" if nonce and number else nonce


async def send(client: discord.Client, origin: Origin, message: Outgoing) -> str:
    """Post a message as a reply; the id it became. Raises `PostFailed`."""
    channel = client.get_partial_messageable(int(origin.chat))
    reference = discord.MessageReference(message_id=int(anchor(origin)), channel_id=int(origin.chat), fail_if_not_exists=False)
    async with AsyncExitStack() as stack:
        try:
            posted = await channel.send(
                shown(message.text) or None,
                files=await _files(stack, message),
                reference=reference,
                mention_author=message.kind in ("result", "question"),
                **_optional(origin, message),
            )
        except (discord.HTTPException, OSError) as error:
            raise _failed(error, client, origin, message) from error
    return str(posted.id)


async def take_place(client: discord.Client, origin: Origin, first: int, message: Outgoing) -> str | None:
    """Let a message take the place of the bot's first words; `None` where these are gone. Raises `PostFailed`."""
    partial = client.get_partial_messageable(int(origin.chat)).get_partial_message(first)
    async with AsyncExitStack() as stack:
        files = await _files(stack, message)
        try:
            await partial.edit(content=shown(message.text), attachments=files, view=buttons.view(origin.user, message.buttons))
        except discord.NotFound:
            return None
        except (discord.HTTPException, OSError) as error:
            raise _failed(error, client, origin, message) from error
    return str(first)


async def edit(client: discord.Client, origin: Origin, message_id: str, message: Outgoing) -> None:
    """Change a message's words and buttons; one that vanished is let go. Raises `PostFailed`."""
    partial = client.get_partial_messageable(int(origin.chat)).get_partial_message(int(message_id))
    try:
        await partial.edit(content=shown(message.text), view=buttons.view(origin.user, message.buttons))
    except discord.NotFound:
        return
    except (discord.HTTPException, OSError) as error:
        raise _failed(error, client, origin, message) from error


async def whisper(standing: Standing, origin: Origin, message: Outgoing) -> str | None:
    """Say something to the person behind an interaction alone; `None` where Discord takes no answer to it any more."""
    async with AsyncExitStack() as stack:
        try:
            posted = await standing.interaction.followup.send(
                shown(message.text), files=await _files(stack, message), ephemeral=True, wait=True, **_view(origin, message)
            )
        except (discord.HTTPException, OSError):
            return None
    if standing.anchor is not None:
        standing.anchor = None  # the first words were for everybody to see: nothing follows them there
        with suppress(discord.HTTPException):
            await standing.interaction.delete_original_response()
    return str(posted.id)


async def whisper_again(standing: Standing, origin: Origin, message_id: str, message: Outgoing) -> None:
    """Change what was said to one person alone, while Discord takes that."""
    with suppress(discord.HTTPException, OSError):
        view = buttons.view(origin.user, message.buttons)
        await standing.interaction.followup.edit_message(int(message_id), content=shown(message.text), view=view)


async def confide(client: discord.Client, origin: Origin, message: Outgoing) -> str:
    """Write to the person in private, where the chat itself is closed. Raises `PostFailed`."""
    try:
        chat = await client.create_dm(discord.Object(int(origin.user)))
        posted = await chat.send(shown(message.text), **_view(origin, message))
    except (discord.HTTPException, OSError) as error:
        raise _failed(error, client, origin, message) from error
    return str(posted.id)


def shown(text: str) -> str:
    """Plain words as Discord shows them plainly, not longer than it takes."""
    return discord.utils.escape_markdown(text)[:TEXT_CHARS]


def _failed(error: discord.HTTPException | OSError, client: discord.Client, origin: Origin, message: Outgoing) -> PostFailed:
    """What a failed call means for the message: try again soon, or never."""
    if isinstance(error, discord.HTTPException):
        if error.status == 413 or error.code == _TOO_LARGE:
            return PostFailed("too-large-to-post", None)
        if error.code in _DENIED and not origin.private:
            return PostFailed(_denied(client, origin, message), None)
        if error.status < 500 and error.status != 429:
            return PostFailed("post-failed", None)
    return PostFailed("post-failed", _SOON)


def _denied(client: discord.Client, origin: Origin, message: Outgoing) -> str:
    """Which right is missing, where the channel is known."""
    channel = client.get_channel(int(origin.chat))
    if not isinstance(channel, discord.abc.GuildChannel | discord.Thread):
        return MAY_NOT_WRITE
    allowed = channel.permissions_for(channel.guild.me)
    return missing(allowed, thread=isinstance(channel, discord.Thread), files=bool(message.files)) or MAY_NOT_WRITE


async def _files(stack: AsyncExitStack, message: Outgoing) -> list[discord.File]:
    return [await _file(stack, file) for file in message.files]


async def _file(stack: AsyncExitStack, file: OutgoingFile) -> discord.File:
    spool: IO[bytes] = stack.enter_context(tempfile.SpooledTemporaryFile(_IN_MEMORY))  # noqa: SIM115
    await _pour(file.read(), spool)
    spool.seek(0)
    return discord.File(spool, file.product.name)  # pyright: ignore[reportArgumentType] its type asks for less than it needs


async def _pour(content: AsyncIterator[bytes], target: IO[bytes]) -> None:
    async for chunk in content:
        target.write(chunk)


def _optional(origin: Origin, message: Outgoing) -> Any:
    """The arguments that Discord wants left out rather than empty."""
    return _view(origin, message) | ({"nonce": message.nonce} if message.nonce else {})


def _view(origin: Origin, message: Outgoing) -> dict[str, Any]:
    view = buttons.view(origin.user, message.buttons)
    return {"view": view} if view else {}


def with_answer(message: Outgoing, label: str) -> Outgoing:
    """A question with a button that opens a window for its answer."""
    row = [Button(label, f"{buttons.SAY}:{message.job}")]
    return replace(message, buttons=[*message.buttons[:4], row])
