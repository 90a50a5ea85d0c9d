"""The port between the conversation core and a chat platform."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from agent_core.languages import Language
from agent_core.messages import Limits, Origin, Product, Template


@dataclass(frozen=True)
class RemoteFile:
    """A file a user sent that still lies on the platform; it is read when a wish addresses it, never before."""

    name: str
    read: Callable[[], AsyncIterator[bytes]]
    size_bytes: int | None = None
    content_type: str | None = None


@dataclass(frozen=True)
class Incoming:
    """One wish addressed to the bot, as the adapter read it."""

    origin: Origin
    text: str = ""
    files: Sequence[RemoteFile] = ()
    reply_to: str | None = None
    """Platform id of the bot's message that this replies to."""
    locale: Language | None = None
    template: Template | None = None
    value: str | None = None
    """Value of the button that was pressed."""


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
    """A message to post: localized words, files, buttons. `done` and `fraction` let a rich platform draw a bar."""

    text: str
    files: Sequence[OutgoingFile] = ()
    buttons: Sequence[Sequence[Button]] = ()
    kind: Literal["status", "result", "question", "refusal", "failure", "cancelled", "reply"] = "reply"
    nonce: str | None = None
    """The same for every attempt to post this message."""
    fraction: float | None = None
    time_left: float | None = None
    took: float | None = None
    job: str | None = None
    values: dict[str, object] = field(default_factory=dict[str, object])


class PostFailed(Exception):
    """The platform did not take a message. `retry_after` is the pause it asks for; `None` means never try again."""

    def __init__(self, code: str, retry_after: float | None) -> None:
        super().__init__(code)
        self.code = code
        self.retry_after = retry_after


class FileRefused(Exception):
    """A user's file that the platform does not hand over; `RemoteFile.read` raises it before its first byte.

    `code` and `values` make the sentence for the user, as a note's do.
    """

    def __init__(self, code: str, values: dict[str, object] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.values = values or {}


class Platform(Protocol):
    """What the conversation core needs of a chat platform."""

    name: str
    """`telegram`, `discord`, `web`, `console`."""
    account: str
    """Id of the bot account; outbox rows are addressed to it."""
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
        """Connect and hand every wish addressed to the bot to `receive`, until cancelled."""
        ...
