"""The edge between our code and the world: what nobody foresaw ends here, and not the bot."""

import logging
import traceback
from collections.abc import Awaitable

log = logging.getLogger(__name__)


async def survive(work: Awaitable[None], what: str, name: str) -> bool:
    """Do the work; false when it failed in a way that nobody foresaw.

    Only ids are logged: an exception's own words may hold a user's, so the log gets its type and where it was raised.
    """
    try:
        await work
    except Exception as error:
        frames = "".join(traceback.format_tb(error.__traceback__))
        log.error("%s %s failed: %s\n%s", what, name, type(error).__name__, frames)  # noqa: TRY400
        return False
    return True
