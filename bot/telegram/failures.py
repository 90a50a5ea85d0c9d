"""What Telegram says when it does not take a message, in the words of the port."""

import logging

from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.errors import PostFailed
from bot.telegram.pacing import seconds

log = logging.getLogger(__name__)

_NETWORK_PAUSE = 5.0
_TOO_BIG = ("too large", "too big")
_NO_PHOTO = ("photo_invalid_dimensions", "image_process_failed", "photo_save_file")
_VANISHED = ("message to edit not found", "message can't be edited", "message_id_invalid")


def post_failed(error: TelegramError) -> PostFailed:
    """The port's error for one of Telegram's: `retry_after` is the pause it asks for, a short one when the network or the
    server failed, and `None` where trying again is useless."""
    if isinstance(error, RetryAfter):
        return PostFailed("platform-busy", seconds(error))
    if isinstance(error, Forbidden):
        return PostFailed("platform-blocked", None)
    if any(words in error.message.lower() for words in _TOO_BIG):
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
    return any(
        words in error.message.lower() for words in ("photo_invalid_dimensions", "image_process_failed", "photo_save_file")
    )


def stale_file(error: BadRequest) -> bool:
    """A file that was sent before is not known any more."""
    return "wrong file identifier" in error.message.lower() or "wrong remote file" in error.message.lower()
