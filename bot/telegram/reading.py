"""Reading: what of all that is said in a chat is a wish for the bot, and what it asks."""

import re
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass

from telegram import CallbackQuery, ExternalReplyInfo, Message, User

from agent_core.languages import Language, from_locale
from agent_core.messages import Origin, Template
from bot.errors import FileRefused
from bot.platform import Incoming, RemoteFile, pressed
from bot.telegram import commands
from bot.telegram.bundles import forwarded
from bot.telegram.files import Files

_ANONYMOUS_ADMIN = 1087968824
"""Telegram's own account in whose name a group's anonymous administrators write."""
_SCRIPT_BYTES = 60
"""Length from which on a text that somebody replies to is material, and no mere remark: some twenty Chinese characters, or three
times as many Latin letters."""


@dataclass(frozen=True)
class Self:
    """Who the bot is."""

    id: int
    username: str

    def sent(self, message: Message) -> bool:
        """Whether a message is the bot's own."""
        return message.from_user is not None and message.from_user.id == self.id


class Reader:
    """Turns messages and pressed buttons into what the conversation hears."""

    def __init__(self, files: Files, me: Callable[[], Self]) -> None:
        self._files = files
        self._me = me

    def message(self, parts: Sequence[Message], edited: Message | None = None) -> Incoming | None:
        """The wish in a message, or in those sent in one go; `None` for what is not meant for the bot. `edited` is the one of
        them whose words were changed."""
        parts = sorted(parts, key=lambda part: part.message_id)
        first = edited or next((part for part in parts if self._words(part)), parts[0])
        if _by_machine(first):
            return None
        if not self._meant(parts):
            return None if edited else self._aside(parts)
        text = "\n".join(text for part in parts if (text := self._words(part)))
        command = commands.called(text)
        template = None
        if command and (name := commands.capability(command.name)):
            template, text = Template(capability=name), "" if command.name == commands.START else command.rest
        files = [*self._carried(parts), *self._replied(first)]
        return Incoming(
            origin=self._origin(first, first.from_user, _name(first)),
            text=text,
            files=files,
            reply_to=self._reply_to(first),
            locale=_locale(first),
            template=template,
            edited=edited is not None,
            refused=self._refused(first, files),
        )

    def moved(self, old: int, new: int) -> Incoming:
        """That a group goes on under another id."""
        origin = Origin(platform="telegram", account=str(self._me().id), chat=str(new), message="", user="", private=False)
        return Incoming(origin=origin, moved_from=str(old))

    def _refused(self, message: Message, files: Sequence[RemoteFile]) -> FileRefused | None:
        """What cannot be worked with: files larger than Telegram hands out, and stickers."""
        replied = None if self._answers(message) else message.reply_to_message
        if not files and (message.sticker or (replied and replied.sticker)):
            return FileRefused("sticker-not-material")
        return self._files.refusal(files)

    def _aside(self, parts: Sequence[Message]) -> Incoming | None:
        """Files that somebody sent in a group to the others: a wish of theirs may come to mean them."""
        first, files = parts[0], self._carried(parts)
        if not files:
            return None
        origin = self._origin(first, first.from_user, str(first.message_id))
        text = "\n".join(text for part in parts if (text := _said(part)))
        return Incoming(origin=origin, text=text, files=files, addressed=False)

    def press(self, query: CallbackQuery) -> Incoming | None:
        """The wish of a pressed button; `None` when the message that held it is out of reach."""
        if query.message is None or query.data is None:
            return None
        message = str(query.message.message_id)
        within = query.message if isinstance(query.message, Message) else None
        origin = Origin(
            platform="telegram",
            account=str(self._me().id),
            chat=str(query.message.chat.id),
            message=pressed(message, query.id),
            user=str(query.from_user.id),
            thread=_topic(within),
            private=query.message.chat.type == "private",
        )
        locale = from_locale(query.from_user.language_code)
        return Incoming(origin=origin, reply_to=message, locale=locale, value=query.data)

    def _origin(self, message: Message, user: User | None, name: str) -> Origin:
        author = message.sender_chat if user is None or user.id == _ANONYMOUS_ADMIN else user
        return Origin(
            platform="telegram",
            account=str(self._me().id),
            chat=str(message.chat.id),
            message=name,
            user=str(author.id if author else message.chat.id),
            thread=_topic(message),
            private=message.chat.type == "private",
        )

    def _meant(self, parts: Sequence[Message]) -> bool:
        """In private everything is meant for the bot; in a group only what names it, answers it or commands it."""
        if parts[0].chat.type == "private":
            return any(part.effective_attachment or part.text for part in parts)
        own = [part for part in parts if not forwarded(part) and not part.sticker]
        return any(self._names(part) or self._answers(part) or self._commands(part) for part in own)

    def _commands(self, message: Message) -> bool:
        command = commands.called(_said(message))
        if command is None:
            return False
        if command.bot is not None:
            return command.bot == self._me().username.lower()
        return commands.known(command.name)

    def _answers(self, message: Message) -> bool:
        """Whether it replies to the bot; every message of a forum topic seems to reply to the topic's first."""
        replied = message.reply_to_message
        return replied is not None and replied.forum_topic_created is None and self._me().sent(replied)

    def _names(self, message: Message) -> bool:
        entities = {**message.parse_entities(), **message.parse_caption_entities()}
        handle = f"@{self._me().username}".lower()
        for entity, text in entities.items():
            if entity.type == "mention" and text.lower() == handle:
                return True
            if entity.type == "text_mention" and entity.user and entity.user.id == self._me().id:
                return True
        return False

    def _words(self, message: Message) -> str:
        """The text of a message, without the bot's name in it."""
        handle = re.escape(f"@{self._me().username}")
        text = _said(message)
        command = commands.called(text)
        if command and command.bot == self._me().username.lower():
            return f"/{command.name} {command.rest}".strip()
        return re.sub(rf"[ \t]*{handle}(?![A-Za-z0-9_])[,:，：]?[ \t]*", " ", text, flags=re.IGNORECASE).strip()

    def _carried(self, parts: Sequence[Message]) -> list[RemoteFile]:
        return [file for part in parts for file in self._files.of(part)]

    def _replied(self, message: Message) -> list[RemoteFile]:
        """The files of a person's message that this one replies to: the wish is about them."""
        replied = message.external_reply or message.reply_to_message
        if replied is None or (isinstance(replied, Message) and self._me().sent(replied)):
            return []
        return self._files.of(replied) or _words_of(message, replied)

    def _reply_to(self, message: Message) -> str | None:
        return str(message.reply_to_message.message_id) if message.reply_to_message and self._answers(message) else None


def move(message: Message) -> tuple[int, int] | None:
    """The old and the new id of a group, where Telegram says that it has become a supergroup; both groups are told."""
    new, old = message.migrate_to_chat_id, message.migrate_from_chat_id
    return (old or message.chat.id, new or message.chat.id) if old or new else None


def _said(message: Message) -> str:
    """The words of whoever sends a message; not those that stood under a file before it was passed on."""
    if forwarded(message) and not message.text:
        return ""
    return (message.text or message.caption or "").strip()


def _name(message: Message) -> str:
    """A message's id; one that was edited is another wish of the same message."""
    number = str(message.message_id)
    return pressed(number, f"edit{int(message.edit_date.timestamp())}") if message.edit_date else number


def _locale(message: Message) -> Language | None:
    return from_locale(message.from_user.language_code if message.from_user else None)


def _words_of(message: Message, replied: Message | ExternalReplyInfo) -> list[RemoteFile]:
    """What a person has written, as material: the part that a reply quotes, or a whole text that is long enough for a script."""
    quote = message.quote
    text = quote.text if quote and quote.is_manual else replied.text if isinstance(replied, Message) else None
    if not text or (len(text.encode()) < _SCRIPT_BYTES and not (quote and quote.is_manual)):
        return []

    async def read() -> AsyncIterator[bytes]:
        yield text.encode()

    return [RemoteFile(f"text-{message.message_id}.txt", read, len(text.encode()), "text/plain; charset=utf-8")]


def _topic(message: Message | None) -> str | None:
    """The forum topic; in other groups a thread id only says which message was answered."""
    return str(message.message_thread_id) if message and message.is_topic_message and message.message_thread_id else None


def _by_machine(message: Message) -> bool:
    if message.is_automatic_forward:
        return True
    return message.from_user is not None and message.from_user.is_bot and message.from_user.id != _ANONYMOUS_ADMIN
