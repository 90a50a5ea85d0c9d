"""The port between the conversation core and a chat platform."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol, runtime_checkable

from agent_core.languages import Language
from agent_core.messages import KeptFile, Limits, Origin, Product, Template
from bot.errors import FileRefused, PostFailed

__all__ = [
    "Button",
    "FileRefused",
    "Incoming",
    "LocalLimits",
    "Outgoing",
    "OutgoingFile",
    "Platform",
    "PostFailed",
    "Recalls",
    "RemoteFile",
    "anchor",
    "limits_of",
    "press_of",
    "pressed",
]


@dataclass(frozen=True)
class RemoteFile:
    """A file a user sent that still lies on the platform; it is read when a wish addresses it, never before."""

    name: str
    read: Callable[[], AsyncIterator[bytes]]
    """Opens the file's bytes; raises `FileRefused` where the platform does not hand it over."""
    size_bytes: int | None = None
    content_type: str | None = None
    voice: bool = False
    """Spoken into the chat: it may be a wish, or material."""
    reference: str = ""
    """What the adapter needs to find the file again after a restart; empty where it cannot."""


@dataclass(frozen=True)
class Incoming:
    """One wish addressed to the bot, as the adapter read it."""

    origin: Origin
    """Where it came from; of a pressed button `message` is made by `pressed`."""
    text: str = ""
    files: Sequence[RemoteFile] = ()
    """Its attachments; those of the user's message that it replies to count as its own."""
    reply_to: str | None = None
    """Platform id of the bot's message that this replies to, or that holds the pressed button."""
    locale: Language | None = None
    template: Template | None = None
    value: str | None = None
    """Value of the button that was pressed: `act:<action>:<revision>`, `ans:<job>:<value>` or `cancel:<job>`."""
    edited: bool = False
    """The same message in other words: its wish, if it is still at work, is taken back."""
    refused: FileRefused | None = None
    """Why what it brings cannot be taken; that is said, and nothing else happens."""
    moved_from: str | None = None
    """The id that its chat had before; nothing is asked."""
    addressed: bool = True
    """False for files that somebody sent in a group without a word to the bot: nothing is said about them, and they are not read
    before a wish of the same person asks for them."""


@dataclass(frozen=True)
class Button:
    """A button: what it says and what comes back when it is pressed (at most 64 bytes)."""

    label: str
    value: str


@dataclass(frozen=True)
class OutgoingFile:
    """A file to post, native to the platform where it can be."""

    product: Product
    read: Callable[[], AsyncIterator[bytes]]
    thumbnail: Callable[[], AsyncIterator[bytes]] | None = None


@dataclass(frozen=True)
class Outgoing:
    """A message to post: localized words, files, buttons. `fraction` and `time_left` let a rich platform draw a bar."""

    text: str
    """Plain text, never markup."""
    files: Sequence[OutgoingFile] = ()
    buttons: Sequence[Sequence[Button]] = ()
    kind: Literal["status", "result", "question", "refusal", "failure", "cancelled", "reply"] = "reply"
    whisper: bool = False
    """For the person who wrote or pressed alone, where the platform can (ephemeral, a callback's answer)."""
    nonce: str | None = None
    """The same for every attempt to post this message."""
    fraction: float | None = None
    time_left: float | None = None
    took: float | None = None
    job: str | None = None
    language: Language | None = None
    """The language of `text`, for an adapter that has words of its own to add."""
    values: dict[str, object] = field(default_factory=dict[str, object])


def pressed(message: str, press: str) -> str:
    """The `Origin.message` of a pressed button: the message that holds the button and the platform's id of the press, so that
    two presses are two wishes. Neither part may hold a `/`."""
    return f"{message}/{press}"


def anchor(origin: Origin) -> str:
    """The message that an answer to this origin replies to: the wish, or the message whose button was pressed."""
    return origin.message.partition("/")[0]


def press_of(origin: Origin) -> str | None:
    """The platform's id of the press, where the wish is a pressed button."""
    return origin.message.partition("/")[2] or None


@runtime_checkable
class Recalls(Protocol):
    """A platform that finds files again by their reference."""

    def recall(self, kept: KeptFile) -> RemoteFile:
        """The file as it was; that it is gone shows when it is read."""
        ...


@runtime_checkable
class LocalLimits(Protocol):
    """A platform that carries more in one chat than in another."""

    def limits_at(self, origin: Origin) -> Limits:
        """What it carries where this wish came from."""
        ...


class Platform(Protocol):
    """What the conversation core needs of a chat platform."""

    name: str
    """`telegram`, `discord`, `web`, `console`."""
    account: str
    """Id of the bot account; outbox rows are addressed to it. Known before `run` connects."""
    limits: Limits
    progress_pace: float
    """Least seconds between two edits of one status message."""

    async def post(self, origin: Origin, message: Outgoing) -> list[str]:
        """Post a new message in the origin's chat, replying to the origin's message; the ids it became. Raises `PostFailed`."""
        ...

    async def edit(self, origin: Origin, message_id: str, message: Outgoing) -> None:
        """Change the words and buttons of a message posted before; a vanished message is no error. Raises `PostFailed`."""
        ...

    async def run(self, receive: Callable[[Incoming], Awaitable[None]]) -> None:
        """Connect and hand every wish addressed to the bot to `receive`, until cancelled. `receive` raises nothing: what goes
        wrong is told to the person."""
        ...


def limits_of(platform: Platform, origin: Origin) -> Limits:
    """What a platform can carry in the chat of a wish."""
    return platform.limits_at(origin) if isinstance(platform, LocalLimits) else platform.limits
