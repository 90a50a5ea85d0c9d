"""What Telegram says when it does not take a message, in the words of the port."""

import logging
from collections.abc import Sequence

from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.errors import PostFailed
from bot.telegram.pacing import seconds

log = logging.getLogger(__name__)

_NETWORK_PAUSE = 5.0
_TOO_BIG = ("too large", "too big")
_NO_PHOTO = ("photo_invalid_dimensions", "image_process_failed", "photo_save_file")
_NO_REPLY = ("replied not found", "reply message not found", "reply_message_id_invalid", "replied message not found")
_NO_FILES = ("rights to send", "send_media_forbidden", "_forbidden")
_NO_ENTRY = (
    "chat_write_forbidden",
    "chat_restricted",
    "chat not found",
    "have no rights to send a message",
    "need administrator rights",
    "not enough rights to send text messages",
    "peer_id_invalid",
    "topic_closed",
    "user_is_blocked",
)
"""What Telegram says, as a bad request, where the bot may not write (any more)."""
_STALE = ("wrong file identifier", "wrong remote file", "wrong file_id")
_VANISHED = ("message to edit not found", "message can't be edited", "message_id_invalid")


def post_failed(error: TelegramError) -> PostFailed:
    """The port's error for one of Telegram's: `retry_after` is the pause it asks for, a short one when the network or the
    server failed, and `None` where trying again is useless."""
    if isinstance(error, RetryAfter):
        return PostFailed("platform-busy", seconds(error))
    if isinstance(error, Forbidden) or _says(error, _NO_ENTRY):
        return PostFailed("platform-blocked", None)
    if isinstance(error, BadRequest) and _says(error, _NO_FILES):
        return PostFailed("media-not-allowed", None)
    if _says(error, _TOO_BIG):
        return PostFailed("too-large-to-post", None)
    if isinstance(error, NetworkError) and not isinstance(error, BadRequest):
        return PostFailed("platform-unreachable", _NETWORK_PAUSE)
    log.warning("Telegram refused a message: %s", "token" if isinstance(error, InvalidToken) else error.message)
    return PostFailed("post-failed", None)


def unchanged(error: BadRequest) -> bool:
    """The message already says this."""
    return "message is not modified" in error.message.lower()


def vanished(error: BadRequest) -> bool:
    """The message is gone, or too old to be changed."""
    return error.message.lower().startswith(_VANISHED)


def captioned(error: BadRequest) -> bool:
    """The message is a file with a caption, not a text."""
    return "no text in the message to edit" in error.message.lower()


def topic_gone(error: BadRequest) -> bool:
    """The forum topic was deleted."""
    return "message thread not found" in error.message.lower()


def not_a_photo(error: BadRequest) -> bool:
    """Telegram cannot show this picture as a photo; it takes it as a file."""
    return _says(error, _NO_PHOTO)


def reply_gone(error: BadRequest) -> bool:
    """The message to reply to is not there."""
    return _says(error, _NO_REPLY)


def stale_file(error: BadRequest) -> bool:
    """A file that was sent before is not known any more."""
    return _says(error, _STALE)


def _says(error: TelegramError, phrases: Sequence[str]) -> bool:
    said = error.message.lower()
    return any(phrase in said for phrase in phrases)
