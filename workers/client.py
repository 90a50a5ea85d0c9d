"""All that the bot may ask of the workers: one small protocol.

`connect` returns its implementation over the ledger, Redis and the store. Nothing behind it imports what only workers need.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from agent_core.messages import (
    Answer,
    Attachment,
    ChatSettings,
    Delivery,
    Engine,
    JobStatus,
    KeptFiles,
    Origin,
    Preset,
    Progress,
    ProjectRef,
    QuotaUse,
    Receipt,
    Request,
)
from workers.errors import NotAllowed, NotBuilt, QuotaExceeded, Unavailable, UnknownJob, WorkerError, WrongState
from workers.settings import WorkerSettings

__all__ = [
    "NotAllowed",
    "NotBuilt",
    "QuotaExceeded",
    "Unavailable",
    "UnknownJob",
    "WorkerClient",
    "WorkerError",
    "WorkerSettings",
    "WrongState",
    "connect",
]


class WorkerClient(Protocol):
    """What a conversation may ask. Every call raises `WorkerError` and nothing else for what it foresees."""

    async def submit(self, request: Request) -> Receipt:
        """Write the job and reserve one job of the user's quota, in one transaction; what costs nothing takes none.

        The same platform message never makes two jobs: a second submit returns the first one's receipt. A wish that replies to
        a job still at work waits for its result. Raises `QuotaExceeded`, and `WorkerError` with code `unknown-preset`.
        """
        ...

    async def answer(self, job: str, answer: Answer) -> bool:
        """Answer a job's open question and let its planning go on; false when somebody else's answer came first."""
        ...

    async def cancel(self, job: str, user: str) -> bool:
        """End a job; false when it had already ended. Raises `UnknownJob`, `NotAllowed`."""
        ...

    async def status(self, job: str) -> JobStatus:
        """The job as it stands. Raises `UnknownJob`."""
        ...

    async def queue(self, platform: str, chat: str) -> list[JobStatus]:
        """The chat's unfinished jobs, oldest first."""
        ...

    async def history(self, platform: str, chat: str, limit: int = 20) -> list[JobStatus]:
        """The chat's finished jobs, newest first."""
        ...

    def watch(self, job: str, cursor: str = "0") -> AsyncIterator[Progress]:
        """The job's progress after `cursor`, ending with its final state; what was missed is caught up."""
        ...

    async def note_status(self, job: str, message: str) -> None:
        """Remember which platform message shows the job's status, so that a restarted bot goes on with it."""
        ...

    async def open_statuses(self, platform: str, account: str) -> list[JobStatus]:
        """Unfinished jobs of a bot account, for a restarted bot to watch again."""
        ...

    async def put(self, content: AsyncIterator[bytes], name: str, content_type: str | None = None) -> Attachment:
        """Copy a file into the store while it streams. Raises `WorkerError` with code `too-large` past the store's limit."""
        ...

    def open(self, asset: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """The bytes of an asset from `start` up to, not including, `end`."""
        ...

    async def size(self, asset: str) -> int:
        """The size of an asset in bytes. Raises `WorkerError` with code `asset-gone`."""
        ...

    async def signed_url(self, asset: str, name: str, expires: float) -> str | None:
        """A link to an asset that works for `expires` seconds, or `None` where no public address is set."""
        ...

    async def seal_holds(self, asset: str, name: str, until: int, seal: str) -> bool:
        """Whether a link's `until` and `seal` are those of `signed_url`, and it has not expired."""
        ...

    async def kept_files(self, origin: Origin) -> KeptFiles | None:
        """The files that the origin's person sent in its chat without a wish, by reference."""
        ...

    async def keep_files(self, origin: Origin, files: KeptFiles | None) -> None:
        """Remember those files over restarts, or forget them."""
        ...

    async def mark(self, platform: str, account: str, key: str) -> str | None:
        """What a bot account has noted under a key of at most 255 characters."""
        ...

    async def set_mark(self, platform: str, account: str, key: str, value: str | None) -> None:
        """Note a value over restarts, or forget it; what was not set for two months is forgotten anyhow."""
        ...

    async def move_chat(self, platform: str, account: str, old: str, new: str) -> None:
        """A chat goes on under another id: its unfinished jobs, unposted messages, settings, presets and kept files follow."""
        ...

    async def save_preset(
        self, origin: Origin, name: str, *, text: str = "", message: str | None = None, shared: bool = False
    ) -> Preset:
        """Save words, or what was wanted of the result in `message`, under a name, for the person or (`shared`) for the chat.

        Raises `WorkerError` with code `nothing-to-save`, `bad-preset-name` or `too-many-presets`.
        """
        ...

    async def presets(self, platform: str, chat: str, user: str) -> list[Preset]:
        """What a person may use in a chat, by name."""
        ...

    async def delete_preset(self, platform: str, chat: str, user: str, name: str) -> bool:
        """Forget a preset that this person made; false when there is none."""
        ...

    async def project_of(self, platform: str, chat: str, message: str) -> ProjectRef | None:
        """The project behind a message that the bot posted (status, question or result)."""
        ...

    async def claim_outbox(self, platform: str, account: str, limit: int = 10, wait: float = 2.0) -> Sequence[Delivery]:
        """Lease rows for this account to post; waits up to `wait` seconds for the first. A row whose lease runs out before
        `mark_posted` is handed out again with the same nonce."""
        ...

    async def mark_posted(self, delivery: str, messages: Sequence[str]) -> None:
        """Record the platform's ids of the messages that a delivery became; replies to them find the project."""
        ...

    async def mark_failed(self, delivery: str, code: str, retry_after: float | None) -> None:
        """Hand a row back to be tried after `retry_after` seconds, or give it up when that is `None`."""
        ...

    async def chat_settings(self, platform: str, chat: str) -> ChatSettings: ...

    async def set_chat_settings(self, platform: str, chat: str, settings: ChatSettings) -> None: ...

    async def user_settings(self, platform: str, user: str) -> ChatSettings: ...

    async def set_user_settings(self, platform: str, user: str, settings: ChatSettings) -> None: ...

    async def quotas(self, platform: str, user: str) -> list[QuotaUse]:
        """The user's quotas and what is used of them."""
        ...

    async def set_quota(self, actor: str, target: str, name: str, limit: float) -> None: ...

    async def roles(self, target: str) -> frozenset[str]: ...

    async def set_role(self, actor: str, target: str, role: str, granted: bool) -> None: ...

    async def lists(self, name: str) -> frozenset[str]: ...

    async def set_listed(self, actor: str, name: str, target: str, listed: bool) -> None: ...

    async def drain(self, actor: str, draining: bool) -> None: ...

    async def stats(self, actor: str) -> dict[str, float]: ...

    async def audit(self, actor: str, limit: int = 50) -> list[dict[str, str]]: ...

    async def consent(self, platform: str, user: str, subject: str, given: bool) -> None: ...

    async def delete_my_data(self, platform: str, user: str) -> int: ...

    async def engines(self) -> list[Engine]:
        """What this installation can do, as its workers found it at their start."""
        ...


def connect(settings: WorkerSettings) -> AbstractAsyncContextManager[WorkerClient]:
    """Open the ledger, Redis and the store for as long as the returned context lasts. Raises `Unavailable`."""
    from workers.ledger_client import open_client

    return open_client(settings)
