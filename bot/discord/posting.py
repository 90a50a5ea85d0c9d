"""From the conversation's messages to Discord's: words, files, buttons, and what goes wrong with them."""

import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from typing import IO, Any

import discord

from agent_core.messages import Origin
from bot.platform import Button, Outgoing, OutgoingFile, PostFailed, anchor

BUTTON = "cutroom:"
"""What our buttons' ids begin with; the rest is the button's value. They are heard as raw interactions, so that those of
messages from before a restart still work."""
TEXT_CHARS = 2000
_IN_MEMORY = 8_000_000
_SOON = 5.0
_GONE = frozenset({10003, 10008, 50001, 50007, 50013})
"""Discord's codes for: unknown channel, unknown message, no access, closed private messages, no permission."""
_TOO_LARGE = 40005


async def send(client: discord.Client, origin: Origin, message: Outgoing) -> str:
    """Post a message as a reply; the id it became. Raises `PostFailed`."""
    channel = client.get_partial_messageable(int(origin.chat))
    reference = discord.MessageReference(message_id=int(anchor(origin)), channel_id=int(origin.chat), fail_if_not_exists=False)
    async with AsyncExitStack() as stack:
        files = [await _file(stack, file) for file in message.files]
        try:
            posted = await channel.send(
                message.text[:TEXT_CHARS] or None,
                files=files,
                reference=reference,
                mention_author=message.kind in ("result", "question"),
                **_optional(message),
            )
        except (discord.HTTPException, OSError) as error:
            raise post_failed(error) from error
    return str(posted.id)


async def edit(client: discord.Client, origin: Origin, message_id: str, message: Outgoing) -> None:
    """Change a message's words and buttons; one that vanished is let go. Raises `PostFailed`."""
    channel = client.get_partial_messageable(int(origin.chat))
    view = _view(message.buttons) or {"view": None}
    try:
        await channel.get_partial_message(int(message_id)).edit(content=message.text[:TEXT_CHARS], **view)
    except discord.NotFound:
        return
    except (discord.HTTPException, OSError) as error:
        raise post_failed(error) from error


def post_failed(error: discord.HTTPException | OSError) -> PostFailed:
    """What a failed call means for the message: try again soon, or never."""
    if isinstance(error, discord.HTTPException):
        if error.status == 413 or error.code == _TOO_LARGE:
            return PostFailed("file-too-big-for-platform", None)
        if error.code in _GONE or error.status in (403, 404):
            return PostFailed("post-failed", None)
        if error.status < 500 and error.status != 429:
            return PostFailed("post-failed", None)
    return PostFailed("post-failed", _SOON)


async def _file(stack: AsyncExitStack, file: OutgoingFile) -> discord.File:
    spool: IO[bytes] = stack.enter_context(tempfile.SpooledTemporaryFile(_IN_MEMORY))  # noqa: SIM115
    await _pour(file.read(), spool)
    spool.seek(0)
    return discord.File(spool, file.product.name)  # pyright: ignore[reportArgumentType] its type asks for less than it needs


async def _pour(content: AsyncIterator[bytes], target: IO[bytes]) -> None:
    async for chunk in content:
        target.write(chunk)


def _optional(message: Outgoing) -> Any:
    """The arguments that Discord wants left out rather than empty."""
    return _view(message.buttons) | ({"nonce": message.nonce} if message.nonce else {})


def _view(rows: Sequence[Sequence[Button]]) -> dict[str, Any]:
    if not rows:
        return {}
    view = discord.ui.View(timeout=None)
    for number, row in enumerate(rows[:5]):
        for button in row[:5]:
            view.add_item(discord.ui.Button(label=button.label[:80], custom_id=BUTTON + button.value, row=number))
    view.stop()  # discord.py need not wait for clicks: they are heard as raw interactions
    return {"view": view}
