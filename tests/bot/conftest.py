"""A strict stand-in for the workers, a platform that records, and a clock turned by hand."""

import asyncio
import hashlib
import heapq
import itertools
import mimetypes
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from agent_core.languages import from_script
from agent_core.messages import (
    FINAL_STATES,
    Answer,
    Attachment,
    ChatSettings,
    Delivery,
    Engine,
    JobStatus,
    KeptFile,
    KeptFiles,
    Limits,
    Note,
    Origin,
    Preset,
    Product,
    Progress,
    ProjectRef,
    Receipt,
    Request,
)
from bot.platform import Incoming, Outgoing, PostFailed, RemoteFile
from workers.client import NotAllowed, UnknownJob, WorkerError
from workers.ledger.presets import NothingToSave, UnknownPreset
from workers.ledger_client import AssetGone


class HandClock:
    """Time stands still until a test advances it."""

    def __init__(self) -> None:
        self.at = 1000.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._order = itertools.count()

    def now(self) -> float:
        return self.at

    def unix(self) -> float:
        return 1_700_000_000.0 + self.at

    async def sleep(self, seconds: float) -> None:
        assert seconds >= 0
        future = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.at + seconds, next(self._order), future))
        await future

    async def advance(self, seconds: float) -> None:
        """Let everything happen that is due within the next `seconds`."""
        await settle()
        end = self.at + seconds
        while self._sleepers and self._sleepers[0][0] <= end:
            self.at, _, future = heapq.heappop(self._sleepers)
            if not future.done():
                future.set_result(None)
            await settle()
        self.at = end
        await settle()


async def settle() -> None:
    """Let every task run until it waits for something that only a test can bring."""
    for _ in range(60):
        await asyncio.sleep(0)


@dataclass
class FakeJob:
    request: Request
    status: JobStatus
    stream: list[Progress] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)


class FakeClient:
    """Keeps what it is told and refuses what the real one would refuse; every argument is checked."""

    def __init__(self, clock: HandClock) -> None:
        self.clock = clock
        self.store: dict[str, bytes] = {}
        self.jobs: dict[str, FakeJob] = {}
        self.projects: dict[tuple[str, str, str], ProjectRef] = {}
        self.answers: list[tuple[str, Answer]] = []
        self.posted: dict[str, list[str]] = {}
        self.failed: list[tuple[str, str, float | None]] = []
        self.settings = ChatSettings()
        self.urls = False
        self.kept: dict[tuple[str, str], KeptFiles] = {}
        self.saved: dict[str, Preset] = {}
        self.marks: dict[tuple[str, str, str], str] = {}
        self.moved: list[tuple[str, str]] = []
        self.heard: list[Engine] = []
        self.refuse: WorkerError | None = None
        """Raised by the next call."""
        self._outbox: list[Delivery] = []
        self._leased: dict[str, Delivery] = {}
        self._nudge = asyncio.Event()

    def _check(self) -> None:
        if self.refuse is not None:
            error, self.refuse = self.refuse, None
            raise error

    # -- what tests bring about

    def move(self, job: str, state: Any, **values: Any) -> None:
        """The workers move a job on."""
        known = self.jobs[job]
        progress = Progress(cursor=str(len(known.stream) + 1), job=job, state=state, language=known.status.language, **values)
        known.status = known.status.model_copy(update={"state": state, "queue_place": progress.queue_place})
        known.stream.append(progress)
        known.news.set()

    def deliver(self, job: str, kind: Any = "result", code: str = "done", **values: Any) -> Delivery:
        """The workers have something for a person."""
        known = self.jobs[job]
        number = f"d{len(self.posted) + len(self._outbox) + len(self._leased) + 1}"
        note = Note(code=code, values=values.pop("note_values", {}))
        fields = {"id": number, "job": job, "kind": kind, "origin": known.request.origin, "nonce": number} | values
        row = Delivery.model_validate({"language": known.status.language, "note": note} | fields)
        known.status = known.status.model_copy(update={"question": row.question})
        self._outbox.append(row)
        self._nudge.set()
        return row

    def product(self, content: bytes = b"video", **values: Any) -> Product:
        asset = hashlib.sha256(content).hexdigest()
        self.store[asset] = content
        fields = {"name": "meme.mp4", "kind": "video", "content_type": "video/mp4", "size_bytes": len(content)} | values
        return Product(asset=asset, **fields)

    def lease_runs_out(self, delivery: str) -> None:
        self._outbox.append(self._leased[delivery])
        self._nudge.set()

    # -- the protocol

    async def submit(self, request: Request) -> Receipt:
        self._check()
        assert Request.model_validate_json(request.model_dump_json()) == request
        assert all(attachment.asset in self.store for attachment in request.attachments)
        for name, job in self.jobs.items():
            if job.request.origin.model_dump(exclude={"user"}) == request.origin.model_dump(exclude={"user"}):
                return Receipt(job=name, state=job.status.state, language=job.status.language, duplicate=True)
        if request.preset is not None and request.preset.casefold() not in self.saved:
            raise UnknownPreset(values={"name": request.preset})
        name = f"job{len(self.jobs) + 1}"
        language = from_script(request.text) or request.locale or "en"
        created = self.clock.unix()
        status = JobStatus(job=name, state="received", origin=request.origin, language=language, created=created)
        self.jobs[name] = FakeJob(request, status)
        self.move(name, "received")
        return Receipt(job=name, state="received", language=language)

    async def answer(self, job: str, answer: Answer) -> bool:
        self._check()
        known = self._known(job)
        assert Answer.model_validate_json(answer.model_dump_json()) == answer
        assert answer.text or answer.value or answer.attachments
        if known.status.state != "waiting":
            return False
        self.answers.append((job, answer))
        known.status = known.status.model_copy(update={"question": None})
        self.move(job, "planning")
        return True

    async def cancel(self, job: str, user: str) -> bool:
        self._check()
        known = self._known(job)
        if known.request.origin.user != user:
            raise NotAllowed
        if known.status.state in FINAL_STATES:
            return False
        self.move(job, "cancelled")
        return True

    async def status(self, job: str) -> JobStatus:
        self._check()
        return self._known(job).status

    async def queue(self, platform: str, chat: str) -> list[JobStatus]:
        return [s for s in self._statuses(platform, chat) if s.state not in FINAL_STATES]

    async def history(self, platform: str, chat: str, limit: int = 20) -> list[JobStatus]:
        return [s for s in self._statuses(platform, chat) if s.state in FINAL_STATES][::-1][:limit]

    async def watch(self, job: str, cursor: str = "0") -> AsyncIterator[Progress]:
        self._check()
        known = self._known(job)
        at = int(cursor)
        while True:
            while at < len(known.stream):
                yield known.stream[at]
                at += 1
                if known.stream[at - 1].state in FINAL_STATES:
                    return
            known.news.clear()
            await known.news.wait()
            self._check()

    async def note_status(self, job: str, message: str) -> None:
        known = self._known(job)
        known.status = known.status.model_copy(update={"status_message": message})
        origin = known.request.origin
        self.projects[origin.platform, origin.chat, message] = ProjectRef(project=job, revision=None, job=job, capability=None)

    async def open_statuses(self, platform: str, account: str) -> list[JobStatus]:
        self._check()
        mine = [job.status for job in self.jobs.values() if job.request.origin.account == account]
        return [status for status in mine if status.state not in FINAL_STATES]

    async def put(self, content: AsyncIterator[bytes], name: str, content_type: str | None = None) -> Attachment:
        self._check()
        whole = b"".join([chunk async for chunk in content])
        asset = hashlib.sha256(whole).hexdigest()
        self.store[asset] = whole
        return Attachment(asset=asset, name=name, size_bytes=len(whole), content_type=content_type)

    async def open(self, asset: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        yield self.store[asset][start:end]

    async def size(self, asset: str) -> int:
        if asset not in self.store:
            raise AssetGone
        return len(self.store[asset])

    async def seal_holds(self, asset: str, name: str, until: int, seal: str) -> bool:
        return (name, until, seal) == ("meme.mp4", 2_000_000_000, asset[:8])

    async def signed_url(self, asset: str, name: str, expires: float) -> str | None:
        assert asset in self.store and 60 <= expires <= 7 * 86400
        return f"https://cutroom.example/{asset[:8]}/{name}" if self.urls else None

    async def kept_files(self, origin: Origin) -> KeptFiles | None:
        self._check()
        return self.kept.get((origin.chat, origin.user))

    async def keep_files(self, origin: Origin, files: KeptFiles | None) -> None:
        self._check()
        self.kept.pop((origin.chat, origin.user), None)
        if files is not None:
            assert KeptFiles.model_validate_json(files.model_dump_json()) == files and files.files
            self.kept[origin.chat, origin.user] = files

    async def mark(self, platform: str, account: str, key: str) -> str | None:
        self._check()
        return self.marks.get((platform, account, key))

    async def set_mark(self, platform: str, account: str, key: str, value: str | None) -> None:
        self._check()
        assert 0 < len(key) <= 255
        self.marks.pop((platform, account, key), None)
        if value is not None:
            self.marks[platform, account, key] = value

    async def move_chat(self, platform: str, account: str, old: str, new: str) -> None:
        self._check()
        self.moved.append((old, new))
        for job in self.jobs.values():
            origin = job.status.origin
            if origin.chat == old and job.status.state not in FINAL_STATES:
                there = origin.model_copy(update={"chat": new, "message": f"{origin.message}/{old}"})
                job.request = job.request.model_copy(update={"origin": there})
                job.status = job.status.model_copy(update={"origin": there, "status_message": None})

    async def save_preset(
        self, origin: Origin, name: str, *, text: str = "", message: str | None = None, shared: bool = False
    ) -> Preset:
        self._check()
        project = await self.project_of(origin.platform, origin.chat, message) if message else None
        if not text and project is None:
            raise NothingToSave
        capabilities = (project.capability or "",) if project and not text else ()
        self.saved[name.casefold()] = Preset(name=name, text=text, capabilities=capabilities, shared=shared)
        return self.saved[name.casefold()]

    async def presets(self, platform: str, chat: str, user: str) -> list[Preset]:
        self._check()
        return list(self.saved.values())

    async def delete_preset(self, platform: str, chat: str, user: str, name: str) -> bool:
        return self.saved.pop(name.casefold(), None) is not None

    async def engines(self) -> list[Engine]:
        return self.heard

    async def project_of(self, platform: str, chat: str, message: str) -> ProjectRef | None:
        self._check()
        return self.projects.get((platform, chat, message))

    async def claim_outbox(self, platform: str, account: str, limit: int = 10, wait: float = 2.0) -> Sequence[Delivery]:
        self._check()
        assert limit > 0
        while not self._outbox:
            self._nudge.clear()
            await self._nudge.wait()
        rows, self._outbox = self._outbox[:limit], self._outbox[limit:]
        assert all((row.origin.platform, row.origin.account) == (platform, account) for row in rows)
        self._leased |= {row.id: row for row in rows}
        return rows

    async def mark_posted(self, delivery: str, messages: Sequence[str]) -> None:
        self._check()
        assert delivery not in self.posted
        row = self._leased.pop(delivery)
        assert messages or (row.kind not in ("result", "question") and not row.origin.private)
        self.posted[delivery] = list(messages)
        for message in messages:
            ref = ProjectRef(
                project=row.job, revision=row.revision, job=row.job, capability="meme", waiting=row.kind == "question"
            )
            self.projects[row.origin.platform, row.origin.chat, message] = ref
        if row.kind != "question":
            self.move(row.job, "delivered" if row.kind == "result" else "failed")

    async def mark_failed(self, delivery: str, code: str, retry_after: float | None) -> None:
        self._check()
        row = self._leased.pop(delivery)
        self.failed.append((delivery, code, retry_after))
        if retry_after is not None:
            self._outbox.append(row)
            self._nudge.set()

    async def user_settings(self, platform: str, user: str) -> ChatSettings:
        self._check()
        return self.settings

    def _known(self, job: str) -> FakeJob:
        if job not in self.jobs:
            raise UnknownJob
        return self.jobs[job]

    def _statuses(self, platform: str, chat: str) -> list[JobStatus]:
        jobs = [job.status for job in self.jobs.values()]
        return [status for status in jobs if (status.origin.platform, status.origin.chat) == (platform, chat)]


class RecordingPlatform:
    """A chat that keeps every message as it stands, every edit with its time, and can refuse."""

    name = "double"
    account = "bot1"
    progress_pace = 3.0

    def __init__(self, clock: HandClock) -> None:
        self.clock = clock
        self.limits = Limits(upload_bytes=1000, text_chars=2000, caption_chars=500)
        self.messages: dict[str, Outgoing] = {}
        self.origins: dict[str, Origin] = {}
        self.bytes: dict[str, list[bytes]] = {}
        self.edits: list[tuple[float, str, Outgoing]] = []
        self.refuse: list[Exception] = []
        """Raised by the next posts and edits, one each."""
        self.gate = asyncio.Event()
        self.gate.set()
        self.received = asyncio.Queue[Incoming]()

    async def post(self, origin: Origin, message: Outgoing) -> list[str]:
        self._check(origin, message)
        await self.gate.wait()
        name = f"m{len(self.messages) + 1}"
        self.bytes[name] = [b"".join([chunk async for chunk in file.read()]) for file in message.files]
        self.messages[name] = message
        self.origins[name] = origin
        return [name]

    async def edit(self, origin: Origin, message_id: str, message: Outgoing) -> None:
        self._check(origin, message)
        shown = self.messages[message_id]
        assert (shown.text, shown.buttons) != (message.text, message.buttons), "message is not modified"
        assert not message.files
        self.messages[message_id] = message
        self.edits.append((self.clock.at, message_id, message))

    async def run(self, receive: Any) -> None:
        while True:
            await receive(await self.received.get())

    def _check(self, origin: Origin, message: Outgoing) -> None:
        assert origin.platform == self.name
        if self.refuse:
            raise self.refuse.pop(0)
        assert message.text.strip() and len(message.text) <= self.limits.text_chars
        assert all(len(b.value.encode()) <= 64 and b.label for row in message.buttons for b in row)
        if sum(file.product.size_bytes for file in message.files) > self.limits.upload_bytes:
            raise PostFailed("file-too-big-for-platform", None, {"size_mb": 60, "limit_mb": 50})

    def of_kind(self, kind: str) -> list[Outgoing]:
        return [message for message in self.messages.values() if message.kind == kind]

    @property
    def last(self) -> Outgoing:
        return list(self.messages.values())[-1]


class RecallingPlatform(RecordingPlatform):
    """One that finds files again by their reference."""

    def recall(self, kept: KeptFile) -> RemoteFile:
        assert kept.reference == "clip.mp4"
        return remote(b"clip", kept.name)


def incoming(text: str = "", message: str = "1", **values: Any) -> Incoming:
    """One message of a user, as an adapter would hand it in."""
    origin = {"platform": "double", "account": "bot1", "chat": "c1", "message": message, "user": "u1"} | values.pop("origin", {})
    return Incoming(origin=Origin.model_validate(origin), text=text, **values)


def remote(content: bytes = b"clip", name: str = "clip.mp4", reads: list[str] | None = None, voice: bool = False) -> RemoteFile:
    """A file that lies on the platform; `reads` notes when it is read."""

    async def read() -> AsyncIterator[bytes]:
        if reads is not None:
            reads.append(name)
        yield content[:2]
        yield content[2:]

    content_type = mimetypes.guess_type(name)[0]
    reference = name if name == "clip.mp4" else ""
    return RemoteFile(name, read, len(content), content_type, voice=voice, reference=reference)


@pytest.fixture(autouse=True)
def no_missing_sentence(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A code without a sentence is excused in a chat, never in a test."""
    yield
    missing = [r.getMessage() for r in caplog.get_records("call") if r.getMessage().startswith("no sentence")]
    assert not missing, missing


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def client(clock: HandClock) -> FakeClient:
    return FakeClient(clock)


@pytest.fixture
def platform(clock: HandClock) -> RecordingPlatform:
    return RecordingPlatform(clock)
