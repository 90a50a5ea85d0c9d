"""The wire contract between the bot and the workers: frozen data, JSON both ways, no behaviour.

The bot sends a `Request`, reads `Progress` while the job runs and posts the `Delivery` rows addressed to its account. Workers
never write a chat sentence: they send a `Note`, a stable code with values, and the bot words it in the user's language.
"""

from typing import Literal

from pydantic import JsonValue

from agent_core.languages import Language
from media.frozen import Frozen

JobState = Literal[
    "received",
    "planning",
    "waiting",
    "queued",
    "running",
    "checked",
    "delivering",
    "delivered",
    "refused",
    "failed",
    "cancelled",
]
FINAL_STATES: frozenset[JobState] = frozenset({"delivered", "refused", "failed", "cancelled"})

AttachmentKind = Literal["video", "audio", "image", "text", "midi", "subtitle"]
ProductKind = Literal["video", "audio", "image", "animation", "file"]
DeliveryKind = Literal["result", "question", "refusal", "failure", "cancelled"]
Action = Literal["undo", "redo", "retry", "smaller_text", "bigger_text", "vertical", "captions", "shorter", "export", "how"]


class Note(Frozen):
    """Something to tell a person: a stable code (its sentence lives in `locales/`) and the values in it."""

    code: str
    values: dict[str, JsonValue] = {}


class Attachment(Frozen):
    """A file the user sent, already in the store."""

    asset: str
    """Content hash, the store's key."""
    name: str
    size_bytes: int
    content_type: str | None = None
    voice: bool = False
    """It was spoken into the chat: its words may be the wish itself."""


class KeptFile(Frozen):
    """A file that still lies on its platform, by what the adapter needs to read it."""

    name: str
    reference: str
    size_bytes: int | None = None
    content_type: str | None = None
    voice: bool = False


class KeptFiles(Frozen):
    """Files that a person sent without a wish, kept for the next one; references, never bytes."""

    files: tuple[KeptFile, ...]
    at: float
    """Unix time of the last of them."""
    hint: str | None = None
    """The message in which the bot asked what to do with them."""


class Origin(Frozen):
    """Where a wish came from, and so where its answer goes."""

    platform: str
    account: str
    """The bot account that received it, and that will answer."""
    chat: str
    message: str
    """The platform's id of the message; together with platform, account and chat it never makes two jobs."""
    user: str
    thread: str | None = None
    private: bool = True


class Limits(Frozen):
    """What the platform can carry."""

    upload_bytes: int
    text_chars: int = 4096
    caption_chars: int = 1024


class Template(Frozen):
    """A capability named outright, by a slash command or a button, with the parameters it came with."""

    capability: str
    params: dict[str, JsonValue] = {}


class Request(Frozen):
    """One wish, as an adapter hands it in."""

    origin: Origin
    text: str = ""
    attachments: tuple[Attachment, ...] = ()
    locale: Language | None = None
    reply_to: str | None = None
    """The platform's id of the message this wish replies to, when that message is the bot's own."""
    limits: Limits
    template: Template | None = None
    preset: str | None = None
    """Name of a saved preset that stands in for words."""


class Receipt(Frozen):
    """What `submit` answers at once."""

    job: str
    state: JobState
    language: Language
    duplicate: bool = False
    """The same platform message was submitted before; `job` is the one it made then."""
    queue_place: int = 0
    """Jobs before this one; 0 when it starts at once."""


class Progress(Frozen):
    """A moment in the life of a job."""

    cursor: str
    """Position in the job's stream; hand it back to `watch` to go on from here."""
    job: str
    state: JobState
    language: Language
    stage: str | None = None
    """Code of what is being done: `probe`, `plan`, `look`, `speak`, `edit`, `render`, `check`, `deliver`."""
    fraction: float = 0.0
    """Part of the whole job that is done, 0 to 1, never falling."""
    time_left: float | None = None
    queue_place: int = 0


class Product(Frozen):
    """A finished file."""

    asset: str
    name: str
    kind: ProductKind
    content_type: str
    size_bytes: int
    width: int | None = None
    height: int | None = None
    duration: float | None = None
    thumbnail: str | None = None
    """Asset of a JPEG of at most 320 px a side and 200 kB."""


class Option(Frozen):
    """One answer that a question offers as a button; `label` is a message key in `locales/`."""

    value: str
    label: str


class Question(Frozen):
    """What the plan needs to know or to have before it can go on."""

    note: Note
    options: tuple[Option, ...] = ()
    wants: tuple[AttachmentKind, ...] = ()
    """Kinds of attachment that answer it."""


class Answer(Frozen):
    """A person's answer: text, a button's value, or files."""

    origin: Origin
    text: str = ""
    value: str | None = None
    attachments: tuple[Attachment, ...] = ()


class Delivery(Frozen):
    """An outbox row: something a person must see, for the bot account that owns it to post once."""

    id: str
    job: str
    kind: DeliveryKind
    origin: Origin
    """The wish it answers; it is posted as a reply to `origin.message`."""
    language: Language
    note: Note
    """The sentence: what was made, asked, refused or went wrong."""
    products: tuple[Product, ...] = ()
    question: Question | None = None
    actions: tuple[Action, ...] = ()
    """Follow-ups worth a button."""
    revision: str | None = None
    took: float = 0.0
    """Seconds from submit to this row."""
    nonce: str
    """The same for every attempt to post this row; at most 25 characters, for platforms that drop doubles."""


class JobStatus(Frozen):
    """A job as a person would ask about it."""

    job: str
    state: JobState
    origin: Origin
    language: Language
    capability: str | None = None
    created: float
    """Unix time."""
    queue_place: int = 0
    note: Note | None = None
    """Why it ended, when it did not end well."""
    status_message: str | None = None
    """The platform's id of the status message posted for it."""
    question: Question | None = None
    """What it asks, while it waits for an answer."""


class ProjectRef(Frozen):
    """The project behind a posted message."""

    project: str
    revision: str | None
    job: str
    capability: str | None
    waiting: bool = False
    """The message is a question that is still open: a reply answers it."""


class ChatSettings(Frozen):
    """What a chat or a user has chosen; `None` leaves it to the next rule."""

    language: Language | None = None


class Preset(Frozen):
    """A way of making things that a person or a chat has saved under a name."""

    name: str
    text: str = ""
    """The wish in words, where it was saved from words."""
    capabilities: tuple[str, ...] = ()
    """What it makes, where it was saved from a result."""
    shared: bool = False
    """Everybody in the chat may use it."""


class QuotaUse(Frozen):
    """Use of one quota in its current window."""

    name: str
    used: float
    limit: float
    resets: float
    """Unix time at which the window starts anew."""


class Engine(Frozen):
    """One engine of this installation, found or missing."""

    port: str
    """`encoder`, `fonts`, `speaker`, `transcriber`, `planner`, `gpu`, …"""
    name: str
    found: bool
    languages: tuple[Language, ...] = ()
    detail: str = ""
    unlock: str | None = None
    """The one setting or command that would make it available."""
