"""A wish that was spoken into the chat: its words are heard before it is understood."""

from agent_core.agent import Wish
from agent_core.files import local
from media.facts import MediaFacts
from media.store import Store
from media.transcription.port import Recording
from media.transcription.recognisers import Recognisers


def is_spoken(wish: Wish, recognisers: Recognisers) -> bool:
    """Whether the words of a wish are in a voice message, and somebody here can find out what they are."""
    named = bool(wish.text.strip()) or wish.template is not None
    return not named and recognisers.finds_language and any(attachment.voice for attachment in wish.attachments)


async def heard_wish(wish: Wish, facts: MediaFacts, store: Store, recognisers: Recognisers) -> Wish:
    """The wish with the words of its voice message, which is no material then. Raises `MediaError`, and as `local` does.

    `facts` are those of the voice message. After a question the words have been understood already, and are not heard again.
    """
    rest = tuple(attachment for attachment in wish.attachments if not attachment.voice)
    if wish.partial is not None:
        return wish.model_copy(update={"attachments": rest})
    length = facts.duration or 0.0
    recording = Recording(path=await local(store, facts.asset), duration=length, speech=((0.0, length),))
    transcript = await recognisers.hear(recording, facts.asset, None, lambda share: None)
    words = " ".join(line.text for line in transcript.lines) if transcript else ""
    return wish.model_copy(update={"text": words, "attachments": rest}) if words else wish
