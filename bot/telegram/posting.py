"""Posting: a message of the bot as Telegram's messages, and the changes of its words."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

from telegram import LinkPreviewOptions, Message, ReplyParameters
from telegram.constants import ChatAction
from telegram.error import BadRequest, ChatMigrated, TelegramError
from telegram.ext import ExtBot

from agent_core.messages import Origin
from bot.platform import Outgoing, OutgoingFile, anchor, press_of
from bot.telegram import failures
from bot.telegram.buttons import keyboard
from bot.telegram.memory import Memory
from bot.telegram.pacing import Priority
from bot.telegram.units import split, units, within
from bot.telegram.uploads import ACTIONS, Options, Uploads, way

TEXT_CHARS = 4096
CAPTION_CHARS = 1024
_ACTION_LASTS = 4.5
"""Seconds after which what the bot is doing is shown again; Telegram shows it for five."""
_NO_GROUP = -1_000_000_000_000
"""Ids up to here are channels' and supergroups'; those between here and zero are groups', which may become supergroups."""
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

Piece = tuple[str, OutgoingFile | None]
"""One of Telegram's messages: a text, or a file with its caption."""


def pieces(message: Outgoing) -> list[Piece]:
    """The messages that one of ours becomes: words that fit stand under the first file, longer ones before it."""
    if message.files and units(message.text) <= CAPTION_CHARS:
        first, *others = message.files
        return [(message.text, first), *(("", file) for file in others)]
    return [*((text, None) for text in split(message.text, TEXT_CHARS)), *(("", file) for file in message.files)]


class Poster:
    """Posts and edits, and knows what of a message was already posted when an attempt broke off in the middle."""

    def __init__(self, bot: ExtBot[Priority], memory: Memory) -> None:
        self._bot = bot
        self._memory = memory
        self._uploads = Uploads(bot, memory)
        self.on_move: Callable[[int, int], Awaitable[None]] | None = None
        """Called when a group turns out to have a new id, before anything is posted there."""
        self._acting: set[asyncio.Task[None]] = set()

    async def post(self, origin: Origin, message: Outgoing) -> list[str]:
        """Post; the ids of Telegram's messages. Raises `TelegramError`; a second attempt with the same nonce goes on where
        the first broke off."""
        posted = await self._memory.posted(message.nonce) if message.nonce else []
        plan = pieces(message)
        for place, piece in enumerate(plan[len(posted) :], len(posted)):
            last = place == len(plan) - 1
            sent = await self._piece(origin, message, piece, last)
            posted = [*posted, str(sent.message_id)]
            if message.nonce:
                await self._memory.keep_posted(message.nonce, posted, last=last)
        return posted

    async def edit(self, origin: Origin, message_id: str, message: Outgoing) -> None:
        """Change the words and buttons of a message. Raises `TelegramError`."""
        final = message.kind != "status" or message.took is not None
        chat = await self._chat(origin)
        options: Options = {
            "chat_id": chat,
            "message_id": int(message_id),
            "reply_markup": keyboard(origin, message.buttons),
            "rate_limit_args": Priority.STATUS if final else Priority.PROGRESS,
        }
        try:
            await self._reword(message.text, options)
        except BadRequest as error:
            if not failures.unchanged(error) and not failures.vanished(error):
                raise
        except ChatMigrated as moved:
            await self.move(chat, moved.new_chat_id)

    async def act(self, origin: Origin, action: ChatAction) -> None:
        """Show for a few seconds what the bot is doing; nobody misses it when that fails."""
        thread = int(origin.thread) if origin.thread else None
        try:
            await self._bot.send_chat_action(await self._chat(origin), action, message_thread_id=thread)
        except TelegramError:
            return

    def acting(self, origin: Origin, action: ChatAction) -> None:
        """The same beside what comes next."""
        task = asyncio.create_task(self.act(origin, action))
        self._acting.add(task)
        task.add_done_callback(self._acting.discard)

    @asynccontextmanager
    async def busy(self, origin: Origin, action: ChatAction) -> AsyncGenerator[None]:
        """The same for as long as the block lasts."""
        task = asyncio.create_task(self._keep_acting(origin, action))
        try:
            yield
        finally:
            task.cancel()

    async def _keep_acting(self, origin: Origin, action: ChatAction) -> None:
        while True:
            await self.act(origin, action)
            await asyncio.sleep(_ACTION_LASTS)

    async def move(self, old: int, new: int) -> None:
        """A group became a supergroup and has a new id."""
        if await self._memory.moved(old) == new:
            return
        if self.on_move is not None:
            await self.on_move(old, new)
        await self._memory.keep_moved(old, new)

    async def _chat(self, origin: Origin) -> int:
        chat = int(origin.chat)
        return await self._memory.moved(chat) or chat if _NO_GROUP < chat < 0 else chat

    async def _reword(self, text: str, options: Options) -> None:
        words = split(text, TEXT_CHARS)[0] if text else text
        try:
            await self._bot.edit_message_text(words, link_preview_options=_NO_PREVIEW, **options)
        except BadRequest as error:
            if not failures.captioned(error):
                raise
            await self._bot.edit_message_caption(caption=within(text, CAPTION_CHARS), **options)

    async def _piece(self, origin: Origin, message: Outgoing, piece: Piece, last: bool) -> Message:
        options = await self._options(origin, message, last)
        for _ in range(2):
            try:
                return await self._send(origin, piece, options)
            except ChatMigrated as moved:
                await self.move(int(origin.chat), moved.new_chat_id)
                # the old group's messages are not in the new one
                options = {**options, "chat_id": moved.new_chat_id, "reply_parameters": None}
            except BadRequest as error:
                if failures.topic_gone(error):
                    options = {**options, "message_thread_id": None}
                elif failures.reply_gone(error):
                    options = {**options, "reply_parameters": None}
                else:
                    raise
        return await self._send(origin, piece, options)

    async def _send(self, origin: Origin, piece: Piece, options: Options) -> Message:
        text, file = piece
        if file is None:
            return await self._bot.send_message(text=text, link_preview_options=_NO_PREVIEW, **options)
        async with self.busy(origin, ACTIONS[way(file.product)]):
            return await self._uploads.send(file, {**options, "caption": text or None})

    async def _options(self, origin: Origin, message: Outgoing, last: bool) -> Options:
        chat = await self._chat(origin)
        return {
            "chat_id": chat,
            "message_thread_id": int(origin.thread) if origin.thread else None,
            "reply_parameters": _reply(origin) if chat == int(origin.chat) else None,
            "reply_markup": keyboard(origin, message.buttons) if last else None,
            "disable_notification": message.kind == "status",
            "rate_limit_args": Priority.STATUS if message.kind == "status" else Priority.RESULT,
        }


def _reply(origin: Origin) -> ReplyParameters | None:
    """What an answer replies to; nothing for a wish that was made before its group moved, and is not in the new one."""
    wish, press = anchor(origin), press_of(origin)
    if not wish or (press and press.startswith("-")):
        return None
    return ReplyParameters(int(wish), allow_sending_without_reply=True)
