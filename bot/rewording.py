"""A message that its writer has changed: what becomes of its wish."""

from dataclasses import replace

from bot.platform import Incoming, anchor
from workers.client import WorkerClient

_RECENT = 50
"""Finished jobs of a chat among which an edited message may find its own."""


async def heard(client: WorkerClient, incoming: Incoming) -> Incoming | None:
    """The edited message as a wish; `None` where it is to be passed over.

    A wish still at work is taken back and made anew, with the files it had. One that has ended stays: changes are asked for in a
    reply. Of messages that were no wish, those are heard that bring a file, or in a group may not have named the bot before.
    """
    origin, number = incoming.origin, anchor(incoming.origin)
    for job in await client.queue(origin.platform, origin.chat):
        if anchor(job.origin) == number and job.origin.user == origin.user:
            if not await client.cancel(job.job, origin.user):
                return None
            return incoming if incoming.files else replace(incoming, reply_to=incoming.reply_to or job.status_message)
    ended = await client.history(origin.platform, origin.chat, limit=_RECENT)
    if any(anchor(job.origin) == number for job in ended):
        return None
    return incoming if incoming.files or not origin.private else None
