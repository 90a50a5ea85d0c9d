"""Posting: a message of the bot as Telegram's messages, and the changes of its words."""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, Message, ReplyParameters
from telegram.constants import ChatAction
from telegram.error import BadRequest, ChatMigrated, TelegramError
from telegram.ext import ExtBot

from agent_core.messages import Origin
from bot.platform import Button, Outgoing, OutgoingFile, anchor
from bot.telegram import failures
from bot.telegram.pacing import Priority
from bot.telegram.uploads import ACTIONS, Options, Uploads, way

TEXT_CHARS = 4096
CAPTION_CHARS = 1024
_REMEMBERED = 1000
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

Piece = tuple[str, OutgoingFile | None]
"""One of Telegram's messages: a text, or a file with its caption."""


def pieces(message: Outgoing) -> list[Piece]:
    """The messages that one of ours becomes: words that fit stand under the first file, longer ones before it."""
    if message.files and len(message.text) <= CAPTION_CHARS:
        first, *others = message.files
        return [(message.text, first), *(("", file) for file in others)]
    return [*((text, None) for text in split(message.text, TEXT_CHARS)), *(("", file) for file in message.files)]


def split(text: str, limit: int) -> list[str]:
    """The text in parts of at most `limit` characters, parted at a line's or else a word's end where there is one."""
    parts: list[str] = []
    while len(text) > limit:
        cut = max(text.rfind("\n", limit // 2, limit), 0) or max(text.rfind(" ", limit // 2, limit), 0) or limit
        parts.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [*parts, text] if text else parts


def keyboard(rows: Sequence[Sequence[Button]]) -> InlineKeyboardMarkup | None:
    """Buttons under a message."""
    if not rows:
        return None
    return InlineKeyboardMarkup([[InlineKeyboardButton(b.label, callback_data=b.value) for b in row] for row in rows])


class Poster:
    """Posts and edits, and knows what of a message was already posted when an attempt broke off in the middle."""

    def __init__(self, bot: ExtBot[Priority]) -> None:
        self._bot = bot
        self._uploads = Uploads(bot)
        self._begun: OrderedDict[str, list[str]] = OrderedDict()
        self._moved: dict[int, int] = {}
        self._acting: set[asyncio.Task[None]] = set()

    async def post(self, origin: Origin, message: Outgoing) -> list[str]:
        """Post; the ids of Telegram's messages. Raises `TelegramError`; a second attempt with the same nonce goes on where
        the first broke off."""
        posted = self._progress(message.nonce)
        plan = pieces(message)
        for place, piece in enumerate(plan[len(posted) :], len(posted)):
            last = place == len(plan) - 1
            sent = await self._piece(origin, message, piece, last)
            posted.append(str(sent.message_id))
        return list(posted)

    async def edit(self, origin: Origin, message_id: str, message: Outgoing) -> None:
        """Change the words and buttons of a message. Raises `TelegramError`."""
        final = message.kind != "status" or message.took is not None
        chat = self._chat(origin)
        options: Options = {
            "chat_id": chat,
            "message_id": int(message_id),
            "reply_markup": keyboard(message.buttons),
            "rate_limit_args": Priority.STATUS if final else Priority.PROGRESS,
        }
        try:
            await self._reword(message.text, options)
        except BadRequest as error:
            if not failures.unchanged(error) and not failures.vanished(error):
                raise
        except ChatMigrated as moved:
            self.move(chat, moved.new_chat_id)

    async def act(self, origin: Origin, action: ChatAction) -> None:
        """Show for a few seconds what the bot is doing; nobody misses it when that fails."""
        thread = int(origin.thread) if origin.thread else None
        try:
            await self._bot.send_chat_action(self._chat(origin), action, message_thread_id=thread)
        except TelegramError:
            return

    def acting(self, origin: Origin, action: ChatAction) -> None:
        """The same beside what comes next."""
        task = asyncio.create_task(self.act(origin, action))
        self._acting.add(task)
        task.add_done_callback(self._acting.discard)

    def move(self, old: int, new: int) -> None:
        """A group became a supergroup and has a new id."""
        self._moved[old] = new

    def _chat(self, origin: Origin) -> int:
        chat = int(origin.chat)
        return self._moved.get(chat, chat)

    def _progress(self, nonce: str | None) -> list[str]:
        if nonce is None:
            return []
        while len(self._begun) > _REMEMBERED:
            self._begun.popitem(last=False)
        return self._begun.setdefault(nonce, [])

    async def _reword(self, text: str, options: Options) -> None:
        words = split(text, TEXT_CHARS)[0] if text else text
        try:
            await self._bot.edit_message_text(words, link_preview_options=_NO_PREVIEW, **options)
        except BadRequest as error:
            if not failures.captioned(error):
                raise
            await self._bot.edit_message_caption(caption=text[:CAPTION_CHARS], **options)

    async def _piece(self, origin: Origin, message: Outgoing, piece: Piece, last: bool) -> Message:
        options = self._options(origin, message, last)
        for _ in range(2):
            try:
                return await self._send(origin, piece, options)
            except ChatMigrated as moved:
                self.move(self._chat(origin), moved.new_chat_id)
                # the old group's messages are not in the new one
                options = {**options, "chat_id": moved.new_chat_id, "reply_parameters": None}
            except BadRequest as error:
                if not failures.topic_gone(error):
                    raise
                options = {**options, "message_thread_id": None}
        return await self._send(origin, piece, options)

    async def _send(self, origin: Origin, piece: Piece, options: Options) -> Message:
        text, file = piece
        if file is None:
            return await self._bot.send_message(text=text, link_preview_options=_NO_PREVIEW, **options)
        self.acting(origin, ACTIONS[way(file.product)])
        return await self._uploads.send(file, {**options, "caption": text or None})

    def _options(self, origin: Origin, message: Outgoing, last: bool) -> Options:
        wish = anchor(origin)
        reply = ReplyParameters(int(wish), allow_sending_without_reply=True) if wish else None
        return {
            "chat_id": self._chat(origin),
            "message_thread_id": int(origin.thread) if origin.thread else None,
            "reply_parameters": reply,
            "reply_markup": keyboard(message.buttons) if last else None,
            "disable_notification": message.kind == "status",
            "rate_limit_args": Priority.STATUS if message.kind == "status" else Priority.RESULT,
        }
